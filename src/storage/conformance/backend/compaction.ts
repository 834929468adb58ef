// compact: what was overwritten is forgotten, what is current stays, and whoever asks for less is told where to start.
import assert from 'node:assert/strict';
import type { Entry } from '../../backend.ts';
import {
  changeRevision,
  Follower,
  plain,
  plainChange,
  put,
  readChanges,
  refusal,
  remove,
  text,
  iterate,
  nextBatch,
  type BackendCase,
} from './store.ts';

export const compactionCases: readonly BackendCase[] = [
  {
    name: 'refuses history below a compaction, naming the oldest revision there is',
    needs: [],
    async run({ backend, prefix }) {
      const one = await put(backend, `${prefix}a`, 'one');
      const two = await put(backend, `${prefix}a`, 'two', one.modRevision);
      const three = await put(backend, `${prefix}a`, 'three', two.modRevision);
      await backend.compact(two.modRevision);
      assert(backend.compactedRevision() >= two.modRevision, 'the backend knows of the compaction');
      const follower = new Follower(backend, prefix, one.modRevision - 1);
      await follower.end();
      const failure = await refusal('compacted', () => Promise.reject(follower.error as Error));
      assert.equal(failure.oldest, two.modRevision);
      assert.deepEqual((await readChanges(backend, prefix, two.modRevision)).map(plainChange), [
        { type: 'PUT', entry: plain(three), previous: plain(two) },
      ]);
    },
  },
  {
    name: 'refuses reads below a compaction, and answers them at it and above',
    needs: ['readAtRevision'],
    async run({ backend, prefix }) {
      const one = await put(backend, `${prefix}a`, 'one');
      const gone = await put(backend, `${prefix}b`, 'gone');
      const two = await put(backend, `${prefix}a`, 'two', one.modRevision);
      await remove(backend, gone);
      const three = await put(backend, `${prefix}a`, 'three', two.modRevision);
      await backend.compact(two.modRevision);
      for (const read of [
        () => backend.get(`${prefix}a`, { revision: one.modRevision }),
        () => backend.range(prefix, { revision: one.modRevision }),
        () => backend.count(prefix, { revision: one.modRevision }),
      ]) {
        const failure = await refusal('compacted', read);
        assert.equal(failure.requested, one.modRevision);
        assert.equal(failure.oldest, two.modRevision);
      }
      const at = await backend.range(prefix, { revision: two.modRevision });
      assert.deepEqual(at.entries.map(plain), [plain(two), plain(gone)]);
      const now = await backend.range(prefix);
      assert.deepEqual(now.entries.map(plain), [plain(three)]);
    },
  },
  {
    name: 'keeps everything current through a compaction of everything, and goes on counting',
    needs: [],
    async run({ backend, prefix }) {
      const kept = await put(backend, `${prefix}kept`, 'old');
      const gone = await put(backend, `${prefix}gone`, 'gone');
      const removed = await remove(backend, gone);
      await backend.compact(removed.modRevision);
      assert.deepEqual((await backend.range(prefix)).entries.map(plain), [plain(kept)]);
      const next = await put(backend, `${prefix}kept`, 'new', kept.modRevision);
      assert(next.modRevision > removed.modRevision, 'a compacted deletion still counts');
      const again = await put(backend, `${prefix}gone`, 'again');
      assert.deepEqual((await readChanges(backend, prefix, removed.modRevision)).map(plainChange), [
        { type: 'PUT', entry: plain(next), previous: plain(kept) },
        { type: 'PUT', entry: plain(again), previous: undefined },
      ]);
    },
  },
  {
    name: 'takes a compaction twice, ignores an older one, refuses a future one',
    needs: [],
    async run({ backend, prefix }) {
      const one = await put(backend, `${prefix}a`, 'one');
      const two = await put(backend, `${prefix}a`, 'two', one.modRevision);
      await backend.compact(two.modRevision);
      const floor = backend.compactedRevision();
      await backend.compact(two.modRevision);
      await backend.compact(one.modRevision);
      assert.equal(backend.compactedRevision(), floor);
      const failure = await refusal('future', () => backend.compact(two.modRevision + 1000));
      assert.equal(failure.current, two.modRevision);
      assert.equal(text((await backend.get(`${prefix}a`)).entry!.value), 'two');
    },
  },
  {
    name: 'gives a reader that compaction overtakes everything, or ends it: never a gap',
    needs: [],
    async run({ backend, prefix }) {
      const after = await backend.currentRevision();
      const iterator = iterate(backend, prefix, after);
      const first = nextBatch(iterator);
      let entry: Entry = await put(backend, `${prefix}a`, '0');
      const expected = [entry.modRevision];
      for (let i = 1; i < 20; i++) expected.push((entry = await put(backend, `${prefix}a`, `${i}`, entry.modRevision)).modRevision);
      await backend.compact(entry.modRevision);
      const seen = (await first).changes.map(changeRevision);
      try {
        while (seen.length < expected.length) seen.push(...(await nextBatch(iterator)).changes.map(changeRevision));
      } catch (error) {
        await refusal('compacted', () => Promise.reject(error as Error));
      }
      assert.deepEqual(seen, expected.slice(0, seen.length));
      await iterator.return?.();
    },
  },
];
