// A watch: a stream of batches, one revision order, ended by the reader or by an ERROR event.
import type { Status } from './meta/v1.ts';
import type { Revision, StoredObject } from './stored-object.ts';

export type WatchEvent<T> =
  /** A DELETED object is the last state the watch's selector matched, carrying the revision of the deletion. */
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: StoredObject<T> }
  /** Every event at or below `revision` was delivered. `initialEventsEnd` marks the end of a WatchList's initial events. */
  | { readonly type: 'BOOKMARK'; readonly revision: Revision; readonly initialEventsEnd: boolean }
  | { readonly type: 'ERROR'; readonly status: Status };

/** Everything that was waiting: never empty, in revision order. An ERROR is the last event of the last batch. */
export type WatchBatch<T> = readonly WatchEvent<T>[];

/**
 * Ends, and does not throw, when the signal aborts or the reader breaks out of its loop. A failure the client must see
 * (410 Expired) is an ERROR event. A throw is a bug. Read once, by one reader.
 */
export type Watch<T> = AsyncIterable<WatchBatch<T>>;

/** For callers that are not on a hot path: one event at a time. */
export async function* eachEvent<T>(watch: Watch<T>): AsyncGenerator<WatchEvent<T>, void, undefined> {
  for await (const batch of watch) yield* batch;
}
