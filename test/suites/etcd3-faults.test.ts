// What becomes of readers and writers when members of a cluster die, hang or stand alone, and when there is no room.
import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import type { Limits } from '../../src/base/limits.ts';
import type { Backend, Entry } from '../../src/storage/backend.ts';
import { openEtcd3 } from '../../src/storage/backends/etcd3/open.ts';
import { backendFailure } from '../../src/storage/backend-error.ts';
import { assertWellFormed, changeRevision, Follower, put, refusal, seal, text } from '../../src/storage/conformance/backend/store.ts';
import { eventually } from '../support/eventually.ts';
import { requireEtcd, startEtcd, startEtcdCluster, type EtcdCluster } from '../support/etcd.ts';
import { freePort } from '../support/free-port.ts';

const members = 3;
/** So that what hangs is noticed soon. */
const quick: Partial<Limits> = { etcdCallMs: 2_000, etcdKeepaliveMs: 300, etcdKeepaliveTimeoutMs: 300 };
const lively = ['--grpc-keepalive-min-time=100ms'];

const open = (cluster: Pick<EtcdCluster, 'urls'>, limits: Partial<Limits> = quick): Promise<Backend> =>
  openEtcd3({ servers: cluster.urls, limits, compactionIntervalMs: 0 });

interface Written {
  readonly key: string;
  /** Undefined: it is not known whether it was stored. */
  readonly entry: Entry | undefined;
}

/** Creates keys until it is stopped, keeping what became of each. What is refused must be worth trying again. */
class Writer {
  readonly written: Written[] = [];
  readonly refusals: string[] = [];
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  constructor(backend: Backend, prefix: string) {
    this.#done = this.#write(backend, prefix);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  async #write(backend: Backend, prefix: string): Promise<void> {
    for (let i = 0; !this.#stopping.signal.aborted; i++) {
      const key = `${prefix}${i}`;
      try {
        this.written.push({ key, entry: await put(backend, key, key) });
      } catch (error) {
        const failure = backendFailure(error);
        assert(failure?.code === 'unavailable', String(error));
        this.refusals.push(failure.stored);
        if (failure.stored === 'unknown') this.written.push({ key, entry: undefined });
      }
    }
  }
}

/** All that was acknowledged is there, and every reader was told of everything once, in order. */
async function checkAll(backend: Backend, writers: readonly Writer[], follower: Follower): Promise<void> {
  const end = await put(backend, '/faults/end', '');
  await follower.until(() => follower.revision >= end.modRevision, 'the reader of changes reaches the end');
  await follower.stop();
  assert.equal(follower.error, undefined);
  assertWellFormed(follower.batches, 0);
  const { entries } = await backend.range('/faults/');
  assert.deepEqual(
    follower.changes.map(changeRevision),
    entries.map(({ modRevision }) => modRevision).sort((a, b) => a - b),
    'each key was created once, and told of once',
  );
  const stored = new Map(entries.map((entry) => [entry.key, entry]));
  for (const { key, entry } of writers.flatMap(({ written }) => written)) {
    if (entry === undefined) continue;
    assert.equal(stored.get(key)?.modRevision, entry.modRevision, `${key} was acknowledged`);
    assert.equal(text(stored.get(key)!.value), key);
  }
}

describe('a cluster of three', () => {
  test('loses nothing that was acknowledged while each member in turn, the leader too, is killed and comes back', async (context) => {
    await using cluster = await startEtcdCluster({ program: await requireEtcd(context), flags: lively }, members);
    await using backend = await open(cluster);
    const follower = new Follower(backend, '/faults/', await backend.currentRevision());
    const writers = Array.from({ length: 8 }, (_, i) => new Writer(backend, `/faults/${i}/`));
    for (const member of cluster.members) {
      const before = writers[0]!.written.length;
      await eventually(() => writers[0]!.written.length > before + 20);
      await member.kill('SIGKILL');
      const during = writers[0]!.written.length;
      await eventually(() => writers[0]!.written.length > during + 20);
      await member.restart();
    }
    for (const writer of writers) await writer.stop();
    await expect(checkAll(backend, writers, follower)).resolves.toBeUndefined();
  });

  test('goes on with the others while a member hangs', async (context) => {
    await using cluster = await startEtcdCluster({ program: await requireEtcd(context), flags: lively }, members);
    await using backend = await open(cluster);
    const follower = new Follower(backend, '/faults/', await backend.currentRevision());
    const writer = new Writer(backend, '/faults/0/');
    for (const member of cluster.members) {
      await member.kill('SIGSTOP');
      const during = writer.written.length;
      await eventually(() => writer.written.length > during + 20);
      const { modRevision } = await put(backend, `/faults/${member.url}`, '');
      await follower.reaches(modRevision);
      await member.kill('SIGCONT');
    }
    await writer.stop();
    await expect(checkAll(backend, [writer], follower)).resolves.toBeUndefined();
  });

  test('refuses what it cannot do alone, as worth trying again, and does it when another is back', async (context) => {
    await using cluster = await startEtcdCluster({ program: await requireEtcd(context), flags: lively }, members);
    await using backend = await open(cluster, { ...quick, etcdPatienceMs: 500 });
    const follower = new Follower(backend, '/faults/', await backend.currentRevision());
    const [first, second] = cluster.members;
    await Promise.all([first!.kill('SIGKILL'), second!.kill('SIGKILL')]);
    await eventually(() => refusal('unavailable', () => backend.get('/faults/a')));
    await refusal('unavailable', () => backend.ready());
    const failure = await refusal('unavailable', () => backend.put('/faults/a', seal('one'), 0));
    expect(['no', 'unknown']).toContain(failure.stored);
    await Promise.all([first!.restart(), second!.restart()]);
    await eventually(() => backend.ready().then(() => true));
    const { entry } = await backend.get('/faults/a');
    const { modRevision } = entry ?? (await put(backend, '/faults/a', 'two'));
    await follower.reaches(modRevision);
    await follower.stop();
    expect(follower.changes).toHaveLength(1);
  });

  test('opens with those of its members that are there', async (context) => {
    await using cluster = await startEtcdCluster({ program: await requireEtcd(context) }, 1);
    await using backend = await open({ urls: [`http://127.0.0.1:${await freePort()}`, ...cluster.urls] });
    await expect(put(backend, '/faults/a', 'one')).resolves.toMatchObject({ key: '/faults/a' });
  });
});

test('a store without room refuses writes and goes on reading', async (context) => {
  await using server = await startEtcd({ program: await requireEtcd(context), flags: ['--quota-backend-bytes=1000000'] });
  await using backend = await openEtcd3({ servers: [server.url], compactionIntervalMs: 0 });
  const value = 'x'.repeat(300_000);
  const first = await put(backend, '/faults/0', value);
  await eventually(async () => {
    const failure = await refusal('unavailable', async () => {
      for (let i = 1; i < 10; i++) await put(backend, `/faults/${i}/${crypto.randomUUID()}`, value);
    });
    return failure.stored === 'no';
  });
  expect((await backend.get('/faults/0')).entry?.modRevision).toBe(first.modRevision);
  await expect(backend.delete('/faults/0', first.modRevision)).resolves.toMatchObject({ ok: true });
});
