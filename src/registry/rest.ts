// What a REST endpoint can do. A storage implements the interfaces it supports, one small interface per verb, and a route
// (and its discovery entry) exists exactly where the method does. upstream: registry/rest.
import type { User } from '../access/user.ts';
import type { Message } from '../machinery/declare.ts';
import type { DeleteOptions, Status } from '../machinery/meta/v1.ts';
import type { GroupVersionKind } from '../machinery/object.ts';
import type { GetOptions, ListOptions, Page, Preconditions, WatchOptions } from '../machinery/options.ts';
import type { SelectableFields } from '../machinery/selectors/fields.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import type { Watch } from '../machinery/watch.ts';
import type { TableDefinition } from './table.ts';

/** What a REST storage may know about the request it serves. */
export interface RequestContext {
  readonly user: User;
  /** From the URL; undefined for cluster-scoped resources and for a list or watch across namespaces. */
  readonly namespace: string | undefined;
  /** Aborted when the client is gone or the deadline passed. */
  readonly signal: AbortSignal;
  /** Adds a Warning header to the response [R058]. */
  warn(text: string): void;
}

/** Admission and other checks that must see the very object about to be stored. Throws a StatusError to refuse. */
export type ValidateObject<T> = (object: T) => Promise<void>;
export type ValidateUpdate<T> = (next: T, previous: T) => Promise<void>;

/** dryRun: everything but persistence [R042]. */
export interface WriteOptions {
  readonly dryRun: boolean;
}

/** How an update computes its object: PUT ignores `current`'s content, PATCH builds on it. upstream: UpdatedObjectInfo. */
export interface UpdatedObject<T> {
  readonly preconditions?: Preconditions | undefined;
  /** `current` is undefined when the object does not exist and may be created. Called again after a lost race. */
  next(current: T | undefined): T | Promise<T>;
}

export interface UpdateRequest<T> extends WriteOptions {
  readonly updated: UpdatedObject<T>;
  readonly validateCreate: ValidateObject<T>;
  readonly validateUpdate: ValidateUpdate<T>;
  /** Server-side apply creates what is missing, whatever the strategy says. */
  readonly forceAllowCreate?: boolean | undefined;
}

export interface DeleteRequest<T> extends WriteOptions {
  readonly options: DeleteOptions;
  readonly validate: ValidateObject<T>;
}

export interface Getter<T> {
  /** Throws NotFound. */
  get(context: RequestContext, name: string, options: GetOptions): Promise<StoredObject<T>>;
}
export interface Lister<T> {
  list(context: RequestContext, options: ListOptions): Promise<Page<T>>;
}
export interface Creater<T> {
  create(context: RequestContext, object: T, validate: ValidateObject<T>, options: WriteOptions): Promise<StoredObject<object>>;
}
/** Creates below a named object: pods/binding, pods/eviction, serviceaccounts/token. */
export interface NamedCreater<T> {
  createNamed(
    context: RequestContext,
    name: string,
    object: T,
    validate: ValidateObject<T>,
    options: WriteOptions,
  ): Promise<StoredObject<object>>;
}
export interface Updated<T> {
  readonly object: StoredObject<T>;
  readonly created: boolean;
}
export interface Updater<T> {
  update(context: RequestContext, name: string, request: UpdateRequest<T>): Promise<Updated<T>>;
}
export interface Deleted<T> {
  readonly object: StoredObject<T> | Status;
  /** False when the object is still there (grace period, finalizers): it is then the answer. */
  readonly done: boolean;
}
export interface GracefulDeleter<T> {
  /** Whether OpenAPI says that the answer is the object; a Status otherwise. upstream: DeleteReturnsDeletedObject. */
  readonly returnsDeletedObject?: boolean | undefined;
  delete(context: RequestContext, name: string, request: DeleteRequest<T>): Promise<Deleted<T>>;
}
export interface CollectionDeleter<T> {
  deleteCollection(context: RequestContext, request: DeleteRequest<T>, list: ListOptions): Promise<Page<T>>;
}
export interface Watcher<T> {
  watch(context: RequestContext, options: WatchOptions): Promise<Watch<T>>;
}

/** Names of fields, from the object down: `['metadata', 'labels']`. */
export type FieldPath = readonly string[];

/** Every REST storage. */
export interface RestBase<T> {
  /** The kind this endpoint answers with: of `deployments/scale`, autoscaling/v1 Scale. */
  readonly kind: GroupVersionKind;
  /** The declaration of that kind. */
  readonly type: Message<T>;
  readonly namespaced: boolean;
  /** The kind of the body, where it differs from `kind` (none of the built-ins of today). */
  readonly table?: TableDefinition<T> | undefined;
  /** What field selectors may name [§5.5]; see `selectionOf` in selection.ts. Absent: metadata.name and metadata.namespace. */
  readonly selectableFields?: SelectableFields | undefined;
  /** See Strategy. Absent: the spec of a /status, the status of what has a /status. */
  readonly resetFields?: readonly FieldPath[] | undefined;
  /** What to use instead: goes along with every answer, refusals too, in a Warning header [B020]. */
  readonly deprecation?: string | undefined;
}

/** A resource or subresource: the base and whatever verbs it supports. PATCH needs `get` and `update`. */
export type RestStorage<T = object> = RestBase<T> &
  Partial<Getter<T> & Lister<T> & Creater<T> & NamedCreater<T> & Updater<T> & GracefulDeleter<T> & CollectionDeleter<T> & Watcher<T>>;

/** One resource as discovery and routing know it. */
export interface InstalledResource {
  /** Plural: `pods`. */
  readonly name: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** The kind stored, for storageVersionHash; undefined for what is not persisted. */
  readonly storageKind: GroupVersionKind | undefined;
  readonly rest: RestStorage<never>;
  /** `status`, `scale`, `binding` … */
  readonly subresources: ReadonlyMap<string, RestStorage<never>>;
}

/** The resources of one group version. upstream: APIGroupInfo, one version of it. */
export interface ApiGroupVersion {
  readonly group: string;
  readonly version: string;
  /** Discovery order: higher first, as upstream's group priority [E013]. */
  readonly groupPriority: number;
  readonly resources: readonly InstalledResource[];
}
