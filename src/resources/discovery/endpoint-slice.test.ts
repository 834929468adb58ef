// What was not worth recording, or cannot be: the rest is in core/service/recorded.test.ts.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forReal, memoryRegistry, noAdmission, patch, refused, requestIn, type RegistryFixture } from '../../../test/support/registry.ts';
import type { Endpoint, EndpointSlice } from '../../api/discovery/v1.ts';
import type { Store } from '../../registry/store.ts';
import { endpointSlices } from './endpoint-slice.ts';

let registry: RegistryFixture;
let store: Store<EndpointSlice>;
beforeEach(() => {
  registry = memoryRegistry();
  store = endpointSlices.store(registry);
});
afterEach(() => registry[Symbol.asyncDispose]());

const context = requestIn('a');
const endpoint = (ip: string, more: Partial<Endpoint> = {}): Endpoint => ({ addresses: [ip], conditions: {}, ...more });

const slice = (endpoints: readonly Endpoint[]): EndpointSlice => ({
  kind: 'EndpointSlice',
  apiVersion: 'discovery.k8s.io/v1',
  metadata: { name: 's' },
  addressType: 'IPv4',
  endpoints,
  ports: null,
});

test('a thousand endpoints are enough', async () => {
  const many = (count: number): EndpointSlice => slice(Array.from({ length: count }, () => endpoint('10.0.0.1')));
  const { code, details } = await refused(() => store.create(context, many(1_001), noAdmission, forReal));
  expect(code).toBe(422);
  expect(details).toMatchObject({
    causes: [{ reason: 'FieldValueTooMany', field: 'endpoints', message: 'Too many: 1001: must have at most 1000 items' }],
  });
  await store.create(context, many(1_000), noAdmission, forReal);
});

test('endpoints from times with other rules stay, as long as nobody touches them', async () => {
  const old = slice([endpoint('010.0.0.1', { deprecatedTopology: { 'kubernetes.io/hostname': 'n' } })]);
  const stored = { ...old, metadata: { ...old.metadata, namespace: 'a', generation: 1 } };
  await store.parts.storage.create({ namespace: 'a', name: 's' }, stored);
  const relabelled = patch<EndpointSlice>((current) => ({ ...current, metadata: { ...current.metadata, labels: { a: 'b' } } }));
  const { object } = await store.update(context, 's', relabelled);
  expect(object.object()).toMatchObject({ metadata: { generation: 2 }, endpoints: old.endpoints });

  const touched = patch<EndpointSlice>((current) => ({ ...current, endpoints: [...(current.endpoints ?? []), endpoint('10.0.0.2')] }));
  expect((await refused(() => store.update(context, 's', touched))).message).toBe(
    'EndpointSlice.discovery.k8s.io "s" is invalid: endpoints[0].addresses[0]: Invalid value: "010.0.0.1": must not have leading 0s',
  );
});

test('the node that only the old field named is kept when others are touched', async () => {
  const topology = { deprecatedTopology: { 'kubernetes.io/hostname': 'n' } };
  const old = slice([endpoint('10.0.0.1', topology)]);
  await store.parts.storage.create({ namespace: 'a', name: 's' }, { ...old, metadata: { name: 's', namespace: 'a', generation: 1 } });
  const added = endpoint('10.0.0.2', { deprecatedTopology: { 'kubernetes.io/hostname': 'other' } });
  const touched = patch<EndpointSlice>((current) => ({ ...current, endpoints: [...(current.endpoints ?? []), added] }));
  const { object } = await store.update(context, 's', touched);
  expect(object.object().endpoints).toEqual([endpoint('10.0.0.1', { nodeName: 'n' }), endpoint('10.0.0.2')]);
});
