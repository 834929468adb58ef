// The status subresource: the same objects, read as they are and updated under the rules of /status [R060]. upstream: the
// StatusREST of each kind.
import type { Message } from '../machinery/declare.ts';
import type { GroupVersionKind, KubeObject } from '../machinery/object.ts';
import type { GetOptions } from '../machinery/options.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import type { FieldPath, Getter, RequestContext, RestBase, Updated, Updater, UpdateRequest } from './rest.ts';
import type { Store } from './store.ts';
import type { TableDefinition } from './table.ts';

/** Made from `store.withStrategy(…)`; also serves other endpoints that get and update the whole object under own rules. */
export class StatusStore<T extends KubeObject> implements RestBase<T>, Getter<T>, Updater<T> {
  readonly kind: GroupVersionKind;
  readonly type: Message<T>;
  readonly namespaced: boolean;
  readonly table: TableDefinition<T>;
  readonly resetFields: readonly FieldPath[] | undefined;
  readonly #store: Store<T>;

  constructor(store: Store<T>) {
    this.kind = store.kind;
    this.type = store.type;
    this.namespaced = store.namespaced;
    this.table = store.table;
    this.resetFields = store.parts.strategy.resetFields;
    this.#store = store;
  }

  get(context: RequestContext, name: string, options: GetOptions): Promise<StoredObject<T>> {
    return this.#store.get(context, name, options);
  }

  /** Never creates: an object comes into being through the main endpoint. */
  update(context: RequestContext, name: string, request: UpdateRequest<T>): Promise<Updated<T>> {
    return this.#store.update(context, name, { ...request, forceAllowCreate: false });
  }
}
