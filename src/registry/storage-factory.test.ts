import { describe, expect, test } from 'vitest';
import { realEnvironment } from '../base/environment.ts';
import { openMemory } from '../storage/backends/memory/memory.ts';
import { widget, widgetCodec } from '../storage/conformance/storage/widget.ts';
import { Backends, defaultStorageConfig } from '../storage/factory.ts';
import { StorageFactoryRESTOptionsGetter, undecoratedStorage } from './rest-options.ts';
import { customResourcePrefix, DefaultStorageFactory } from './storage-factory.ts';

const config = { ...defaultStorageConfig, type: 'memory' };
const factory = new DefaultStorageFactory({ config });

describe('where objects are', () => {
  test.each([
    ['', 'pods', 'pods'],
    ['', 'nodes', 'minions'],
    ['', 'services', 'services/specs'],
    ['', 'endpoints', 'services/endpoints'],
    ['', 'replicationcontrollers', 'controllers'],
    ['networking.k8s.io', 'ingresses', 'ingress'],
    ['extensions', 'ingresses', 'ingress'],
    ['apps', 'deployments', 'deployments'],
    ['', 'events', 'events'],
    ['events.k8s.io', 'events', 'events'],
    ['discovery.k8s.io', 'endpointslices', 'endpointslices'],
    ['metrics.example', 'nodes', 'nodes'],
    ['apiextensions.k8s.io', 'customresourcedefinitions', 'apiextensions.k8s.io/customresourcedefinitions'],
    ['apiregistration.k8s.io', 'apiservices', 'apiregistration.k8s.io/apiservices'],
  ])('%s/%s: %s', (group, resource, prefix) => {
    expect(factory.resourcePrefix({ group, resource })).toBe(prefix);
  });

  test('custom resources keep their group', () => {
    expect(customResourcePrefix({ group: 'stable.example.com', resource: 'crontabs' })).toBe('stable.example.com/crontabs');
  });

  test('an override of the resource goes before one of its group, and that before the default', () => {
    const overridden = new DefaultStorageFactory({
      config,
      overrides: [
        { resource: { group: 'apps', resource: '*' }, prefix: 'of-group', config: { directory: '/apps' } },
        { resource: { group: 'apps', resource: 'deployments' }, prefix: 'exact', config: { serverList: ['a'] } },
      ],
    });
    expect(overridden.resourcePrefix({ group: 'apps', resource: 'deployments' })).toBe('exact');
    expect(overridden.resourcePrefix({ group: 'apps', resource: 'daemonsets' })).toBe('of-group');
    expect(overridden.resourcePrefix({ group: '', resource: 'pods' })).toBe('pods');
    expect(overridden.newConfig({ group: 'apps', resource: 'deployments' })).toEqual({ ...config, directory: '/apps', serverList: ['a'] });
    expect(overridden.newConfig({ group: '', resource: 'pods' })).toEqual(config);
  });

  test('every config that a resource may get is among those to open', () => {
    const overrides = [
      { resource: { group: 'apps', resource: '*' }, config: { directory: '/apps' } },
      { resource: { group: 'apps', resource: 'deployments' }, config: { serverList: ['a'] } },
      { resource: { group: '', resource: 'pods' }, prefix: 'elsewhere' },
    ];
    const overridden = new DefaultStorageFactory({ config, overrides });
    const resources = [...overrides.map(({ resource }) => resource), { group: 'apps', resource: 'daemonsets' }];
    for (const resource of resources) expect(overridden.configs()).toContainEqual(overridden.newConfig(resource));
  });

  test('events of both groups are the same objects, whichever group has an override', () => {
    const overridden = new DefaultStorageFactory({
      config,
      overrides: [{ resource: { group: '', resource: 'events' }, config: { directory: '/events' }, prefix: 'ev' }],
    });
    for (const group of ['', 'events.k8s.io']) {
      expect(overridden.newConfig({ group, resource: 'events' }).directory).toBe('/events');
      expect(overridden.resourcePrefix({ group, resource: 'events' })).toBe('ev');
    }
    const onlyNew = new DefaultStorageFactory({
      config,
      groupEnabled: (group) => group === 'events.k8s.io',
      overrides: [{ resource: { group: 'events.k8s.io', resource: 'events' }, prefix: 'new' }],
    });
    expect(onlyNew.resourcePrefix({ group: '', resource: 'events' })).toBe('new');
  });
});

test('resources share a backend, each under its prefix', async () => {
  await using backends = await Backends.open(factory.configs(), { memory: async () => openMemory() });
  const getter = new StorageFactoryRESTOptionsGetter({
    factory,
    backends,
    decorator: () => undecoratedStorage,
    environment: realEnvironment,
  });
  const [nodes, pods] = ['nodes', 'pods'].map((name) => {
    const resource = { group: '', resource: name };
    const options = getter.getRESTOptions(resource);
    return options.decorator({ options, resource, namespaced: true, codec: widgetCodec });
  });
  await nodes!.create({ namespace: 'ns', name: 'a' }, widget('ns/a'));
  await pods!.create({ namespace: 'ns', name: 'b' }, widget('ns/b'));
  expect((await backends.of(config).range('')).entries.map(({ key }) => key)).toEqual(['/registry/minions/ns/a', '/registry/pods/ns/b']);
  expect((await pods!.getList({})).items.map(({ name }) => name)).toEqual(['b']);
});
