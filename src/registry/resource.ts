// One declaration per resource: its names, its scope, its rules and columns. What a server installs follows from it.
//
//     export const configMaps = defineResource({
//       type: ConfigMap,
//       plural: 'configmaps',
//       shortNames: ['cm'],
//       scope: 'Namespaced',
//       validate: validateConfigMap,
//       table: configMapTable,
//     });
//
//     configMaps.install(restOptions)   // GET LIST WATCH POST PUT PATCH DELETE, and /status and /scale where declared
//
// A resource that needs more takes the Store and adds endpoints of its own:
//
//     const store = pods.store(restOptions, { returnDeletedObject: true });
//     return pods.installed(store, { subresources: { binding: bindingOf(store), eviction: evictionOf(store) } });
import type { GroupResource, GroupVersionKind, KubeObject } from '../machinery/object.ts';
import { selectable } from '../machinery/selectors/fields.ts';
import { declaredCodec } from '../storage/declared-codec.ts';
import type { Storage } from '../storage/interface.ts';
import { convertedStorage } from './converted-storage.ts';
import type { ResourceDefinition } from './definition.ts';
import { kindOf } from './kind.ts';
import { mainStrategy, statusStrategy } from './resource-strategy.ts';
import type { RESTOptions, RESTOptionsGetter } from './rest-options.ts';
import type { ApiGroupVersion, InstalledResource, RestStorage } from './rest.ts';
import { ScaleStore } from './scale.ts';
import { StatusStore } from './status-store.ts';
import type { StoreHooks } from './store-hooks.ts';
import { Store } from './store.ts';
import type { Strategy } from './strategy.ts';
import { defaultTable } from './table.ts';

/** One API group: its versions and their resources. What it needs beyond storage comes in through its constructor. */
export interface RESTStorageProvider {
  /** '' for the core group. */
  readonly groupName: string;
  newRESTStorage(restOptions: RESTOptionsGetter): readonly ApiGroupVersion[];
}

/** Endpoints of a resource that are not the usual ones. Each goes through `endpoint`. */
export interface OwnEndpoints {
  /** Instead of the Store: often `endpoint({ ...verbsOf(store), delete: … })`. */
  readonly rest?: RestStorage<never> | undefined;
  /** Besides, or instead of, /status and /scale. */
  readonly subresources?: Readonly<Record<string, RestStorage<never>>> | undefined;
}

/** A declared resource. Holds no state: two servers may install the same one. */
export interface Resource<T extends KubeObject> {
  readonly definition: ResourceDefinition<T>;
  readonly kind: GroupVersionKind;
  readonly resource: GroupResource;
  /** Of the main endpoint. */
  readonly strategy: Strategy<T>;
  /** Of /status; undefined where there is none. */
  readonly statusStrategy: Strategy<T> | undefined;
  store(restOptions: RESTOptionsGetter, hooks?: StoreHooks<T>): Store<T>;
  /** The usual endpoints over `store`, and `own` ones. */
  installed(store: Store<T>, own?: OwnEndpoints): InstalledResource;
  /** `installed` over a `store` of its own: all that most resources need. */
  install(restOptions: RESTOptionsGetter): InstalledResource;
}

export function defineResource<T extends KubeObject>(definition: ResourceDefinition<T>): Resource<T> {
  const kind = kindOf(definition.type);
  const resource: GroupResource = { group: kind.group, resource: definition.plural };
  const strategy = mainStrategy(definition);
  const self: Resource<T> = {
    definition,
    kind,
    resource,
    strategy,
    statusStrategy: statusStrategy(definition, strategy),
    store: (restOptions, hooks = {}) => storeOf(self, restOptions.getRESTOptions(resource), hooks),
    installed: (store, own = {}) => installed(self, store, own),
    install: (restOptions) => self.installed(self.store(restOptions)),
  };
  return self;
}

function storeOf<T extends KubeObject>(self: Resource<T>, options: RESTOptions, hooks: StoreHooks<T>): Store<T> {
  const { definition, kind, resource, strategy } = self;
  const { type, table = defaultTable, fields = {}, fieldOptions, returnDeletedObject } = definition;
  const labels = Object.keys(fields);
  return new Store({
    kind,
    storedKind: definition.storedAs && kindOf(definition.storedAs.type),
    type,
    resource,
    table,
    deprecation: definition.deprecation,
    selectableFields: labels.length === 0 ? undefined : selectable([...metadataLabels(strategy.namespaced), ...labels], fieldOptions),
    strategy,
    hooks: { returnDeletedObject, ...hooks },
    storage: storageOf(self, options),
    environment: options.environment,
    garbageCollection: options.enableGarbageCollection,
    deleteCollectionWorkers: options.deleteCollectionWorkers,
  });
}

function storageOf<T extends KubeObject>({ definition, resource, strategy }: Resource<T>, options: RESTOptions): Storage<T> {
  const { type, fields, storedAs } = definition;
  const { namespaced } = strategy;
  const codec = declaredCodec(type, fields);
  if (storedAs === undefined) return options.decorator({ options, resource, namespaced, codec });
  const stored = options.decorator({ options, resource, namespaced, codec: declaredCodec(storedAs.type) });
  return convertedStorage(stored, codec, storedAs);
}

const metadataLabels = (namespaced: boolean): readonly string[] =>
  namespaced ? ['metadata.name', 'metadata.namespace'] : ['metadata.name'];

function installed<T extends KubeObject>(resource: Resource<T>, store: Store<T>, own: OwnEndpoints): InstalledResource {
  const { definition, kind } = resource;
  return {
    name: definition.plural,
    singular: definition.singular ?? kind.kind.toLowerCase(),
    shortNames: definition.shortNames ?? [],
    categories: definition.categories ?? [],
    storageKind: definition.storedAs === undefined ? kind : kindOf(definition.storedAs.type),
    rest: own.rest ?? endpoint(store),
    subresources: new Map([...usualSubresources(resource, store), ...Object.entries(own.subresources ?? {})]),
  };
}

function* usualSubresources<T extends KubeObject>(resource: Resource<T>, store: Store<T>): Iterable<[string, RestStorage<never>]> {
  const { definition, statusStrategy: strategy } = resource;
  if (strategy !== undefined) yield ['status', endpoint(new StatusStore(store.withStrategy(strategy)))];
  if (definition.scale !== undefined) yield ['scale', endpoint(new ScaleStore(store, definition.scale))];
}

/** Routing does not know the types of objects: an endpoint is handed what its own decoder made. */
export const endpoint = <T>(rest: RestStorage<T>): RestStorage<never> => rest as unknown as RestStorage<never>;
