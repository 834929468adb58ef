// Deletes through a Store over real storage [R030–R039, R042]. Codes, reasons and messages are a kube-apiserver's.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gadget, gadgets, type Gadget } from '../../test/support/gadget.ts';
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
} from '../../test/support/registry.ts';
import type { DeleteOptions } from '../machinery/meta/v1.ts';
import { forbidden } from '../machinery/status-error.ts';
import type { ResourceDefinition } from './definition.ts';
import type { Deleted } from './rest.ts';
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
const add = async (store: Store<Gadget>, metadata: Gadget['metadata'] = {}): Promise<Gadget> =>
  (await store.create(inA, gadget('one', { metadata }), noAdmission, forReal)).object();
const there = async (store: Store<Gadget>): Promise<Gadget | undefined> => (await store.list(inA)).items[0]?.object();
const answered = ({ object }: Deleted<Gadget>): unknown => ('revision' in object ? object.object() : object);

describe('at once', () => {
  test('answers with a Status that names what was deleted [R030]', async () => {
    const store = open();
    const { metadata } = await add(store);
    const deleted = await store.delete(inA, 'one', deleteWith());
    expect(deleted).toEqual({
      done: true,
      object: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name: 'one', group: 'test.kapibara.io', kind: 'gadgets', uid: metadata.uid },
      },
    });
    expect(await there(store)).toBeUndefined();
  });

  test('or with the object, at the revision of its deletion, where the kind has it so', async () => {
    const store = open({}, { returnDeletedObject: true });
    const { metadata } = await add(store);
    const answer = answered(await store.delete(inA, 'one', deleteWith())) as Gadget;
    expect(Number(answer.metadata.resourceVersion)).toBeGreaterThan(Number(metadata.resourceVersion));
  });

  test('not found', async () => {
    expect(await refused(() => open().delete(inA, 'one', deleteWith()))).toMatchObject({ code: 404, reason: 'NotFound' });
  });

  test('admission sees the object and may refuse', async () => {
    const store = open();
    await add(store);
    const validate = ({ metadata }: Gadget): Promise<void> =>
      Promise.reject(forbidden({ group: '', resource: 'gadgets' }, metadata.name!, 'keep it'));
    expect(await refused(() => store.delete(inA, 'one', { ...deleteWith(), validate }))).toMatchObject({ code: 403 });
    expect(await there(store)).toBeDefined();
  });

  test('the hook sees what is gone', async () => {
    const gone: string[] = [];
    const store = open({}, { afterDelete: ({ name }) => void gone.push(name) });
    await add(store);
    await store.delete(inA, 'one', deleteWith());
    expect(gone).toEqual(['one']);
  });

  test('a finalizer added between reading and removing is not lost', async () => {
    const store = open();
    await add(store);
    let raced = false;
    const validate = async (): Promise<void> => {
      if (raced) return;
      raced = true;
      await store.update(inA, 'one', put(gadget('one', { metadata: { finalizers: ['a.io/b'] } })));
    };
    const { done } = await store.delete(inA, 'one', { ...deleteWith(), validate });
    expect(done).toBe(false);
    expect((await there(store))?.metadata).toMatchObject({ finalizers: ['a.io/b'], deletionGracePeriodSeconds: 0 });
  });
});

describe('preconditions [R039]', () => {
  test('another uid', async () => {
    const store = open();
    const { metadata } = await add(store);
    expect(await refused(() => store.delete(inA, 'one', deleteWith({ preconditions: { uid: 'q' } })))).toEqual({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on Gadget.test.kapibara.io "one": the UID in the precondition (q) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
      details: { name: 'one', group: 'test.kapibara.io', kind: 'Gadget' },
    });
  });

  test('another resourceVersion', async () => {
    const store = open();
    const { metadata } = await add(store);
    const { message } = await refused(() => store.delete(inA, 'one', deleteWith({ preconditions: { resourceVersion: '1' } })));
    expect(message).toBe(
      `Operation cannot be fulfilled on Gadget.test.kapibara.io "one": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  });

  test('those that hold', async () => {
    const store = open();
    const { uid, resourceVersion } = (await add(store)).metadata;
    const { done } = await store.delete(inA, 'one', deleteWith({ preconditions: { uid: uid!, resourceVersion: resourceVersion! } }));
    expect(done).toBe(true);
  });
});

describe('options that make no sense', () => {
  test('an unknown policy [R038]', async () => {
    const store = open();
    await add(store);
    expect(await refused(() => store.delete(inA, 'one', deleteWith({ propagationPolicy: 'Foo' })))).toEqual({
      code: 422,
      reason: 'Invalid',
      message:
        'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Foo": supported values: "Foreground", "Background", "Orphan", "nil"',
      details: {
        group: 'meta.k8s.io',
        kind: 'DeleteOptions',
        causes: [
          {
            reason: 'FieldValueNotSupported',
            message: 'Unsupported value: "Foo": supported values: "Foreground", "Background", "Orphan", "nil"',
            field: 'propagationPolicy',
          },
        ],
      },
    });
  });

  test('both the old and the new way to say it [R037]', async () => {
    const store = open();
    await add(store);
    const { message } = await refused(() => store.delete(inA, 'one', deleteWith({ propagationPolicy: 'Orphan', orphanDependents: true })));
    expect(message).toBe(
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
    );
  });
});

describe('finalizers', () => {
  test('keep the object, marked as being deleted [R031, R032]', async () => {
    const store = open();
    await add(store, { finalizers: ['a.io/b'] });
    const deleted = await store.delete(inA, 'one', deleteWith());
    expect(deleted.done).toBe(false);
    expect(answered(deleted)).toMatchObject({
      metadata: { generation: 2, deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0, finalizers: ['a.io/b'] },
    });
    expect(await there(store)).toEqual(answered(deleted));
  });

  test('of a kind without generation leave it without', async () => {
    const store = open({ generation: false });
    await add(store, { finalizers: ['a.io/b'] });
    const answer = answered(await store.delete(inA, 'one', deleteWith())) as Gadget;
    expect(answer.metadata.generation).toBeUndefined();
  });

  test('a second delete changes nothing', async () => {
    const store = open();
    await add(store, { finalizers: ['a.io/b'] });
    const first = answered(await store.delete(inA, 'one', deleteWith()));
    registry.clock.advance(5000);
    expect(answered(await store.delete(inA, 'one', deleteWith()))).toEqual(first);
  });

  test('propagation policies add and replace them [R035]', async () => {
    const store = open();
    await add(store, { finalizers: ['a.io/b'] });
    const finalizers = async (options: DeleteOptions): Promise<unknown> =>
      (answered(await store.delete(inA, 'one', deleteWith(options))) as Gadget).metadata.finalizers;
    expect(await finalizers({ propagationPolicy: 'Foreground' })).toEqual(['a.io/b', 'foregroundDeletion']);
    expect(await finalizers({})).toEqual(['a.io/b', 'foregroundDeletion']);
    expect(await finalizers({ propagationPolicy: 'Orphan' })).toEqual(['a.io/b', 'orphan']);
    expect(await finalizers({ orphanDependents: false })).toEqual(['a.io/b']);
  });

  test('a policy alone keeps the object, and another one lets it go', async () => {
    const store = open();
    await add(store);
    expect((await store.delete(inA, 'one', deleteWith({ propagationPolicy: 'Foreground' }))).done).toBe(false);
    const { done, object } = await store.delete(inA, 'one', deleteWith({ propagationPolicy: 'Background' }));
    expect([done, (object as { status?: unknown }).status]).toEqual([true, 'Success']);
    expect(await there(store)).toBeUndefined();
  });

  test('no policy is obeyed where garbage is not collected [F013]', async () => {
    const own = memoryRegistry({ enableGarbageCollection: false });
    const store = gadgets().store(own);
    await add(store);
    expect((await store.delete(inA, 'one', deleteWith({ propagationPolicy: 'Foreground' }))).done).toBe(true);
    await own[Symbol.asyncDispose]();
  });
});

describe('a grace period [R033]', () => {
  const graceful: Partial<ResourceDefinition<Gadget>> = {
    gracePeriodSeconds: ({ spec }, { gracePeriodSeconds }) => gracePeriodSeconds ?? spec.size ?? 30,
  };
  const pods = (): Store<Gadget> => open(graceful, { returnDeletedObject: true });
  const marks = async (store: Store<Gadget>, options: DeleteOptions = {}): Promise<unknown> => {
    const deleted = await store.delete(inA, 'one', deleteWith(options));
    const { deletionTimestamp, deletionGracePeriodSeconds, generation } = (answered(deleted) as Gadget).metadata;
    return { at: deletionTimestamp, seconds: deletionGracePeriodSeconds, generation, done: deleted.done };
  };

  test('puts the end into the future', async () => {
    const store = pods();
    await add(store);
    expect(await marks(store)).toEqual({ at: '2026-01-01T00:00:30Z', seconds: 30, generation: 2, done: false });
  });

  test('can be shortened, and not be prolonged', async () => {
    const store = pods();
    await add(store);
    await marks(store);
    const kept = { at: '2026-01-01T00:00:30Z', seconds: 30, generation: 2, done: false };
    expect(await marks(store)).toEqual(kept);
    expect(await marks(store, { gracePeriodSeconds: 50 })).toEqual(kept);
    expect(await marks(store, { propagationPolicy: 'Foreground' })).toEqual(kept);
    expect(await marks(store, { gracePeriodSeconds: 5 })).toEqual({ ...kept, at: '2026-01-01T00:00:05Z', seconds: 5 });
    expect((await there(store))?.metadata.finalizers).toBeUndefined();
  });

  test('of a negative length is a second', async () => {
    const store = pods();
    await add(store);
    expect(await marks(store, { gracePeriodSeconds: -7 })).toMatchObject({ seconds: 1, done: false });
  });

  test('that would have ended before now ends in a second', async () => {
    const store = pods();
    await add(store);
    await marks(store);
    registry.clock.advance(20_000);
    expect(await marks(store, { gracePeriodSeconds: 5 })).toMatchObject({ at: '2026-01-01T00:00:20Z', seconds: 1, done: false });
  });

  test('of nothing removes the object, which was marked before', async () => {
    const store = pods();
    await add(store);
    expect(await marks(store, { gracePeriodSeconds: 0 })).toEqual({ at: '2026-01-01T00:00:00Z', seconds: 0, generation: 2, done: true });
    expect(await there(store)).toBeUndefined();
  });

  test('of nothing, with a finalizer, keeps the object', async () => {
    const store = pods();
    await add(store, { finalizers: ['a.io/b'] });
    expect(await marks(store, { gracePeriodSeconds: 0 })).toMatchObject({ seconds: 0, done: false });
    expect(await there(store)).toBeDefined();
  });

  test('that ran to zero without a removal is made up for by the next delete', async () => {
    const store = pods();
    await add(store, { finalizers: ['a.io/b'] });
    await marks(store, { gracePeriodSeconds: 0 });
    await open({ ...graceful }, { deleteDuringUpdate: () => false }).update(inA, 'one', put(gadget('one')));
    expect(await marks(store)).toMatchObject({ done: true });
    expect(await there(store)).toBeUndefined();
  });

  test('with a precondition on the resourceVersion that marking changes', async () => {
    const store = pods();
    const { metadata } = await add(store);
    const preconditions = { resourceVersion: metadata.resourceVersion! };
    expect(await marks(store, { gracePeriodSeconds: 0, preconditions })).toMatchObject({ done: true });
  });

  test('an object made anew after the mark is not touched', async () => {
    const store = pods();
    await add(store);
    let calls = 0;
    const validate = async (): Promise<void> => {
      if (++calls !== 2) return;
      // Between the mark and the removal: someone removes the marked one, someone makes another.
      await store.delete(inA, 'one', deleteWith());
      await add(store);
    };
    const { done } = await store.delete(inA, 'one', { ...deleteWith({ gracePeriodSeconds: 0 }), validate });
    expect(done).toBe(true);
    expect((await there(store))?.metadata.deletionTimestamp).toBeUndefined();
  });
});

describe('dry run [R042]', () => {
  test.each<[string, Gadget['metadata'], DeleteOptions, boolean]>([
    ['at once', {}, {}, true],
    ['with finalizers', { finalizers: ['a.io/b'] }, {}, false],
    ['with a policy', {}, { propagationPolicy: 'Foreground' }, false],
    ['with a policy that lets go', { finalizers: ['orphan'] }, { propagationPolicy: 'Background' }, true],
  ])('%s changes nothing', async (_, metadata, options, done) => {
    const store = open();
    const before = await add(store, metadata);
    expect((await store.delete(inA, 'one', deleteWith(options, dryRun))).done).toBe(done);
    expect(await there(store)).toEqual(before);
  });

  test('refuses what would be refused', async () => {
    const store = open();
    await add(store);
    const validate = (): Promise<void> => Promise.reject(forbidden({ group: '', resource: 'gadgets' }, 'one', 'keep it'));
    const reasons = await Promise.all([
      refused(() => store.delete(inA, 'one', deleteWith({ preconditions: { uid: 'q' } }, dryRun))),
      refused(() => store.delete(inA, 'two', deleteWith({}, dryRun))),
      refused(() => store.delete(inA, 'one', { ...deleteWith({}, dryRun), validate })),
    ]);
    expect(reasons.map(({ reason }) => reason)).toEqual(['Conflict', 'NotFound', 'Forbidden']);
  });

  test('of a graceful deletion of nothing answers with the marked object', async () => {
    const store = open({ gracePeriodSeconds: () => 0 }, { returnDeletedObject: true });
    const before = await add(store);
    const deleted = await store.delete(inA, 'one', deleteWith({}, dryRun));
    expect([deleted.done, (answered(deleted) as Gadget).metadata.deletionGracePeriodSeconds]).toEqual([true, 0]);
    expect(await there(store)).toEqual(before);
  });
});
