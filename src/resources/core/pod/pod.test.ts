// A pod's life through the registry: made, bound, reported on, ended [B002–B005, B009]. Codes, texts and resets are a
// kube-apiserver's.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  deleteWith,
  dryRun,
  forReal,
  memoryRegistry,
  noAdmission,
  put,
  refused,
  requestIn,
  type RegistryFixture,
} from '../../../../test/support/registry.ts';
import { Binding } from '../../../api/core/v1/binding.ts';
import { Pod } from '../../../api/core/v1/pod.ts';
import { decodeValue } from '../../../machinery/codec/json.ts';
import { parseFieldSelector, resolveFields } from '../../../machinery/selectors/fields.ts';
import { allLabels } from '../../../machinery/selectors/labels.ts';
import { predicateOf } from '../../../machinery/selectors/predicate.ts';
import type { InstalledResource, RestStorage } from '../../../registry/rest.ts';
import { podStorage, type PodStorage } from './pod-storage.ts';

let registry: RegistryFixture;
let storage: PodStorage;
beforeEach(() => {
  registry = memoryRegistry();
  storage = podStorage(registry);
});
afterEach(() => registry[Symbol.asyncDispose]());

const context = requestIn('default');

const podOf = (spec: object = {}, more: object = {}): Pod =>
  decodeValue(Pod, {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
    ...more,
  }).object;
const create = async (pod: Pod): Promise<Pod> => (await storage.store.create(context, pod, noAdmission, forReal)).object();
const get = async (): Promise<Pod> => (await storage.store.get(context, 'p')).object();
const endpoint = <T>(of: InstalledResource, name?: string) =>
  (name === undefined ? of.rest : of.subresources.get(name)) as unknown as Required<RestStorage<T>>;
const report = async (status: object): Promise<Pod> => {
  const current = await get();
  const next = decodeValue(Pod, { ...current, status: { ...current.status, ...status } }).object;
  return (await endpoint<Pod>(storage.pods, 'status').update(context, 'p', put(next))).object.object();
};
const remove = async (...options: Parameters<typeof deleteWith>): Promise<Pod> => {
  const { object } = await storage.store.delete(context, 'p', deleteWith(...options));
  return (object as { object(): Pod }).object();
};

const bindingTo = (target: object, metadata: object = {}): Binding =>
  decodeValue(Binding, { kind: 'Binding', apiVersion: 'v1', metadata: { name: 'p', ...metadata }, target }).object;
const bind = async (binding: Binding, name = 'p', options = forReal): Promise<unknown> =>
  (await endpoint<Binding>(storage.pods, 'binding').createNamed(context, name, binding, noAdmission, options)).object();
const toNode = (metadata: object = {}): Binding => bindingTo({ kind: 'Node', name: 'n1' }, metadata);

describe('a new pod', () => {
  test('is pending, whatever was said of it, and counts from 1', async () => {
    const pod = podOf({}, { metadata: { name: 'p', generation: 7 }, status: { phase: 'Running', podIP: '1.2.3.4' } });
    const made = await create(pod);
    expect(made.metadata.generation).toBe(1);
    expect(made.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
  });

  test('says so when it is gated', async () => {
    const { metadata, status } = await create(podOf({ schedulingGates: [{ name: 'a' }] }));
    expect(status.conditions).toEqual([
      {
        type: 'PodScheduled',
        status: 'False',
        lastProbeTime: null,
        lastTransitionTime: metadata.creationTimestamp,
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    ]);
  });

  const both = { cpu: '1', memory: '1Gi' };
  test.each<[string, object]>([
    ['BestEffort', {}],
    ['Guaranteed', { containers: [{ name: 'c', image: 'i', resources: { limits: both } }] }],
    ['Burstable', { containers: [{ name: 'c', image: 'i', resources: { requests: both } }] }],
    ['Burstable', { containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '1' } } }] }],
    [
      'Burstable',
      {
        containers: [
          { name: 'c', image: 'i', resources: { limits: both } },
          { name: 'd', image: 'i' },
        ],
      },
    ],
    ['Burstable', { containers: [{ name: 'c', image: 'i', resources: { limits: both, requests: { cpu: '500m' } } }] }],
    ['BestEffort', { containers: [{ name: 'c', image: 'i', resources: { limits: { 'example.com/gpu': '1' } } }] }],
    ['Guaranteed', { resources: { limits: both } }],
  ])('%s: %j', async (qosClass, spec) => {
    expect((await create(podOf(spec))).status.qosClass).toBe(qosClass);
  });

  test('selects by its own labels where matchLabelKeys say so', async () => {
    const term = { topologyKey: 'z', labelSelector: { matchLabels: { q: 'r' } }, matchLabelKeys: ['a', 'gone'], mismatchLabelKeys: ['b'] };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const { spec } = await create(podOf({ affinity }, { metadata: { name: 'p', labels: { a: '1', b: '2' } } }));
    expect(spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector).toEqual({
      matchLabels: { q: 'r' },
      matchExpressions: [
        { key: 'a', operator: 'In', values: ['1'] },
        { key: 'b', operator: 'NotIn', values: ['2'] },
      ],
    });
  });

  test('gets its AppArmor profile from the annotation of old', async () => {
    const annotations = { 'container.apparmor.security.beta.kubernetes.io/c': 'localhost/foo' };
    const { spec } = await create(podOf({}, { metadata: { name: 'p', annotations } }));
    expect(spec.containers[0]?.securityContext).toEqual({ appArmorProfile: { type: 'Localhost', localhostProfile: 'foo' } });
  });

  test('loses the fields of disabled features', async () => {
    const container = { name: 'c', image: 'i', lifecycle: { stopSignal: 'SIGTERM' } };
    const volume = { name: 'v', projected: { sources: [{ clusterTrustBundle: { path: 'x' } }] } };
    const { spec } = await create(podOf({ containers: [container], volumes: [volume], schedulingGroup: { podGroupName: 'x' } }));
    expect(spec.containers[0]).not.toHaveProperty('lifecycle');
    expect(spec.volumes?.[0]?.projected?.sources).toEqual([{}]);
    expect(spec).not.toHaveProperty('schedulingGroup');
  });

  test('read back and sent again, nothing is written', async () => {
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'z', labelSelector: {} }] } };
    const { revision, bytes } = await storage.store.create(context, podOf({ affinity, nodeSelector: { a: 'b' } }), noAdmission, forReal);
    const sent = decodeValue(Pod, JSON.parse(new TextDecoder().decode(bytes))).object;
    expect((await storage.store.update(context, 'p', put(sent))).object.revision).toBe(revision);
  });
});

describe('binding', () => {
  test('puts the pod on its node', async () => {
    await create(podOf());
    expect(await bind(toNode({ annotations: { a: 'b' }, labels: { l: 'm' } }))).toMatchObject({ kind: 'Status', status: 'Success' });
    const { metadata, spec, status } = await get();
    expect([metadata.annotations, metadata.labels, spec.nodeName]).toEqual([{ a: 'b' }, { l: 'm' }, 'n1']);
    expect(status.conditions).toEqual([
      { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: metadata.creationTimestamp },
    ]);
    expect(metadata.generation).toBe(1);
  });

  test('forgets the nomination', async () => {
    await create(podOf());
    await report({ nominatedNodeName: 'n2' });
    await bind(bindingTo({ name: 'n1' }));
    expect((await get()).status).not.toHaveProperty('nominatedNodeName');
  });

  test('leaves the fields in their order, so that sending it back writes nothing', async () => {
    await create(podOf());
    await bind(toNode());
    const { revision, bytes } = await storage.store.get(context, 'p');
    const sent = decodeValue(Pod, JSON.parse(new TextDecoder().decode(bytes))).object;
    expect((await storage.store.update(context, 'p', put(sent))).object.revision).toBe(revision);
  });

  test('a dry run binds nothing', async () => {
    await create(podOf());
    await bind(toNode(), 'p', dryRun);
    expect((await get()).spec.nodeName).toBeUndefined();
  });

  test.each<[string, object, object]>([
    ['pod p is already assigned to node "n1"', { nodeName: 'n1' }, {}],
    ['pod p has non-empty .spec.schedulingGates', { schedulingGates: [{ name: 'a' }] }, {}],
    ['pod p is being deleted, cannot be assigned to a host', {}, { metadata: { name: 'p', finalizers: ['a/b'] } }],
  ])('%s', async (why, spec, more) => {
    await create(podOf(spec, more));
    if (why.includes('deleted')) await remove();
    expect(await refused(() => bind(toNode()))).toEqual({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on pods/binding "p": ${why}`,
      details: { name: 'p', kind: 'pods/binding' },
    });
  });

  test.each<[string, Binding, object]>([
    ['another name', bindingTo({ name: 'n' }, { name: 'q' }), { code: 400, message: 'name in URL does not match name in Binding object' }],
    [
      'another kind',
      bindingTo({ kind: 'Foo', name: 'n' }),
      { code: 500, reason: '', message: 'target.kind: Unsupported value: "Foo": supported values: "Node", "<empty>"' },
    ],
    ['no node', bindingTo({ kind: 'Node' }), { code: 500, message: 'target.name: Required value' }],
    ['another uid', toNode({ uid: 'zzz' }), { code: 409, reason: 'Conflict' }],
    ['another revision', toNode({ resourceVersion: '999' }), { code: 409, reason: 'Conflict' }],
  ])('refuses %s', async (_, binding, status) => {
    await create(podOf());
    expect(await refused(() => bind(binding))).toMatchObject(status);
  });

  test('of a pod that is not there', async () => {
    expect(await refused(() => bind(toNode()))).toMatchObject({ code: 404, message: 'pods "p" not found' });
  });

  test('also through the older resource, in which nothing is kept', async () => {
    await create(podOf());
    const bindings = endpoint<Binding>(storage.bindings);
    await bindings.create(context, toNode(), noAdmission, forReal);
    expect((await get()).spec.nodeName).toBe('n1');
    expect([bindings.get, bindings.list, storage.bindings.storageKind]).toEqual([undefined, undefined, undefined]);
    const nameless = bindingTo({ name: 'n1' }, { name: '' });
    expect(await refused(() => bindings.create(context, nameless, noAdmission, forReal))).toMatchObject({
      code: 400,
      message: 'Name parameter required.',
    });
  });
});

describe('deletion', () => {
  test('of a pod that runs nowhere happens now, and answers with the pod', async () => {
    await create(podOf());
    expect(await remove()).toMatchObject({ kind: 'Pod', metadata: { deletionGracePeriodSeconds: 0, generation: 2 } });
    expect((await refused(get)).reason).toBe('NotFound');
  });

  test('of a running pod waits for its node', async () => {
    await create(podOf({ nodeName: 'n1' }));
    const { metadata } = await remove();
    expect(metadata).toMatchObject({ deletionGracePeriodSeconds: 30, generation: 2 });
    expect(Date.parse(metadata.deletionTimestamp!) - Date.parse(metadata.creationTimestamp!)).toBe(30_000);
    expect((await remove()).metadata).toEqual(metadata);
    expect((await remove({ gracePeriodSeconds: 5 })).metadata).toMatchObject({ deletionGracePeriodSeconds: 5, generation: 2 });
    await remove({ gracePeriodSeconds: 0 });
    expect((await refused(get)).reason).toBe('NotFound');
  });

  test.each(['Succeeded', 'Failed'])('of a pod that has %s needs no time', async (phase) => {
    await create(podOf({ nodeName: 'n1' }));
    await report({ phase });
    await remove();
    expect((await refused(get)).reason).toBe('NotFound');
  });

  test('as long as the pod says', async () => {
    await create(podOf({ nodeName: 'n1', terminationGracePeriodSeconds: 5 }));
    expect((await remove()).metadata.deletionGracePeriodSeconds).toBe(5);
  });
});

describe('/status', () => {
  test('changes the status and what of the metadata it may', async () => {
    await create(podOf());
    const current = await get();
    const sent = {
      ...current,
      metadata: {
        ...current.metadata,
        labels: { a: 'b' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'b', uid: 'c' }],
        deletionTimestamp: '2026-01-01T00:00:00Z',
      },
      spec: { ...current.spec, nodeName: 'n1' },
      status: { ...current.status, phase: 'Running' as const },
    };
    await endpoint<Pod>(storage.pods, 'status').update(context, 'p', put(sent));
    const { metadata, spec, status } = await get();
    expect([metadata.labels, metadata.ownerReferences, metadata.deletionTimestamp]).toEqual([{ a: 'b' }, undefined, undefined]);
    expect([spec.nodeName, status.phase, metadata.generation]).toEqual([undefined, 'Running', 1]);
  });

  test('what a kubelet leaves out of its report stays', async () => {
    await create(podOf());
    await report({ observedGeneration: 3, conditions: [{ type: 'Ready', status: 'True', observedGeneration: 5 }] });
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] };
    const next = decodeValue(Pod, { ...(await get()), status }).object;
    await endpoint<Pod>(storage.pods, 'status').update(context, 'p', put(next));
    expect((await get()).status).toMatchObject({
      observedGeneration: 3,
      qosClass: 'BestEffort',
      conditions: [{ type: 'Ready', status: 'False', observedGeneration: 5 }],
    });
  });

  test('the pod itself keeps its status', async () => {
    await create(podOf());
    const current = await get();
    await storage.store.update(context, 'p', put({ ...current, status: { phase: 'Failed' as const } }));
    expect((await get()).status.phase).toBe('Pending');
  });
});

test('an update of the spec is counted', async () => {
  await create(podOf());
  const current = await get();
  const containers = current.spec.containers.map((container) => ({ ...container, image: 'other' }));
  await storage.store.update(context, 'p', put({ ...current, spec: { ...current.spec, containers } }));
  expect((await get()).metadata.generation).toBe(2);
});

test.each([
  ['spec.nodeName=n1', 1],
  ['spec.host=n1', 1],
  ['spec.nodeName!=n1', 0],
  ['spec.restartPolicy=Always,spec.schedulerName=default-scheduler,spec.hostNetwork=false', 1],
  ['spec.serviceAccountName=,status.nominatedNodeName=,status.podIP=,status.podIPs=', 1],
  ['status.phase=Pending,metadata.name=p,metadata.namespace=default', 1],
  ['status.phase!=Pending', 0],
])('field selector %s finds %i', async (selector, count) => {
  await create(podOf({ nodeName: 'n1' }));
  const predicate = predicateOf(allLabels, resolveFields(parseFieldSelector(selector), storage.store.selectableFields!));
  expect((await storage.store.list(context, { predicate })).items).toHaveLength(count);
});
