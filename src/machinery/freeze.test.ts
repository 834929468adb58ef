import { expect, test } from 'vitest';
import { deepFreeze } from './freeze.ts';

test('nothing inside can be written to', () => {
  const value = { list: [{ a: 1 }], map: { b: { c: 'x' } }, none: null, bytes: Uint8Array.of(1) };
  expect(deepFreeze(value)).toBe(value);
  expect(() => value.list.push({ a: 2 })).toThrow(TypeError);
  expect(() => (value.list[0]!.a = 2)).toThrow(TypeError);
  expect(() => (value.map.b.c = 'y')).toThrow(TypeError);
  expect(() => Object.assign(value, { more: 1 })).toThrow(TypeError);
});

test('what is no object comes back', () => {
  expect([null, undefined, 1, 'x'].map(deepFreeze)).toEqual([null, undefined, 1, 'x']);
});
