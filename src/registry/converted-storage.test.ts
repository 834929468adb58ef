// One set of objects under two kinds [F003, F004]: what is written as one is read, selected and watched as the other.
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
import { groupVersion, message, object, string } from '../machinery/declare.ts';
import { ObjectMeta } from '../machinery/meta/v1.ts';
import { parseFieldSelector, resolveFields } from '../machinery/selectors/fields.ts';
import { allLabels } from '../machinery/selectors/labels.ts';
import { predicateOf } from '../machinery/selectors/predicate.ts';
import { eachEvent } from '../machinery/watch.ts';
import { defineResource } from './resource.ts';
import type { Store } from './store.ts';

class Thing extends groupVersion('things.kapibara.io/v1').kind('Thing', () => ({
  metadata: object(1, ObjectMeta),
  holder: object(2, Holder),
})) {}
class Holder extends message('Holder', () => ({ name: string(1) })) {}

const things = defineResource<Thing>({
  type: Thing,
  plural: 'gadgets',
  scope: 'Namespaced',
  fields: { 'holder.name': ({ holder }) => holder.name },
  storedAs: {
    type: gadgets().definition.type,
    fromStored: ({ metadata, spec }: Gadget): Thing => ({
      kind: 'Thing',
      apiVersion: 'things.kapibara.io/v1',
      metadata,
      holder: spec.owner === undefined ? {} : { name: spec.owner },
    }),
    toStored: ({ metadata, holder }: Thing): Gadget => gadget(undefined, { metadata, spec: holder.name ? { owner: holder.name } : {} }),
  },
});
const thing = (name: string, holder: string): Thing => ({ metadata: { name }, holder: { name: holder } });

let registry: RegistryFixture;
let asGadgets: Store<Gadget>;
let asThings: Store<Thing>;
const inA = requestIn('a');
beforeEach(() => {
  registry = memoryRegistry();
  asGadgets = gadgets().store(registry);
  asThings = things.store(registry);
});
afterEach(() => registry[Symbol.asyncDispose]());

test('is the same object, at the same revision', async () => {
  const created = await asThings.create(inA, thing('one', 'ann'), noAdmission, forReal);
  const stored = await asGadgets.get(inA, 'one');
  expect(stored.object().spec).toEqual({ owner: 'ann' });
  expect(stored.object().metadata).toEqual(created.object().metadata);
  expect([stored.revision, created.name, created.namespace]).toEqual([created.revision, 'one', 'a']);
});

test('is answered in its own words, byte for byte', async () => {
  await asGadgets.create(inA, gadget('one', { metadata: { labels: { l: 'm' } }, spec: { owner: 'bob' } }), noAdmission, forReal);
  const found = await asThings.get(inA, 'one');
  expect(JSON.parse(new TextDecoder().decode(found.bytes))).toEqual(found.object());
  expect(found.object()).toMatchObject({ kind: 'Thing', apiVersion: 'things.kapibara.io/v1', holder: { name: 'bob' } });
  expect([found.labels, found.fields]).toEqual([{ l: 'm' }, { 'holder.name': 'bob' }]);
});

describe('writes', () => {
  beforeEach(() => asGadgets.create(inA, gadget('one', { spec: { owner: 'ann' } }), noAdmission, forReal));

  test('update, and write nothing when nothing changes', async () => {
    const before = await asThings.get(inA, 'one');
    const same = await asThings.update(
      inA,
      'one',
      patch<Thing>((current) => current),
    );
    expect(same.object.revision).toBe(before.revision);
    await asThings.update(inA, 'one', put(thing('one', 'bob')));
    expect((await asGadgets.get(inA, 'one')).object().spec.owner).toBe('bob');
  });

  test('delete, after admission has seen the served kind', async () => {
    const seen: unknown[] = [];
    await asThings.delete(inA, 'one', { ...deleteWith(), validate: ({ kind }) => Promise.resolve(void seen.push(kind)) });
    expect(seen).toEqual(['Thing']);
    expect(await refused(() => asGadgets.get(inA, 'one'))).toMatchObject({ code: 404 });
  });

  test('dry run', async () => {
    const { object } = await asThings.update(inA, 'one', put(thing('one', 'bob'), dryRun));
    expect(object.object().holder.name).toBe('bob');
    expect((await asGadgets.get(inA, 'one')).object().spec.owner).toBe('ann');
  });
});

test('selectors and watches speak of the served kind’s fields', async () => {
  const predicate = predicateOf(allLabels, resolveFields(parseFieldSelector('holder.name=ann'), asThings.selectableFields!));
  const abort = new AbortController();
  const watch = await asThings.watch(inA, { start: { from: 'now' }, signal: abort.signal, predicate });
  await asGadgets.create(inA, gadget('one', { spec: { owner: 'ann' } }), noAdmission, forReal);
  await asGadgets.create(inA, gadget('two', { spec: { owner: 'bob' } }), noAdmission, forReal);
  expect((await asThings.list(inA, { predicate })).items.map(({ name }) => name)).toEqual(['one']);
  await asGadgets.update(inA, 'one', put(gadget('one', { spec: { owner: 'bob' } })));
  const events: unknown[] = [];
  for await (const event of eachEvent(watch)) {
    events.push('object' in event ? [event.type, event.object.object().holder.name] : event);
    if (events.length === 2) abort.abort();
  }
  expect(events).toEqual([
    ['ADDED', 'ann'],
    ['DELETED', 'ann'],
  ]);
});

test('the storage version is that of the stored kind', () => {
  expect(things.install(registry).storageKind).toEqual({ group: 'test.kapibara.io', version: 'v1', kind: 'Gadget' });
});
