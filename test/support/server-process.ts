// The command, started as a user does: `npm start`, a process of its own, talked to over TLS.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join, resolve } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { tempFolder } from './temp-folder.ts';

const root = resolve(import.meta.dirname, '../..');

export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** As the test sees it. */
  readonly dataDir: string;
  /** The path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** What it printed so far. */
  output(): string;
  /** Connects as the administrator. */
  readonly agent: Agent;
  /** Asks as the administrator. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Asks without a client certificate. */
  callAsStranger(method: string, path: string, options?: CallOptions): Promise<Answer>;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

export interface Answer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface StartOptions {
  /** Default: a folder that is removed at the end. */
  readonly dataDir?: string | undefined;
  readonly flags?: readonly string[] | undefined;
  /** Without npm between, so that `kill` hits the server itself. */
  readonly direct?: boolean | undefined;
  /** What becomes the server by `exec`, in surroundings of its own: `['sh', '-c', '…; exec "$@"', 'sh']`. */
  readonly under?: readonly string[] | undefined;
}

/** Resolves when /readyz is 200. Rejects with what the process printed when it ends before. */
export async function startServerProcess({ dataDir, flags = [], direct = false, under = [] }: StartOptions = {}): Promise<ServerProcess> {
  await using stack = new AsyncDisposableStack();
  const folder = dataDir === undefined ? stack.use(await tempFolder()) : undefined;
  const data = dataDir ?? join(folder!.path, 'data');
  const port = await freePort();
  const [command = '', ...start] =
    direct || under.length > 0
      ? [...under, process.execPath, '--max-semi-space-size=4', 'bin/kapibara.js']
      : ['npm', 'start', '--silent', '--'];
  const child = spawn(command, [...start, `--secure-port=${port}`, `--data-dir=${data}`, ...flags], { cwd: root });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  stack.defer(() => stop(child, exited));
  const url = `https://127.0.0.1:${port}`;
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${printed.join('')}`);
    return (await send({ rejectUnauthorized: false }, `${url}/readyz`, 'GET', {})).code === 200;
  });
  const seen = under.length > 0 ? `/proc/${child.pid}/root${data}` : data;
  const kubeconfig = join(seen, 'admin.kubeconfig');
  const agent = new Agent({ keepAlive: true, maxSockets: 64, ...(await credentials(kubeconfig)) });
  stack.defer(() => agent.destroy());
  const owned = stack.move();
  return {
    url,
    pid: child.pid!,
    dataDir: seen,
    kubeconfig,
    agent,
    output: () => printed.join(''),
    call: (method, path, options = {}) => send({ agent }, url + path, method, options),
    callAsStranger: (method, path, options = {}) => send({ rejectUnauthorized: false }, url + path, method, options),
    async kill(signal) {
      child.kill(signal);
      return exited;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await exited;
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly 'certificate-authority-data': string } }];
  readonly users: readonly [{ readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string } }];
}

async function credentials(path: string): Promise<{ readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer }> {
  const { clusters, users } = JSON.parse(await readFile(path, 'utf8')) as Kubeconfig;
  const decode = (text: string): Buffer => Buffer.from(text, 'base64');
  const { user } = users[0];
  return {
    ca: decode(clusters[0].cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  };
}

function send(
  how: { readonly agent?: Agent; readonly rejectUnauthorized?: boolean },
  url: string,
  method: string,
  { headers = {}, body }: CallOptions,
): Promise<Answer> {
  return new Promise((done, fail) => {
    const asked = request(
      url,
      { method, headers: { ...headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) }, ...how },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          done({ code: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    asked.on('error', fail);
    asked.end(body);
  });
}
