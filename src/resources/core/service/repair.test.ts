// What a server finds when it starts again after it was killed at a bad moment [B019].
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forReal, memoryRegistry, noAdmission, type RegistryFixture } from '../../../../test/support/registry.ts';
import type { Service } from '../../../api/core/v1/service.ts';
import type { IPAddress } from '../../../api/networking/v1.ts';
import { ipAddresses } from '../../networking/ip-address.ts';
import { serviceCIDRs } from '../../networking/service-cidr.ts';
import { AddressAllocator, internally } from './address-allocator.ts';
import { PortAllocator, rangeAllocations } from './port-allocator.ts';
import { repair } from './repair.ts';
import { services } from './service.ts';

let registry: RegistryFixture;
beforeEach(async () => {
  registry = memoryRegistry();
  const spec = { cidrs: ['10.0.0.0/24'] };
  const range = { kind: 'ServiceCIDR', apiVersion: 'networking.k8s.io/v1', metadata: { name: 'kubernetes' }, spec, status: {} } as const;
  await serviceCIDRs.store(registry).create(internally, range, noAdmission, forReal);
});
afterEach(() => registry[Symbol.asyncDispose]());

const run = (): Promise<void> => {
  const environment = registry.clock;
  const records = rangeAllocations.store(registry);
  return repair({
    services: services.store(registry),
    addresses: new AddressAllocator({ addresses: ipAddresses.store(registry), ranges: serviceCIDRs.store(registry), environment }),
    ports: new PortAllocator({ records, range: { first: 30_000, last: 30_009 }, environment }),
  });
};

/** As it was written by the server that was killed. */
async function stored(name: string, spec: Partial<Service['spec']>): Promise<void> {
  const { storage } = services.store(registry).parts;
  const service: Service = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, namespace: 'a' },
    spec: { type: 'ClusterIP', sessionAffinity: 'None', ...spec },
    status: { loadBalancer: {} },
  };
  await storage.create({ namespace: 'a', name }, service);
}

const withAddress = (...clusterIPs: readonly string[]) => ({ clusterIP: clusterIPs[0]!, clusterIPs });

const ours = { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' };

async function claimed(ip: string, by: string, labels: Readonly<Record<string, string>> = ours): Promise<void> {
  const parentRef = { resource: 'services', namespace: 'a', name: by };
  const address: IPAddress = { kind: 'IPAddress', apiVersion: 'networking.k8s.io/v1', metadata: { name: ip, labels }, spec: { parentRef } };
  await ipAddresses.store(registry).create(internally, address, noAdmission, forReal);
}

async function claims(): Promise<Readonly<Record<string, string | undefined>>> {
  const { items } = await ipAddresses.store(registry).list(internally);
  return Object.fromEntries(items.map((item) => [item.name, item.object().spec.parentRef?.name]));
}

async function uidOf(ip: string): Promise<string | undefined> {
  return (await ipAddresses.store(registry).get(internally, ip)).object().metadata.uid;
}

async function record() {
  const found = await rangeAllocations.store(registry).parts.storage.get({ name: 'servicenodeports' });
  const { range, data } = found!.object();
  return { range, data };
}

test('an address that was taken for a service that never came is free', async () => {
  await claimed('10.0.0.7', 'never');
  await run();
  expect(await claims()).toEqual({});
});

test('an address that a service has and nobody took is taken', async () => {
  await stored('s', withAddress('10.0.0.7'));
  await run();
  expect(await claims()).toEqual({ '10.0.0.7': 's' });
});

test('what agrees is left alone', async () => {
  await stored('s', withAddress('10.0.0.7'));
  await claimed('10.0.0.7', 's');
  const before = await uidOf('10.0.0.7');
  await run();
  expect(await uidOf('10.0.0.7')).toBe(before);
});

test('an address in another form is the same address', async () => {
  await serviceCIDRs.store(registry).parts.storage.guaranteedUpdate({ name: 'kubernetes' }, (current) => ({
    ...current!,
    spec: { cidrs: ['10.0.0.0/24', 'fd00::/112'] },
  }));
  await stored('s', withAddress('FD00::7'));
  await claimed('fd00::7', 's', { ...ours, 'ipaddress.kubernetes.io/ip-family': 'IPv6' });
  const before = await uidOf('fd00::7');
  await run();
  expect(await uidOf('fd00::7')).toBe(before);
});

test('an address taken for the wrong one, or by nobody known, is its service’s', async () => {
  await stored('s', withAddress('10.0.0.7'));
  await claimed('10.0.0.7', 'other');
  await stored('t', withAddress('10.0.0.8'));
  await claimed('10.0.0.8', 't', {});
  await run();
  expect(await claims()).toEqual({ '10.0.0.7': 's', '10.0.0.8': 't' });
  expect((await ipAddresses.store(registry).get(internally, '10.0.0.8')).labels).toEqual(ours);
});

test('of an address that two have, the first is the owner', async () => {
  await stored('s', withAddress('10.0.0.7'));
  await stored('t', withAddress('10.0.0.7'));
  await run();
  expect(await claims()).toEqual({ '10.0.0.7': 's' });
});

test('addresses that others keep, and services without any, are nobody’s business', async () => {
  await claimed('10.0.0.9', 'gateway', { 'ipaddress.kubernetes.io/managed-by': 'somebody-else' });
  await stored('headless', withAddress('None'));
  await stored('alias', { type: 'ExternalName', externalName: 'example.com' });
  await stored('outside', withAddress('10.9.9.9'));
  await run();
  expect(await claims()).toEqual({ '10.0.0.9': 'gateway' });
});

test('ports are those that services have', async () => {
  const ports = (...nodePorts: readonly number[]) =>
    nodePorts.map((nodePort, i) => ({ port: i + 1, protocol: 'TCP' as const, targetPort: 1, nodePort }));
  const before = new PortAllocator({
    records: rangeAllocations.store(registry),
    range: { first: 20_000, last: 20_009 },
    environment: registry.clock,
  });
  await before.take(['any', 'any']);
  await stored('n', { ...withAddress('None'), type: 'NodePort', ports: ports(30_000, 30_000, 30_003, 40_000) });
  await stored('l', {
    ...withAddress('None'),
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    ports: ports(30_004),
    healthCheckNodePort: 30_009,
  });
  await stored('e', { type: 'ExternalName', ports: ports(30_001) });
  await run();
  expect(await record()).toEqual({ range: '30000-30009', data: 'Ahk=' });
});

test('a store in which there is nothing yet', async () => {
  await run();
  expect(await record()).toEqual({ range: '30000-30009', data: '' });
});
