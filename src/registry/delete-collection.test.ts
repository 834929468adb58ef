// Collection deletes through a Store over real storage [R040, R041].
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gadget, gadgets, type Gadget } from '../../test/support/gadget.ts';
import {
  deleteWith,
  dryRun,
  forReal,
  memoryRegistry,
  noAdmission,
  refused,
  requestIn,
  type RegistryFixture,
} from '../../test/support/registry.ts';
import { predicateOf } from '../machinery/selectors/predicate.ts';
import { allFields } from '../machinery/selectors/fields.ts';
import { parseLabelSelector } from '../machinery/selectors/labels.ts';
import { forbidden } from '../machinery/status-error.ts';
import { deleteCollection } from './delete-collection.ts';
import type { Store } from './store.ts';

let registry: RegistryFixture;
let store: Store<Gadget>;
const inA = requestIn('a');
beforeEach(async () => {
  registry = memoryRegistry();
  store = gadgets().store(registry);
  for (const [name, metadata] of [
    ['g1', { labels: { g: '1' } }],
    ['g2', { labels: { g: '1' }, finalizers: ['a.io/b'] }],
    ['g3', { labels: { g: '2' } }],
    ['g4', {}],
  ] as const)
    await store.create(inA, gadget(name, { metadata }), noAdmission, forReal);
  await store.create(requestIn('b'), gadget('g1'), noAdmission, forReal);
});
afterEach(() => registry[Symbol.asyncDispose]());

const labelled = (text: string) => ({ predicate: predicateOf(parseLabelSelector(text), allFields) });
const names = async (namespace?: string): Promise<string[]> => (await store.list(requestIn(namespace))).items.map(({ name }) => name);

test('deletes what the selector matches, in this namespace, and answers with what it was', async () => {
  const page = await store.deleteCollection(inA, deleteWith(), labelled('g=1'));
  expect(page.items.map(({ name }) => name)).toEqual(['g1', 'g2']);
  expect(page.items.every((item) => item.object().metadata.deletionTimestamp === undefined)).toBe(true);
  expect(await names('a')).toEqual(['g2', 'g3', 'g4']);
  expect(await names('b')).toEqual(['g1']);
});

test('of nothing is an empty list', async () => {
  expect((await store.deleteCollection(inA, deleteWith(), labelled('nosuch'))).items).toEqual([]);
});

test('with a limit deletes one page and says how to go on', async () => {
  const page = await store.deleteCollection(inA, deleteWith(), { limit: 1 });
  expect(page.items.map(({ name }) => name)).toEqual(['g1']);
  expect(page.continue).toBeDefined();
  expect(await names('a')).toEqual(['g2', 'g3', 'g4']);
});

test('hands each object the same options', async () => {
  await store.deleteCollection(inA, deleteWith({ propagationPolicy: 'Orphan' }), labelled('g'));
  const { items } = await store.list(inA);
  expect(items.map((item) => item.object().metadata.finalizers)).toEqual([['orphan'], ['a.io/b', 'orphan'], ['orphan'], undefined]);
});

test('in a dry run answers as if', async () => {
  const page = await store.deleteCollection(inA, deleteWith({}, dryRun), {});
  expect(page.items).toHaveLength(4);
  expect(await names('a')).toHaveLength(4);
});

test('stops at the first error and reports it', async () => {
  const validate = ({ metadata }: Gadget): Promise<void> =>
    metadata.name === 'g3' ? Promise.reject(forbidden({ group: '', resource: 'gadgets' }, 'g3', 'keep it')) : Promise.resolve();
  expect(await refused(() => store.deleteCollection(inA, { ...deleteWith(), validate }, {}))).toMatchObject({ code: 403 });
  expect(await names('a')).toEqual(['g2', 'g3', 'g4']);
});

test('does not mind what others delete meanwhile', async () => {
  let raced = false;
  const validate = async ({ metadata }: Gadget): Promise<void> => {
    if (metadata.name !== 'g1' || raced) return;
    raced = true;
    await store.delete(inA, 'g3', deleteWith());
  };
  await store.deleteCollection(inA, { ...deleteWith(), validate }, {});
  expect(await names('a')).toEqual(['g2']);
});

test('works through a long list page by page, so many objects at a time', async () => {
  for (let i = 0; i < 6; i++) await store.create(inA, gadget(`p${i}`), noAdmission, forReal);
  let [now, most] = [0, 0];
  const validate = async (): Promise<void> => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    now--;
  };
  const page = await deleteCollection(store, inA, { ...deleteWith(), validate, list: {}, workers: 3, pageItems: 4 });
  expect([page.items.length, page.continue, most]).toEqual([10, undefined, 3]);
  expect(await names('a')).toEqual(['g2']);
});

test('ends when the request does', async () => {
  const abort = new AbortController();
  const context = requestIn('a', abort.signal);
  const validate = (): Promise<void> => Promise.resolve(abort.abort(new Error('client gone')));
  await expect(store.deleteCollection(context, { ...deleteWith(), validate }, {})).rejects.toThrow('client gone');
  expect((await names('a')).length).toBeGreaterThan(1);
});
