// The API groups that are built in, as a server installs them. A resource that needs more than storage (an allocator, a
// token issuer) is made by the server and slotted in through `more`. upstream: RESTStorageProvider of each group.
import type { RESTOptionsGetter } from '../registry/rest-options.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { Resource, RESTStorageProvider } from '../registry/resource.ts';
import type { ApiGroupVersion, InstalledResource } from '../registry/rest.ts';
import { controllerRevisions } from './apps/controller-revision.ts';
import { daemonSets } from './apps/daemon-set.ts';
import { deployments } from './apps/deployment.ts';
import { replicaSets } from './apps/replica-set.ts';
import { statefulSets } from './apps/stateful-set.ts';
import { leases } from './coordination/lease.ts';
import { configMaps } from './core/config-map.ts';
import { events } from './core/event/event.ts';
import { limitRanges } from './core/limit-range.ts';
import { namespaces } from './core/namespace/namespace.ts';
import { nodes } from './core/node/node.ts';
import { podTemplates } from './core/pod-template.ts';
import { podStorage } from './core/pod/pod-storage.ts';
import { replicationControllers } from './core/replication-controller.ts';
import { resourceQuotas } from './core/resource-quota.ts';
import { secrets } from './core/secret.ts';
import { serviceAccounts } from './core/service-account.ts';
import { newEvents } from './events/event.ts';

/** What is left of a resource once its declaration and its parts are known: it needs a place to keep its objects. */
export interface Installable {
  install(restOptions: RESTOptionsGetter): InstalledResource | readonly InstalledResource[];
}

/** Resources of one group version. */
export interface GroupResources {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resources: readonly Installable[];
}

const podResources: Installable = {
  install(restOptions) {
    const { pods, bindings } = podStorage(restOptions);
    return [pods, bindings];
  },
};

/** The options of what is built in. */
export interface BuiltInOptions {
  /** How long events live from their last write on [S081]; 0: for ever. */
  readonly eventTtlSeconds?: number | undefined;
}

export const defaultEventTtlSeconds = 3_600;

/** The objects live so long from their last write on [R054]. */
const shortLived = <T extends KubeObject>(resource: Resource<T>, ttlSeconds: number): Installable => ({
  install: (restOptions) => resource.installed(resource.store(restOptions, { ttlSeconds })),
});

const builtIns = ({ eventTtlSeconds = defaultEventTtlSeconds }: BuiltInOptions): readonly GroupResources[] => [
  {
    group: '',
    version: 'v1',
    resources: [
      configMaps,
      shortLived(events, eventTtlSeconds),
      limitRanges,
      namespaces,
      nodes,
      podResources,
      podTemplates,
      replicationControllers,
      resourceQuotas,
      secrets,
      serviceAccounts,
    ],
  },
  { group: 'apps', version: 'v1', resources: [controllerRevisions, daemonSets, deployments, replicaSets, statefulSets] },
  { group: 'events.k8s.io', version: 'v1', resources: [shortLived(newEvents, eventTtlSeconds)] },
  { group: 'coordination.k8s.io', version: 'v1', resources: [leases] },
];

/** The place of each group in discovery [E013]: upstream's group priorities. */
const priorities: Readonly<Record<string, number>> = {
  '': 18000,
  apps: 17800,
  'events.k8s.io': 17750,
  'networking.k8s.io': 17200,
  'coordination.k8s.io': 16500,
  'discovery.k8s.io': 16200,
};

/** One provider per group, in discovery order. `more` adds to the groups that are there, and adds groups. */
export function builtInProviders(more: readonly GroupResources[] = [], options: BuiltInOptions = {}): readonly RESTStorageProvider[] {
  const all = [...builtIns(options), ...more];
  const groups = [...new Set(all.map(({ group }) => group))].toSorted((a, b) => priorityOf(b) - priorityOf(a));
  return groups.map((groupName) =>
    providerOf(
      groupName,
      all.filter(({ group }) => group === groupName),
    ),
  );
}

function providerOf(groupName: string, parts: readonly GroupResources[]): RESTStorageProvider {
  const versions = [...new Set(parts.map(({ version }) => version))];
  return {
    groupName,
    newRESTStorage: (restOptions) =>
      versions.map((version): ApiGroupVersion => {
        const resources = parts.filter((part) => part.version === version).flatMap((part) => part.resources);
        const installed = resources.flatMap((resource) => resource.install(restOptions));
        return { group: groupName, version, groupPriority: priorityOf(groupName), resources: installed.toSorted(byName) };
      }),
  };
}

/** Upstream's priority of groups that it does not know is lower than that of any it does. */
const priorityOf = (group: string): number => priorities[group] ?? 1000;

/** Discovery lists resources by name. */
const byName = (a: InstalledResource, b: InstalledResource): number => (a.name < b.name ? -1 : 1);
