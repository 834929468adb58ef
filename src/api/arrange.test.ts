import { expect, test } from 'vitest';
import { ObjectMeta } from '../machinery/meta/v1.ts';
import { arranged, joined, mapChanged } from './arrange.ts';
import { Volume } from './core/v1/volume.ts';

test('arranged puts fields into declaration order, inlined ones in their place, and leaves absent ones out', () => {
  const metadata = arranged(ObjectMeta, { annotations: {}, labels: { a: 'b' }, name: 'x', uid: undefined });
  expect(Object.keys(metadata)).toEqual(['name', 'labels', 'annotations']);
  expect(Object.keys(arranged(Volume, { emptyDir: {}, name: 'v' }))).toEqual(['name', 'emptyDir']);
});

test('joined sorts keys, and the first map wins', () => {
  expect(Object.entries(joined({ c: 1, a: 2 }, undefined, { b: 3, a: 4 }) ?? {})).toEqual([
    ['a', 2],
    ['b', 3],
    ['c', 1],
  ]);
  expect(joined({}, undefined)).toBeUndefined();
  const odd = joined(JSON.parse('{"__proto__":"x"}') as { [key: string]: string });
  expect(Object.entries(odd ?? {})).toEqual([['__proto__', 'x']]);
});

test('mapChanged hands the same list back when nothing changed', () => {
  const list = [1, 2];
  expect(mapChanged(list, (each) => each)).toBe(list);
  expect(mapChanged(list, (each) => each + 1)).toEqual([2, 3]);
});
