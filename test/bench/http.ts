// The server over HTTP, against the floor measured in the same run: `npm run bench`. Needs h2load (Debian nghttp2-client).
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, h2load, median, residentMiB, start, type Running } from './processes.ts';

const rounds = 3;
const pods = 10_000;
const token = 'bench-token';
const work = mkdtempSync(join(tmpdir(), 'kapibara-bench-'));
const data = join(work, 'data');
const auth = ['-H', `authorization: Bearer ${token}`];
const concurrent = ['-c', '4', '-m', '16'];

const configMap = (name: object): string =>
  JSON.stringify({
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { ...name, namespace: 'default', labels: { app: 'bench', tier: 'test' } },
    data: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`key-${i}`, 'x'.repeat(130)])),
  });

const pod = (i: number): object => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: `pod-${String(i).padStart(5, '0')}`, namespace: 'default', labels: { app: 'bench', index: String(i % 50) } },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'registry.invalid/bench:1',
        env: Array.from({ length: 8 }, (_, n) => ({ name: `VAR_${n}`, value: 'y'.repeat(60) })),
      },
    ],
  },
});

async function kapibara(): Promise<Running> {
  const port = await freePort();
  const args = [
    '--max-semi-space-size=4',
    'bin/kapibara.js',
    `--secure-port=${port}`,
    `--data-dir=${data}`,
    `--token-auth-file=${join(work, 'tokens.csv')}`,
  ];
  return start(args, { port, path: '/readyz' });
}

async function floor(kind: string, bodyFile = ''): Promise<Running> {
  const port = await freePort();
  const certificate = [join(data, 'pki/apiserver.crt'), join(data, 'pki/apiserver.key')];
  return start(['test/bench/floors.ts', kind, String(port), ...certificate, bodyFile], { port, path: '/', http2: kind !== 'empty' });
}

async function call(server: Running, method: string, path: string, body?: string): Promise<string> {
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return text;
}

/** Medians of interleaved rounds. */
function ratio(name: string, ours: () => number, theirs: () => number, unit: string): void {
  const a: number[] = [];
  const b: number[] = [];
  for (let i = 0; i < rounds; i++) {
    b.push(theirs());
    a.push(ours());
  }
  const [mine, least] = [median(a), median(b)];
  console.log(
    `${name.padEnd(34)} ${mine.toFixed(0).padStart(8)} ${unit}   floor ${least.toFixed(0).padStart(8)}   ratio ${(mine / least).toFixed(2)}`,
  );
}

async function benchGet(server: Running): Promise<void> {
  const path = '/api/v1/namespaces/default/configmaps/bench';
  await call(server, 'POST', '/api/v1/namespaces/default/configmaps', configMap({ name: 'bench' }));
  writeFileSync(join(work, 'get.json'), await call(server, 'GET', path));
  await using bare = await floor('cached', join(work, 'get.json'));
  const load = [...concurrent, '-n', '60000'];
  ratio(
    'GET configmap, h2 TLS 4x16',
    () => h2load(server.url + path, [...load, ...auth]),
    () => h2load(bare.url, load),
    'req/s',
  );
}

async function benchCreate(server: Running): Promise<void> {
  const file = join(work, 'create.json');
  writeFileSync(file, configMap({ generateName: 'bench-' }));
  await using bare = await floor('parse-only');
  const load = [...concurrent, '-n', '20000', '-d', file, '-H', 'content-type: application/json'];
  const before = await commits(server);
  ratio(
    'CREATE configmap, c=64',
    () => h2load(`${server.url}/api/v1/namespaces/default/configmaps`, [...load, ...auth]),
    () => h2load(bare.url, load),
    'req/s',
  );
  const made = (await commits(server)) - before;
  console.log(`${'creates per commit (one fsync each)'.padEnd(34)} ${((20_000 * rounds) / made).toFixed(1).padStart(8)}`);
  console.log(`${'raw fdatasync of 2 KiB'.padEnd(34)} ${rawSyncsPerSecond().toFixed(0).padStart(8)} /s`);
}

async function commits(server: Running): Promise<number> {
  const metrics = await call(server, 'GET', '/metrics');
  return Number(/^kapibara_store_commits_total (\d+)/m.exec(metrics)?.[1]);
}

function rawSyncsPerSecond(): number {
  const descriptor = openSync(join(work, 'raw'), 'w');
  const block = Buffer.alloc(2048, 1);
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < 1_000; count++) {
    writeSync(descriptor, block);
    fdatasyncSync(descriptor);
  }
  closeSync(descriptor);
  return count / ((performance.now() - began) / 1_000);
}

async function benchList(server: Running): Promise<void> {
  const path = '/api/v1/namespaces/default/pods';
  for (let i = 0; i < pods; i += 100)
    await Promise.all(Array.from({ length: 100 }, (_, n) => call(server, 'POST', path, JSON.stringify(pod(i + n)))));
  writeFileSync(join(work, 'list.json'), await call(server, 'GET', path));
  await using bare = await floor('streamed', join(work, 'list.json'));
  const load = ['-c', '1', '-m', '1', '-n', '20', '-w', '24', '-W', '24'];
  ratio(
    `LIST ${pods} pods, ${(readFileSync(join(work, 'list.json')).length / 1e6).toFixed(0)} MB`,
    () => h2load(server.url + path, [...load, ...auth]),
    () => h2load(bare.url, load),
    'req/s',
  );
}

async function benchStart(): Promise<void> {
  const ours: number[] = [];
  const empty: number[] = [];
  const memory: number[] = [];
  const emptyMemory: number[] = [];
  for (let i = 0; i < 5; i++) {
    await using bare = await floor('empty');
    await delay(500);
    empty.push(bare.startMs);
    emptyMemory.push(residentMiB(bare.child));
    await using server = await kapibara();
    await delay(1_000);
    ours.push(server.startMs);
    memory.push(residentMiB(server.child));
  }
  const line = (name: string, mine: number, least: number, unit: string): void =>
    console.log(
      `${name.padEnd(34)} ${mine.toFixed(0).padStart(8)} ${unit}   floor ${least.toFixed(0).padStart(8)}   ratio ${(mine / least).toFixed(2)}`,
    );
  line('cold start to /readyz', median(ours), median(empty), 'ms');
  line('idle RSS', median(memory), median(emptyMemory), 'MiB');
}

process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
process.removeAllListeners('warning');
writeFileSync(join(work, 'tokens.csv'), `${token},bench,bench,system:masters\n`);
try {
  {
    await using first = await kapibara();
    await call(first, 'GET', '/version');
  }
  await benchStart();
  await using server = await kapibara();
  await benchGet(server);
  await benchCreate(server);
  await benchList(server);
} finally {
  rmSync(work, { recursive: true });
}
