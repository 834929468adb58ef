// Storage over any Backend: keys, codec, transformer, and the optimistic writes that make an update of an object out of a
// compare-and-swap of bytes. The parts that are more than a few lines are functions in object-*.ts.
import { realEnvironment, type Environment } from '../base/environment.ts';
import { limits } from '../base/limits.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { CallOptions, GetOptions, Key, ListOptions, Page, Scope, WatchOptions } from '../machinery/options.ts';
import type { Revision, StoredObject } from '../machinery/stored-object.ts';
import type { Watch } from '../machinery/watch.ts';
import type { Backend, Read } from './backend.ts';
import { raise } from './backend-failures.ts';
import type { ObjectCodec } from './codec.ts';
import { Scratch } from './draft.ts';
import type { CreateOptions, DeleteOptions, Mutate, Storage, StorageStats, UpdateOptions } from './interface.ts';
import { keyOf, keySpace, rangeOf, type KeySpace } from './keys.ts';
import { revisionOf } from './object-access.ts';
import { listRange, listSingle, requireFreshness } from './object-list.ts';
import { watchRange, type WatchAccess } from './object-watch.ts';
import { createObject, deleteObject, updateObject } from './object-write.ts';
import { SharedRevisions } from './shared-revisions.ts';
import type { StorageMediaType } from './factory.ts';
import { identity, type Transformer } from './transformer.ts';

export interface ObjectStoreOptions<T extends KubeObject> {
  /** Not owned: several resources share it, and closing it is not this store's part. */
  readonly backend: Backend;
  readonly codec: ObjectCodec<T>;
  readonly namespaced: boolean;
  /** Of all keys. */
  readonly prefix?: string | undefined;
  /** Of this resource's: `pods`, `services/specs`. */
  readonly resourcePrefix: string;
  /** What is written. Where the kind has no protobuf, it is JSON all the same. Default: JSON. Both are read. */
  readonly mediaType?: StorageMediaType | undefined;
  readonly transformer?: Transformer | undefined;
  readonly environment?: Environment | undefined;
}

/** What it refuses it refuses with a StorageError; an aborted signal rejects with the signal's reason. */
export class ObjectStore<T extends KubeObject> implements Storage<T> {
  readonly #keys: KeySpace;
  readonly #access: WatchAccess<T>;

  constructor(options: ObjectStoreOptions<T>) {
    const { backend, codec, namespaced, resourcePrefix, prefix = '/registry' } = options;
    const { transformer = identity, environment = realEnvironment } = options;
    this.#keys = keySpace({ prefix, resourcePrefix, namespaced });
    const protobuf = options.mediaType === 'application/vnd.kubernetes.protobuf' && codec.protobuf !== undefined;
    const encode = protobuf ? (object: T) => codec.protobuf!(object) : undefined;
    const access = { backend, kind: { keys: this.#keys, codec }, transformer, environment, scratch: new Scratch(), encode };
    this.#access = { ...access, shared: new SharedRevisions(access) };
  }

  async get(key: Key, { freshness = { at: 'latest' }, signal }: GetOptions = {}): Promise<StoredObject<T> | undefined> {
    const revision = freshness.at === 'exact' ? freshness.revision : undefined;
    let read: Read;
    try {
      read = await this.#access.backend.get(keyOf(this.#keys, key), { revision, signal });
    } catch (error) {
      return raise(error);
    }
    requireFreshness(freshness, read.revision);
    return read.entry === undefined ? undefined : revisionOf(this.#access, read.entry);
  }

  async getList(scope: Scope, options: ListOptions = {}): Promise<Page<T>> {
    const range = rangeOf(this.#keys, scope);
    return range.single ? listSingle(this.#access, range.prefix, options) : listRange(this.#access, range, options);
  }

  create(key: Key, object: T, options: CreateOptions = {}): Promise<StoredObject<T>> {
    return createObject(this.#access, key, object, options);
  }

  async guaranteedUpdate(key: Key, mutate: Mutate<T>, options: UpdateOptions<T> = {}): Promise<StoredObject<T>> {
    return updateObject(this.#access, keyOf(this.#keys, key), mutate, options);
  }

  async delete(key: Key, options: DeleteOptions<T> = {}): Promise<StoredObject<T>> {
    return deleteObject(this.#access, keyOf(this.#keys, key), options);
  }

  async watch(scope: Scope, options: WatchOptions): Promise<Watch<T>> {
    const { start, signal } = options;
    const range = rangeOf(this.#keys, scope);
    const now = start.from === 'now' && !signal.aborted;
    const after = start.from === 'revision' ? start.revision : now ? await this.getCurrentResourceVersion({ signal }) : 0;
    return watchRange(this.#access, range, options, after);
  }

  async getCurrentResourceVersion({ signal }: CallOptions = {}): Promise<Revision> {
    return this.#access.backend.currentRevision({ signal }).catch(raise);
  }

  async readinessCheck(): Promise<void> {
    await this.#access.backend.ready().catch(raise);
  }

  requestWatchProgress(): void {
    this.#access.backend.requestProgress();
  }

  compactRevision(): Revision {
    return this.#access.backend.compactedRevision();
  }

  /** The size is estimated from a sample: the first objects in key order. */
  async stats(): Promise<StorageStats> {
    const { backend } = this.#access;
    const objectCount = await backend.count(this.#keys.root).catch(raise);
    const { entries } = await backend.range(this.#keys.root, { limit: limits.statsSampleObjects }).catch(raise);
    const bytes = entries.reduce((sum, { value }) => sum + value.length, 0);
    return { objectCount, averageObjectBytes: entries.length === 0 ? 0 : Math.round(bytes / entries.length) };
  }
}
