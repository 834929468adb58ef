// Times to live, with a clock of our own: how exactly, how many at once, what happens when a deletion fails, and across
// restarts. What every backend must do is in the published suite.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Backend } from '../../src/storage/backend.ts';
import type { BackendError } from '../../src/storage/backend-error.ts';
import { openEmbedded, type EmbeddedOptions } from '../../src/storage/backends/embedded/open.ts';
import { openMemory } from '../../src/storage/backends/memory/memory.ts';
import { changeKey, Follower, plainChange } from '../../src/storage/conformance/backend/store.ts';
import { ManualClock } from '../../src/storage/conformance/manual-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

const seal = (content: string) => () => new TextEncoder().encode(content);
const hourSeconds = 3_600;

async function put(backend: Backend, key: string, ttlSeconds?: number): Promise<void> {
  expect((await backend.put(key, seal(key), 0, { ttlSeconds })).ok).toBe(true);
}

async function keys(backend: Backend): Promise<string[]> {
  return (await backend.range('')).entries.map(({ key }) => key);
}

async function folder(): Promise<string> {
  const temporary = await tempFolder();
  onTestFinished(() => temporary[Symbol.asyncDispose]());
  return temporary.path;
}

async function open(directory: string, options: Partial<EmbeddedOptions> = {}): Promise<Backend> {
  const backend = await openEmbedded({ directory, stamp: 'test', compactionIntervalMs: 0, ...options });
  onTestFinished(async () => await backend[Symbol.asyncDispose]());
  return backend;
}

describe.for([
  ['memory', async (options: Partial<EmbeddedOptions>) => openMemory({ compactionIntervalMs: 0, ...options })],
  ['embedded', async (options: Partial<EmbeddedOptions>) => open(await folder(), options)],
] as const)('%s', ([, openOne]) => {
  test('an entry is there until its time is over, and not much longer', async () => {
    const environment = new ManualClock();
    await using backend = await openOne({ environment });
    await put(backend, 'a', 10);
    await put(backend, 'b', 100 * 24 * hourSeconds);
    environment.advance(9_999);
    expect(await keys(backend)).toEqual(['a', 'b']);
    environment.advance(1);
    await vi.waitFor(async () => expect(await keys(backend)).toEqual(['b']));
    for (let days = 0; days < 100; days++) {
      expect(await keys(backend)).toEqual(['b']);
      environment.advance(24 * hourSeconds * 1000);
    }
    await vi.waitFor(async () => {
      environment.advance(0);
      expect(await keys(backend)).toEqual([]);
    });
  });

  test('of very many that end together, so many are deleted at once as one batch may hold', async () => {
    const environment = new ManualClock();
    const batches: number[] = [];
    await using backend = await openOne({ environment, limits: { expiryBatch: 40 }, committed: (writes) => batches.push(writes) });
    const names = Array.from({ length: 100 }, (_, i) => `key ${String(i).padStart(3, '0')}`);
    for (const name of names) await put(backend, name, 10);
    const start = await backend.currentRevision();
    const follower = new Follower(backend, '', start);
    batches.length = 0;
    environment.advance(10_000);
    await vi.waitFor(async () => {
      environment.advance(0);
      expect(await keys(backend)).toEqual([]);
    });
    await follower.reaches(start + 100);
    await follower.stop();
    expect(batches).toEqual([40, 40, 20]);
    expect(follower.changes.map(changeKey)).toEqual(names);
  });

  test('nothing waits once nothing ends, or the store is closed', async () => {
    const environment = new ManualClock();
    await using backend = await openOne({ environment });
    await put(backend, 'for ever');
    expect(environment.waiting).toBe(false);
    await put(backend, 'a', 10);
    expect(environment.waiting).toBe(true);
    await backend[Symbol.asyncDispose]();
    expect(environment.waiting).toBe(false);
  });
});

describe('embedded', () => {
  test('what ended while the server was down is deleted when it is back, and a reader that goes on is told', async () => {
    const environment = new ManualClock();
    const directory = await folder();
    const first = await open(directory, { environment });
    await put(first, 'a', 10);
    await put(first, 'b', 1_000);
    const { entry } = await first.get('a');
    const seen = await first.currentRevision();
    await first[Symbol.asyncDispose]();
    environment.advance(60_000);
    const second = await open(directory, { environment });
    const follower = new Follower(second, '', seen);
    environment.advance(0);
    await follower.reaches(seen + 1);
    await follower.stop();
    expect(follower.changes.map(plainChange)).toEqual([
      { type: 'DELETE', key: 'a', modRevision: seen + 1, previous: { ...entry, value: 'a' } },
    ]);
    await second[Symbol.asyncDispose]();
    const third = await open(directory, { environment });
    expect(await keys(third)).toEqual(['b']);
  });

  test('a deletion that fails is reported, and tried again', async () => {
    const environment = new ManualClock();
    const reports: BackendError[] = [];
    const full = { at: 'commit', nth: 2, does: { type: 'fail', code: 13 } } as const;
    const backend = await open(await folder(), { environment, faults: [full], report: (error) => reports.push(error) });
    await put(backend, 'a', 10);
    environment.advance(10_000);
    await vi.waitFor(() => expect(reports.map(({ failure }) => failure)).toContainEqual({ code: 'unavailable', stored: 'no' }));
    expect(await keys(backend)).toEqual(['a']);
    await vi.waitFor(async () => {
      environment.advance(1_000);
      expect(await keys(backend)).toEqual([]);
    });
  });

  test('a file of the first format is taken over as it is, and can do what it could not', async () => {
    const directory = await folder();
    const path = join(directory, 'store.db');
    const old = new DatabaseSync(path);
    old.exec(`
      PRAGMA page_size=16384; PRAGMA journal_mode=WAL;
      CREATE TABLE history (
        revision INTEGER PRIMARY KEY, key TEXT NOT NULL, created INTEGER NOT NULL, previous INTEGER NOT NULL, value BLOB
      );
      CREATE TABLE writer (from_revision INTEGER PRIMARY KEY, stamp TEXT NOT NULL);
      CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
      INSERT INTO meta VALUES ('format', 1), ('compacted', 2);
      INSERT INTO writer VALUES (2, 'old');
      INSERT INTO history VALUES
        (2, 'a', 2, 0, CAST('one' AS BLOB)), (3, 'b', 3, 0, CAST('b' AS BLOB)), (4, 'a', 2, 2, CAST('two' AS BLOB)), (5, 'b', 3, 3, NULL);
    `);
    old.close();
    const environment = new ManualClock();
    const first = await open(directory, { environment });
    const follower = new Follower(first, '', 2);
    await put(first, 'c', 10);
    await follower.reaches(6);
    await follower.stop();
    const value = (content: string) => new TextEncoder().encode(content);
    const one = { key: 'a', value: value('one'), createRevision: 2, modRevision: 2 };
    const b = { key: 'b', value: value('b'), createRevision: 3, modRevision: 3 };
    expect(follower.changes.map((change) => JSON.stringify(plainChange(change)))).toEqual(
      [
        { type: 'PUT', entry: b, previous: undefined } as const,
        { type: 'PUT', entry: { ...one, value: value('two'), modRevision: 4 }, previous: one } as const,
        { type: 'DELETE', key: 'b', modRevision: 5, previous: b } as const,
        { type: 'PUT', entry: { key: 'c', value: value('c'), createRevision: 6, modRevision: 6 }, previous: undefined } as const,
      ].map((change) => JSON.stringify(plainChange(change))),
    );
    await first[Symbol.asyncDispose]();
    const second = await open(directory, { environment });
    environment.advance(11_000);
    await vi.waitFor(async () => expect(await keys(second)).toEqual(['a']));
  });
});
