import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { int32, json, list, map, message, object, string, type JsonObject } from '../declare.ts';
import type { ManagedFieldsEntry } from '../meta/v1.ts';
import { compareObjects } from './compare.ts';
import * as sets from './field-set.ts';
import { fromFieldsV1, pathText, pathsOf, toFieldsV1, type FieldSet } from './field-set.ts';
import { parentManagedFields, scaleManagedFields, type ReplicasPaths } from './scale.ts';
import { schemaOf } from './schema.ts';
import { fieldSetOf } from './to-field-set.ts';

type Tree = JsonObject;

/** What structured-merge-diff, as it is in kube-apiserver 1.36, makes of the same input. */
interface Answers {
  readonly reads: readonly (readonly [fields: Tree, read: Tree | 'error'])[];
  readonly operations: readonly {
    readonly a: Tree;
    readonly b: Tree;
    readonly union: Tree;
    readonly intersection: Tree;
    readonly difference: Tree;
    readonly recursive: Tree;
    readonly leaves: Tree;
    readonly equal: boolean;
    readonly paths: string;
  }[];
  readonly comparisons: readonly {
    readonly before: Tree;
    readonly after: Tree;
    readonly error?: string;
    readonly added: Tree;
    readonly removed: Tree;
    readonly modified: Tree;
    readonly owned: Tree;
  }[];
  readonly toScale: readonly (readonly [parent: Entries, scale: Entries | 'error' | null])[];
  readonly toParent: readonly (readonly [parent: Entries, scale: Entries, result: Entries | 'error' | null])[];
}
type Entries = readonly ManagedFieldsEntry[];

const answers = JSON.parse(readFileSync(new URL('../../../test/data/machinery/field-sets.json', import.meta.url), 'utf8')) as Answers;

/** As text, because the order of elements counts. */
const written = (set: FieldSet): string => JSON.stringify(toFieldsV1(set));

describe('field sets', () => {
  const readable = answers.reads.filter((entry): entry is [Tree, Tree] => entry[1] !== 'error');
  it.each(readable)('are read from %j', (fields, read) => {
    expect(written(fromFieldsV1(fields))).toBe(JSON.stringify(read));
  });

  const unreadable = answers.reads.filter(([, read]) => read === 'error');
  it.each(unreadable)('are not read from %j', (fields) => {
    expect(() => fromFieldsV1(fields)).toThrow(SyntaxError);
  });

  it.each(answers.operations)('$a and $b', ({ a, b, ...answer }) => {
    const [left, right] = [fromFieldsV1(a), fromFieldsV1(b)];
    const ours = {
      union: toFieldsV1(sets.union(left, right)),
      intersection: toFieldsV1(sets.intersection(left, right)),
      difference: toFieldsV1(sets.difference(left, right)),
      recursive: toFieldsV1(sets.recursiveDifference(left, right)),
      leaves: toFieldsV1(sets.leaves(left)),
      equal: sets.equalSets(left, right),
    };
    const { paths: _, ...wanted } = answer;
    for (const [operation, result] of Object.entries(ours)) {
      expect(`${operation}: ${JSON.stringify(result)}`).toBe(`${operation}: ${JSON.stringify(wanted[operation as keyof typeof wanted])}`);
    }
  });

  it.each(answers.operations)('have the paths of $a', ({ a, paths }) => {
    const ours = [...pathsOf(fromFieldsV1(a))].map(pathText);
    expect(ours.toSorted()).toEqual(paths === '' ? [] : paths.split('\n').toSorted());
  });

  it('are empty without paths', () => {
    expect(sets.setOfFields()).toBe(sets.emptySet);
    expect(sets.isEmpty(fromFieldsV1({ '.': {} }))).toBe(true);
    expect(sets.hasPath(sets.setOfFields(['a', 'b']), ['f:a'])).toBe(false);
    expect(sets.hasPath(sets.setOfFields(['a', 'b'], ['a']), ['f:a'])).toBe(true);
    expect(sets.hasPath(sets.setOfFields(['a']), [])).toBe(false);
  });

  const element = fc.constantFrom('f:a', 'f:b', 'v:1', 'v:"x"', 'k:{"n":"a"}');
  const path = fc.array(element, { minLength: 1, maxLength: 3 });
  const set = fc.array(path, { maxLength: 6 }).map((paths) => paths.map(sets.setOfPath).reduce(sets.union, sets.emptySet));
  it('behave like sets', () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        const same = (left: FieldSet, right: FieldSet) => expect(written(left)).toBe(written(right));
        same(sets.union(a, b), sets.union(b, a));
        same(sets.intersection(a, b), sets.intersection(b, a));
        same(sets.union(sets.difference(a, b), sets.intersection(a, b)), a);
        same(sets.difference(a, sets.union(b, c)), sets.difference(sets.difference(a, b), c));
        same(fromFieldsV1(toFieldsV1(a)), a);
        expect(sets.isEmpty(sets.intersection(sets.difference(a, b), b))).toBe(true);
      }),
    );
  });
});

class Nested extends message('Nested', () => ({ scalar: string(1), set: list(2, json).set() })) {}
class Item extends message('Item', () => ({
  name: string(1),
  proto: string(2).default('TCP'),
  value: int32(3),
  map: map(4, string),
})) {}
class AtomicNested extends message('AtomicNested', () => ({ scalar: string(1) })) {}
class Root extends message('Root', () => ({
  scalar: string(1),
  number: int32(2),
  atomicList: list(3, string),
  set: list(4, string).set(),
  items: list(5, Item).keyedBy('name', 'proto'),
  map: map(6, string),
  atomicMap: map(7, string).atomic(),
  nested: object(8, Nested).optional(),
  atomicNested: object(9, AtomicNested).atomic(),
  any: json(10),
})) {}

describe('comparisons', () => {
  const comparable = answers.comparisons.filter(({ error }) => error === undefined);
  it.each(comparable)('of $before and $after', ({ before, after, added, removed, modified, owned }) => {
    const changes = compareObjects(before, after, schemaOf(Root));
    expect({
      added: written(changes.added),
      removed: written(changes.removed),
      modified: written(changes.modified),
      owned: written(fieldSetOf(after, schemaOf(Root))),
    }).toEqual({
      added: JSON.stringify(added),
      removed: JSON.stringify(removed),
      modified: JSON.stringify(modified),
      owned: JSON.stringify(owned),
    });
  });

  it('pass over items that nobody can own', () => {
    const schema = schemaOf(Root);
    expect(written(compareObjects({ items: [] }, { items: [5, null] }, schema).added)).toBe('{}');
    expect(written(fieldSetOf({ set: [{ a: 1 }, [1], null] }, schema))).toBe('{}');
  });
});

describe('the owners of replicas', () => {
  const replicas: ReplicasPaths = new Map([
    ['apps/v1', ['f:spec', 'f:replicas']],
    ['apps/v2', null],
    ['apps/v1beta1', ['f:spec', 'f:size']],
  ]);
  const known = (result: Entries | 'error' | null): Entries | undefined => (result === 'error' || result === null ? undefined : result);

  it.each(answers.toScale)('in a Scale, from %j', (parent, scale) => {
    expect(scaleManagedFields(parent, replicas)).toEqual(known(scale));
  });

  it.each(answers.toParent)('from %j and the Scale %j', (parent, scale, result) => {
    expect(parentManagedFields({ parent, scale, replicas, apiVersion: 'apps/v1' })).toEqual(known(result));
  });
});
