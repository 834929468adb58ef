// How far back the embedded store remembers, on disk: bounds of what it keeps, and what that means for whoever resumes.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Limits } from '../../src/base/limits.ts';
import type { Backend } from '../../src/storage/backend.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';
import { startServer, type Server } from '../../src/server/create-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function folder(): Promise<string> {
  const temporary = await tempFolder();
  onTestFinished(() => temporary[Symbol.asyncDispose]());
  return temporary.path;
}

const open = (directory: string, limits: Partial<Limits>): Promise<Backend> =>
  openEmbedded({ directory, stamp: 'test', compactionIntervalMs: 0, limits });

function rows(directory: string): number {
  const db = new DatabaseSync(join(directory, 'store.db'), { readOnly: true });
  const [count] = db.prepare('SELECT count(*) AS count FROM history').all();
  db.close();
  return Number(count?.['count']);
}

test('history on disk stays within its bounds, also when they were lowered between two starts', async () => {
  const directory = await folder();
  const first = await open(directory, { historyRevisionsStored: 200 });
  let expected = 0;
  for (let i = 0; i < 600; i++) {
    const outcome = await first.put('key', () => new Uint8Array(100), expected);
    expected = outcome.ok ? outcome.entry.modRevision : expected;
  }
  await vi.waitFor(() => expect(rows(directory)).toBeLessThanOrEqual(201));
  expect(rows(directory)).toBeGreaterThan(100);
  expect(expected - first.compactedRevision()).toBeLessThanOrEqual(200);
  await first[Symbol.asyncDispose]();
  await using second = await open(directory, { historyBytesStored: 5_000 });
  await vi.waitFor(() => expect(rows(directory)).toBeLessThan(40));
  expect((await second.get('key')).entry?.modRevision).toBe(expected);
});

interface Told {
  readonly type: string;
  readonly object: { readonly code?: number; readonly metadata: { readonly name?: string; readonly resourceVersion?: string } };
}

const configMaps = 'https://in.process/api/v1/namespaces/default/configmaps';

async function write(server: Server, method: string, name: string, data: object): Promise<Told['object']> {
  const url = method === 'POST' ? configMaps : `${configMaps}/${name}`;
  const body = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ metadata: { name }, data }) };
  const response = await server.fetch(new Request(url, { method, ...(method !== 'DELETE' && body) }));
  expect(response.status).toBeLessThan(300);
  return (await response.json()) as Told['object'];
}

/** The first `count` events of a watch that starts after `resourceVersion`. */
async function watch(server: Server, resourceVersion: string, count: number): Promise<readonly Told[]> {
  const query = `watch=1&resourceVersion=${resourceVersion}&fieldSelector=metadata.name!%3Dkube-root-ca.crt`;
  const response = await server.fetch(new Request(`${configMaps}?${query}`));
  const told: Told[] = [];
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    told.push(...lines.map((line) => JSON.parse(line) as Told));
    if (told.length >= count) break;
  }
  return told;
}

test('a watch goes on across restarts of the server where it was, or is told that it cannot', async () => {
  const dataDir = await folder();
  const start = (): Promise<Server> => startServer({ storage: 'embedded', dataDir, historyRevisions: 100 });
  const first = await start();
  const seen = (await write(first, 'POST', 'a', { n: '0' })).metadata.resourceVersion!;
  await write(first, 'PUT', 'a', { n: '1' });
  await write(first, 'POST', 'b', {});
  await first.close();
  const second = await start();
  await write(second, 'DELETE', 'a', {});
  const expected = ['MODIFIED a', 'ADDED b', 'DELETED a'];
  const plain = (told: readonly Told[]): string[] => told.map(({ type, object }) => `${type} ${object.metadata.name}`);
  expect(plain(await watch(second, seen, 3))).toEqual(expected);
  await second.close();
  await using third = await start();
  expect(plain(await watch(third, seen, 3))).toEqual(expected);
  for (let i = 0; i < 120; i++) await write(third, 'PUT', 'b', { n: `${i}` });
  const [gone] = await watch(third, seen, 1);
  expect(gone).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
});
