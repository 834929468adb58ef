// What all operations of a generic Store work with.
import type { Environment } from '../base/environment.ts';
import type { Message } from '../machinery/declare.ts';
import type { GroupResource, GroupVersionKind, KubeObject } from '../machinery/object.ts';
import type { SelectableFields } from '../machinery/selectors/fields.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import type { Storage } from '../storage/interface.ts';
import { dryRunOf, type Writer } from './dry-run.ts';
import { interpret, type StorageVerb } from './interpret.ts';
import type { WriteOptions } from './rest.ts';
import type { StoreHooks } from './store-hooks.ts';
import type { Strategy } from './strategy.ts';
import type { TableDefinition } from './table.ts';

/** What a Store is made of. */
export interface StoreParts<T extends KubeObject> {
  readonly kind: GroupVersionKind;
  /** Where the objects are stored as another kind [F004]. */
  readonly storedKind?: GroupVersionKind | undefined;
  readonly type: Message<T>;
  readonly resource: GroupResource;
  readonly table: TableDefinition<T>;
  readonly selectableFields?: SelectableFields | undefined;
  readonly deprecation?: string | undefined;
  readonly strategy: Strategy<T>;
  readonly hooks: StoreHooks<T>;
  readonly storage: Storage<T>;
  readonly environment: Environment;
  /** Whether deletes set and obey the garbage collector's finalizers [F013]. */
  readonly garbageCollection: boolean;
  readonly deleteCollectionWorkers: number;
}

export class StoreCore<T extends KubeObject> {
  readonly parts: StoreParts<T>;
  readonly #dryRun: Writer<T>;

  constructor(parts: StoreParts<T>) {
    this.parts = parts;
    this.#dryRun = dryRunOf(parts.storage);
  }

  /** Where writes go: nowhere, in a dry run [R042]. */
  writer({ dryRun }: WriteOptions): Writer<T> {
    return dryRun ? this.#dryRun : this.parts.storage;
  }

  /** As readers get to see it [R055]. */
  decorated(object: StoredObject<T>): StoredObject<T> {
    return this.parts.hooks.decorate?.(object) ?? object;
  }

  /** Runs a storage call; what it refuses becomes the Status that clients see. */
  async interpreted<R>(verb: StorageVerb, name: string, call: () => Promise<R>): Promise<R> {
    try {
      return await call();
    } catch (error) {
      throw this.refusal(verb, name, error);
    }
  }

  /** What clients see of `error`, which a storage call threw. */
  refusal(verb: StorageVerb, name: string, error: unknown): unknown {
    return interpret(error, { verb, resource: this.parts.resource, name });
  }
}
