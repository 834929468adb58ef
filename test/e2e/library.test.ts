// Kapibara as a library: what README promises to those who embed it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer } from '../../src/server/index.ts';
import { startTestServer, type Server } from '../../src/testing/index.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface List {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

async function names(server: Server, path: string): Promise<readonly string[]> {
  const response = await server.fetch(new Request(`https://in.process${path}`));
  expect(response.status).toBe(200);
  return ((await response.json()) as List).items.map(({ metadata }) => metadata.name);
}

const post = (path: string, body: unknown): Request =>
  new Request(`https://in.process${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('a server in memory answers without a socket, and has one', async () => {
  await using server = await startServer({ storage: 'memory' });
  expect(await names(server, '/api/v1/namespaces')).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
  expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(JSON.parse(server.kubeconfig)).toMatchObject({ clusters: [{ cluster: { server: server.url } }] });
  expect(server.kubeconfigPath).toBeUndefined();
});

test('two servers in one process share nothing', async () => {
  await using one = await startTestServer();
  await using two = await startTestServer();
  expect((await one.fetch(post('/api/v1/namespaces', { metadata: { name: 'only-here' } }))).status).toBe(201);
  expect(await names(one, '/api/v1/namespaces')).toContain('only-here');
  expect(await names(two, '/api/v1/namespaces')).not.toContain('only-here');
  expect(one.url).not.toBe(two.url);
});

test('what was stored in a directory is there again', async () => {
  await using folder = await tempFolder();
  const path = '/api/v1/namespaces/default/configmaps';
  {
    await using server = await startServer({ dataDir: folder.path });
    expect((await server.fetch(post(path, { metadata: { name: 'kept' } }))).status).toBe(201);
    expect(await readFile(join(folder.path, 'admin.kubeconfig'), 'utf8')).toBe(server.kubeconfig);
  }
  await using again = await startServer({ dataDir: folder.path });
  expect(await names(again, path)).toContain('kept');
});

test('a watch in process is a stream that ends with the server', async () => {
  const server = await startTestServer();
  const response = await server.fetch(new Request('https://in.process/api/v1/namespaces/default/configmaps?watch=1&labelSelector=mine'));
  const text = response.text();
  const made = { metadata: { name: 'seen', labels: { mine: '' } } };
  expect((await server.fetch(post('/api/v1/namespaces/default/configmaps', made))).status).toBe(201);
  await server.close();
  expect(JSON.parse(await text)).toMatchObject({ type: 'ADDED', object: made });
});

test('every namespace gets its default objects, unless the controllers are off', async () => {
  await using server = await startTestServer();
  await eventually(async () => (await names(server, '/api/v1/namespaces/kube-public/serviceaccounts')).includes('default'));
  await eventually(async () => (await names(server, '/api/v1/namespaces/kube-public/configmaps')).includes('kube-root-ca.crt'));
  await eventually(async () => (await names(server, '/api/v1/namespaces/default/services')).includes('kubernetes'));
  await using bare = await startTestServer({ controllers: ['*', '-serviceaccount-controller'] });
  await eventually(async () => (await names(bare, '/api/v1/namespaces/kube-public/configmaps')).includes('kube-root-ca.crt'));
  expect(await names(bare, '/api/v1/serviceaccounts')).toEqual([]);
});

test('the example in README is this', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const lines: unknown[] = [];
  const runnable = example.replace("import { startServer } from 'kapibara';", '').replaceAll('console.log', 'log');
  const AsyncFunction = (async () => {}).constructor as new (...code: string[]) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction('startServer', 'log', runnable)(startServer, (line: unknown) => lines.push(line));
  expect(lines).toEqual([expect.stringMatching(/^https:/)]);
});
