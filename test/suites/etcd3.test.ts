// What only etcd has: turns at compaction, shared leases, limits on requests, answers in fragments, other writers.
import assert from 'node:assert/strict';
import { expect, onTestFinished, test, type TestContext } from 'vitest';
import type { Limits } from '../../src/base/limits.ts';
import type { Backend, Change } from '../../src/storage/backend.ts';
import { Calls } from '../../src/storage/backends/etcd3/calls.ts';
import { Connection } from '../../src/storage/backends/etcd3/connection.ts';
import { parseEndpoint } from '../../src/storage/backends/etcd3/endpoint.ts';
import { keyBytes } from '../../src/storage/backends/etcd3/keys.ts';
import { txn } from '../../src/storage/backends/etcd3/messages.ts';
import { openEtcd3, type Etcd3Options } from '../../src/storage/backends/etcd3/open.ts';
import { Reader, Writer } from '../../src/storage/backends/etcd3/wire.ts';
import { limits as defaultLimits } from '../../src/base/limits.ts';
import { realEnvironment } from '../../src/base/environment.ts';
import { ManualClock } from '../../src/storage/conformance/manual-clock.ts';
import {
  assertWellFormed,
  changeKey,
  Follower,
  iterate,
  nextBatch,
  put,
  refusal,
  seal,
  text,
} from '../../src/storage/conformance/backend/store.ts';
import { eventually } from '../support/eventually.ts';
import { requireEtcd, startEtcd, type EtcdServer } from '../support/etcd.ts';

async function start(context: TestContext): Promise<EtcdServer> {
  const server = await startEtcd({ program: await requireEtcd(context) });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

const open = ({ url }: EtcdServer, options: Partial<Etcd3Options> = {}): Promise<Backend> =>
  openEtcd3({ servers: [url], compactionIntervalMs: 0, ...options });

/** Calls that no backend makes. */
function rawCalls({ url }: EtcdServer): Calls {
  const limits: Limits = defaultLimits;
  const parts = { endpoints: [parseEndpoint(url)], tls: {}, environment: realEnvironment, limits, windowBytes: 1 << 20 };
  const connection = new Connection(parts);
  onTestFinished(() => connection.close());
  return new Calls(connection, realEnvironment, limits);
}

/** Writes several keys under one revision. */
async function writeTogether(calls: Calls, keys: readonly string[], value: Uint8Array): Promise<void> {
  const writer = new Writer();
  for (const key of keys.toReversed()) writer.message(2, () => writer.message(2, () => writer.bytes(2, value).bytes(1, keyBytes(key))));
  await calls.ask(txn, writer.finish(), { repeatable: false });
}

test('servers that share it take turns at compaction, each interval one, and learn from each other', async (context) => {
  const server = await start(context);
  const clock = new ManualClock();
  const options = { environment: clock, compactionIntervalMs: 300_000 };
  await using one = await open(server, options);
  await using another = await open(server, options);
  await using watcher = await open(server);
  const turn = async (): Promise<{ readonly revision: number; readonly value: string }> => {
    const { entry } = await watcher.get('compact_rev_key');
    return { revision: entry?.modRevision ?? 0, value: entry === undefined ? '' : text(entry.value) };
  };
  let entry = await put(watcher, '/a', '0');
  const turns = [await turn()];
  const compacted: number[] = [];
  for (let i = 1; i <= 4; i++) {
    entry = await put(watcher, '/a', `${i}`, entry.modRevision);
    clock.advance(300_000);
    await eventually(async () => (await turn()).revision > turns.at(-1)!.revision);
    // Whoever came too late has seen it by now, or sees it soon.
    await eventually(() => clock.waiting);
    turns.push(await turn());
    await eventually(() => one.compactedRevision() >= Number(turns.at(-1)!.value) || another.compactedRevision() > 0);
    compacted.push(Number(turns.at(-1)!.value));
  }
  assert.equal(compacted[0], 0, 'nothing is compacted before an interval has passed');
  // Each turn compacts what was there at the one before.
  for (let i = 1; i < compacted.length; i++) assert(compacted[i]! >= turns[i]!.revision - 2 && compacted[i]! <= turns[i]!.revision + 2);
  await using late = await open(server);
  expect(late.compactedRevision()).toBe(compacted.at(-1));
});

test('keys that live about as long share a lease', async (context) => {
  const server = await start(context);
  const calls = rawCalls(server);
  const leases = { path: '/etcdserverpb.Lease/LeaseLeases', read: (bytes: Buffer) => countOf(bytes, 2) };
  const count = (): Promise<number> => calls.ask(leases, Buffer.alloc(0), { repeatable: true });
  await using backend = await open(server, { limits: { etcdLeaseKeys: 10 } });
  const write = (key: string, ttlSeconds: number): Promise<unknown> => backend.put(key, seal('x'), 0, { ttlSeconds });
  await Promise.all(Array.from({ length: 10 }, (_, i) => write(`/short/${i}`, 3_600)));
  expect(await count()).toBe(1);
  await write('/short/eleventh', 3_600);
  expect(await count()).toBe(2);
  await write('/short/about', 3_610);
  expect(await count()).toBe(2);
  await write('/long/1', 7_200);
  expect(await count()).toBe(3);
});

function countOf(bytes: Buffer, field: number): number {
  const reader = new Reader(bytes);
  let count = 0;
  while (reader.next()) if (reader.field === field) count++;
  return count;
}

test('a request that is too large is refused, whoever measures it', async (context) => {
  await using backend = await open(await start(context));
  for (const bytes of [1_600_000, 3_000_000, 20_000_000]) {
    const failure = await refusal('too-large', () => backend.put('/large', () => new Uint8Array(bytes), 0));
    expect(failure.bytes).toBeGreaterThanOrEqual(bytes);
    expect(failure.limit).toBeLessThan(bytes);
  }
  expect((await backend.get('/large')).entry).toBeUndefined();
});

test('a long range comes in pages of one revision', async (context) => {
  const server = await start(context);
  await using backend = await open(server, { limits: { etcdPageEntries: 3, etcdPageBytes: 40 } });
  const keys = Array.from({ length: 100 }, (_, i) => `/pages/${String(i).padStart(3, '0')}`);
  for (const key of keys) await put(backend, key, key);
  const reading = backend.range('/pages/');
  const writing = Promise.all(keys.map(async (key) => backend.put(`${key}/new`, seal('new'), 0)));
  const page = await reading;
  await writing;
  const found = page.entries.map(({ key }) => key);
  expect((await backend.range('/pages/', { revision: page.revision })).entries.map(({ key }) => key)).toEqual(found);
  expect(await backend.count('/pages/', { revision: page.revision })).toBe(found.length);
  const some = await backend.range('/pages/', { limit: 7 });
  expect([some.entries.length, some.more, some.remaining]).toEqual([7, true, 193]);
});

test('changes that come in fragments, several of one revision, are told whole', async (context) => {
  const server = await start(context);
  const calls = rawCalls(server);
  await using backend = await open(server);
  const after = await backend.currentRevision();
  const value = new Uint8Array(400_000);
  for (let i = 0; i < 6; i++) await writeTogether(calls, [`/${i}/a`, `/${i}/b`, `/${i}/c`], value);
  const follower = new Follower(backend, '/', after);
  await follower.reaches(await backend.currentRevision());
  await follower.stop();
  expect(follower.changes.map(changeKey)).toEqual(
    Array.from({ length: 6 }, (_, i) => ['a', 'b', 'c'].map((name) => `/${i}/${name}`)).flat(),
  );
  const split = follower.batches.map(({ changes }) => new Set(changes.map(revisionOf)));
  for (const [i, revisions] of split.entries()) for (const later of split.slice(i + 1)) expect(revisions.isDisjointFrom(later)).toBe(true);
});

const revisionOf = (change: Change): number => (change.type === 'PUT' ? change.entry.modRevision : change.modRevision);

test('a reader that compaction overtook is told so, and not sent half of what it missed', async (context) => {
  const server = await start(context);
  await using backend = await open(server, { limits: { etcdWatchWindowBytes: 100_000, changesPerBatch: 1 } });
  const iterator = iterate(backend, '/slow/', await backend.currentRevision());
  const first = nextBatch(iterator);
  const value = 'x'.repeat(50_000);
  let entry = await put(backend, '/slow/a', value);
  for (let i = 0; i < 100; i++) entry = await put(backend, '/slow/a', value, entry.modRevision);
  await backend.compact(entry.modRevision);
  const batches = [await first];
  const failure = await refusal('compacted', async () => {
    for (;;) batches.push(await nextBatch(iterator));
  });
  expect(failure.oldest).toBe(entry.modRevision);
  assertWellFormed(batches, 0);
  const told = batches.flatMap(({ changes }) => changes.map(revisionOf));
  expect(told).toEqual(told.map((_, i) => told[0]! + i));
});
