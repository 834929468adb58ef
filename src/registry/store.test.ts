// Reads and watches through a Store over real storage [R008, R055, R059], and Stores that share their storage.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gadget, gadgets, type Gadget } from '../../test/support/gadget.ts';
import {
  deleteWith,
  forReal,
  memoryRegistry,
  noAdmission,
  put,
  refused,
  requestIn,
  type RegistryFixture,
} from '../../test/support/registry.ts';
import type { Predicate } from '../machinery/options.ts';
import { metadataFields, parseFieldSelector, resolveFields } from '../machinery/selectors/fields.ts';
import { allLabels, parseLabelSelector } from '../machinery/selectors/labels.ts';
import { predicateOf } from '../machinery/selectors/predicate.ts';
import { computed, type StoredObject } from '../machinery/stored-object.ts';
import { eachEvent } from '../machinery/watch.ts';
import { verbsOf, type Store } from './store.ts';

let registry: RegistryFixture;
let store: Store<Gadget>;
beforeEach(async () => {
  registry = memoryRegistry();
  store = gadgets().store(registry);
  for (const [namespace, name, owner] of [
    ['a', 'one', 'ann'],
    ['a', 'two', 'bob'],
    ['b', 'one', 'ann'],
  ] as const)
    await store.create(requestIn(namespace), gadget(name, { spec: { owner } }), noAdmission, forReal);
});
afterEach(() => registry[Symbol.asyncDispose]());

const byFields = (text: string): Predicate =>
  predicateOf(allLabels, resolveFields(parseFieldSelector(text), store.selectableFields ?? metadataFields));
const paths = (items: readonly StoredObject<Gadget>[]): string[] => items.map(({ namespace, name }) => `${namespace}/${name}`);

describe('get', () => {
  test('of what is not there', async () => {
    expect(await refused(() => store.get(requestIn('a'), 'three'))).toEqual({
      code: 404,
      reason: 'NotFound',
      message: 'gadgets.test.kapibara.io "three" not found',
      details: { name: 'three', group: 'test.kapibara.io', kind: 'gadgets' },
    });
  });

  test.each([
    ['a%b', `Name parameter invalid: "a%b": may not contain '%'`],
    ['..', `Name parameter invalid: "..": may not be '..'`],
    ['', 'Name parameter required.'],
  ])('of a name that cannot be: %s [R008]', async (name, message) => {
    expect(await refused(() => store.get(requestIn('a'), name))).toEqual({ code: 400, reason: 'BadRequest', message });
  });

  test('without a namespace', async () => {
    expect(await refused(() => store.get(requestIn(), 'one'))).toMatchObject({ code: 400, message: 'Namespace parameter required.' });
  });
});

describe('list', () => {
  test.each<[string | undefined, string, string[]]>([
    [undefined, '', ['a/one', 'a/two', 'b/one']],
    ['a', '', ['a/one', 'a/two']],
    ['a', 'metadata.name=one', ['a/one']],
    ['a', 'metadata.name=none', []],
    ['a', 'metadata.name=one,metadata.namespace=b', []],
    ['a', 'metadata.name=a/b', []],
    [undefined, 'metadata.name=one', ['a/one', 'b/one']],
    [undefined, 'metadata.namespace=b', ['b/one']],
    [undefined, 'metadata.namespace=No_namespace', []],
    [undefined, 'metadata.name=one,metadata.namespace=b', ['b/one']],
    [undefined, 'spec.owner=ann', ['a/one', 'b/one']],
    [undefined, 'spec.owner!=ann', ['a/two']],
    [undefined, 'metadata.name!=one', ['a/two']],
  ])('in %s by %s', async (namespace, selector, expected) => {
    const { items } = await store.list(requestIn(namespace), selector === '' ? {} : { predicate: byFields(selector) });
    expect(paths(items)).toEqual(expected);
  });

  test('of a single name is answered without looking at the others [R059]', async () => {
    const asked: string[] = [];
    const { name, namespace, ...rest } = byFields('metadata.name=one');
    const predicate: Predicate = { ...rest, name, namespace, matches: (object) => (asked.push(object.name), rest.matches(object)) };
    await store.list(requestIn('a'), { predicate });
    expect(asked).toEqual(['one']);
  });

  test('by a field that the kind does not have', () => {
    expect(() => byFields('spec.size=1')).toThrow('field label not supported: spec.size');
  });

  test('of a kind that names no fields', () => {
    const { selectableFields = metadataFields } = gadgets({ fields: undefined }).store(registry);
    expect(() => resolveFields(parseFieldSelector('spec.owner=x'), selectableFields)).toThrow(
      '"spec.owner" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
  });

  test('of a cluster-scoped kind that names fields: it has no namespace to select by', () => {
    const { selectableFields = metadataFields } = gadgets({ scope: 'Cluster' }).store(registry);
    expect(() => resolveFields(parseFieldSelector('metadata.namespace=x'), selectableFields)).toThrow(
      'field label not supported: metadata.namespace',
    );
  });

  test('that cannot be served says so in the client’s terms', async () => {
    expect(await refused(() => store.list(requestIn('a'), { freshness: { at: 'notOlderThan', revision: 999 } }))).toMatchObject({
      code: 504,
      reason: 'Timeout',
      details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
    });
  });
});

describe('watch', () => {
  const seen = async (count: number, namespace: string | undefined, predicate?: Predicate): Promise<string[]> => {
    const abort = new AbortController();
    const context = requestIn(namespace);
    const watch = await store.watch(context, { start: { from: 'now' }, signal: abort.signal, predicate });
    await store.update(requestIn('a'), 'two', put(gadget('two', { spec: { owner: 'ann' } })));
    await store.update(requestIn('a'), 'one', put(gadget('one', { spec: { owner: 'bob' } })));
    await store.delete(requestIn('b'), 'one', deleteWith());
    const events: string[] = [];
    for await (const event of eachEvent(watch)) {
      events.push('object' in event ? `${event.type} ${event.object.namespace}/${event.object.name}` : event.type);
      if (events.length === count) abort.abort();
    }
    return events;
  };

  test('across namespaces, in one, of one name, and by a field', async () => {
    expect(await seen(3, undefined)).toEqual(['MODIFIED a/two', 'MODIFIED a/one', 'DELETED b/one']);
    await store.create(requestIn('b'), gadget('one', { spec: { owner: 'ann' } }), noAdmission, forReal);
  });

  test('in a namespace', async () => {
    expect(await seen(2, 'a')).toEqual(['MODIFIED a/two', 'MODIFIED a/one']);
  });

  test('of one object', async () => {
    expect(await seen(1, undefined, byFields('metadata.name=one,metadata.namespace=b'))).toEqual(['DELETED b/one']);
  });

  test('by a field: entering and leaving the selection', async () => {
    expect(await seen(3, undefined, byFields('spec.owner=ann'))).toEqual(['ADDED a/two', 'DELETED a/one', 'DELETED b/one']);
  });
});

describe('decoration [R055]', () => {
  const decorated = () =>
    gadgets().store(registry, {
      decorate: (stored) => computed({ ...stored.object(), spec: { owner: 'decorated' } }),
    });

  test('shows in reads and in the answers of writes, not in what is stored', async () => {
    const seenBy = decorated();
    expect((await seenBy.get(requestIn('a'), 'one')).object().spec.owner).toBe('decorated');
    expect((await seenBy.list(requestIn('a'))).items.map((item) => item.object().spec.owner)).toEqual(['decorated', 'decorated']);
    const { object } = await seenBy.update(requestIn('a'), 'one', put(gadget('one', { spec: { owner: 'eve' } })));
    expect(object.object().spec.owner).toBe('decorated');
    expect((await store.get(requestIn('a'), 'one')).object().spec.owner).toBe('eve');
  });
});

test('another strategy over the same objects', async () => {
  const shout = store.withStrategy({
    ...store.parts.strategy,
    prepareForUpdate: (next) => ({ ...next, spec: { owner: next.spec.owner?.toUpperCase() ?? '' } }),
  });
  await shout.update(requestIn('a'), 'one', put(gadget('one', { spec: { owner: 'eve' } })));
  expect((await store.get(requestIn('a'), 'one')).object().spec.owner).toBe('EVE');
});

test('verbs as functions, to replace some of them', async () => {
  const rest = { ...verbsOf(store), get: () => store.get(requestIn('a'), 'two') };
  expect((await rest.get()).name).toBe('two');
  expect(
    (
      await rest.list(requestIn('b'), {
        predicate: predicateOf(parseLabelSelector('!x'), resolveFields(parseFieldSelector(''), metadataFields)),
      })
    ).items,
  ).toHaveLength(1);
  expect([rest.kind, rest.namespaced, rest.type]).toEqual([store.kind, true, store.type]);
});
