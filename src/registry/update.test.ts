// Updates through a Store over real storage [R020–R027, R031, R053]. Codes, reasons and messages are a kube-apiserver's.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gadget, gadgets, type Gadget } from '../../test/support/gadget.ts';
import {
  deleteWith,
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
import type { ResourceDefinition } from './definition.ts';
import type { StoreHooks } from './store-hooks.ts';
import type { Store } from './store.ts';

let registry: RegistryFixture;
beforeEach(() => {
  registry = memoryRegistry();
});
afterEach(() => registry[Symbol.asyncDispose]());

const inA = requestIn('a');
const open = (differences: Partial<ResourceDefinition<Gadget>> = {}, hooks: StoreHooks<Gadget> = {}): Store<Gadget> =>
  gadgets(differences).store(registry, hooks);
const add = async (store: Store<Gadget>, object: Gadget): Promise<Gadget> =>
  (await store.create(inA, object, noAdmission, forReal)).object();
const now = async (store: Store<Gadget>, name: string): Promise<Gadget> => (await store.get(inA, name)).object();

describe('resourceVersion', () => {
  test('without one, the last write wins where the kind allows it [R021]', async () => {
    const store = open();
    await add(store, gadget('one'));
    const { object, created } = await store.update(inA, 'one', put(gadget('one', { spec: { size: 3 } })));
    expect({ size: object.object().spec.size, created }).toEqual({ size: 3, created: false });
  });

  test('0 is none', async () => {
    const store = open();
    await add(store, gadget('one'));
    const { object } = await store.update(inA, 'one', put(gadget('one', { metadata: { resourceVersion: '0' }, spec: { size: 3 } })));
    expect(object.object().metadata.resourceVersion).toBe(String(object.revision));
  });

  test('without one, refused where it does not [R021, R065]', async () => {
    const store = open({ allowUnconditionalUpdate: false });
    await add(store, gadget('one'));
    expect(await refused(() => store.update(inA, 'one', put(gadget('one'))))).toEqual({
      code: 422,
      reason: 'Invalid',
      message: 'gadgets.test.kapibara.io "one" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
      details: {
        name: 'one',
        group: 'test.kapibara.io',
        kind: 'gadgets',
        causes: [
          { reason: 'FieldValueInvalid', message: 'Invalid value: 0: must be specified for an update', field: 'metadata.resourceVersion' },
        ],
      },
    });
  });

  test('a stale one is a Conflict [R022]', async () => {
    const store = open();
    const first = await add(store, gadget('one'));
    await store.update(inA, 'one', put({ ...first, spec: { size: 1 } }));
    expect(await refused(() => store.update(inA, 'one', put({ ...first, spec: { size: 2 } })))).toEqual({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on gadgets.test.kapibara.io "one": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'one', group: 'test.kapibara.io', kind: 'gadgets' },
    });
  });

  test('one that is no number', async () => {
    const store = open();
    await add(store, gadget('one'));
    expect(await refused(() => store.update(inA, 'one', put(gadget('one', { metadata: { resourceVersion: 'abc' } }))))).toEqual({
      code: 500,
      reason: '',
      message: 'strconv.ParseUint: parsing "abc": invalid syntax',
    });
  });
});

test('another uid is a Conflict [R023]', async () => {
  const store = open();
  const { metadata } = await add(store, gadget('one'));
  expect(await refused(() => store.update(inA, 'one', put(gadget('one', { metadata: { uid: 'other' } }))))).toEqual({
    code: 409,
    reason: 'Conflict',
    message:
      'Operation cannot be fulfilled on gadgets.test.kapibara.io "one": StorageError: invalid object, Code: 4, Key: /registry/gadgets/a/one, ' +
      `ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: ${metadata.uid}`,
    details: { name: 'one', group: 'test.kapibara.io', kind: 'gadgets' },
  });
});

describe('metadata', () => {
  test('what the server says cannot be changed, and may be left out [R024]', async () => {
    const store = open();
    const { metadata } = await add(store, gadget('one'));
    const sent = gadget('one', {
      metadata: { creationTimestamp: '2001-01-01T00:00:00Z', generation: 9, selfLink: '/x', labels: { l: 'm' } },
    });
    const { object } = await store.update(inA, 'one', put(sent));
    expect(object.object().metadata).toEqual({ ...metadata, resourceVersion: String(object.revision), labels: { l: 'm' } });
  });

  test('deletion cannot be said in a PUT; what is wrong is listed for the kind once more [R024]', async () => {
    const store = open();
    await add(store, gadget('one'));
    const sent = gadget('one', { metadata: { deletionTimestamp: '2020-01-01T00:00:00Z', deletionGracePeriodSeconds: 3 } });
    const { message, details } = await refused(() => store.update(inA, 'one', put(sent)));
    expect(message).toBe(
      'Gadget.test.kapibara.io "one" is invalid: [metadata.deletionTimestamp: Invalid value: "2020-01-01T00:00:00Z": field is immutable, ' +
        'metadata.deletionGracePeriodSeconds: Invalid value: 3: field is immutable]',
    );
    expect((details as { causes: { field: string }[] }).causes.map(({ field }) => field)).toEqual([
      'metadata.deletionTimestamp',
      'metadata.deletionGracePeriodSeconds',
      'metadata.deletionTimestamp',
      'metadata.deletionGracePeriodSeconds',
    ]);
  });

  test('deletion cannot be taken back, and no finalizer added [R024]', async () => {
    const store = open();
    await add(store, gadget('one', { metadata: { finalizers: ['a.io/b', 'a.io/c'] } }));
    await store.delete(inA, 'one', deleteWith());
    const { object } = await store.update(inA, 'one', put(gadget('one', { metadata: { finalizers: ['a.io/b'] } })));
    expect(object.object().metadata).toMatchObject({ deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 });
    const { message } = await refused(() =>
      store.update(inA, 'one', put(gadget('one', { metadata: { finalizers: ['a.io/b', 'c.io/d'] } }))),
    );
    expect(message).toBe(
      'Gadget.test.kapibara.io "one" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"c.io/d"}',
    );
  });

  test('another namespace is refused [R004]', async () => {
    const store = open();
    await add(store, gadget('one'));
    expect(await refused(() => store.update(inA, 'one', put(gadget('one', { metadata: { namespace: 'b' } }))))).toMatchObject({
      code: 400,
    });
  });
});

describe('spec, status and generation', () => {
  test('a status sent to the main endpoint is dropped [R060]', async () => {
    const store = open();
    await add(store, gadget('one'));
    const { object } = await store.update(inA, 'one', put(gadget('one', { spec: { size: 1 }, status: { phase: 'Ready', replicas: 3 } })));
    expect(object.object()).toMatchObject({ spec: { size: 1 }, status: { replicas: 0 } });
  });

  test('generation counts changes of the spec, nothing else [R063]', async () => {
    const store = open();
    await add(store, gadget('one', { spec: { size: 1 } }));
    const generations: (number | undefined)[] = [];
    for (const sent of [
      gadget('one', { spec: { size: 1 }, metadata: { labels: { l: 'm' } } }),
      gadget('one', { spec: { size: 2 } }),
      gadget('one', { spec: { size: 2 }, metadata: { generation: 99 } }),
      gadget('one', { spec: { size: 3 } }),
    ])
      generations.push((await store.update(inA, 'one', put(sent))).object.object().metadata.generation);
    expect(generations).toEqual([1, 2, 2, 3]);
  });

  test('a kind says what counts', async () => {
    const store = open({ generation: (next, previous) => next.metadata.labels?.['l'] !== previous.metadata.labels?.['l'] });
    await add(store, gadget('one'));
    const { object } = await store.update(inA, 'one', put(gadget('one', { metadata: { labels: { l: 'm' } } })));
    expect(object.object().metadata.generation).toBe(2);
  });

  test('writing the same again changes nothing, not even the resourceVersion [S012]', async () => {
    const store = open();
    const { metadata } = await add(store, gadget('one', { spec: { size: 1 } }));
    const { object } = await store.update(inA, 'one', put(gadget('one', { spec: { size: 1 } })));
    expect(object.object().metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  test('nor do times in managedFields that alone differ [R026]', async () => {
    const entry = { manager: 'm', operation: 'Update' as const, apiVersion: 'v1', fieldsType: 'FieldsV1' };
    const at = (time: string, size: number): Gadget => gadget('one', { metadata: { managedFields: [{ ...entry, time }] }, spec: { size } });
    const store = open();
    const { metadata } = await add(store, at('2026-01-01T00:00:00Z', 1));
    const same = (await store.update(inA, 'one', put(at('2026-01-01T00:00:09Z', 1)))).object.object().metadata;
    expect(same).toEqual(metadata);
    const other = (await store.update(inA, 'one', put(at('2026-01-01T00:00:09Z', 2)))).object.object().metadata;
    expect(other.managedFields?.[0]?.time).toBe('2026-01-01T00:00:09Z');
  });
});

test('validation and warnings', async () => {
  const store = open();
  const context = requestIn('a');
  await add(store, gadget('one'));
  expect(await refused(() => store.update(context, 'one', put(gadget('one', { spec: { size: -1 } }))))).toMatchObject({
    code: 422,
    message: 'Gadget.test.kapibara.io "one" is invalid: spec.size: Invalid value: -1: must be greater than or equal to 0',
  });
  await store.update(context, 'one', put(gadget('one', { spec: { size: 13 } })));
  expect(context.warnings).toEqual(['spec.size: 13 brings bad luck']);
});

describe('what is not there', () => {
  test('is not found [R025]', async () => {
    expect(await refused(() => open().update(inA, 'one', put(gadget('one', { metadata: { uid: 'q' } }))))).toEqual({
      code: 404,
      reason: 'NotFound',
      message: 'gadgets.test.kapibara.io "one" not found',
      details: { name: 'one', group: 'test.kapibara.io', kind: 'gadgets' },
    });
  });

  test('is created where the kind allows it, whatever resourceVersion is asked for [R025, R064]', async () => {
    const store = open({ allowCreateOnUpdate: true });
    const { object, created } = await store.update(
      inA,
      'one',
      put(gadget('one', { metadata: { resourceVersion: '5' }, spec: { size: 2 } })),
    );
    expect(created).toBe(true);
    expect(object.object()).toMatchObject({ metadata: { namespace: 'a', generation: 1 }, spec: { size: 2 } });
    expect(object.object().metadata.uid).toBeDefined();
  });

  test('is created when the caller insists, as server-side apply does', async () => {
    const store = open();
    const { created } = await store.update(inA, 'one', { ...put(gadget('one')), forceAllowCreate: true });
    expect(created).toBe(true);
  });

  test('is a Conflict when the body names a uid', async () => {
    const store = open({ allowCreateOnUpdate: true });
    expect(await refused(() => store.update(inA, 'one', put(gadget('one', { metadata: { uid: 'abc' } }))))).toMatchObject({
      code: 409,
      message: expect.stringMatching(/Precondition failed: UID in precondition: abc, UID in object meta: $/) as string,
    });
  });

  test('is validated and admitted as a create', async () => {
    const store = open({ allowCreateOnUpdate: true });
    const admitted: string[] = [];
    const request = {
      ...put(gadget('one')),
      validateCreate: () => Promise.resolve(void admitted.push('create')),
      validateUpdate: () => Promise.resolve(void admitted.push('update')),
    };
    await store.update(inA, 'one', request);
    await store.update(inA, 'one', request);
    expect(admitted).toEqual(['create', 'update']);
  });
});

describe('removing the last finalizer [R031]', () => {
  const deleting = async (store: Store<Gadget>): Promise<Gadget> => {
    await add(store, gadget('one', { metadata: { finalizers: ['a.io/b'] } }));
    await store.delete(inA, 'one', deleteWith());
    return now(store, 'one');
  };

  test('removes the object and answers with what was sent', async () => {
    const removed: string[] = [];
    const store = open({}, { afterDelete: ({ name }) => void removed.push(name) });
    const before = await deleting(store);
    const { object, created } = await store.update(inA, 'one', put(gadget('one', { spec: { size: 5 } })));
    expect(object.object()).toMatchObject({ metadata: { resourceVersion: before.metadata.resourceVersion }, spec: { size: 5 } });
    expect([created, removed]).toEqual([false, ['one']]);
    expect(await refused(() => store.get(inA, 'one'))).toMatchObject({ code: 404 });
  });

  test('removes nothing in a dry run', async () => {
    const store = open();
    await deleting(store);
    await store.update(inA, 'one', put(gadget('one'), dryRun));
    expect((await now(store, 'one')).metadata.finalizers).toEqual(['a.io/b']);
  });

  test('removes nothing when the kind has reasons of its own to stay [R053]', async () => {
    const store = open({}, { deleteDuringUpdate: () => false });
    await deleting(store);
    await store.update(inA, 'one', put(gadget('one')));
    expect((await now(store, 'one')).metadata.finalizers).toBeUndefined();
  });

  test('removes nothing while a grace period runs', async () => {
    const store = open({ gracePeriodSeconds: () => 30 });
    await deleting(store);
    await store.update(inA, 'one', put(gadget('one')));
    expect((await now(store, 'one')).metadata).toMatchObject({ deletionGracePeriodSeconds: 30 });
  });

  test('of an object that is not being deleted changes nothing else', async () => {
    const store = open();
    await add(store, gadget('one', { metadata: { finalizers: ['a.io/b'] } }));
    await store.update(inA, 'one', put(gadget('one')));
    expect((await now(store, 'one')).metadata.finalizers).toBeUndefined();
  });
});

describe('races', () => {
  test('a patch is computed anew from what won [R020]', async () => {
    const store = open();
    await add(store, gadget('one', { spec: { size: 1 } }));
    const grow = patch<Gadget>((current) => ({ ...current, spec: { size: (current.spec.size ?? 0) + 1 } }));
    await Promise.all(Array.from({ length: 8 }, () => store.update(inA, 'one', grow)));
    expect((await now(store, 'one')).spec.size).toBe(9);
  });

  test('each attempt of the loser gives back what it took, and only the winner keeps it [R052]', async () => {
    const held = new Set<number>();
    const ended: string[] = [];
    let tickets = 0;
    const hooks: StoreHooks<Gadget> = {
      beginUpdate(object) {
        const ticket = ++tickets;
        held.add(ticket);
        return Promise.resolve({
          object,
          commit: () => void ended.push(`commit ${String(held.has(ticket))}`),
          rollback: () => void ended.push(`rollback ${String(held.delete(ticket))}`),
        });
      },
    };
    const store = open({}, hooks);
    await add(store, gadget('one'));
    const grow = patch<Gadget>((current) => ({ ...current, spec: { size: (current.spec.size ?? 0) + 1 } }));
    await Promise.all([store.update(inA, 'one', grow), store.update(inA, 'one', grow)]);
    expect(held.size).toBe(2);
    expect(ended.filter((end) => end.startsWith('commit'))).toEqual(['commit true', 'commit true']);
    expect(ended).toHaveLength(tickets);
  });
});

test('the steps come in this order [R020]', async () => {
  const steps: string[] = [];
  const step =
    (name: string) =>
    (object: Gadget): Gadget => {
      steps.push(`${name} rv=${object.metadata.resourceVersion ?? '-'} gen=${object.metadata.generation}`);
      return object;
    };
  const store = open(
    {
      prepareForUpdate: step('prepareForUpdate'),
      validateUpdate: (next) => (step('validateUpdate')(next), []),
      warningsOnUpdate: (next) => (step('warnings')(next), []),
      canonicalize: step('canonicalize'),
    },
    {
      beginUpdate: (next) => Promise.resolve({ object: step('begin')(next), commit: () => void steps.push('commit'), rollback: () => {} }),
      afterUpdate: () => void steps.push('after'),
      decorate: (stored) => (steps.push('decorate'), stored),
    },
  );
  const { metadata } = await add(store, gadget('one'));
  steps.length = 0;
  await store.update(inA, 'one', {
    ...put(gadget('one', { spec: { size: 1 } })),
    validateUpdate: (next) => Promise.resolve(void step('admission')(next)),
  });
  const rv = metadata.resourceVersion;
  expect(steps).toEqual([
    `begin rv=${rv} gen=undefined`,
    `prepareForUpdate rv=${rv} gen=1`,
    `validateUpdate rv=${rv} gen=2`,
    `warnings rv=${rv} gen=2`,
    `canonicalize rv=${rv} gen=2`,
    `admission rv=${rv} gen=2`,
    'commit',
    'after',
    'decorate',
  ]);
});

describe('dry run [R042]', () => {
  test('answers as if, at the present resourceVersion, and stores nothing', async () => {
    const store = open();
    const before = await add(store, gadget('one'));
    const { object } = await store.update(inA, 'one', put(gadget('one', { spec: { size: 7 } }), dryRun));
    expect(object.object()).toMatchObject({
      metadata: { resourceVersion: before.metadata.resourceVersion, generation: 2 },
      spec: { size: 7 },
    });
    expect(await now(store, 'one')).toEqual(before);
  });

  test('refuses what would be refused', async () => {
    const store = open();
    await add(store, gadget('one'));
    const stale = gadget('one', { metadata: { resourceVersion: '1' } });
    expect(await refused(() => store.update(inA, 'one', put(stale, dryRun)))).toMatchObject({ reason: 'Conflict' });
    expect(await refused(() => store.update(inA, 'one', put(gadget('one', { metadata: { uid: 'x' } }), dryRun)))).toMatchObject({
      reason: 'Conflict',
    });
    expect(await refused(() => store.update(inA, 'two', put(gadget('two'), dryRun)))).toMatchObject({ reason: 'NotFound' });
  });

  test('of a creating PUT creates nothing', async () => {
    const store = open({ allowCreateOnUpdate: true });
    const { created } = await store.update(inA, 'one', put(gadget('one'), dryRun));
    expect(created).toBe(true);
    expect((await store.list(inA)).items).toEqual([]);
  });
});
