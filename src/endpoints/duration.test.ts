import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';

test.each([
  ['10s', 10_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1_500],
  ['.5s', 500],
  ['100us', 0.1],
  ['0', 0],
  ['-2ms', -2],
  ['+3m', 180_000],
])('%s', (text, ms) => {
  expect(parseDuration(text)).toEqual({ ms });
});

test.each([
  ['', 'time: invalid duration ""'],
  ['x', 'time: invalid duration "x"'],
  ['5', 'time: missing unit in duration "5"'],
  ['5x', 'time: unknown unit "x" in duration "5x"'],
  ['1h5', 'time: missing unit in duration "1h5"'],
])('%s is none', (text, complaint) => {
  expect(parseDuration(text)).toEqual({ complaint });
});
