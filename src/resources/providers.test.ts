// The built-in groups as a server installs them.
import { expect, test } from 'vitest';
import { memoryRegistry } from '../../test/support/registry.ts';
import { builtInProviders } from './providers.ts';
import { configMaps } from './core/config-map.ts';

test('groups come in discovery order, resources by name', async () => {
  await using registry = memoryRegistry();
  const versions = builtInProviders().flatMap((provider) => provider.newRESTStorage(registry));
  const priorities = versions.map(({ groupPriority }) => groupPriority);
  expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
  expect(versions.map(({ group, version }) => `${group}/${version}`).slice(0, 3)).toEqual(['/v1', 'apps/v1', 'events.k8s.io/v1']);
  for (const { resources } of versions) {
    const names = resources.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(names.length);
  }
});

test('`more` joins the groups that are there, and adds groups in their place', async () => {
  await using registry = memoryRegistry();
  const renamed = { install: () => ({ ...configMaps.install(registry), name: 'zebras' }) };
  const versions = builtInProviders([
    { group: '', version: 'v1', resources: [renamed] },
    { group: 'networking.k8s.io', version: 'v1', resources: [renamed] },
    { group: 'unheard.of', version: 'v1', resources: [renamed] },
  ]).flatMap((provider) => provider.newRESTStorage(registry));
  expect(versions.filter(({ group }) => group === '')).toHaveLength(1);
  expect(versions[0]!.resources.at(-1)!.name).toBe('zebras');
  const groups = versions.map(({ group }) => group);
  expect(groups.indexOf('networking.k8s.io')).toBeLessThan(groups.indexOf('coordination.k8s.io'));
  expect(groups.at(-1)).toBe('unheard.of');
});

// [§10.1]: what kubectl's short forms and `get all` rely on [B044].
test.each([
  { group: '', name: 'configmaps', kind: 'ConfigMap', shortNames: ['cm'], categories: [] },
  { group: '', name: 'events', kind: 'Event', shortNames: ['ev'], categories: [] },
  { group: '', name: 'limitranges', kind: 'LimitRange', shortNames: ['limits'], categories: [] },
  { group: '', name: 'namespaces', kind: 'Namespace', shortNames: ['ns'], categories: [] },
  { group: '', name: 'nodes', kind: 'Node', shortNames: ['no'], categories: [] },
  { group: '', name: 'pods', kind: 'Pod', shortNames: ['po'], categories: ['all'] },
  { group: '', name: 'replicationcontrollers', kind: 'ReplicationController', shortNames: ['rc'], categories: ['all'] },
  { group: '', name: 'resourcequotas', kind: 'ResourceQuota', shortNames: ['quota'], categories: [] },
  { group: '', name: 'serviceaccounts', kind: 'ServiceAccount', shortNames: ['sa'], categories: [] },
  { group: 'apps', name: 'daemonsets', kind: 'DaemonSet', shortNames: ['ds'], categories: ['all'] },
  { group: 'apps', name: 'deployments', kind: 'Deployment', shortNames: ['deploy'], categories: ['all'] },
  { group: 'apps', name: 'replicasets', kind: 'ReplicaSet', shortNames: ['rs'], categories: ['all'] },
  { group: 'apps', name: 'statefulsets', kind: 'StatefulSet', shortNames: ['sts'], categories: ['all'] },
  { group: 'events.k8s.io', name: 'events', kind: 'Event', shortNames: ['ev'], categories: [] },
  { group: 'coordination.k8s.io', name: 'leases', kind: 'Lease', shortNames: [], categories: [] },
])('$group $name', async ({ group, name, kind, shortNames, categories }) => {
  await using registry = memoryRegistry();
  const versions = builtInProviders().flatMap((provider) => provider.newRESTStorage(registry));
  const installed = versions.find((each) => each.group === group)?.resources.find((each) => each.name === name);
  expect(installed).toMatchObject({ singular: kind.toLowerCase(), shortNames, categories, rest: { kind: { group, kind } } });
});
