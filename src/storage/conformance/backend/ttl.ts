// A time to live: what is over goes away by itself, as a deletion like any other. In real time, and with the shortest times
// that every store can keep; nobody is promised that a deletion comes at once.
import assert from 'node:assert/strict';
import type { Backend, Entry, Revision } from '../../backend.ts';
import { changeKey, changeRevision, Follower, lost, plain, plainChange, put, remove, seal, type BackendCase } from './store.ts';

export const ttlCases: readonly BackendCase[] = [
  {
    name: 'deletes an entry whose time is over, as a change with a revision of its own',
    needs: ['ttl'],
    async run({ backend, prefix }) {
      const kept = await put(backend, `${prefix}kept`, 'one');
      const entry = await putBriefly(backend, `${prefix}brief`, 'one');
      assert.deepEqual(plain((await backend.get(entry.key)).entry), plain(entry));
      const [change] = await deletions(backend, prefix, entry.modRevision, 1);
      assert.deepEqual(plainChange(change!), {
        type: 'DELETE',
        key: entry.key,
        modRevision: changeRevision(change!),
        previous: plain(entry),
      });
      assert(changeRevision(change!) > entry.modRevision, 'the deletion has a revision of its own');
      assert.deepEqual((await backend.range(prefix)).entries.map(plain), [plain(kept)]);
      assert.equal(lost(await backend.put(entry.key, seal('two'), entry.modRevision)).current, undefined);
      const again = await put(backend, entry.key, 'again');
      assert.equal(again.createRevision, again.modRevision);
    },
  },
  {
    name: 'gives an entry the time to live of its last put, and none when that had none',
    needs: ['ttl'],
    async run({ backend, prefix }) {
      const kept = await putBriefly(backend, `${prefix}kept`, 'one');
      const stays = await put(backend, kept.key, 'two', kept.modRevision);
      const long = await putBriefly(backend, `${prefix}long`, 'one');
      const longer = await putBriefly(backend, long.key, 'two', { expected: long.modRevision, ttlSeconds: 3600 });
      const endless = await put(backend, `${prefix}endless`, 'one');
      const ended = await putBriefly(backend, endless.key, 'two', { expected: endless.modRevision });
      // Last, and for longer: when it is gone the others would be.
      const last = await putBriefly(backend, `${prefix}last`, 'one', { ttlSeconds: 2 });
      const gone = await deletions(backend, prefix, last.modRevision, 2);
      assert.deepEqual(gone.map(changeKey).toSorted(), [ended.key, last.key]);
      assert.deepEqual((await backend.range(prefix)).entries.map(plain), [stays, longer].map(plain));
    },
  },
  {
    name: 'does not delete what was deleted before its time was over, nor what was made in its place',
    needs: ['ttl'],
    async run({ backend, prefix }) {
      const brief = await putBriefly(backend, `${prefix}brief`, 'one');
      const removed = await remove(backend, brief);
      const replaced = await remove(backend, await putBriefly(backend, `${prefix}replaced`, 'one'));
      const again = await put(backend, replaced.key, 'two');
      const last = await putBriefly(backend, `${prefix}last`, 'one', { ttlSeconds: 2 });
      const gone = await deletions(backend, prefix, removed.modRevision, 2);
      assert.deepEqual(gone.map(changeKey), [replaced.key, last.key]);
      assert.deepEqual((await backend.range(prefix)).entries.map(plain), [plain(again)]);
    },
  },
  {
    name: 'lets an entry end that was put with a time to live before a restart',
    needs: ['ttl', 'durable'],
    async run(store) {
      const { prefix } = store;
      const entry = await putBriefly(store.backend, `${prefix}brief`, 'one');
      const long = await putBriefly(store.backend, `${prefix}long`, 'one', { ttlSeconds: 3600 });
      await store.reopen();
      const [change] = await deletions(store.backend, prefix, long.modRevision, 1);
      assert.equal(changeKey(change!), entry.key);
      assert.deepEqual(plain(change!.previous), plain(entry));
      assert.deepEqual((await store.backend.range(prefix)).entries.map(plain), [plain(long)]);
    },
  },
];

async function putBriefly(
  backend: Backend,
  key: string,
  content: string,
  { expected = 0, ttlSeconds = 1 }: { readonly expected?: Revision; readonly ttlSeconds?: number } = {},
): Promise<Entry> {
  const outcome = await backend.put(key, seal(content), expected, { ttlSeconds });
  assert(outcome.ok, `the put of ${key} over ${expected} wins`);
  return outcome.entry;
}

/** The first `count` deletions under `prefix` above `after`, once they have come. */
async function deletions(backend: Backend, prefix: string, after: Revision, count: number): Promise<Follower['changes']> {
  const follower = new Follower(backend, prefix, after);
  const found = (): Follower['changes'] => follower.changes.filter(({ type }) => type === 'DELETE');
  await follower.until(() => found().length >= count, `${count} deletions come`);
  await follower.stop();
  return found();
}
