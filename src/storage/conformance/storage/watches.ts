// watch, from a revision or from now. upstream: Watch, WatchFromNonZero, DeleteTriggerWatch, DelayedWatchDelivery,
// WatchContextCancel, WatcherTimeout, WatchDeleteEventObjectHaveLatestRV, ClusterScopedWatch, NamespaceScopedWatch,
// ProgressNotify, WatchDispatchBookmarkEvents, OptionalWatchBookmarksWithCorrectResourceVersion.
import assert from 'node:assert/strict';
import type { Predicate } from '../../../machinery/options.ts';
import type { StoredObject } from '../../../machinery/stored-object.ts';
import type { Storage } from '../../interface.ts';
import { create, labelled, offNode, onNode, pathOf, respec, seen, type StorageCase } from './case.ts';
import { Follower, withPatience } from './follower.ts';
import { keyFrom, widget, type Widget } from './widget.ts';

const foo = keyFrom('ns/foo');

/** A step is what `ns/foo` becomes, undefined a deletion; then the event that a watch with the selector tells, if any. */
interface Transition {
  readonly name: string;
  readonly predicate: Predicate;
  readonly steps: readonly (readonly [
    next: Parameters<typeof widget>[1] | undefined,
    event: 'ADDED' | 'MODIFIED' | 'DELETED' | undefined,
  ])[];
}

const everything: Predicate = { matchesAll: true, matches: () => true };
const selected = { labels: { select: 'yes' } };

const transitions: readonly Transition[] = [
  {
    name: 'all',
    predicate: everything,
    steps: [
      [{}, 'ADDED'],
      [{ nodeName: 'n1' }, 'MODIFIED'],
      [undefined, 'DELETED'],
    ],
  },
  {
    name: 'entering',
    predicate: onNode('n1'),
    steps: [
      [{}, undefined],
      [{ nodeName: 'n1' }, 'ADDED'],
      [undefined, 'DELETED'],
    ],
  },
  {
    name: 'leaving',
    predicate: offNode('n1'),
    steps: [
      [{}, 'ADDED'],
      [{ nodeName: 'n1' }, 'DELETED'],
      [undefined, undefined],
    ],
  },
  {
    name: 'in and out',
    predicate: labelled('select', 'yes'),
    steps: [
      [selected, 'ADDED'],
      [{}, 'DELETED'],
      [{ nodeName: 'n1' }, undefined],
      [selected, 'ADDED'],
      [{ ...selected, nodeName: 'n1' }, 'MODIFIED'],
      [undefined, 'DELETED'],
      [selected, 'ADDED'],
    ],
  },
];

export const watchCases: readonly StorageCase[] = [
  ...transitions.map((transition): StorageCase => ({
    name: `watch: with a selector, ${transition.name}, tells what enters and leaves it`,
    needs: [],
    run: ({ storage }) => followTransition(storage, transition),
  })),
  {
    name: 'watch: of everything, a namespace or one object tells of these and no others',
    needs: [],
    async run({ storage }) {
      const start = { from: 'revision', revision: await storage.getCurrentResourceVersion() } as const;
      const all = await Follower.of(storage, {}, { start });
      const namespace = await Follower.of(storage, { namespace: 'ns' }, { start });
      const single = await Follower.of(storage, foo, { start });
      const objects: StoredObject<Widget>[] = [];
      for (const path of ['ns-bad/foo', 'ns/foobar', 'ns/foo', 'n/foo']) objects.push(await create(storage, path));
      const told = (paths: readonly string[]): readonly string[] =>
        objects.filter((object) => paths.includes(pathOf(object))).map((object) => `ADDED ${pathOf(object)}@${object.revision}`);
      await all.tells(told(['ns-bad/foo', 'ns/foobar', 'ns/foo', 'n/foo']));
      await namespace.tells(told(['ns/foobar', 'ns/foo']));
      await single.tells(told(['ns/foo']));
      for (const follower of [all, namespace, single]) await follower.stop();
    },
  },
  {
    name: 'watch: from a revision begins right after it',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo');
      const updated = await respec(storage, 'ns/foo', { note: '2' });
      const removed = await storage.delete(foo);
      const whole = [`MODIFIED ns/foo@${updated.revision}`, `DELETED ns/foo@${removed.revision}`];
      for (const [skipped, { revision }] of [created, updated].entries()) {
        const follower = await Follower.of(storage, {}, { start: { from: 'revision', revision } });
        await follower.tells(whole.slice(skipped));
        await follower.stop();
      }
    },
  },
  {
    name: 'watch: a deletion carries the last content and the revision of the deletion',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo', { labels: { app: 'x' }, nodeName: 'n1', note: 'last' });
      const follower = await Follower.of(storage, foo, { start: { from: 'revision', revision: created.revision } });
      const removed = await storage.delete(foo);
      await follower.tells([`DELETED ns/foo@${removed.revision}`]);
      const [event] = follower.events;
      assert(event?.type === 'DELETED');
      assert.deepEqual(seen(event.object), seen(removed));
      await follower.stop();
    },
  },
  {
    name: 'watch: from now tells what comes, not what is',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/old');
      const follower = await Follower.of(storage, {}, { start: { from: 'now' }, bookmarks: true });
      const created = await create(storage, 'ns/foo');
      await follower.reaches(created.revision);
      assert.deepEqual(follower.changes, [`ADDED ns/foo@${created.revision}`]);
      await follower.stop();
    },
  },
  {
    name: 'watch: from a revision that is to come waits for it',
    needs: [],
    async run({ storage }) {
      const now = await storage.getCurrentResourceVersion();
      const follower = await Follower.of(storage, {}, { start: { from: 'revision', revision: now + 2 }, bookmarks: true });
      const objects: StoredObject<Widget>[] = [];
      while ((objects.at(-1)?.revision ?? 0) <= now + 3) objects.push(await create(storage, `ns/foo-${objects.length}`));
      const later = objects.filter(({ revision }) => revision > now + 2);
      await follower.reaches(later.at(-1)!.revision);
      assert.deepEqual(
        follower.changes,
        later.map((object) => `ADDED ${pathOf(object)}@${object.revision}`),
      );
      for (const { revision } of follower.bookmarks) assert(revision >= now + 2, 'a bookmark never goes back');
      await follower.stop();
    },
  },
  {
    name: 'watch: from a revision that was compacted is told so, and ends',
    needs: [],
    async run({ storage, compact, writeElsewhere }) {
      const created = await create(storage, 'ns/foo');
      await respec(storage, 'ns/foo', { note: '2' });
      await compact(await writeElsewhere());
      const follower = await Follower.of(storage, {}, { start: { from: 'revision', revision: created.revision } });
      await follower.end();
      assert.deepEqual(follower.told, ['ERROR 410 Expired']);
    },
  },
  {
    name: 'watch: an aborted signal ends it without a throw, before and while it runs',
    needs: [],
    async run({ storage }) {
      const watch = await storage.watch({}, { start: { from: 'now' }, signal: AbortSignal.abort() });
      for await (const batch of watch) assert.fail(`nothing is told, not ${batch.length} events`);
      for (const start of [{ from: 'now' }, { from: 'state', freshness: { at: 'latest' }, endBookmark: true }] as const) {
        const follower = await Follower.of(storage, {}, { start });
        const created = await create(storage, `ns/${start.from}`);
        await follower.reaches(created.revision);
        await follower.stop();
      }
    },
  },
  {
    name: 'watch: a reader that breaks out is done',
    needs: [],
    async run({ storage }) {
      const { revision } = await create(storage, 'ns/foo');
      await respec(storage, 'ns/foo', { note: '2' });
      const watch = await storage.watch({}, { start: { from: 'revision', revision }, signal: new AbortController().signal });
      const read = async (): Promise<number> => {
        for await (const batch of watch) return batch.length;
        return 0;
      };
      assert.equal(await withPatience(read(), 'breaking out resolves'), 1);
    },
  },
  {
    name: 'watch: those that nobody reads hold up nobody',
    needs: [],
    async run({ storage }) {
      const start = { from: 'revision', revision: await storage.getCurrentResourceVersion() } as const;
      const abort = new AbortController();
      for (let i = 0; i < 50; i++) await storage.watch({}, { start, signal: abort.signal });
      const follower = await Follower.of(storage, {}, { start });
      const told: string[] = [];
      for (let i = 0; i < 22; i++) {
        const created = await create(storage, `ns/foo-${i}`);
        told.push(`ADDED ns/foo-${i}@${created.revision}`);
        await follower.tells(told);
      }
      abort.abort();
      await follower.stop();
    },
  },
  {
    name: 'watch: a reader that comes late gets what waited for it, in order',
    needs: [],
    async run({ storage }) {
      const start = { from: 'revision', revision: await storage.getCurrentResourceVersion() } as const;
      const abort = new AbortController();
      const watch = await storage.watch({}, { start, signal: abort.signal });
      const told: string[] = [];
      for (let i = 0; i < 10; i++) told.push(`ns/foo-${i}@${(await create(storage, `ns/foo-${i}`)).revision}`);
      const got: string[] = [];
      for await (const batch of watch) {
        for (const event of batch) if (event.type === 'ADDED') got.push(`${pathOf(event.object)}@${event.object.revision}`);
        if (got.length >= told.length) break;
      }
      assert.deepEqual(got, told);
      abort.abort();
    },
  },
  {
    name: 'bookmarks: how far the store is, when asked for, though nothing of this resource changed',
    needs: ['progress'],
    async run({ storage, writeElsewhere }) {
      const created = await create(storage, 'ns/foo');
      const start = { from: 'revision', revision: created.revision } as const;
      const marked = await Follower.of(storage, {}, { start, bookmarks: true });
      const plain = await Follower.of(storage, {}, { start });
      for (let i = 0; i < 3; i++) {
        const revision = await writeElsewhere();
        storage.requestWatchProgress();
        await marked.reaches(revision);
      }
      const last = await create(storage, 'ns/last');
      await plain.tells([`ADDED ns/last@${last.revision}`]);
      await marked.reaches(last.revision);
      assert.deepEqual(marked.changes, plain.told);
      for (const follower of [marked, plain]) await follower.stop();
    },
  },
  {
    name: 'bookmarks: never before an event at or below them, and never going back',
    needs: ['progress'],
    async run({ storage, writeElsewhere }) {
      const start = { from: 'revision', revision: await storage.getCurrentResourceVersion() } as const;
      const follower = await Follower.of(storage, {}, { start, bookmarks: true });
      for (let i = 0; i < 60; i++) {
        const created = create(storage, `ns/foo-${i}`);
        storage.requestWatchProgress();
        await Promise.all([created, writeElsewhere()]);
      }
      const last = await create(storage, 'ns/last');
      await follower.reaches(last.revision);
      let reached = start.revision;
      for (const event of follower.events) {
        assert(event.type !== 'ERROR');
        if (event.type === 'BOOKMARK') assert(event.revision >= reached);
        else assert(event.object.revision > reached, `${event.object.revision} comes after ${reached}`);
        reached = event.type === 'BOOKMARK' ? event.revision : event.object.revision;
      }
      assert.equal(follower.changes.length, 61);
      await follower.stop();
    },
  },
  {
    name: 'bookmarks: come about every minute, and shortly before the watch ends',
    needs: ['progress'],
    manualTime: true,
    async run({ storage, clock, writeElsewhere }) {
      const start = { from: 'revision', revision: await storage.getCurrentResourceVersion() } as const;
      const follower = await Follower.of(storage, {}, { start, bookmarks: true, deadline: clock.now() + 100_000 });
      const quiet = await Follower.of(storage, {}, { start, deadline: clock.now() + 100_000 });
      const marks = async (seconds: number, count: number): Promise<void> => {
        const revision = await writeElsewhere();
        await follower.until(() => clock.waiting, 'the watch waits for time to pass');
        clock.advance(seconds * 1000);
        await follower.until(() => follower.bookmarks.length >= count, `bookmark ${count} comes`);
        assert(follower.bookmarks.at(-1)!.revision >= revision);
      };
      const created = await create(storage, 'ns/foo');
      for (const each of [follower, quiet]) await each.reaches(created.revision);
      await marks(60, 1);
      await marks(38, 2);
      assert.deepEqual(follower.changes, [`ADDED ns/foo@${created.revision}`]);
      assert.deepEqual(quiet.told, follower.changes);
      for (const each of [follower, quiet]) await each.stop();
    },
  },
];

async function followTransition(storage: Storage<Widget>, { predicate, steps }: Transition): Promise<void> {
  const start = { from: 'revision', revision: await storage.getCurrentResourceVersion() } as const;
  const scopes = [{}, { namespace: 'ns' }, foo];
  const followers = await Promise.all(scopes.map((scope) => Follower.of(storage, scope, { start, predicate })));
  const told: string[] = [];
  const contents: unknown[] = [];
  let previous: Widget | undefined;
  for (const [next, event] of steps) {
    await storage.guaranteedUpdate(
      keyFrom('ns-bad/foo'),
      (current) => ({ ...widget('ns-bad/foo'), ...next, spec: { count: (current?.spec.count ?? 0) + 1 } }),
      { upsert: true },
    );
    const written =
      next === undefined ? await storage.delete(foo) : await storage.guaranteedUpdate(foo, () => widget('ns/foo', next), { upsert: true });
    if (event !== undefined) {
      told.push(`${event} ns/foo@${written.revision}`);
      const content = event === 'DELETED' ? previous! : written.object();
      contents.push({ ...content, metadata: { ...content.metadata, resourceVersion: String(written.revision) } });
    }
    previous = written.object();
  }
  for (const [i, follower] of followers.entries()) {
    if (i > 0) await follower.tells(told);
    await follower.until(() => follower.told.filter((text) => text.includes(' ns/')).length >= told.length, 'all is told');
    const own = follower.events.filter((event) => event.type !== 'BOOKMARK' && event.type !== 'ERROR' && event.object.namespace === 'ns');
    assert.deepEqual(
      own.map((event) => 'object' in event && seen(event.object)),
      contents,
    );
    await follower.stop();
  }
}
