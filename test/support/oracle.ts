// The real kube-apiserver for tests that put it beside ours: only where somebody built it.

import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { Readable } from 'node:stream';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { tempFolder } from './temp-folder.ts';

const token = 'oracle-admin-token';

export interface Oracle extends AsyncDisposable {
  /** As its administrator, whatever the origin in the URL. */
  readonly fetch: (asked: Request) => Promise<Response>;
  /** For kubectl. */
  readonly kubeconfig: string;
}

/** The path of kube-apiserver, or why there is none. */
export async function findOracle(): Promise<{ readonly path: string } | { readonly missing: string }> {
  const path = join(env['ORACLE_DIR'] ?? join(homedir(), '.cache/kapibara-oracle'), 'bin/kube-apiserver');
  return access(path, constants.X_OK).then(
    () => ({ path }),
    () => ({ missing: 'the oracle, which carries kube-apiserver, was not built here' }),
  );
}

/** Without the admission plugins that change what is sent, and without checking who may do what. */
export async function startOracle(path: string, etcd: string, flags: readonly string[] = []): Promise<Oracle> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder()).path;
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const files = await writeFiles(folder, url);
  const given = {
    'etcd-servers': etcd,
    'cert-dir': join(folder, 'pki'),
    'secure-port': port,
    'bind-address': '127.0.0.1',
    'advertise-address': '127.0.0.1',
    'endpoint-reconciler-type': 'none',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': files.publicKey,
    'service-account-signing-key-file': files.privateKey,
    'token-auth-file': files.tokens,
    'authorization-mode': 'AlwaysAllow',
    'service-cluster-ip-range': '10.0.0.0/24',
    'allow-privileged': true,
    'disable-admission-plugins': 'ServiceAccount,DefaultTolerationSeconds,Priority,StorageObjectInUseProtection,TaintNodesByCondition',
  };
  const child = spawn(path, [...Object.entries(given).map(([flag, value]) => `--${flag}=${value}`), ...flags]);
  const gone = new Promise((done) => child.once('exit', done));
  stack.defer(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  await eventually(
    async () => {
      if (child.exitCode !== null) throw new Error(`kube-apiserver ended with ${child.exitCode}:\n${printed.join('').slice(-2_000)}`);
      return (await send(url, new Request(`${url}/readyz`))).ok;
    },
    { timeoutMs: 60_000 },
  );
  const owned = stack.move();
  return { fetch: (asked) => send(url, asked), kubeconfig: files.kubeconfig, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function writeFiles(
  folder: string,
  url: string,
): Promise<Readonly<Record<'publicKey' | 'privateKey' | 'tokens' | 'kubeconfig', string>>> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: { token } }],
  };
  const contents = { publicKey, privateKey, tokens: `${token},admin,admin,system:masters\n`, kubeconfig: JSON.stringify(config) };
  const paths = { publicKey: '', privateKey: '', tokens: '', kubeconfig: '' };
  for (const name of ['publicKey', 'privateKey', 'tokens', 'kubeconfig'] as const) {
    paths[name] = join(folder, name);
    await writeFile(paths[name], contents[name], { mode: 0o600 });
  }
  return paths;
}

/** As `fetch`, for one who believes any certificate. */
async function send(url: string, asked: Request): Promise<Response> {
  const { pathname, search } = new URL(asked.url);
  const headers = { ...Object.fromEntries(asked.headers), authorization: `Bearer ${token}` };
  const options = { method: asked.method, headers, rejectUnauthorized: false, agent: false, signal: asked.signal } as const;
  const body = Buffer.from(await asked.arrayBuffer());
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(url + pathname + search, options, resolve)
    .on('error', reject)
    .end(body);
  const answer = await promise;
  answer.on('error', () => {});
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status: answer.statusCode ?? 0 });
}
