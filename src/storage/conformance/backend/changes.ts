// changes: every change once, in order, from any revision on, however many read and however slowly.
import assert from 'node:assert/strict';
import type { Backend, ChangeBatch, Entry, Revision } from '../../backend.ts';
import {
  assertWellFormed,
  changeRevision,
  Follower,
  iterate,
  nextBatch,
  plain,
  plainChange,
  put,
  readChanges,
  refusal,
  remove,
  type BackendCase,
} from './store.ts';

export const changeCases: readonly BackendCase[] = [
  {
    name: 'delivers what happens: creation, update, deletion, with what was there before',
    needs: [],
    async run({ backend, prefix }) {
      const follower = new Follower(backend, prefix, await backend.currentRevision());
      const { entries, removed } = await live(backend, `${prefix}a`);
      await follower.reaches(removed.modRevision);
      await follower.stop();
      assert.deepEqual(follower.changes.map(plainChange), expectedLife(entries, removed));
      assertWellFormed(follower.batches, 0);
      assert.equal(follower.error, undefined);
    },
  },
  {
    name: 'delivers history the same way, from after the revision it is given',
    needs: [],
    async run({ backend, prefix }) {
      const start = await backend.currentRevision();
      const { entries, removed } = await live(backend, `${prefix}a`);
      const whole = expectedLife(entries, removed);
      const revisions = [start, ...entries.map((entry) => entry.modRevision), removed.modRevision];
      for (const [i, after] of revisions.entries()) {
        const changes = await readChanges(backend, prefix, after);
        assert.deepEqual(changes.map(plainChange), whole.slice(i));
      }
    },
  },
  {
    name: 'delivers only what is under the prefix',
    needs: [],
    async run({ backend, prefix }) {
      const after = await backend.currentRevision();
      const follower = new Follower(backend, `${prefix}pods/`, after);
      const keys = ['pod/a', 'pods', 'pods/a', 'pods0', 'podsx/a', 'pods/b'];
      let last = after;
      for (const key of keys) last = (await put(backend, prefix + key, key)).modRevision;
      await follower.reaches(last);
      await follower.stop();
      const expected = [`${prefix}pods/a`, `${prefix}pods/b`];
      assert.deepEqual(
        follower.changes.map((change) => change.type === 'PUT' && change.entry.key),
        expected,
      );
      const again = await readChanges(backend, `${prefix}pods/`, after);
      assert.deepEqual(again.map(plainChange), follower.changes.map(plainChange));
    },
  },
  {
    name: 'has no gap and no repeat between history and now, while many write',
    needs: [],
    async run({ backend, prefix }) {
      const start = await backend.currentRevision();
      const followers: { follower: Follower; after: Revision }[] = [];
      const writer = async (name: string): Promise<void> => {
        let entry = await put(backend, prefix + name, '0');
        for (let i = 1; i < 30; i++) {
          entry = await put(backend, prefix + name, `${i}`, entry.modRevision);
          if (i % 10 === 0) followers.push({ follower: new Follower(backend, prefix, entry.modRevision), after: entry.modRevision });
        }
      };
      followers.push({ follower: new Follower(backend, prefix, start), after: start });
      await Promise.all(['a', 'b', 'c', 'd'].map(writer));
      const end = await put(backend, `${prefix}end`, '');
      for (const { follower } of followers) {
        await follower.reaches(end.modRevision);
        await follower.stop();
      }
      const all = (await readChanges(backend, prefix, start)).map(changeRevision);
      assert.equal(all.length, 4 * 30 + 1);
      for (const { follower, after } of followers) {
        assertWellFormed(follower.batches, after);
        assert.deepEqual(
          follower.changes.map(changeRevision),
          all.filter((revision) => revision > after),
        );
      }
    },
  },
  {
    name: 'shows many readers the same changes in the same order',
    needs: [],
    async run({ backend, prefix }) {
      const after = await backend.currentRevision();
      const followers = Array.from({ length: 5 }, () => new Follower(backend, prefix, after));
      const written = await Promise.all(Array.from({ length: 50 }, (_, i) => put(backend, `${prefix}${i}`, `${i}`)));
      const last = Math.max(...written.map((entry) => entry.modRevision));
      const sequences: unknown[] = [];
      for (const follower of followers) {
        await follower.reaches(last);
        await follower.stop();
        sequences.push(follower.changes.map(plainChange));
      }
      for (const sequence of sequences) assert.deepEqual(sequence, sequences[0]);
      assert.equal((sequences[0] as unknown[]).length, 50);
    },
  },
  {
    name: 'goes on where a batch said that it reached',
    needs: [],
    async run({ backend, prefix }) {
      let after = await backend.currentRevision();
      const expected: Revision[] = [];
      const writeOne = async (): Promise<unknown> => expected.push((await put(backend, `${prefix}${expected.length}`, '')).modRevision);
      for (let i = 0; i < 20; i++) await writeOne();
      const seen: Revision[] = [];
      while (seen.length < expected.length) {
        const batch = await firstBatch(backend, prefix, after);
        seen.push(...batch.changes.map(changeRevision));
        after = batch.revision;
        if (expected.length < 25) await writeOne();
      }
      assert.deepEqual(seen, expected);
    },
  },
  {
    name: 'keeps what happens for a reader that takes its time',
    needs: [],
    async run({ backend, prefix }) {
      const iterator = iterate(backend, prefix, await backend.currentRevision());
      const first = nextBatch(iterator);
      const expected: Revision[] = [];
      for (let i = 0; i < 50; i++) expected.push((await put(backend, `${prefix}${i}`, `${i}`)).modRevision);
      const seen = (await first).changes.map(changeRevision);
      while (seen.length < expected.length) seen.push(...(await nextBatch(iterator)).changes.map(changeRevision));
      assert.deepEqual(seen, expected);
      await iterator.return?.();
    },
  },
  {
    name: 'ends quietly when the signal aborts, before, while and after waiting',
    needs: [],
    async run({ backend, prefix }) {
      const after = await backend.currentRevision();
      for await (const batch of backend.changes(prefix, { after: 0, signal: AbortSignal.abort() }))
        assert.fail(`nothing, not ${batch.revision}`);
      const follower = new Follower(backend, prefix, after);
      await follower.stop();
      assert.equal(follower.error, undefined);
      const another = new Follower(backend, prefix, after);
      const { modRevision } = await put(backend, `${prefix}a`, 'one');
      await another.reaches(modRevision);
      await another.stop();
      await put(backend, `${prefix}b`, 'one');
      assert.equal(another.changes.length, 1);
      assert.equal(another.error, undefined);
    },
  },
  {
    name: 'ends when the reader breaks out',
    needs: [],
    async run({ backend, prefix }) {
      const after = await backend.currentRevision();
      await put(backend, `${prefix}a`, 'one');
      const iterator = iterate(backend, prefix, after);
      await nextBatch(iterator);
      await iterator.return?.();
      assert.equal((await iterator.next()).done, true);
      const batch = await firstBatch(backend, prefix, after);
      assert.equal(batch.changes.length, 1, 'nobody else is disturbed');
    },
  },
  {
    name: 'starts in the future, too: delivers nothing until then',
    needs: [],
    async run({ backend, prefix }) {
      const current = await backend.currentRevision();
      const follower = new Follower(backend, prefix, current + 2);
      const written: Entry[] = [];
      for (let i = 0; (written.at(-1)?.modRevision ?? 0) <= current + 4; i++) written.push(await put(backend, `${prefix}${i}`, `${i}`));
      await follower.reaches(written.at(-1)!.modRevision);
      await follower.stop();
      const expected = written.filter((entry) => entry.modRevision > current + 2).map((entry) => entry.modRevision);
      assert.deepEqual(follower.changes.map(changeRevision), expected);
    },
  },
  {
    name: 'reports progress to readers for whom nothing happens',
    needs: ['progress'],
    async run({ backend, prefix }) {
      const after = await backend.currentRevision();
      const idle = new Follower(backend, `${prefix}idle/`, after);
      const busy = new Follower(backend, `${prefix}busy/`, after);
      const { modRevision } = await put(backend, `${prefix}busy/a`, 'one');
      await busy.reaches(modRevision);
      backend.requestProgress();
      await idle.reaches(modRevision);
      assert.deepEqual(idle.changes, []);
      await Promise.all([idle.stop(), busy.stop()]);
      assertWellFormed(idle.batches, after);
      assertWellFormed(busy.batches, after);
      assert.deepEqual(busy.changes.map(changeRevision), [modRevision]);
    },
  },
  {
    name: 'reports progress to readers that begin where the store is, though nothing was written since',
    needs: ['progress'],
    async run({ backend, prefix }) {
      const after = await backend.currentRevision();
      const follower = new Follower(backend, prefix, after);
      backend.requestProgress();
      await follower.reaches(after);
      await follower.stop();
      assert.deepEqual(follower.changes, []);
    },
  },
  {
    name: 'ends its readers with the reason when it is closed',
    needs: [],
    async run({ backend, prefix }) {
      const follower = new Follower(backend, prefix, await backend.currentRevision());
      const { modRevision } = await put(backend, `${prefix}a`, 'one');
      await follower.reaches(modRevision);
      await backend[Symbol.asyncDispose]();
      await follower.end();
      const late = new Follower(backend, prefix, modRevision);
      await late.end();
      for (const { error } of [follower, late]) await refusal('closed', () => Promise.reject(error as Error));
    },
  },
];

/** A key's life, at its end. */
async function live(backend: Backend, key: string): Promise<{ entries: [Entry, Entry, Entry]; removed: Entry }> {
  const one = await put(backend, key, 'one');
  const two = await put(backend, key, 'two', one.modRevision);
  const three = await put(backend, key, 'three', two.modRevision);
  return { entries: [one, two, three], removed: await remove(backend, three) };
}

function expectedLife([one, two, three]: [Entry, Entry, Entry], { key, modRevision }: Entry): unknown[] {
  return [
    { type: 'PUT', entry: plain(one), previous: undefined },
    { type: 'PUT', entry: plain(two), previous: plain(one) },
    { type: 'PUT', entry: plain(three), previous: plain(two) },
    { type: 'DELETE', key, modRevision, previous: plain(three) },
  ];
}

async function firstBatch(backend: Backend, prefix: string, after: Revision): Promise<ChangeBatch> {
  for await (const batch of backend.changes(prefix, { after, signal: new AbortController().signal })) return batch;
  assert.fail('the stream does not end by itself');
}
