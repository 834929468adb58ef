// What a durable backend still knows after it was closed and opened again.
import assert from 'node:assert/strict';
import { plain, plainChange, put, readChanges, refusal, remove, type BackendCase } from './store.ts';

export const durabilityCases: readonly BackendCase[] = [
  {
    name: 'is what it was after it was closed and opened again',
    needs: ['durable'],
    async run(store) {
      const { prefix } = store;
      const one = await put(store.backend, `${prefix}a`, 'one');
      const two = await put(store.backend, `${prefix}a`, 'two', one.modRevision);
      const wide = await put(store.backend, `${prefix}\u{1f600}`, '');
      const gone = await put(store.backend, `${prefix}gone`, 'gone');
      const removed = await remove(store.backend, gone);
      await store.reopen();
      const { entries, revision } = await store.backend.range(prefix);
      assert.deepEqual(entries.map(plain), [two, wide].map(plain));
      assert.equal(revision, removed.modRevision);
      const next = await put(store.backend, `${prefix}a`, 'three', two.modRevision);
      assert(next.modRevision > removed.modRevision, 'the revision does not go back');
      assert.equal(next.createRevision, one.createRevision);
    },
  },
  {
    name: 'resumes changes across a restart, without gap or repeat',
    needs: ['durable'],
    async run(store) {
      const { prefix } = store;
      const one = await put(store.backend, `${prefix}a`, 'one');
      const two = await put(store.backend, `${prefix}a`, 'two', one.modRevision);
      const removed = await remove(store.backend, two);
      await store.reopen();
      const again = await put(store.backend, `${prefix}a`, 'again');
      assert.deepEqual((await readChanges(store.backend, prefix, one.modRevision)).map(plainChange), [
        { type: 'PUT', entry: plain(two), previous: plain(one) },
        { type: 'DELETE', key: two.key, modRevision: removed.modRevision, previous: plain(two) },
        { type: 'PUT', entry: plain(again), previous: undefined },
      ]);
    },
  },
  {
    name: 'reads the past across a restart',
    needs: ['durable', 'readAtRevision'],
    async run(store) {
      const { prefix } = store;
      const one = await put(store.backend, `${prefix}a`, 'one');
      const two = await put(store.backend, `${prefix}a`, 'two', one.modRevision);
      const removed = await remove(store.backend, two);
      await store.reopen();
      for (const [revision, expected] of [
        [one.modRevision, one],
        [two.modRevision, two],
        [removed.modRevision, undefined],
      ] as const) {
        assert.deepEqual(plain((await store.backend.get(`${prefix}a`, { revision })).entry), plain(expected));
      }
    },
  },
  {
    name: 'knows after a restart what was compacted, and takes no revision twice',
    needs: ['durable'],
    async run(store) {
      const { prefix } = store;
      const one = await put(store.backend, `${prefix}a`, 'one');
      const two = await put(store.backend, `${prefix}a`, 'two', one.modRevision);
      const removed = await remove(store.backend, two);
      await store.backend.compact(removed.modRevision);
      await store.reopen();
      assert.equal(store.backend.compactedRevision(), removed.modRevision);
      assert.equal(await store.backend.currentRevision(), removed.modRevision);
      const read = (): Promise<unknown> => store.backend.get(`${prefix}a`, { revision: one.modRevision });
      if (store.backend.capabilities.readAtRevision) await refusal('compacted', read);
      assert.equal((await store.backend.get(`${prefix}a`)).entry, undefined);
      const next = await put(store.backend, `${prefix}a`, 'next');
      assert(next.modRevision > removed.modRevision, 'the revision of a compacted deletion is not given out again');
    },
  },
];
