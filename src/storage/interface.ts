// Kubernetes' storage.Interface: the objects of one resource over some store. ObjectStore implements it over any Backend,
// the Cacher decorates it; both pass the suite in conformance/.
import type { KubeObject } from '../machinery/object.ts';
import type { CallOptions, GetOptions, Key, ListOptions, Page, Preconditions, Scope, WatchOptions } from '../machinery/options.ts';
import type { Revision, StoredObject } from '../machinery/stored-object.ts';
import type { Watch } from '../machinery/watch.ts';

export interface CreateOptions extends CallOptions {
  readonly ttlSeconds?: number | undefined;
}

export interface UpdateOptions<T> extends CallOptions {
  readonly preconditions?: Preconditions | undefined;
  /** When the object is absent: call the mutator with undefined and create what it returns. */
  readonly upsert?: boolean | undefined;
  readonly ttlSeconds?: number | undefined;
  /** Perhaps stale. Saves a read; an error based on it is believed only after a fresh read [S010]. */
  readonly hint?: StoredObject<T> | undefined;
}

export interface DeleteOptions<T> extends CallOptions {
  readonly preconditions?: Preconditions | undefined;
  /** Throws to refuse. Called again with the fresh object after a lost race. */
  readonly validate?: ((current: T) => void | Promise<void>) | undefined;
  readonly hint?: StoredObject<T> | undefined;
}

/**
 * Computes the next object. Called again after a lost race, so free of side effects. Returning `current` itself, or an
 * object whose bytes are equal, writes nothing [S012]. What it throws ends the update and reaches the caller unchanged.
 */
export type Mutate<T> = (current: T | undefined, stored: StoredObject<T> | undefined) => T | Promise<T>;

/** [S019] */
export interface StorageStats {
  readonly objectCount: number;
  readonly averageObjectBytes: number;
}

/** The objects of one resource. Absence on a read is `undefined`; on a write it is a StorageError (storage/errors.ts). */
export interface Storage<T extends KubeObject> {
  /** Linearizable unless `freshness` allows less. */
  get(key: Key, options?: GetOptions): Promise<StoredObject<T> | undefined>;
  /** In key order, of one revision. A scope with a name is that key: absent gives an empty page, not an error. */
  getList(scope: Scope, options?: ListOptions): Promise<Page<T>>;
  /** `object` must carry no resourceVersion. */
  create(key: Key, object: T, options?: CreateOptions): Promise<StoredObject<T>>;
  guaranteedUpdate(key: Key, mutate: Mutate<T>, options?: UpdateOptions<T>): Promise<StoredObject<T>>;
  /** Resolves to the removed object, carrying the revision of the deletion. */
  delete(key: Key, options?: DeleteOptions<T>): Promise<StoredObject<T>>;
  /** Rejects while an HTTP status can still be sent; after it resolves, failures arrive as an ERROR event. */
  watch(scope: Scope, options: WatchOptions): Promise<Watch<T>>;
  getCurrentResourceVersion(options?: CallOptions): Promise<Revision>;
  /** Rejects with the reason while this storage cannot serve reads. */
  readinessCheck(): Promise<void>;
  /** Asks the store to tell every watch how far it is, now. */
  requestWatchProgress(): void;
  /** History at and below this is gone; 0 while nothing was compacted. */
  compactRevision(): Revision;
  stats(): Promise<StorageStats>;
}
