import { expect, test } from 'vitest';
import { chooseControllers } from './controllers.ts';

const all = ['one', 'two', 'three'].map((name) => ({ name, start: () => Promise.resolve() }));

test.each([
  [['*'], ['one', 'two', 'three']],
  [
    ['*', '-two'],
    ['one', 'three'],
  ],
  [['two'], ['two']],
  [[], []],
  [['-two'], []],
])('%j runs %j', (wanted, expected) => {
  expect(chooseControllers(all, wanted).map(({ name }) => name)).toEqual(expected);
});

test('an unknown name is refused with the known ones', () => {
  expect(() => chooseControllers(all, ['*', '-four'])).toThrow('--controllers: there is no controller "four"; there are one, two, three');
});
