// Where a resource steps into the generic Store besides its strategy. upstream: the func fields of genericregistry.Store.
import type { KubeObject } from '../machinery/object.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import type { RequestContext, WriteOptions } from './rest.ts';

/**
 * What a begin hook took hold of (an address, a port) together with the object that now names it. Exactly one of `commit`
 * and `rollback` is called, once: after the write succeeded, or when it did not happen or is computed anew after a lost race.
 */
export interface Begun<T> {
  readonly object: T;
  commit(): void | Promise<void>;
  rollback(): void | Promise<void>;
}

export interface StoreHooks<T extends KubeObject> {
  /** After name and system metadata are set, before the strategy sees the object [R001, R052]. */
  beginCreate?(object: T, context: RequestContext, options: WriteOptions): Promise<Begun<T>>;
  /** After the resourceVersion was accepted, before the strategy sees the object [R020, R052]. */
  beginUpdate?(next: T, previous: T, context: RequestContext, options: WriteOptions): Promise<Begun<T>>;
  /** After hooks see what is stored; in a dry run, what would be. They cannot refuse any more, but the answer waits for them. */
  afterCreate?(object: StoredObject<T>, options: WriteOptions): void | Promise<void>;
  afterUpdate?(object: StoredObject<T>, options: WriteOptions): void | Promise<void>;
  afterDelete?(object: StoredObject<T>, options: WriteOptions): void | Promise<void>;
  /** Changes what reads and writes answer, never what is stored or watched [R055]. */
  decorate?(object: StoredObject<T>): StoredObject<T>;
  /** How long an object lives from its last write on; absent: for ever. Only events have one [R054]. */
  readonly ttlSeconds?: number | undefined;
  /** A veto on deleting the object when an update removed its last finalizer [R053]. */
  deleteDuringUpdate?(next: T, previous: T): boolean;
  /** A DELETE that removes the object answers with it instead of with a Status: pods, and what upstream has so [R030]. */
  readonly returnDeletedObject?: boolean | undefined;
}
