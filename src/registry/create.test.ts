// Creates through a Store over real storage [R001–R009, R042, R052]. Codes, reasons and messages are a kube-apiserver's.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gadget, gadgets, type Gadget } from '../../test/support/gadget.ts';
import { dryRun, forReal, memoryRegistry, noAdmission, refused, requestIn, type RegistryFixture } from '../../test/support/registry.ts';
import { forbidden } from '../machinery/status-error.ts';
import type { StoreHooks } from './store-hooks.ts';

let registry: RegistryFixture;
beforeEach(() => {
  registry = memoryRegistry();
});
afterEach(() => registry[Symbol.asyncDispose]());

const inA = requestIn('a');
const open = (hooks: StoreHooks<Gadget> = {}) => gadgets().store(registry, hooks);

describe('what only the server says', () => {
  test('uid, creationTimestamp, deletion and selfLink of the client are dropped [R003]', async () => {
    const { metadata } = (
      await open().create(
        inA,
        gadget('one', {
          metadata: {
            uid: 'mine',
            selfLink: '/x',
            creationTimestamp: '2001-01-01T00:00:00Z',
            deletionTimestamp: '2001-01-01T00:00:00Z',
            deletionGracePeriodSeconds: 5,
          },
        }),
        noAdmission,
        forReal,
      )
    ).object();
    expect(metadata).toEqual({
      name: 'one',
      namespace: 'a',
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      resourceVersion: '2',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
    });
    expect(metadata.uid).not.toBe('mine');
  });

  test('a status sent along is dropped and generation starts at 1 [R061, R063]', async () => {
    const sent = gadget('one', { metadata: { generation: 7 }, status: { phase: 'Ready', replicas: 4 } });
    const stored = (await open().create(inA, sent, noAdmission, forReal)).object();
    expect(stored.status).toEqual({ replicas: 0 });
    expect(stored.metadata.generation).toBe(1);
  });

  test('nodes keep the status they come with', async () => {
    const store = gadgets({ status: { givenOnCreate: true } }).store(registry);
    const sent = gadget('one', { status: { phase: 'Ready', replicas: 4 } });
    expect((await store.create(inA, sent, noAdmission, forReal)).object().status).toEqual({ phase: 'Ready', replicas: 4 });
  });

  test('a kind that does not count generations keeps the one it was sent', async () => {
    const store = gadgets({ generation: false }).store(registry);
    const sent = gadget('one', { metadata: { generation: 5 } });
    expect((await store.create(inA, sent, noAdmission, forReal)).object().metadata.generation).toBe(5);
  });

  test('a resourceVersion is refused', async () => {
    const sent = gadget('one', { metadata: { resourceVersion: '7' } });
    await expect(open().create(inA, sent, noAdmission, forReal)).rejects.toThrow(
      'resourceVersion should not be set on objects to be created',
    );
  });
});

describe('namespaces [R004]', () => {
  test('an empty one is filled in, another one is refused', async () => {
    const store = open();
    expect((await store.create(inA, gadget('one'), noAdmission, forReal)).namespace).toBe('a');
    expect(await refused(() => store.create(inA, gadget('two', { metadata: { namespace: 'b' } }), noAdmission, forReal))).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    });
  });

  test('of a cluster-scoped kind it is cleared', async () => {
    const store = gadgets({ scope: 'Cluster' }).store(registry);
    const stored = await store.create(requestIn(), gadget('one', { metadata: { namespace: 'b' } }), noAdmission, forReal);
    expect(stored.object().metadata.namespace).toBeUndefined();
  });
});

describe('names', () => {
  test('a generated one is the prefix and five characters [R005]', async () => {
    const stored = await open().create(inA, gadget(undefined, { metadata: { generateName: 'gen-' } }), noAdmission, forReal);
    expect(stored.name).toMatch(/^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(stored.object().metadata.generateName).toBe('gen-');
  });

  test('a given one wins over generateName [R006]', async () => {
    const stored = await open().create(inA, gadget('one', { metadata: { generateName: 'gen-' } }), noAdmission, forReal);
    expect(stored.name).toBe('one');
  });

  test('eight names are tried, then the last one is reported [R005]', async () => {
    const names: string[] = [];
    const clock = { now: () => 0, uuid: () => 'u', after: () => () => {}, random: () => 0 };
    const own = memoryRegistry({ environment: clock });
    const store = gadgets().store(own);
    const create = (): Promise<unknown> =>
      store.create(
        inA,
        gadget(undefined, { metadata: { generateName: 'gen-' } }),
        ({ metadata }) => Promise.resolve(void names.push(metadata.name!)),
        forReal,
      );
    await create();
    names.length = 0;
    expect(await refused(create)).toEqual({
      code: 409,
      reason: 'AlreadyExists',
      message: 'gadgets.test.kapibara.io "gen-bbbbb" already exists, the server was not able to generate a unique name for the object',
      details: { name: 'gen-bbbbb', group: 'test.kapibara.io', kind: 'gadgets', retryAfterSeconds: 1 },
    });
    expect(names).toHaveLength(8);
    await own[Symbol.asyncDispose]();
  });

  test('a collision is made up for by the next try [R005]', async () => {
    const sequence = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    const own = memoryRegistry({ environment: { now: () => 0, uuid: () => 'u', after: () => () => {}, random: () => sequence.shift()! } });
    const store = gadgets().store(own);
    const create = async (): Promise<string> =>
      (await store.create(inA, gadget(undefined, { metadata: { generateName: 'gen-' } }), noAdmission, forReal)).name;
    expect([await create(), await create()]).toEqual(['gen-bbbbb', 'gen-ccccc']);
    await own[Symbol.asyncDispose]();
  });

  test('taken', async () => {
    const store = open();
    await store.create(inA, gadget('one'), noAdmission, forReal);
    expect(await refused(() => store.create(inA, gadget('one'), noAdmission, forReal))).toEqual({
      code: 409,
      reason: 'AlreadyExists',
      message: 'gadgets.test.kapibara.io "one" already exists',
      details: { name: 'one', group: 'test.kapibara.io', kind: 'gadgets' },
    });
  });

  test('taken by an object that is being deleted [R007]', async () => {
    const store = open();
    await store.create(inA, gadget('one', { metadata: { finalizers: ['a.io/b'] } }), noAdmission, forReal);
    await store.delete(inA, 'one', { ...forReal, options: {}, validate: noAdmission });
    expect(await refused(() => store.create(inA, gadget('one'), noAdmission, forReal))).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'object is being deleted: gadgets.test.kapibara.io "one" already exists',
    });
  });
});

describe('validation', () => {
  test('no name', async () => {
    expect(await refused(() => open().create(inA, gadget(undefined), noAdmission, forReal))).toEqual({
      code: 422,
      reason: 'Invalid',
      message: 'Gadget.test.kapibara.io "" is invalid: metadata.name: Required value: name or generateName is required',
      details: {
        group: 'test.kapibara.io',
        kind: 'Gadget',
        causes: [{ reason: 'FieldValueRequired', message: 'Required value: name or generateName is required', field: 'metadata.name' }],
      },
    });
  });

  test('everything wrong is reported at once, metadata first [R009]', async () => {
    const sent = gadget('One', { metadata: { labels: { '-': '' }, finalizers: ['short'] }, spec: { size: -1 } });
    const { details } = await refused(() => open().create(inA, sent, noAdmission, forReal));
    expect((details as { causes: { field: string }[] }).causes.map(({ field }) => field)).toEqual([
      'metadata.name',
      'metadata.labels',
      'metadata.finalizers[0]',
      'spec.size',
    ]);
  });

  test('warnings reach the client, but not when the object is refused [R058]', async () => {
    const [fine, wrong] = [requestIn('a'), requestIn('a')];
    await open().create(fine, gadget('one', { spec: { size: 13 } }), noAdmission, forReal);
    await refused(() => open().create(wrong, gadget('Two', { spec: { size: 13 } }), noAdmission, forReal));
    expect([fine.warnings, wrong.warnings]).toEqual([['spec.size: 13 brings bad luck'], []]);
  });
});

test('the steps come in this order [R001]', async () => {
  const steps: string[] = [];
  const step =
    (name: string) =>
    (object: Gadget): Gadget => {
      steps.push(`${name} ${object.metadata.namespace ?? '-'} ${object.metadata.uid === undefined ? 'unidentified' : 'identified'}`);
      return object;
    };
  const store = gadgets({
    prepareForCreate: step('prepareForCreate'),
    validate: (object) => (step('validate')(object), []),
    warningsOnCreate: (object) => (step('warnings')(object), []),
    canonicalize: step('canonicalize'),
  }).store(registry, {
    beginCreate: (object) =>
      Promise.resolve({
        object: step('begin')(object),
        commit: () => void steps.push('commit'),
        rollback: () => void steps.push('rollback'),
      }),
    afterCreate: (stored) => void steps.push(`after ${stored.revision}`),
    decorate: (stored) => (steps.push('decorate'), stored),
  });
  await store.create(inA, gadget('one'), (object) => Promise.resolve(void step('admission')(object)), forReal);
  expect(steps).toEqual([
    'begin - identified',
    'prepareForCreate a identified',
    'validate a identified',
    'warnings a identified',
    'canonicalize a identified',
    'admission a identified',
    'commit',
    'after 2',
    'decorate',
  ]);
});

describe('begin hooks [R052]', () => {
  const counting = (): { readonly ended: string[]; readonly hooks: StoreHooks<Gadget> } => {
    const ended: string[] = [];
    const hooks: StoreHooks<Gadget> = {
      beginCreate: (object) =>
        Promise.resolve({
          object: { ...object, spec: { ...object.spec, size: 42 } },
          commit: () => void ended.push('commit'),
          rollback: () => void ended.push('rollback'),
        }),
    };
    return { ended, hooks };
  };

  test('what the hook adds is stored', async () => {
    const { ended, hooks } = counting();
    expect((await open(hooks).create(inA, gadget('one'), noAdmission, forReal)).object().spec.size).toBe(42);
    expect(ended).toEqual(['commit']);
  });

  test.each([
    ['validation', gadget('One'), noAdmission],
    ['admission', gadget('two'), () => Promise.reject(forbidden({ group: '', resource: 'gadgets' }, 'two', 'no'))],
    ['the store', gadget('taken'), noAdmission],
  ])('%s refuses: what was taken is given back once', async (_, object, admission) => {
    await open().create(inA, gadget('taken'), noAdmission, forReal);
    const { ended, hooks } = counting();
    await refused(() => open(hooks).create(inA, object, admission, forReal));
    expect(ended).toEqual(['rollback']);
  });

  test('a dry run gives back what it took', async () => {
    const { ended, hooks } = counting();
    expect((await open(hooks).create(inA, gadget('one'), noAdmission, dryRun)).object().spec.size).toBe(42);
    expect(ended).toEqual(['rollback']);
  });
});

describe('dry run [R042]', () => {
  test('answers as if, and stores nothing', async () => {
    const store = open();
    const answer = await store.create(inA, gadget('one', { spec: { size: 3 } }), noAdmission, dryRun);
    expect(answer.object()).toMatchObject({ metadata: { name: 'one', namespace: 'a', generation: 1 }, spec: { size: 3 } });
    expect(answer.object().metadata.uid).toBeDefined();
    expect(answer.object().metadata.resourceVersion).toBeUndefined();
    expect((await store.list(inA)).items).toEqual([]);
  });

  test('goes through admission and validation, and sees what is there', async () => {
    const store = open();
    await store.create(inA, gadget('one'), noAdmission, forReal);
    const codes = await Promise.all([
      refused(() => store.create(inA, gadget('One'), noAdmission, dryRun)),
      refused(() => store.create(inA, gadget('two'), () => Promise.reject(forbidden({ group: '', resource: 'x' }, 'two', 'no')), dryRun)),
      refused(() => store.create(inA, gadget('one'), noAdmission, dryRun)),
    ]);
    expect(codes.map(({ reason }) => reason)).toEqual(['Invalid', 'Forbidden', 'AlreadyExists']);
  });
});
