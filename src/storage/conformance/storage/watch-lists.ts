// watch, from the state. upstream: WatchFromZero, WatchSemantics, WatchSemanticInitialEventsExtended, WatchListMatchSingle.
import assert from 'node:assert/strict';
import type { Freshness, Scope, WatchOptions } from '../../../machinery/options.ts';
import type { StoredObject } from '../../../machinery/stored-object.ts';
import type { Storage } from '../../interface.ts';
import { create, named, pathOf, respec, type StorageCase } from './case.ts';
import { Follower } from './follower.ts';
import { keyFrom, type Widget } from './widget.ts';

const latest = { at: 'latest' } as const;

const fromState = (freshness: Exclude<Freshness, { readonly at: 'exact' }> = latest, endBookmark = true): Pick<WatchOptions, 'start'> => ({
  start: { from: 'state', freshness, endBookmark },
});

const added = (object: StoredObject<Widget>): string => `ADDED ${pathOf(object)}@${object.revision}`;

export const watchListCases: readonly StorageCase[] = [
  {
    name: 'watch list: the state in key order, one bookmark, then what comes',
    needs: [],
    async run({ storage }) {
      const objects = await createAll(storage, ['ns/c', 'ns/a', 'other/b', 'ns/b']);
      const revision = await storage.getCurrentResourceVersion();
      const follower = await Follower.of(storage, {}, fromState());
      const initial = inKeyOrder(objects).map(added);
      await follower.tells([...initial, `BOOKMARK ${revision} end`]);
      const updated = await respec(storage, 'ns/a', { note: '2' });
      const removed = await storage.delete(keyFrom('ns/c'));
      await follower.tells([
        ...initial,
        `BOOKMARK ${revision} end`,
        `MODIFIED ns/a@${updated.revision}`,
        `DELETED ns/c@${removed.revision}`,
      ]);
      await follower.stop();
    },
  },
  {
    name: 'watch list: with any freshness that holds, and without the bookmark where it is not asked for',
    needs: [],
    async run({ storage }) {
      const objects = await createAll(storage, ['ns/1', 'ns/2', 'ns/3']);
      const revision = objects.at(-1)!.revision;
      // A cache has seen what was read from it.
      await storage.getList({}, { freshness: { at: 'notOlderThan', revision } });
      for (const freshness of [latest, { at: 'any' }, { at: 'notOlderThan', revision }, { at: 'notOlderThan', revision: 1 }] as const) {
        const marked = await Follower.of(storage, {}, fromState(freshness));
        await marked.until(() => marked.bookmarks.length === 1, 'the bookmark comes');
        assert.deepEqual(marked.changes, objects.map(added));
        assert(marked.bookmarks[0]!.revision >= revision && marked.bookmarks[0]!.initialEventsEnd);
        const plain = await Follower.of(storage, {}, fromState(freshness, false));
        await plain.tells(objects.map(added));
        for (const follower of [marked, plain]) await follower.stop();
      }
    },
  },
  {
    name: 'watch list: of nothing is a bookmark, and then what comes',
    needs: [],
    async run({ storage, writeElsewhere }) {
      const revision = await writeElsewhere();
      const follower = await Follower.of(storage, { namespace: 'ns' }, fromState());
      await follower.tells([`BOOKMARK ${revision} end`]);
      const created = await create(storage, 'ns/foo');
      await follower.tells([`BOOKMARK ${revision} end`, added(created)]);
      await follower.stop();
    },
  },
  {
    name: 'watch list: the bookmark carries the revision of the store, not that of the last object',
    needs: [],
    async run({ storage }) {
      const objects = await createAll(storage, ['ns/1', 'ns/2']);
      const elsewhere = await create(storage, 'other/1');
      const follower = await Follower.of(storage, { namespace: 'ns' }, fromState());
      await follower.tells([...objects.map(added), `BOOKMARK ${elsewhere.revision} end`]);
      await follower.stop();
    },
  },
  {
    name: 'watch list: of one object, or of what a selector matches',
    needs: [],
    async run({ storage }) {
      const objects = await createAll(storage, ['a/foo', 'ns/foo', 'ns/foobar', 'ns/other']);
      const { revision } = objects.at(-1)!;
      const [first, second] = objects;
      const expectations: readonly (readonly [scope: Scope, more: object, objects: readonly StoredObject<Widget>[]])[] = [
        [{ namespace: 'ns', name: 'foo' }, {}, [second!]],
        [{ namespace: 'ns', name: 'absent' }, {}, []],
        [{}, { predicate: named('foo') }, [first!, second!]],
      ];
      for (const [scope, more, expected] of expectations) {
        const follower = await Follower.of(storage, scope, { ...fromState(), ...more });
        await follower.tells([...expected.map(added), `BOOKMARK ${revision} end`]);
        await follower.stop();
      }
    },
  },
  {
    name: 'watch list: of more than a batch loses and repeats nothing, while others write',
    needs: [],
    async run({ storage }) {
      const paths = Array.from({ length: 2_500 }, (_, i) => `ns/${String(i).padStart(5, '0')}`);
      await Promise.all(paths.map((path) => create(storage, path)));
      const follower = await Follower.of(storage, {}, fromState());
      const updates = Promise.all(paths.slice(0, 50).map((path) => respec(storage, path, { note: 'new' })));
      await follower.until(() => follower.bookmarks.length === 1, 'the bookmark comes');
      await updates;
      const last = await create(storage, 'ns/last');
      await follower.reaches(last.revision);
      const state = new Map<string, number>();
      for (const event of follower.events) {
        if (event.type === 'BOOKMARK' || event.type === 'ERROR') continue;
        const before = state.get(pathOf(event.object));
        assert.equal(event.type, before === undefined ? 'ADDED' : 'MODIFIED');
        assert(event.object.revision > (before ?? 0));
        state.set(pathOf(event.object), event.object.revision);
      }
      const { items } = await storage.getList({});
      assert.deepEqual(Object.fromEntries(state), Object.fromEntries(items.map((item) => [pathOf(item), item.revision])));
      await follower.stop();
    },
  },
  {
    name: 'watch list: after a compaction the state is still there, and history begins with it',
    needs: [],
    async run({ storage, compact, writeElsewhere }) {
      await create(storage, 'ns/foo');
      const updated = await respec(storage, 'ns/foo', { note: '2' });
      await compact(await writeElsewhere());
      const follower = await Follower.of(storage, keyFrom('ns/foo'), fromState(latest, false));
      const last = await respec(storage, 'ns/foo', { note: '3' });
      await follower.reaches(last.revision);
      assert.equal(follower.told.at(-1), `${follower.told.length === 1 ? 'ADDED' : 'MODIFIED'} ns/foo@${last.revision}`);
      if (follower.told.length > 1) assert.equal(follower.told[0], added(updated));
      await follower.stop();
    },
  },
  {
    name: 'watch list: not older than a revision that does not exist yet is told so, with when to try again',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/foo');
      const follower = await Follower.of(storage, {}, fromState({ at: 'notOlderThan', revision: Number.MAX_SAFE_INTEGER }));
      await follower.end();
      assert.deepEqual(follower.told, ['ERROR 504 Timeout']);
      const [event] = follower.events;
      assert(event?.type === 'ERROR');
      assert.match(event.status.message ?? '', /Too large resource version: 9007199254740991, current: \d+/);
      const { causes, retryAfterSeconds } = event.status.details ?? {};
      assert.equal(causes?.[0]?.reason, 'ResourceVersionTooLarge');
      assert(retryAfterSeconds !== undefined && retryAfterSeconds >= 1);
    },
  },
];

async function createAll(storage: Storage<Widget>, paths: readonly string[]): Promise<readonly StoredObject<Widget>[]> {
  const objects: StoredObject<Widget>[] = [];
  for (const path of paths) objects.push(await create(storage, path));
  return objects;
}

const inKeyOrder = (objects: readonly StoredObject<Widget>[]): readonly StoredObject<Widget>[] =>
  [...objects].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
