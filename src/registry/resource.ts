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
//     configMaps.install(assembly)   // GET LIST WATCH POST PUT PATCH DELETE, and /status and /scale where declared
//
// A resource that needs more takes the Store and adds endpoints of its own:
//
//     const store = pods.store(assembly, { returnDeletedObject: true });
//     return pods.installed(store, { subresources: { binding: bindingOf(store), eviction: evictionOf(store) } });
import { assert } from '../base/assert.ts';
import type { Environment } from '../base/environment.ts';
import type { Message } from '../machinery/declare.ts';
import { parseApiVersion, type GroupResource, type GroupVersionKind, type KubeObject } from '../machinery/object.ts';
import { mainStrategy, statusStrategy, type GenerationRule, type StatusDefinition } from './resource-strategy.ts';
import type { RESTOptionsGetter } from './rest-options.ts';
import type { ApiGroupVersion, InstalledResource, RestStorage } from './rest.ts';
import { ScaleStore, type ScaleDefinition } from './scale.ts';
import { StatusStore } from './status-store.ts';
import { Store, type StoreHooks } from './store.ts';
import type { Strategy } from './strategy.ts';
import type { TableDefinition } from './table.ts';

/** The parts of a Strategy that a definition may give; what it leaves out has the default named in resource-strategy.ts. */
export type StrategyParts<T extends KubeObject> = Partial<Omit<Strategy<T>, 'namespaced'>>;

export interface ResourceDefinition<T extends KubeObject> extends StrategyParts<T> {
  /** The kind, and with it group and version. */
  readonly type: Message<T>;
  /** The name in URLs: `configmaps`. */
  readonly plural: string;
  /** Default: the kind in lower case. */
  readonly singular?: string | undefined;
  readonly shortNames?: readonly string[] | undefined;
  /** `all`, for what `kubectl get all` shows. */
  readonly categories?: readonly string[] | undefined;
  readonly scope: 'Namespaced' | 'Cluster';
  /** Default: Name and Created At. */
  readonly table?: TableDefinition<T> | undefined;
  /** What field selectors may name besides metadata.name and metadata.namespace, and where the value is [§5.5]. */
  readonly fields?: Readonly<Record<string, (object: T) => string>> | undefined;
  /** `true`, or what differs from the usual: there is a /status, and only it writes the status [R060]. */
  readonly status?: true | StatusDefinition<T> | undefined;
  /** Whether metadata.generation counts changes, and of what. Default: of the spec, where there is a status [R063]. */
  readonly generation?: GenerationRule<T> | undefined;
  /** There is a /scale [B026]. */
  readonly scale?: ScaleDefinition<T> | undefined;
}

/** What a server hands to every resource it installs. */
export interface Assembly {
  readonly restOptions: RESTOptionsGetter;
  readonly environment: Environment;
}

/** One API group: its versions and their resources. What it needs beyond storage comes in through its constructor. */
export interface RESTStorageProvider {
  /** '' for the core group. */
  readonly groupName: string;
  newRESTStorage(assembly: Assembly): readonly ApiGroupVersion[];
}

/** Endpoints of a resource that are not the usual ones. */
export interface OwnEndpoints {
  /** Instead of the Store: often `{ ...verbsOf(store), delete: … }`. */
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
  store(assembly: Assembly, hooks?: StoreHooks<T>): Store<T>;
  /** The usual endpoints over `store`, and `own` ones. */
  installed(store: Store<T>, own?: OwnEndpoints): InstalledResource;
  /** `installed` over a `store` of its own: all that most resources need. */
  install(assembly: Assembly): InstalledResource;
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
    store: (assembly, hooks = {}) => new Store(self, assembly, hooks),
    installed: (store, own = {}) => installed(self, store, own),
    install: (assembly) => self.installed(self.store(assembly)),
  };
  return self;
}

/** The group, version and kind that a declaration names. */
export function kindOf(type: Message): GroupVersionKind {
  const groupVersion = parseApiVersion(type.apiVersion ?? '');
  assert(groupVersion !== undefined, `${type.typeName} must be declared as a kind of a group version`);
  return { ...groupVersion, kind: type.typeName };
}

function installed<T extends KubeObject>(resource: Resource<T>, store: Store<T>, own: OwnEndpoints): InstalledResource {
  const { definition, kind } = resource;
  return {
    name: definition.plural,
    singular: definition.singular ?? kind.kind.toLowerCase(),
    shortNames: definition.shortNames ?? [],
    categories: definition.categories ?? [],
    storageKind: kind,
    rest: own.rest ?? endpoint(store),
    subresources: new Map([...usualSubresources(resource, store), ...Object.entries(own.subresources ?? {})]),
  };
}

function* usualSubresources<T extends KubeObject>(resource: Resource<T>, store: Store<T>): Iterable<[string, RestStorage<never>]> {
  const { definition, statusStrategy: strategy } = resource;
  if (strategy !== undefined) yield ['status', endpoint(new StatusStore(store, strategy))];
  if (definition.scale !== undefined) yield ['scale', endpoint(new ScaleStore(store, definition.scale))];
}

/** Routing does not know the types of objects: an endpoint is handed what its own decoder made. */
export const endpoint = <T>(rest: RestStorage<T>): RestStorage<never> => rest as unknown as RestStorage<never>;
