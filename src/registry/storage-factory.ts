// Where each resource's objects are: in which store, under which prefix. upstream: server/storage/storage_factory.go
import type { GroupResource } from '../machinery/object.ts';
import type { StorageConfig } from '../storage/factory.ts';

export interface StorageFactory {
  /** The store of this resource [F001]. */
  newConfig(resource: GroupResource): StorageConfig;
  /** Below the store's own prefix, without slashes around it [F002]. */
  resourcePrefix(resource: GroupResource): string;
  /** Every store some resource may be in: what a server opens before it installs resources. */
  configs(): readonly StorageConfig[];
}

/** What an administrator, or the server itself, sets for one resource, or with `resource: '*'` for a group. */
export interface StorageOverride {
  readonly resource: GroupResource;
  /** Replaces these parts of the default config: `--etcd-servers-overrides`, a transformer. */
  readonly config?: Partial<StorageConfig> | undefined;
  readonly prefix?: string | undefined;
}

export interface DefaultStorageFactoryOptions {
  readonly config: StorageConfig;
  readonly overrides?: readonly StorageOverride[] | undefined;
  /** Whether anything of a group is served; decides which of several cohabiting resources the objects belong to. */
  readonly groupEnabled?: ((group: string) => boolean) | undefined;
}

/** kube-apiserver's layout [§1.4], so that both can take turns on one store. */
export class DefaultStorageFactory implements StorageFactory {
  readonly #config: StorageConfig;
  readonly #overrides: ReadonlyMap<string, StorageOverride>;
  readonly #groupEnabled: (group: string) => boolean;

  constructor({ config, overrides = [], groupEnabled = () => true }: DefaultStorageFactoryOptions) {
    this.#config = config;
    this.#overrides = new Map(overrides.map((override) => [textOf(override.resource), override]));
    this.#groupEnabled = groupEnabled;
  }

  newConfig(resource: GroupResource): StorageConfig {
    return this.#configOf(this.#storedAs(resource));
  }

  resourcePrefix(resource: GroupResource): string {
    const stored = this.#storedAs(resource);
    const { ofGroup, exact } = this.#overridesOf(stored);
    return exact?.prefix ?? ofGroup?.prefix ?? specialPrefixes[textOf(stored)] ?? stored.resource.toLowerCase();
  }

  configs(): readonly StorageConfig[] {
    return [this.#config, ...Array.from(this.#overrides.values(), ({ resource }) => this.#configOf(resource))];
  }

  #configOf(stored: GroupResource): StorageConfig {
    const { ofGroup, exact } = this.#overridesOf(stored);
    return { ...this.#config, ...ofGroup?.config, ...exact?.config };
  }

  /** The same objects may be served by several groups: they are stored as the first of these that is served [F003]. */
  #storedAs(resource: GroupResource): GroupResource {
    const groups = cohabiting[resource.resource];
    if (groups === undefined || !groups.includes(resource.group)) return resource;
    const group = groups.find(this.#groupEnabled) ?? resource.group;
    return { group, resource: resource.resource };
  }

  #overridesOf({ group, resource }: GroupResource): { readonly ofGroup?: StorageOverride; readonly exact?: StorageOverride } {
    const ofGroup = this.#overrides.get(textOf({ group, resource: '*' }));
    const exact = this.#overrides.get(textOf({ group, resource }));
    return { ...(ofGroup && { ofGroup }), ...(exact && { exact }) };
  }
}

const textOf = ({ group, resource }: GroupResource): string => `${group}/${resource}`;

/** A plural served by several groups, the group that owns the stored objects first. */
const cohabiting: Readonly<Record<string, readonly string[]>> = {
  networkpolicies: ['networking.k8s.io', 'extensions'],
  deployments: ['apps', 'extensions'],
  daemonsets: ['apps', 'extensions'],
  replicasets: ['apps', 'extensions'],
  events: ['', 'events.k8s.io'],
  replicationcontrollers: ['', 'extensions'],
  podsecuritypolicies: ['policy', 'extensions'],
  ingresses: ['networking.k8s.io', 'extensions'],
};

const specialPrefixes: Readonly<Record<string, string>> = {
  '/nodes': 'minions',
  '/services': 'services/specs',
  '/endpoints': 'services/endpoints',
  '/replicationcontrollers': 'controllers',
  'networking.k8s.io/ingresses': 'ingress',
  'extensions/ingresses': 'ingress',
  // These two belong to API servers of their own upstream, which keep the group.
  'apiextensions.k8s.io/customresourcedefinitions': 'apiextensions.k8s.io/customresourcedefinitions',
  'apiregistration.k8s.io/apiservices': 'apiregistration.k8s.io/apiservices',
};

/** Of custom resources, which keep their group. */
export const customResourcePrefix = ({ group, resource }: GroupResource): string => `${group}/${resource}`;
