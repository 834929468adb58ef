// The service that pods find the server by [Y021–Y024], over the whole API in memory.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveApi, type ApiFixture } from '../../test/support/api.ts';
import { eventually } from '../../test/support/eventually.ts';
import { memoryRegistry } from '../../test/support/registry.ts';
import { loopback } from '../access/user.ts';
import { silent } from '../base/log.ts';
import { Client } from '../client/client.ts';
import { createFetch } from '../endpoints/adapters/fetch.ts';
import { healthRoutes } from '../endpoints/health/health.ts';
import type { KubeObject } from '../machinery/object.ts';
import { serviceResources } from '../resources/core/service/service-resources.ts';
import { builtInProviders } from '../resources/providers.ts';
import { ManualClock } from '../storage/conformance/manual-clock.ts';
import { ensureServiceCIDR, kubernetesService, publicAddress } from './kubernetes-service.ts';

const range = '10.0.0.0/24';
const resources = {
  services: { group: '', version: 'v1', resource: 'services', namespaced: true },
  endpoints: { group: '', version: 'v1', resource: 'endpoints', namespaced: true },
  slices: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices', namespaced: true },
  ranges: { group: 'networking.k8s.io', version: 'v1', resource: 'servicecidrs', namespaced: false },
  addresses: { group: 'networking.k8s.io', version: 'v1', resource: 'ipaddresses', namespaced: false },
} as const;

let api: ApiFixture;
let client: Client;
let isReady: boolean;
let stopping: AbortController;
/** The controller's own: the server waits for other things. */
let clock: ManualClock;
const reports: string[] = [];

beforeEach(() => {
  const registry = memoryRegistry();
  const more = serviceResources({
    serviceClusterIPRange: range,
    serviceNodePortRange: { first: 30_000, last: 32_767 },
    environment: registry.clock,
  });
  const readyz = {
    name: 'ready',
    check: () => {
      if (!isReady) throw new Error('not yet');
    },
  };
  api = serveApi({
    registry,
    groupVersions: builtInProviders(more).flatMap((provider) => provider.newRESTStorage(registry)),
    paths: new Map(healthRoutes({ healthz: [], livez: [], readyz: [readyz], log: silent })),
  });
  client = new Client({ fetch: createFetch(api.handler, { user: loopback }), userAgent: 'kube-apiserver' });
  isReady = true;
  stopping = new AbortController();
  clock = new ManualClock();
  reports.length = 0;
});
afterEach(() => api[Symbol.asyncDispose]());

const context = () => ({ client, environment: clock });

function start(address: { readonly publicAddress?: string | undefined } = { publicAddress: '10.11.12.13' }): Promise<void> {
  const controller = kubernetesService({ serviceClusterIPRange: range, publicAddress: address.publicAddress, securePort: 6443 });
  const report = (message: string, error: unknown): void => void reports.push(`${message}: ${String(error)}`);
  return controller.start({ ...context(), signal: stopping.signal, report });
}

const place = { namespace: 'default', name: 'kubernetes' };
type What = keyof typeof resources;
const get = (what: What) => client.resource<KubeObject & Record<string, unknown>>(resources[what]).get(place);
const exists = (what: What): Promise<KubeObject | undefined> => get(what).catch(() => undefined);
const round = (): void => clock.advance(10_000);

/** Its loop has come round and waits again. */
const settled = (): Promise<unknown> => eventually(() => clock.waiting);

const content = ({ metadata, ...rest }: KubeObject & Record<string, unknown>): object => ({ labels: metadata.labels, ...rest });

describe('the range', () => {
  test('is created, and ready', async () => {
    expect(await ensureServiceCIDR(context(), range)).toBe(true);
    const { spec, status } = await get('ranges');
    expect(spec).toEqual({ cidrs: [range] });
    expect(status).toEqual({
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          lastTransitionTime: '2026-01-01T00:00:00Z',
          reason: '',
          message: 'Kubernetes default Service CIDR is ready',
        },
      ],
    });
  });

  test('stays as it is from then on', async () => {
    await ensureServiceCIDR(context(), range);
    const before = await get('ranges');
    expect(await ensureServiceCIDR(context(), range)).toBe(true);
    expect(await ensureServiceCIDR(context(), '10.1.0.0/24')).toBe(false);
    expect(await get('ranges')).toEqual(before);
  });

  test('gets a second family', async () => {
    await ensureServiceCIDR(context(), range);
    expect(await ensureServiceCIDR(context(), `${range},fd00::/112`)).toBe(true);
    expect((await get('ranges'))['spec']).toEqual({ cidrs: [range, 'fd00::/112'] });
  });

  test('that somebody says is not ready is believed', async () => {
    await ensureServiceCIDR(context(), range);
    const found = await get('ranges');
    const condition = { type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'No', message: '' };
    await client.resource<KubeObject>(resources.ranges).update({ ...found, status: { conditions: [condition] } } as KubeObject, {
      subresource: 'status',
    });
    expect(await ensureServiceCIDR(context(), range)).toBe(true);
    expect((await get('ranges'))['status']).toEqual({ conditions: [condition] });
  });
});

describe('the service and what is behind it', () => {
  test('come when the server is ready', async () => {
    isReady = false;
    const running = start();
    await settled();
    expect(await exists('services')).toBeUndefined();
    isReady = true;
    clock.advance(100);
    await eventually(() => exists('slices'));
    expect(content(await get('services'))).toEqual({
      kind: 'Service',
      apiVersion: 'v1',
      labels: { component: 'apiserver', provider: 'kubernetes' },
      spec: {
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
        clusterIP: '10.0.0.1',
        clusterIPs: ['10.0.0.1'],
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      },
      status: { loadBalancer: {} },
    });
    expect(content(await get('endpoints'))).toEqual({
      kind: 'Endpoints',
      apiVersion: 'v1',
      labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
      subsets: [{ addresses: [{ ip: '10.11.12.13' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' }] }],
    });
    expect(content(await get('slices'))).toEqual({
      kind: 'EndpointSlice',
      apiVersion: 'discovery.k8s.io/v1',
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.11.12.13'], conditions: { ready: true } }],
      ports: [{ name: 'https', protocol: 'TCP', port: 6443 }],
    });
    const claim = await client.resource<KubeObject & Record<string, unknown>>(resources.addresses).get({ name: '10.0.0.1' });
    expect(claim['spec']).toEqual({ parentRef: { resource: 'services', ...place } });
    stopping.abort();
    await running;
    expect(reports).toEqual([]);
  });

  test('come back when they were deleted', async () => {
    const running = start();
    await settled();
    const { uid } = (await get('services')).metadata;
    await client.resource(resources.services).delete(place);
    expect(await exists('endpoints'), 'go with the service').toBeUndefined();
    await client.resource(resources.slices).delete(place);
    await client.resource(resources.ranges).delete(place);
    round();
    await eventually(() => exists('slices'));
    const again = await get('services');
    expect(again.metadata.uid).not.toBe(uid);
    expect(again['spec']).toMatchObject({ clusterIP: '10.0.0.1' });
    expect(await exists('endpoints')).toBeDefined();
    expect(await exists('ranges')).toBeDefined();
    stopping.abort();
    await running;
    expect(reports).toEqual([]);
  });

  test('the service may be changed, the endpoints not', async () => {
    const running = start();
    await settled();
    await client.resource(resources.services).patch(place, 'merge', { spec: { sessionAffinity: 'ClientIP' } });
    const before = { endpoints: await get('endpoints'), slices: await get('slices') };
    await client.resource(resources.endpoints).patch(place, 'merge', { metadata: { labels: null }, subsets: null });
    await client.resource(resources.slices).patch(place, 'merge', { metadata: { labels: { more: 'x' } }, endpoints: [] });
    round();
    await eventually(async () => (await get('slices'))['endpoints'] !== null);
    await settled();
    expect((await get('services'))['spec']).toMatchObject({ sessionAffinity: 'ClientIP' });
    expect(content(await get('endpoints'))).toEqual(content(before.endpoints));
    expect(content(await get('slices'))).toEqual(content(before.slices));
    stopping.abort();
    await running;
  });

  test('a slice of another family is made anew', async () => {
    const slice = { metadata: { name: 'kubernetes', namespace: 'default' }, addressType: 'IPv6', endpoints: [], ports: [] };
    await client.resource<KubeObject>(resources.slices).create(slice);
    const running = start();
    await settled();
    expect((await get('slices'))['addressType']).toBe('IPv4');
    stopping.abort();
    await running;
    expect(reports).toEqual([]);
  });

  test('nobody is behind it any more when the server has stopped', async () => {
    const running = start();
    await settled();
    stopping.abort();
    await running;
    expect((await get('endpoints'))['subsets']).toBeUndefined();
    const { addressType, endpoints, ports } = await get('slices');
    expect({ addressType, endpoints, ports }).toEqual({ addressType: 'IPv4', endpoints: null, ports: null });
    expect(await exists('services')).toBeDefined();
  });

  test('a server that others cannot reach has no endpoints', async () => {
    const controller = start({});
    await settled();
    expect(await exists('services')).toBeDefined();
    expect(await exists('endpoints')).toBeUndefined();
    stopping.abort();
    await controller;
    expect(reports).toEqual([]);
  });

  test('what cannot be done is reported, and tried again', async () => {
    const taken = { metadata: { name: 'other', namespace: 'default' }, spec: { ports: [{ port: 80 }], clusterIP: '10.0.0.1' } };
    await ensureServiceCIDR(context(), range);
    await client.resource<KubeObject>(resources.services).create(taken);
    const running = start();
    await settled();
    expect(reports).toEqual([expect.stringContaining('provided IP is already allocated')]);
    expect(await exists('endpoints'), 'need not wait for it').toBeDefined();
    await client.resource(resources.services).delete({ namespace: 'default', name: 'other' });
    round();
    await eventually(() => exists('services'));
    stopping.abort();
    await running;
  });
});

describe('the address to tell others', () => {
  const at = (address: string, internal = false) => ({ address, internal, netmask: '', mac: '', cidr: null, family: 'IPv4' as const });
  const machine = { lo: [at('127.0.0.1', true)], eth0: [at('fe80::1'), at('2001:db8::7'), at('192.0.2.7')], eth1: [at('192.0.2.8')] };

  test.each([
    ['203.0.113.5', '203.0.113.5'],
    ['2001:db8::5', '2001:db8::5'],
    ['127.0.0.1', '192.0.2.7'],
    ['0.0.0.0', '192.0.2.7'],
    ['::1', '192.0.2.7'],
    ['::', '192.0.2.7'],
    ['fe80::5', '192.0.2.7'],
  ])('for %s is %s', (advertised, expected) => {
    expect(publicAddress(advertised, machine)).toBe(expected);
  });

  test('is of IPv6 where there is no other', () => {
    expect(publicAddress('127.0.0.1', { eth0: [at('fe80::1'), at('2001:db8::7')] })).toBe('2001:db8::7');
  });

  test('is none where the machine is alone', () => {
    expect(publicAddress('127.0.0.1', { lo: [at('127.0.0.1', true)], none: undefined })).toBeUndefined();
  });
});
