// WATCH: the changes of a range as events. The reader's pace is the pace: a backend answers out of its history, so a slow
// reader costs no memory here, and is told that it is too late when compaction has overtaken it.
import { limits } from '../base/limits.ts';
import type { KubeObject } from '../machinery/object.ts';
import { everything, type Predicate, type WatchOptions } from '../machinery/options.ts';
import type { Revision } from '../machinery/stored-object.ts';
import type { WatchEvent } from '../machinery/watch.ts';
import type { Change, Entry, RangePage } from './backend.ts';
import { BookmarkClock } from './bookmark-clock.ts';
import type { KeyRange } from './keys.ts';
import { revisionOf, type ObjectAccess } from './object-access.ts';
import { requireFreshness } from './object-list.ts';
import type { SharedRevisions } from './shared-revisions.ts';
import { watchStatus } from './watch-status.ts';

export interface WatchAccess<T extends KubeObject> extends ObjectAccess<T> {
  readonly shared: SharedRevisions<T>;
}

/** `after` counts unless the watch starts with the present state. */
export async function* watchRange<T extends KubeObject>(
  access: WatchAccess<T>,
  range: KeyRange,
  { start, signal, predicate = everything, bookmarks = false, deadline }: WatchOptions,
  after: Revision,
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  const { backend, environment } = access;
  const clock = bookmarks ? new BookmarkClock(environment, deadline, () => backend.requestProgress()) : undefined;
  const filter = { shared: access.shared, range, predicate };
  // What is ready and was not yet handed over: an error comes after it.
  let events: WatchEvent<T>[] = [];
  try {
    let told = after;
    if (start.from === 'state') {
      let page: RangePage | undefined;
      do {
        page = await nextPage(access, range, page, signal);
        requireFreshness(start.freshness, page.revision);
        pushState(events, access, page.entries, predicate);
        if (!page.more && start.endBookmark) events.push({ type: 'BOOKMARK', revision: page.revision, initialEventsEnd: true });
        if (events.length > 0) yield events;
        events = [];
      } while (page.more && !signal.aborted);
      told = page.revision;
    }
    if (signal.aborted) return;
    clock?.start();
    for await (const batch of backend.changes(range.prefix, { after: told, signal })) {
      for (const change of batch.changes) pushChange(events, filter, change);
      const news = batch.changes.length === 0 && batch.revision > told;
      if (clock !== undefined && batch.revision >= told && (news || clock.due)) {
        events.push({ type: 'BOOKMARK', revision: batch.revision, initialEventsEnd: false });
        clock.restart();
      }
      told = Math.max(told, batch.revision);
      if (events.length > 0) yield events;
      events = [];
    }
  } catch (error) {
    if (!signal.aborted) yield [...events, { type: 'ERROR', status: watchStatus(error) }];
  } finally {
    clock?.stop();
  }
}

interface Filter<T extends KubeObject> {
  readonly shared: SharedRevisions<T>;
  readonly range: KeyRange;
  readonly predicate: Predicate;
}

/** All pages are of the revision of the first. */
async function nextPage<T extends KubeObject>(
  { backend }: ObjectAccess<T>,
  { prefix, single }: KeyRange,
  previous: RangePage | undefined,
  signal: AbortSignal,
): Promise<RangePage> {
  if (single) {
    const { revision, entry } = await backend.get(prefix, { signal });
    return { revision, entries: entry === undefined ? [] : [entry], more: false };
  }
  const limit = backend.capabilities.readAtRevision ? limits.watchPageObjects : undefined;
  return backend.range(prefix, { revision: previous?.revision, after: previous?.entries.at(-1)?.key, limit, signal });
}

function pushState<T extends KubeObject>(
  events: WatchEvent<T>[],
  access: ObjectAccess<T>,
  entries: readonly Entry[],
  predicate: Predicate,
): void {
  for (const entry of entries) {
    const object = revisionOf(access, entry);
    if (predicate.matchesAll || predicate.matches(object)) events.push({ type: 'ADDED', object });
  }
}

function pushChange<T extends KubeObject>(events: WatchEvent<T>[], { shared, range, predicate }: Filter<T>, change: Change): void {
  const deleted = change.type === 'DELETE';
  if (range.single && (deleted ? change.key : change.entry.key) !== range.prefix) return;
  const event = deleted ? eventOfDelete(shared, change, predicate) : eventOfPut(shared, change, predicate);
  if (event !== undefined) events.push(event);
}

/** What enters or leaves the selector was created or deleted, for this watch [S015]. */
function eventOfPut<T extends KubeObject>(
  shared: SharedRevisions<T>,
  { entry, previous }: Extract<Change, { readonly type: 'PUT' }>,
  predicate: Predicate,
): WatchEvent<T> | undefined {
  const object = shared.of(entry);
  if (predicate.matchesAll) return { type: previous === undefined ? 'ADDED' : 'MODIFIED', object };
  const last = previous === undefined ? undefined : shared.of(previous);
  const matched = last !== undefined && predicate.matches(last);
  if (predicate.matches(object)) return { type: matched ? 'MODIFIED' : 'ADDED', object };
  return matched ? { type: 'DELETED', object: shared.removed(last, entry.modRevision) } : undefined;
}

function eventOfDelete<T extends KubeObject>(
  shared: SharedRevisions<T>,
  { previous, modRevision }: Extract<Change, { readonly type: 'DELETE' }>,
  predicate: Predicate,
): WatchEvent<T> | undefined {
  const last = shared.ofDeleted(previous);
  return predicate.matchesAll || predicate.matches(last) ? { type: 'DELETED', object: shared.removed(last, modRevision) } : undefined;
}
