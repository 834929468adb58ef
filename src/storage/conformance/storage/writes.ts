// create, and what all writes have in common. upstream: Create, CreateWithKeyExist, CreateWithTTL, KeySchema.
import assert from 'node:assert/strict';
import { isStorageError } from '../../errors.ts';
import { create, refusal, respec, seen, type Stage, type StorageCase } from './case.ts';
import { Follower } from './follower.ts';
import { keyFrom, widget } from './widget.ts';

const foo = keyFrom('ns/foo');

export const writeCases: readonly StorageCase[] = [
  {
    name: 'create: stores the object under a revision of its own, and a read gives the same',
    needs: [],
    async run({ storage }) {
      const before = await storage.getCurrentResourceVersion();
      const sent = widget('ns/foo', { labels: { app: 'x' }, nodeName: 'n1', note: 'ü "quoted" \u{1f9a6}' });
      const created = await storage.create(foo, sent);
      assert(created.revision > before, 'a write takes a new revision');
      const resourceVersion = String(created.revision);
      assert.deepEqual(seen(created), { ...sent, metadata: { ...sent.metadata, resourceVersion } });
      const read = await storage.get(foo);
      assert.deepEqual(seen(read!), seen(created));
      assert.deepEqual([...read!.bytes], [...created.bytes], 'byte for byte');
    },
  },
  {
    name: 'create: refuses an object that carries a resourceVersion, and stores nothing',
    needs: [],
    async run({ storage }) {
      const sent = widget('ns/foo');
      await refusal('ResourceVersionSet', () => storage.create(foo, { ...sent, metadata: { ...sent.metadata, resourceVersion: '1' } }));
      assert.equal(await storage.get(foo), undefined);
    },
  },
  {
    name: 'create: refuses a key that is taken, and leaves it as it is',
    needs: [],
    async run({ storage }) {
      const first = await create(storage, 'ns/foo', { note: 'first' });
      await refusal('KeyExists', () => create(storage, 'ns/foo', { note: 'second' }));
      assert.deepEqual(seen((await storage.get(foo))!), seen(first));
    },
  },
  {
    name: 'create: of many at once with one key, one succeeds',
    needs: [],
    async run({ storage }) {
      const attempts = Array.from({ length: 20 }, (_, i) => create(storage, 'ns/foo', { note: `${i}` }));
      const outcomes = await Promise.allSettled(attempts);
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      assert.equal(won.length, 1);
      for (const outcome of outcomes) assert(outcome.status === 'fulfilled' || isStorageError(outcome.reason, 'KeyExists'));
      assert.deepEqual(seen((await storage.get(foo))!), seen(won[0]!));
    },
  },
  {
    name: 'create: after a deletion the key is free again',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/foo', { note: 'first' });
      const removed = await storage.delete(foo);
      const again = await create(storage, 'ns/foo', { note: 'second' });
      assert(again.revision > removed.revision);
    },
  },
  {
    name: 'create: an object with a time to live goes away, and a watch is told',
    needs: ['ttl'],
    async run({ storage }) {
      const created = await storage.create(foo, widget('ns/foo'), { ttlSeconds: 1 });
      const follower = await Follower.of(storage, {}, { start: { from: 'revision', revision: created.revision } });
      await follower.until(() => follower.events.length > 0, 'the deletion comes');
      assert.equal(follower.events[0]!.type, 'DELETED');
      assert.equal(await storage.get(foo), undefined);
      await follower.stop();
    },
  },
  {
    name: 'update: a time to live counts from the update on',
    needs: ['ttl'],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo');
      const follower = await Follower.of(storage, {}, { start: { from: 'revision', revision: created.revision } });
      await storage.guaranteedUpdate(foo, (current) => ({ ...current!, spec: { note: 'brief' } }), { ttlSeconds: 1 });
      await follower.until(() => follower.events.length === 2, 'the update and the deletion come');
      assert.deepEqual(
        follower.events.map(({ type }) => type),
        ['MODIFIED', 'DELETED'],
      );
      await follower.stop();
    },
  },
  {
    name: 'update: one without a time to live takes the earlier one away',
    needs: ['ttl'],
    async run({ storage }) {
      const created = await storage.create(foo, widget('ns/foo'), { ttlSeconds: 1 });
      await respec(storage, 'ns/foo', { note: 'for ever' });
      const follower = await Follower.of(storage, {}, { start: { from: 'revision', revision: created.revision } });
      // For longer: when it is gone, the other would be.
      await storage.create(keyFrom('ns/last'), widget('ns/last'), { ttlSeconds: 2 });
      await follower.until(() => follower.events.some(({ type }) => type === 'DELETED'), 'the deletion comes');
      assert.equal((await storage.get(foo))!.object().spec.note, 'for ever');
      await follower.stop();
    },
  },
  {
    name: 'keys: names that would lead elsewhere are refused by every call',
    needs: [],
    run: refuseStrayKeys,
  },
  {
    name: 'keys: names that begin alike are told apart',
    needs: [],
    async run({ storage }) {
      for (const path of ['ns/foo', 'ns/foobar', 'ns/fo', 'ns-2/foo', 'n/foo']) await create(storage, path, { note: path });
      await storage.delete(foo);
      const { items } = await storage.getList({});
      assert.deepEqual(
        items.map((item) => item.object().spec.note),
        ['n/foo', 'ns-2/foo', 'ns/fo', 'ns/foobar'],
      );
    },
  },
  {
    name: 'calls: an aborted signal refuses with its reason, and nothing is written',
    needs: [],
    async run({ storage }) {
      const reason = new Error('the client has gone');
      const signal = AbortSignal.abort(reason);
      const isReason = (error: unknown): boolean => error === reason;
      const created = await create(storage, 'ns/kept', { note: 'as it was' });
      await assert.rejects(storage.create(foo, widget('ns/foo'), { signal }), isReason);
      await assert.rejects(
        storage.guaranteedUpdate(keyFrom('ns/kept'), (current) => ({ ...current!, spec: {} }), { signal }),
        isReason,
      );
      await assert.rejects(storage.delete(keyFrom('ns/kept'), { signal }), isReason);
      await assert.rejects(storage.get(foo, { signal }), isReason);
      await assert.rejects(storage.getList({}, { signal }), isReason);
      const { items } = await storage.getList({});
      assert.deepEqual(items.map(seen), [seen(created)]);
    },
  },
  {
    name: 'state: it is ready, counts its objects and knows its revision',
    needs: [],
    async run({ storage }) {
      await storage.readinessCheck();
      assert.deepEqual(await storage.stats(), { objectCount: 0, averageObjectBytes: 0 });
      await create(storage, 'ns/foo');
      const last = await respec(storage, 'ns/foo', { note: 'x'.repeat(1000) });
      await create(storage, 'ns/bar', { note: 'x'.repeat(1000) });
      const { objectCount, averageObjectBytes } = await storage.stats();
      assert.equal(objectCount, 2);
      assert(Math.abs(averageObjectBytes - last.bytes.length) < 100, `about ${last.bytes.length}, not ${averageObjectBytes}`);
      assert((await storage.getCurrentResourceVersion()) > last.revision);
    },
  },
];

async function refuseStrayKeys({ storage }: Stage): Promise<void> {
  const kept = await create(storage, 'ns/foo');
  const stray = [
    { namespace: 'ns', name: '' },
    { namespace: 'ns', name: '.' },
    { namespace: 'ns', name: '..' },
    { namespace: 'ns', name: 'a/b' },
    { namespace: 'ns', name: '../ns/foo' },
    { namespace: '..', name: 'foo' },
    { namespace: 'a/ns', name: 'foo' },
    { namespace: '', name: 'foo' },
    { name: 'foo' },
  ];
  for (const key of stray) {
    await refusal('InvalidKey', () => storage.get(key));
    await refusal('InvalidKey', () => storage.create(key, widget('ns/foo')));
    await refusal('InvalidKey', () => storage.guaranteedUpdate(key, () => widget('ns/foo'), { upsert: true }));
    await refusal('InvalidKey', () => storage.delete(key));
    await refusal('InvalidKey', () => storage.getList(key));
  }
  for (const namespace of ['.', '..', 'a/b']) await refusal('InvalidKey', () => storage.getList({ namespace }));
  const { items } = await storage.getList({});
  assert.deepEqual(items.map(seen), [seen(kept)]);
}
