// The generic registry: what every resource can do, over any Storage, steered by a strategy. upstream:
// genericregistry.Store.
import type { Message } from '../machinery/declare.ts';
import type { GroupVersionKind, KubeObject } from '../machinery/object.ts';
import type { GetOptions, ListOptions, Page, WatchOptions } from '../machinery/options.ts';
import type { SelectableFields } from '../machinery/selectors/fields.ts';
import { notFound } from '../machinery/status-error.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import type { Watch } from '../machinery/watch.ts';
import { createObject } from './create.ts';
import { deleteCollection } from './delete-collection.ts';
import { deleteObject } from './delete.ts';
import { keyOf, scopeOf } from './keys.ts';
import type {
  CollectionDeleter,
  Creater,
  Deleted,
  DeleteRequest,
  Getter,
  GracefulDeleter,
  Lister,
  RequestContext,
  RestBase,
  RestStorage,
  Updated,
  Updater,
  UpdateRequest,
  ValidateObject,
  Watcher,
  WriteOptions,
} from './rest.ts';
import { StoreCore } from './store-core.ts';
import type { Strategy } from './strategy.ts';
import type { TableDefinition } from './table.ts';
import { updateObject } from './update.ts';

/** Every verb there is. */
export interface Verbs<T>
  extends RestBase<T>, Getter<T>, Lister<T>, Creater<T>, Updater<T>, GracefulDeleter<T>, CollectionDeleter<T>, Watcher<T> {}

export class Store<T extends KubeObject> extends StoreCore<T> implements Verbs<T> {
  get kind(): GroupVersionKind {
    return this.parts.kind;
  }
  get type(): Message<T> {
    return this.parts.type;
  }
  get namespaced(): boolean {
    return this.parts.strategy.namespaced;
  }
  get table(): TableDefinition<T> {
    return this.parts.table;
  }
  get selectableFields(): SelectableFields | undefined {
    return this.parts.selectableFields;
  }
  get deprecation(): string | undefined {
    return this.parts.deprecation;
  }
  get returnsDeletedObject(): boolean | undefined {
    return this.parts.hooks.returnDeletedObject;
  }

  /** The same objects under other rules: how /status, /finalize and their like share a resource's storage. */
  withStrategy(strategy: Strategy<T>): Store<T> {
    return new Store({ ...this.parts, strategy });
  }

  async get(context: RequestContext, name: string, options: GetOptions = {}): Promise<StoredObject<T>> {
    const { storage, strategy, resource } = this.parts;
    const key = keyOf(strategy, context, name);
    let found: StoredObject<T> | undefined;
    // As `interpreted` does it: this is the one call that is made so often that a promise more can be measured.
    try {
      found = await storage.get(key, new WantedRead(options, context));
    } catch (error) {
      throw this.refusal('get', name, error);
    }
    if (found === undefined) throw notFound(resource, name);
    return this.decorated(found);
  }

  async list(context: RequestContext, options: ListOptions = {}): Promise<Page<T>> {
    const { storage, strategy, hooks } = this.parts;
    const scope = scopeOf(strategy, context, options.predicate);
    const page = await this.interpreted('list', '', () => storage.getList(scope, { ...options, signal: context.signal }));
    return hooks.decorate === undefined ? page : { ...page, items: page.items.map((item) => this.decorated(item)) };
  }

  watch(context: RequestContext, options: WatchOptions): Promise<Watch<T>> {
    const { storage, strategy } = this.parts;
    const scope = scopeOf(strategy, context, options.predicate);
    return this.interpreted('watch', scope.name ?? '', () => storage.watch(scope, options));
  }

  create(context: RequestContext, object: T, validate: ValidateObject<T>, options: WriteOptions): Promise<StoredObject<T>> {
    return createObject(this, context, { object, validate, ...options });
  }

  update(context: RequestContext, name: string, request: UpdateRequest<T>): Promise<Updated<T>> {
    return updateObject(this, context, name, request);
  }

  delete(context: RequestContext, name: string, request: DeleteRequest<T>): Promise<Deleted<T>> {
    return deleteObject(this, context, name, request);
  }

  deleteCollection(context: RequestContext, request: DeleteRequest<T>, list: ListOptions): Promise<Page<T>> {
    return deleteCollection(this, context, { ...request, list, workers: this.parts.deleteCollectionWorkers });
  }
}

/** `options` with the request's signal, which costs something and is made only when somebody reads it: most reads do not wait. */
class WantedRead implements GetOptions {
  readonly freshness: GetOptions['freshness'];
  readonly #context: RequestContext;

  constructor({ freshness }: GetOptions, context: RequestContext) {
    this.freshness = freshness;
    this.#context = context;
  }

  get signal(): AbortSignal {
    return this.#context.signal;
  }
}

/** A Store's verbs as plain functions, to replace some: `{ ...verbsOf(store), delete: … }`. */
export function verbsOf<T extends KubeObject>(store: Store<T>): Verbs<T> {
  return {
    kind: store.kind,
    type: store.type,
    namespaced: store.namespaced,
    table: store.table,
    selectableFields: store.selectableFields,
    deprecation: store.deprecation,
    get: (...call) => store.get(...call),
    list: (...call) => store.list(...call),
    watch: (...call) => store.watch(...call),
    create: (...call) => store.create(...call),
    update: (...call) => store.update(...call),
    delete: (...call) => store.delete(...call),
    deleteCollection: (...call) => store.deleteCollection(...call),
  } satisfies RestStorage<T>;
}
