import { expect, test } from 'vitest';
import { parseQuery } from './query.ts';

test.each([
  ['a=1&b=2', { a: '1', b: '2' }],
  ['a=%41+b', { a: 'A b' }],
  ['a=%3&b=2', { b: '2' }],
  ['a=1;b=2&c=3', { c: '3' }],
  ['labelSelector=app%3Dx;limit=1', {}],
  ['watch', { watch: '' }],
])('of %s what can be read is kept', (query, expected) => {
  expect(Object.fromEntries(parseQuery(query))).toEqual(expected);
});
