// What a declaration installs [R060–R063], and the endpoints that come with it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gadget, gadgets, Gadget } from '../../test/support/gadget.ts';
import {
  dryRun,
  forReal,
  memoryRegistry,
  noAdmission,
  patch,
  put,
  refused,
  requestIn,
  type RegistryFixture,
} from '../../test/support/registry.ts';
import type { ManagedFieldsEntry } from '../machinery/meta/v1.ts';
import { clientMetadata, type ScaleObject, type StatusDefinition } from './definition.ts';
import { withMeta } from './object-meta.ts';
import { defineResource, endpoint } from './resource.ts';
import { ScaleStore } from './scale.ts';
import { StatusStore } from './status-store.ts';
import { verbsOf, type Store } from './store.ts';

let registry: RegistryFixture;
beforeEach(() => {
  registry = memoryRegistry();
});
afterEach(() => registry[Symbol.asyncDispose]());

const inA = requestIn('a');

describe('what is installed', () => {
  test('names, verbs and subresources', () => {
    const { rest, subresources, ...names } = gadgets().install(registry);
    expect(names).toEqual({
      name: 'gadgets',
      singular: 'gadget',
      shortNames: ['gd'],
      categories: ['all'],
      storageKind: { group: 'test.kapibara.io', version: 'v1', kind: 'Gadget' },
    });
    const verbs = ['get', 'list', 'watch', 'create', 'update', 'delete', 'deleteCollection', 'createNamed'] as const;
    expect(verbs.filter((verb) => typeof rest[verb] === 'function')).toEqual(verbs.slice(0, -1));
    expect([...subresources.keys()]).toEqual(['status', 'scale']);
    expect(verbs.filter((verb) => typeof subresources.get('status')?.[verb] === 'function')).toEqual(['get', 'update']);
    expect(subresources.get('scale')?.kind).toEqual({ group: 'autoscaling', version: 'v1', kind: 'Scale' });
  });

  test('a small kind has no subresources and the usual rules', () => {
    const small = defineResource<Gadget>({ type: Gadget, plural: 'gadgets', scope: 'Cluster' });
    const { rest, subresources, shortNames } = small.install(registry);
    expect([subresources.size, shortNames.length, rest.namespaced]).toEqual([0, 0, false]);
    expect(small.strategy).toMatchObject({ allowCreateOnUpdate: false, allowUnconditionalUpdate: true });
  });

  test('endpoints of one’s own, in place of the usual ones and besides', () => {
    const resource = gadgets();
    const store = resource.store(registry);
    const { deleteCollection: _, ...verbs } = verbsOf(store);
    const rest = endpoint(verbs);
    const { subresources, ...installed } = resource.installed(store, { rest, subresources: { finalize: rest, scale: rest } });
    expect(installed.rest).toBe(rest);
    expect([...subresources.keys()]).toEqual(['status', 'scale', 'finalize']);
    expect(subresources.get('scale')).toBe(rest);
  });
});

describe('/status', () => {
  const open = async (status: true | StatusDefinition<Gadget> = true): Promise<{ store: Store<Gadget>; status: StatusStore<Gadget> }> => {
    const resource = gadgets({ status });
    const store = resource.store(registry);
    await store.create(inA, gadget('one', { metadata: { labels: { l: 'old' } }, spec: { size: 1 } }), noAdmission, forReal);
    return { store, status: new StatusStore(store.withStrategy(resource.statusStrategy!)) };
  };
  const sent = gadget('one', {
    metadata: { labels: { l: 'new' }, annotations: { a: 'new' }, finalizers: ['a.io/b'] },
    spec: { size: 9 },
    status: { phase: 'Ready', replicas: 3 },
  });

  test('writes the status and leaves the spec, and does not count as a change [R060, R063]', async () => {
    const { status } = await open();
    const { object } = await status.update(inA, 'one', put(sent));
    expect(object.object()).toMatchObject({ metadata: { generation: 1 }, spec: { size: 1 }, status: { phase: 'Ready', replicas: 3 } });
  });

  test.each<[string, true | StatusDefinition<Gadget>, object]>([
    ['all', true, { labels: { l: 'new' }, annotations: { a: 'new' }, finalizers: ['a.io/b'] }],
    ['all but labels', { keeps: ['labels'] }, { labels: { l: 'old' }, annotations: { a: 'new' }, finalizers: ['a.io/b'] }],
    ['none', { keeps: clientMetadata }, { labels: { l: 'old' } }],
  ])('lets %s of the metadata through [R062]', async (_, definition, expected) => {
    const { status } = await open(definition);
    const { labels, annotations, finalizers } = (await status.update(inA, 'one', put(sent))).object.object().metadata;
    expect({ ...(labels && { labels }), ...(annotations && { annotations }), ...(finalizers && { finalizers }) }).toEqual(expected);
  });

  test('says what it resets, so that nobody comes to own it [R057]', async () => {
    const { status } = await open({ keeps: ['labels'] });
    expect(status.resetFields).toEqual([['spec'], ['metadata', 'labels']]);
  });

  test('has rules of its own, and metadata is checked all the same', async () => {
    const { status } = await open();
    await status.update(inA, 'one', put(gadget('one', { spec: { size: -1 } })));
    const { message } = await refused(() => status.update(inA, 'one', put(gadget('one', { metadata: { finalizers: ['bad'] } }))));
    expect(message).toBe(
      'Gadget.test.kapibara.io "one" is invalid: metadata.finalizers[0]: Invalid value: "bad": name is neither a standard finalizer name nor is it fully qualified',
    );
  });

  test('never creates, even when asked to', async () => {
    const { status } = await open();
    expect(await refused(() => status.update(inA, 'two', { ...put(gadget('two')), forceAllowCreate: true }))).toMatchObject({ code: 404 });
  });

  test('a status without is taken as such', async () => {
    const { status, store } = await open();
    await status.update(inA, 'one', put(sent));
    const { status: _, ...without } = gadget('one');
    await status.update(inA, 'one', put(without as Gadget));
    expect((await store.get(inA, 'one')).object().status).toBeUndefined();
  });
});

describe('/scale [B026]', () => {
  const open = async (): Promise<{ store: Store<Gadget>; scale: ScaleStore<Gadget>; uid: string }> => {
    const resource = gadgets();
    const store = resource.store(registry);
    const stored = await store.create(inA, gadget('one', { spec: { replicas: 2 } }), noAdmission, forReal);
    return { store, scale: new ScaleStore(store, resource.definition.scale!), uid: stored.object().metadata.uid! };
  };
  const wanting = (replicas: number, metadata: ScaleObject['metadata'] = {}): ScaleObject => ({
    metadata: { name: 'one', namespace: 'a', ...metadata },
    spec: { replicas },
    status: { replicas: 99 },
  });

  test('shows the object as a Scale', async () => {
    const { scale, uid } = await open();
    expect((await scale.get(inA, 'one', {})).object()).toEqual({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'one', namespace: 'a', uid, resourceVersion: '2', creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: { replicas: 2 },
      status: { replicas: 0, selector: 'gadget=one' },
    });
  });

  test('changes the number of replicas and nothing else, and counts as a change of the spec', async () => {
    const { scale, store } = await open();
    const { object } = await scale.update(inA, 'one', put(wanting(5, { labels: { l: 'm' } })));
    expect(object.object()).toMatchObject({ spec: { replicas: 5 }, status: { replicas: 0 } });
    const parent = (await store.get(inA, 'one')).object();
    expect(parent).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 5 }, status: { replicas: 0 } });
    expect(parent.metadata.labels).toBeUndefined();
    expect(object.object().metadata.resourceVersion).toBe(parent.metadata.resourceVersion);
  });

  test('a patch sees the Scale', async () => {
    const { scale } = await open();
    const { object } = await scale.update(
      inA,
      'one',
      patch<ScaleObject>((current) => ({ ...current, spec: { replicas: current.spec.replicas! + 1 } })),
    );
    expect(object.object().spec.replicas).toBe(3);
  });

  test('none is zero', async () => {
    const { scale } = await open();
    const { object } = await scale.update(inA, 'one', put({ ...wanting(0), spec: {} }));
    expect(object.object().spec).toEqual({});
  });

  test('a stale resourceVersion', async () => {
    const { scale } = await open();
    expect(await refused(() => scale.update(inA, 'one', put(wanting(4, { resourceVersion: '1' }))))).toEqual({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on gadgets.test.kapibara.io "one": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'one', group: 'test.kapibara.io', kind: 'gadgets' },
    });
  });

  test('another uid', async () => {
    const { scale } = await open();
    expect(await refused(() => scale.update(inA, 'one', put(wanting(4, { uid: 'other' }))))).toMatchObject({
      code: 409,
      reason: 'Conflict',
    });
  });

  test('a negative number, and metadata that cannot be', async () => {
    const { scale } = await open();
    expect(await refused(() => scale.update(inA, 'one', put(wanting(-4, { finalizers: ['q'] }))))).toEqual({
      code: 422,
      reason: 'Invalid',
      message:
        'Scale.autoscaling "one" is invalid: [metadata.finalizers[0]: Invalid value: "q": name is neither a standard finalizer name nor is it fully qualified, spec.replicas: Invalid value: -4: must be greater than or equal to 0]',
      details: expect.objectContaining({ name: 'one', group: 'autoscaling', kind: 'Scale' }) as unknown,
    });
  });

  test('of what is not there', async () => {
    const { scale } = await open();
    const expected = { code: 404, message: 'gadgets.test.kapibara.io "two" not found' };
    expect(await refused(() => scale.get(inA, 'two', {}))).toMatchObject(expected);
    expect(await refused(() => scale.update(inA, 'two', put(wanting(1))))).toMatchObject(expected);
  });

  test('dry run', async () => {
    const { scale, store } = await open();
    const { object } = await scale.update(inA, 'one', put(wanting(40), dryRun));
    expect(object.object().spec.replicas).toBe(40);
    expect((await store.get(inA, 'one')).object().spec.replicas).toBe(2);
  });

  test('whoever writes it owns the replicas, without a time, before everyone who has one', async () => {
    const { scale, store } = await open();
    const entry = (manager: string, fields: readonly string[], more: object): ManagedFieldsEntry => ({
      manager,
      operation: 'Update',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': Object.fromEntries(fields.map((field) => [`f:${field}`, {}])) },
      ...more,
    });
    const { apiVersion } = (await store.get(inA, 'one')).object();
    const time = '2026-01-01T00:00:00Z';
    const creator = entry('creator', ['color', 'replicas'], { apiVersion, time });
    await store.update(
      inA,
      'one',
      patch((current) => withMeta(current, { managedFields: [creator] })),
    );
    const scaler = { subresource: 'scale' };
    const managedFields = [entry('scaler', ['replicas'], { apiVersion: 'autoscaling/v1', time, ...scaler })];
    await scale.update(
      inA,
      'one',
      patch<ScaleObject>((current) => withMeta({ ...current, spec: { replicas: 7 } }, { managedFields })),
    );
    expect((await store.get(inA, 'one')).object().metadata.managedFields).toEqual([
      entry('scaler', ['replicas'], { apiVersion, ...scaler }),
      entry('creator', ['color'], { apiVersion, time }),
    ]);
  });

  test('admission sees Scales', async () => {
    const { scale } = await open();
    const seen: unknown[] = [];
    await scale.update(inA, 'one', {
      ...put(wanting(4)),
      validateUpdate: (next, previous) => Promise.resolve(void seen.push([next.kind, next.spec.replicas, previous.spec.replicas])),
    });
    expect(seen).toEqual([['Scale', 4, 2]]);
  });
});
