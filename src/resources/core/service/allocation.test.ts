// What services hold and what is recorded as taken must agree at every moment of rest [B015–B018], whatever is done to them,
// and however much of it at once.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryRegistry, type RegistryFixture } from '../../../../test/support/registry.ts';
import type { Service } from '../../../api/core/v1/service.ts';
import type { IPAddress } from '../../../api/networking/v1.ts';
import { decodeBase64 } from '../../../machinery/codec/base64.ts';
import { internally } from './address-allocator.ts';
import { ask, firstRange, installed, type Answer, type Endpoints, type ServerOptions, type Step } from './conversation.testing.ts';
import { rangeAllocations } from './port-allocator.ts';
import { PortBitmap } from './port-bitmap.ts';
import { addressesOf, portsOf } from './shape.ts';

const small: ServerOptions = { ranges: ['10.0.0.0/28'], ports: { first: 30_000, last: 30_009 } };

interface Server extends AsyncDisposable {
  readonly registry: RegistryFixture;
  readonly endpoint: Endpoints;
  send(step: Partial<Step> & { readonly name: string }): Promise<Answer>;
}

async function serve(options: ServerOptions = small): Promise<Server> {
  const registry = memoryRegistry();
  const endpoint = installed(registry, options);
  await firstRange(endpoint, options.ranges);
  return {
    registry,
    endpoint,
    send: (step) => ask((subresource) => endpoint('services', subresource), { method: 'POST', ...step }),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  };
}

const service = (name: string, spec: object = {}): object => ({ metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });
const create = (server: Server, name: string, spec: object = {}, more: Partial<Step> = {}): Promise<Answer> =>
  server.send({ name, body: service(name, spec), ...more });
const change = (server: Server, name: string, spec: object, more: Partial<Step> = {}): Promise<Answer> =>
  server.send({ method: 'PATCH', name, body: { spec }, ...more });

async function objects<T>({ endpoint }: Server, plural: string): Promise<readonly T[]> {
  const { items } = await endpoint(plural).list(internally, {});
  return items.map((item) => item.object() as unknown as T);
}

async function takenPorts({ registry }: Server, { first, last } = small.ports!): Promise<readonly number[]> {
  const stored = await rangeAllocations.store(registry).parts.storage.get({ name: 'servicenodeports' });
  const bitmap = new PortBitmap(last - first + 1, decodeBase64(stored?.object().data ?? ''));
  return Array.from({ length: bitmap.size }, (_, i) => first + i).filter((port) => bitmap.has(port - first));
}

/** No two services have the same, and what is taken is what they have. */
async function expectAgreement(server: Server): Promise<void> {
  const services = await objects<Service>(server, 'services');
  const held = services.flatMap(({ metadata, spec }) => addressesOf(spec).map((ip) => [ip, metadata.name] as const));
  const claims = await objects<IPAddress>(server, 'ipaddresses');
  expect(new Map(claims.map(({ metadata, spec }) => [metadata.name, spec.parentRef?.name]))).toEqual(new Map(held));
  expect(claims.length).toBe(held.length);
  const ports = services.flatMap(({ spec }) => [...new Set(portsOf(spec))]);
  expect(ports.toSorted((a, b) => a - b)).toEqual(await takenPorts(server));
}

describe('at once', () => {
  test('services get different addresses and ports, as long as there are any', async () => {
    await using server = await serve();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => create(server, `s${i}`, i < 15 ? { type: 'NodePort' } : {})));
    expect(answers.filter(({ code }) => code === 201).length).toBe(14);
    const messages = new Set(
      answers.filter(({ code }) => code !== 201).map(({ code, message }) => `${code} ${message?.replace(/"s\d+"/, 'S')}`),
    );
    expect([...messages].every((text) => text.startsWith('500 Internal error occurred: failed to allocate a'))).toBe(true);
    await expectAgreement(server);
  });

  test('of several of one name one is made, and the others give back what they took', async () => {
    await using server = await serve();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(server, 'same', { type: 'NodePort' })));
    expect(answers.map(({ code }) => code).toSorted((a, b) => a - b)).toEqual([201, ...Array<number>(7).fill(409)]);
    await expectAgreement(server);
  });

  test('of several changes that lose the race each begins anew', async () => {
    await using server = await serve();
    await create(server, 's', { type: 'ExternalName', externalName: 'example.com' });
    const kinds = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', 'NodePort', 'ClusterIP'];
    const answers = await Promise.all(kinds.map((type) => change(server, 's', { type })));
    expect(answers.map(({ code }) => code)).toEqual(kinds.map(() => 200));
    await expectAgreement(server);
  });

  test('a service and its deletion', async () => {
    await using server = await serve();
    for (let i = 0; i < 10; i++) {
      await create(server, 's', { type: 'NodePort' });
      await Promise.all([change(server, 's', { type: 'LoadBalancer' }), server.send({ method: 'DELETE', name: 's' }), create(server, 's')]);
      await expectAgreement(server);
      await server.send({ method: 'DELETE', name: 's' });
      expect(await takenPorts(server)).toEqual([]);
    }
  });
});

describe('nothing stays taken', () => {
  test.each([
    ['by a service that is invalid', { type: 'NodePort', sessionAffinity: 'Foo' }],
    ['when there is no port for it', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_000 }] }],
    [
      'when its second address is taken',
      { ipFamilyPolicy: 'RequireDualStack', clusterIP: '10.0.0.5', clusterIPs: ['10.0.0.5', 'fd00::1'] },
    ],
    ['when its health check is no port', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 5 }],
  ])('%s', async (_, spec) => {
    await using server = await serve({ ...small, ranges: ['10.0.0.0/28', 'fd00::/120'] });
    await create(server, 'first', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_000 }], clusterIP: 'fd00::1' });
    const { code } = await create(server, 's', spec);
    expect(code).toBeGreaterThanOrEqual(422);
    await expectAgreement(server);
    await create(server, 't');
    expect((await change(server, 't', spec)).code).toBeGreaterThanOrEqual(422);
    await expectAgreement(server);
  });

  test('by dry runs', async () => {
    await using server = await serve();
    await create(server, 's');
    await create(server, 'dry', { type: 'NodePort' }, { query: 'dryRun=All' });
    await change(server, 's', { type: 'NodePort' }, { query: 'dryRun=All' });
    await change(server, 's', { type: 'ExternalName', externalName: 'example.com' }, { query: 'dryRun=All' });
    await server.send({ method: 'DELETE', name: 's', query: 'dryRun=All' });
    await expectAgreement(server);
    expect((await objects(server, 'ipaddresses')).length).toBe(1);
  });

  test('by what is said on the way to the status', async () => {
    await using server = await serve();
    await create(server, 's');
    await change(server, 's', { type: 'NodePort' }, { sub: 'status' });
    await expectAgreement(server);
    expect(await takenPorts(server)).toEqual([]);
  });

  test('when a collection is deleted', async () => {
    await using server = await serve();
    for (const name of ['a', 'b', 'c']) await create(server, name, { type: 'NodePort' });
    await server
      .endpoint('services')
      .deleteCollection({ ...internally, namespace: 'a' }, { options: {}, dryRun: false, validate: () => Promise.resolve() }, {});
    expect(await objects(server, 'services')).toEqual([]);
    await expectAgreement(server);
  });
});

test('endpoints go with the service', async () => {
  await using server = await serve();
  await create(server, 's');
  const body = { metadata: { name: 's' }, subsets: [] };
  await ask(() => server.endpoint('endpoints'), { method: 'POST', name: 's', body });
  await ask(() => server.endpoint('endpoints'), { method: 'POST', name: 'other', body: { ...body, metadata: { name: 'other' } } });
  await server.send({ method: 'DELETE', name: 's', query: 'dryRun=All' });
  expect((await objects(server, 'endpoints')).length).toBe(2);
  await server.send({ method: 'DELETE', name: 's' });
  expect((await objects<Service>(server, 'endpoints')).map(({ metadata }) => metadata.name)).toEqual(['other']);
});

test('what cannot be given back is reported, and the answer is as if it could', async () => {
  const reports: string[] = [];
  await using server = await serve({ ...small, report: (message) => void reports.push(message) });
  await create(server, 's', { clusterIP: '10.0.0.5' });
  const address = server.endpoint('ipaddresses');
  await ask(() => address, { method: 'PATCH', name: '10.0.0.5', body: { spec: null } });
  const backend = server.registry.getRESTOptions({ group: '', resource: 'ipaddresses' }).backend;
  const { entry } = await backend.get('/registry/ipaddresses/10.0.0.5', {});
  await backend.put('/registry/ipaddresses/10.0.0.5', () => new TextEncoder().encode('no object'), entry!.modRevision, {});
  expect((await server.send({ method: 'DELETE', name: 's' })).code).toBe(200);
  expect(reports).toEqual(['address 10.0.0.5 of service a/s stays taken']);
});

/** What clients may want of a service; two of these at a time, which may not go together. */
const wishes: readonly object[] = [
  { type: 'ClusterIP' },
  { type: 'NodePort' },
  { type: 'LoadBalancer', externalTrafficPolicy: 'Cluster' },
  { type: 'LoadBalancer', externalTrafficPolicy: 'Local' },
  { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false },
  { type: 'ExternalName', externalName: 'example.com' },
  { ports: [{ port: 80, name: 'a' }] },
  {
    ports: [
      { port: 80, name: 'a' },
      { port: 81, name: 'b' },
    ],
  },
  { ports: [{ port: 81, name: 'b', nodePort: 30_001 }] },
  {
    ports: [
      { port: 80, name: 'a', nodePort: 30_002 },
      { port: 80, name: 'b', protocol: 'UDP', nodePort: 30_002 },
    ],
  },
  { ports: [{ port: 80, name: 'a', nodePort: 80 }] },
  { healthCheckNodePort: 30_003 },
  { clusterIP: '10.0.0.3' },
  { clusterIP: 'None' },
  { sessionAffinity: 'Foo' },
];

test('whatever happens to services, what is taken is what they have', async () => {
  const step = fc.record({
    method: fc.constantFrom('POST', 'PUT', 'PATCH', 'PATCH', 'PATCH', 'DELETE'),
    name: fc.constantFrom('a', 'b', 'c'),
    wanted: fc.tuple(fc.constantFrom(...wishes), fc.constantFrom({}, ...wishes)).map(([one, other]) => ({ ...one, ...other })),
    dry: fc.nat(9).map((n) => n === 0),
  });
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 10 }), async (rounds) => {
      await using server = await serve();
      for (const name of ['a', 'b', 'c']) await create(server, name, { type: 'NodePort' });
      for (const round of rounds) {
        const answers = await Promise.all(
          round.map(({ method, name, wanted, dry }) =>
            server.send({
              method,
              name,
              ...(method !== 'DELETE' && { body: method === 'PATCH' ? { spec: wanted } : service(name, wanted) }),
              ...(dry && { query: 'dryRun=All' }),
            }),
          ),
        );
        const surprises = answers.filter(({ code, message = '' }) => code >= 500 && !/failed to allocate|duplicate nodePort/.test(message));
        expect(surprises).toEqual([]);
        changed += answers.filter(({ code }) => code < 300).length;
        await expectAgreement(server);
      }
    }),
    { numRuns: 40 },
  );
  expect(changed).toBeGreaterThan(30);
});
