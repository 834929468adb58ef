import { expect, test } from 'vitest';
import {
  atomicMessage,
  bool,
  either,
  enumOf,
  groupVersion,
  inline,
  int32,
  intOrString,
  json,
  later,
  list,
  map,
  message,
  microTime,
  object,
  openValues,
  quantity,
  rawExtension,
  string,
  time,
  values,
  wrappedList,
  type Input,
  type Message,
  type ValueOf,
} from './declare.ts';

const v1 = groupVersion('example.io/v1');
const Color = values('Red', 'Green');
type Color = ValueOf<typeof Color>;
const Size = openValues('Small', 'Large');

class Part extends message('Part', () => ({ name: string(1).required(), weight: quantity(2), at: time(3) })) {}
class Owner extends atomicMessage('Owner', () => ({ name: string(1) })) {}
class Base extends message('Base', () => ({ a: string(1), b: int32(2).required() })) {}
class More extends message('More', () => ({ c: bool(1) })) {}
const self = (): Message<Tree> => Tree;
class Tree extends message('Tree', () => ({
  not: object(1, later(self)).optional(),
  items: either(2, object(1, later(self)), list(2, later(self))),
  extra: either(3, bool(1), object(2, later(self))),
  free: json(4).optional(),
})) {}
class Thing extends v1.kind('Thing', () => ({
  meta: object(1, Owner),
  base: inline(2, Base),
  more: inline(3, More),
  parts: list(4, Part).keyedBy('name').mergeOn('name').retainKeys(),
  color: enumOf(5, Color).default('Red'),
  size: enumOf(6, Size),
  when: time(7),
  later: microTime(8).optional(),
  born: time(9).omitZero(),
  port: intOrString(10),
  data: rawExtension(11),
  group: string(12).nullable(),
  must: object(13, Part).optional().required(),
  extra: map(14, (n) => wrappedList(n, string)),
  zero: int32(15).always(),
  tree: object(16, Tree).granular().optional(),
  labels: map(17, string).atomic(),
})) {}

test('the static types say what is there', () => {
  const thing: Thing = {
    kind: 'Thing',
    apiVersion: 'example.io/v1',
    meta: {},
    b: 1,
    c: true,
    color: 'Green',
    size: 'Huge',
    when: null,
    port: 'http',
    data: null,
    group: null,
    extra: { a: ['b'] },
    zero: 0,
    tree: { items: [{ extra: false }], extra: { not: {} } },
  };
  const input: Input<typeof Thing> = { b: 1, must: { name: 'x' }, parts: [{ name: 'y' }] };
  // @ts-expect-error color is filled in by the server, so it is always there
  const missing: Thing = { meta: {}, b: 1, when: null, port: 0, data: null, group: null, zero: 0 };
  // @ts-expect-error not one of the values
  const wrong: Color = 'Blue';
  // @ts-expect-error no such field to key by
  list(1, Part).keyedBy('nam');
  // @ts-expect-error optional comes before default
  const order = (): unknown => string(1).default('x').optional();
  // @ts-expect-error b is required
  const unsent: Input<typeof Thing> = { must: { name: 'x' } };
  // @ts-expect-error objects cannot be written to
  const write = (): unknown => (thing.zero = 1);
  expect([thing, input, missing, wrong, order, unsent, write]).toHaveLength(7);
});

test('modifiers leave their mark in the spec', () => {
  const { fields } = Thing;
  expect(fields['parts']!.spec).toMatchObject({
    number: 4,
    type: 'list',
    listType: 'map',
    keys: ['name'],
    mergeKey: 'name',
    patchStrategies: ['merge', 'retainKeys'],
  });
  expect(fields['labels']!.spec).toMatchObject({ type: 'map', mapType: 'atomic' });
  expect(fields['tree']!.spec).toMatchObject({ type: 'message', mapType: 'granular', zero: 'kept' });
  expect(fields['must']!.spec).toMatchObject({ zero: 'kept', required: true });
  expect(fields['group']!.spec).toMatchObject({ zero: 'null' });
  expect(fields['born']!.spec).toMatchObject({ zero: 'omitted' });
  expect(fields['size']!.spec).toMatchObject({ values: ['Small', 'Large'], open: true });
  expect(Owner.atomic).toBe(true);
  expect(Thing.atomic).toBe(false);
  expect(Thing.apiVersion).toBe('example.io/v1');
});

test('a declaration is not a constructor', () => {
  expect(() => new Thing()).toThrow('plain data');
});
