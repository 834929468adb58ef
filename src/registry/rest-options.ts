// What a generic Store needs in order to have its objects kept: looked up per resource, so that stores, prefixes and
// caches are one server-wide decision. upstream: generic.RESTOptions, options.StorageFactoryRestOptionsFactory
import type { Environment } from '../base/environment.ts';
import type { GroupResource, KubeObject } from '../machinery/object.ts';
import type { Backend } from '../storage/backend.ts';
import type { ObjectCodec } from '../storage/codec.ts';
import type { Backends, StorageConfig } from '../storage/factory.ts';
import type { Storage } from '../storage/interface.ts';
import { ObjectStore } from '../storage/object-store.ts';
import type { StorageFactory } from './storage-factory.ts';

/** [F017] */
export interface RESTOptions {
  readonly storageConfig: StorageConfig;
  readonly backend: Backend;
  readonly resourcePrefix: string;
  /** Makes the resource's Storage; called once per resource. */
  readonly decorator: StorageDecorator;
  /** Whether deletes set and obey the finalizers `orphan` and `foregroundDeletion` [F013]. */
  readonly enableGarbageCollection: boolean;
  readonly deleteCollectionWorkers: number;
  /** How often objects are counted for metrics; 0 never. */
  readonly countMetricPollPeriodMs: number;
  readonly environment: Environment;
}

export interface RESTOptionsGetter {
  getRESTOptions(resource: GroupResource): RESTOptions;
}

/** What a resource adds to its options when it asks for its Storage. */
export interface StorageRequest<T extends KubeObject> {
  readonly options: RESTOptions;
  readonly resource: GroupResource;
  readonly namespaced: boolean;
  readonly codec: ObjectCodec<T>;
}

/** `undecoratedStorage`, or one that puts a cache in front of it. */
export type StorageDecorator = <T extends KubeObject>(request: StorageRequest<T>) => Storage<T>;

/** Every read and every watch goes to the store. */
export const undecoratedStorage: StorageDecorator = ({ options, namespaced, codec }) =>
  new ObjectStore({
    backend: options.backend,
    codec,
    namespaced,
    prefix: options.storageConfig.prefix,
    resourcePrefix: options.resourcePrefix,
    mediaType: options.storageConfig.mediaType,
    transformer: options.storageConfig.transformer,
    environment: options.environment,
  });

export interface StorageFactoryRESTOptions {
  readonly factory: StorageFactory;
  /** Opened beforehand from the factory's configs. */
  readonly backends: Backends;
  readonly decorator: (resource: GroupResource) => StorageDecorator;
  readonly environment: Environment;
  readonly enableGarbageCollection?: boolean | undefined;
  readonly deleteCollectionWorkers?: number | undefined;
  readonly countMetricPollPeriodMs?: number | undefined;
}

export class StorageFactoryRESTOptionsGetter implements RESTOptionsGetter {
  readonly #options: StorageFactoryRESTOptions;

  constructor(options: StorageFactoryRESTOptions) {
    this.#options = options;
  }

  getRESTOptions(resource: GroupResource): RESTOptions {
    const { factory, backends, decorator, environment } = this.#options;
    const storageConfig = factory.newConfig(resource);
    return {
      storageConfig,
      backend: backends.of(storageConfig),
      resourcePrefix: factory.resourcePrefix(resource),
      decorator: decorator(resource),
      enableGarbageCollection: this.#options.enableGarbageCollection ?? true,
      deleteCollectionWorkers: this.#options.deleteCollectionWorkers ?? 1,
      countMetricPollPeriodMs: this.#options.countMetricPollPeriodMs ?? 60_000,
      environment,
    };
  }
}
