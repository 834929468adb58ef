// What workloads have in common and where they differ: status, generation, metadata through /status, scale [B025, B026,
// R060–R063]. The expectations are a kube-apiserver's answers to the same requests.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installedAs } from '../../../test/support/built-ins.ts';
import { deleteWith, forReal, memoryRegistry, noAdmission, put, requestIn, type RegistryFixture } from '../../../test/support/registry.ts';
import { decodeValue } from '../../machinery/codec/json.ts';
import type { KubeObject } from '../../machinery/object.ts';
import type { RestStorage } from '../../registry/rest.ts';

let registry: RegistryFixture;
beforeEach(() => {
  registry = memoryRegistry();
});
afterEach(() => registry[Symbol.asyncDispose]());

const context = requestIn('default');

interface Workload extends KubeObject {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

const kinds = {
  'apps/deployments': { newStatus: {}, countsAnnotations: true, statusKeepsLabels: true },
  'apps/replicasets': { newStatus: { replicas: 0 } },
  'apps/statefulsets': { newStatus: { replicas: 0, availableReplicas: 0 } },
  'apps/daemonsets': {
    newStatus: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  },
  replicationcontrollers: { newStatus: { replicas: 0 } },
} satisfies Record<string, Expected>;

interface Expected {
  readonly newStatus: object;
  readonly countsAnnotations?: boolean;
  readonly statusKeepsLabels?: boolean;
}

const each = Object.entries(kinds) as readonly [string, Expected][];
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };

function open(resource: string) {
  const installed = installedAs(resource, registry);
  const endpoint = (name?: string) =>
    (name === undefined ? installed.rest : installed.subresources.get(name)) as unknown as Required<RestStorage<Workload>>;
  const decoded = (object: object): Workload => decodeValue(endpoint().type, object).object;
  return {
    installed,
    endpoint,
    create: async (more: object = {}): Promise<Workload> => {
      const selector = resource === 'replicationcontrollers' ? { a: 'b' } : { matchLabels: { a: 'b' } };
      const replicas = resource === 'apps/daemonsets' ? {} : { replicas: 3 };
      const object = decoded({
        metadata: { name: 'x', generation: 6, labels: { l: '1' } },
        spec: { selector, template, ...replicas },
        ...more,
      });
      return (await endpoint().create(context, object, noAdmission, forReal)).object() as Workload;
    },
    get: async (): Promise<Workload> => (await endpoint().get(context, 'x', {})).object(),
    update: async (name: string | undefined, object: object): Promise<Workload> =>
      (await endpoint(name).update(context, 'x', put(decoded(object)))).object.object(),
  };
}

describe.each(each)('%s', (resource, expected) => {
  test('a status sent along is dropped, generation starts at 1', async () => {
    const made = await open(resource).create({ status: { replicas: 9, observedGeneration: 4, numberReady: 9 } });
    expect([made.status, made.metadata.generation]).toEqual([expected.newStatus, 1]);
  });

  test('what counts as a change of what is wanted', async () => {
    const { create, update } = open(resource);
    const made = await create();
    const annotated = await update(undefined, { ...made, metadata: { ...made.metadata, annotations: { an: '1' } } });
    const after = expected.countsAnnotations === true ? 2 : 1;
    expect(annotated.metadata.generation).toBe(after);
    const labelled = await update(undefined, { ...annotated, metadata: { ...annotated.metadata, labels: { q: 'r' } } });
    expect(labelled.metadata.generation).toBe(after);
    const changed = await update(undefined, { ...labelled, spec: { ...labelled.spec, minReadySeconds: 5 }, status: { replicas: 7 } });
    expect([changed.metadata.generation, changed.status]).toEqual([after + 1, expected.newStatus]);
  });

  test('/status changes the status and some metadata', async () => {
    const { create, update } = open(resource);
    const made = await create();
    const counts = resource === 'apps/daemonsets' ? { ...made.status, numberReady: 2 } : { ...made.status, replicas: 2 };
    const { metadata, spec, status } = await update('status', {
      ...made,
      metadata: { ...made.metadata, labels: { st: '1' }, annotations: { ...made.metadata.annotations, st: '1' } },
      spec: { ...made.spec, minReadySeconds: 5 },
      status: counts,
    });
    expect([status, spec['minReadySeconds'], metadata.generation]).toEqual([counts, undefined, 1]);
    expect(metadata.labels).toEqual(expected.statusKeepsLabels === true ? { l: '1' } : { st: '1' });
    expect(metadata.annotations).toMatchObject({ st: '1' });
  });
});

const scalable = each.map(([resource]) => resource).filter((resource) => resource !== 'apps/daemonsets');

test.each(scalable)('%s/scale', async (resource) => {
  const { installed, create, get } = open(resource);
  const made = await create();
  const scale = installed.subresources.get('scale') as unknown as Required<RestStorage<KubeObject>>;
  const shown = (await scale.get(context, 'x', {})).object() as KubeObject & { readonly spec: object; readonly status: object };
  expect(shown).toMatchObject({ kind: 'Scale', metadata: { uid: made.metadata.uid }, spec: { replicas: 3 } });
  expect(shown.status).toEqual({ replicas: 0, selector: 'a=b' });
  await scale.update(context, 'x', put({ ...shown, spec: { replicas: 5 } }));
  const { metadata, spec } = await get();
  expect([spec['replicas'], metadata.generation]).toEqual([5, 2]);
});

test('a DaemonSet has no scale', () => {
  expect([...open('apps/daemonsets').installed.subresources.keys()]).toEqual(['status']);
});

test('a ReplicationController leaves its pods behind unless told otherwise', async () => {
  const { create, endpoint } = open('replicationcontrollers');
  await create();
  const { object } = await endpoint().delete(context, 'x', deleteWith());
  expect((object as { object(): Workload }).object().metadata.finalizers).toEqual(['orphan']);
});

describe('a DaemonSet counts its templates in an annotation', () => {
  const annotation = 'deprecated.daemonset.template.generation';
  const countOf = ({ metadata }: Workload): string | undefined => metadata.annotations?.[annotation];

  test('from 1, or from what it is told', async () => {
    const { create, endpoint } = open('apps/daemonsets');
    expect(countOf(await create())).toBe('1');
    await endpoint().delete(context, 'x', deleteWith());
    expect(countOf(await create({ metadata: { name: 'x', annotations: { [annotation]: '5' } } }))).toBe('5');
  });

  test('and nobody else does', async () => {
    const { create, update } = open('apps/daemonsets');
    const made = await create();
    const without = { ...made, metadata: { ...made.metadata, annotations: {} } };
    expect(countOf(await update(undefined, without))).toBe('1');
    expect(countOf(await update('status', { ...without, metadata: { ...without.metadata, annotations: { [annotation]: '9' } } }))).toBe(
      '1',
    );
    const changed = { ...made, spec: { ...made.spec, template: { ...template, metadata: { labels: { a: 'b', c: 'd' } } } } };
    expect(countOf(await update(undefined, changed))).toBe('2');
  });
});
