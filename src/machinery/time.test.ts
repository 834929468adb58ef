import { assert, bigInt, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalTime, formatDuration, formatInstant, formatMicroTime, formatTime, parseDuration, parseTime, timeMs } from './time.ts';

// Every row here is what kube-apiserver 1.36 answered.
test.each([
  ['2020-01-01T02:00:00.5+02:00', '2020-01-01T00:00:00Z'],
  ['2020-01-01T02:00:00-00:00', '2020-01-01T02:00:00Z'],
  ['2020-01-01T23:59:59.999999999Z', '2020-01-01T23:59:59Z'],
  ['2020-01-01T02:00:00+24:00', '2019-12-31T02:00:00Z'],
  ['2020-01-01T2:00:00Z', '2020-01-01T02:00:00Z'],
  ['2020-01-01T02:00:00,5Z', '2020-01-01T02:00:00Z'],
  ['2020-02-29T00:00:00Z', '2020-02-29T00:00:00Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z'],
  ['0001-01-01T00:00:00Z', null],
])('%s is stored as %s', (text, stored) => {
  expect(canonicalTime(text, 'seconds')).toBe(stored);
});

test.each([
  ['2020-01-01T02:00:00.500000+02:00', '2020-01-01T00:00:00.500000Z'],
  ['2020-01-01T02:00:00.123456Z', '2020-01-01T02:00:00.123456Z'],
  ['0000-01-01T00:00:00.000000Z', '0000-01-01T00:00:00.000000Z'],
  ['0001-01-01T00:00:00.000000Z', null],
])('in microseconds, %s is stored as %s', (text, stored) => {
  expect(canonicalTime(text, 'micros')).toBe(stored);
});

const cannot = (text: string, rest: string, element: string, layout = '2006-01-02T15:04:05Z07:00'): [string, string] => [
  text,
  `parsing time "${text}" as "${layout}": cannot parse "${rest}" as "${element}"`,
];
test.each([
  cannot('', '', '2006'),
  cannot('x', 'x', '2006'),
  cannot('2020-01-01T02:00:00z', 'z', 'Z07:00'),
  cannot('2020-01-01t02:00:00Z', 't02:00:00Z', 'T'),
  cannot('2020-01-01T02:00:00', '', 'Z07:00'),
  cannot('2020-01-01T02:00:00+0200', '+0200', 'Z07:00'),
  cannot('2020-01-01T02:00:00.Z', '.Z', 'Z07:00'),
  cannot('12020-01-01T02:00:00Z', '0-01-01T02:00:00Z', '-'),
  cannot('2020-1-01T02:00:00Z', '1-01T02:00:00Z', '01'),
  cannot('2020-01-01T02:00Z', 'Z', ':'),
  ['2020-02-30T00:00:00Z', 'parsing time "2020-02-30T00:00:00Z": day out of range'],
  ['2020-13-01T00:00:00Z', 'parsing time "2020-13-01T00:00:00Z": month out of range'],
  ['2020-00-10T02:00:00Z', 'parsing time "2020-00-10T02:00:00Z": month out of range'],
  ['2020-01-01T24:00:00Z', 'parsing time "2020-01-01T24:00:00Z": hour out of range'],
  ['2020-01-01T02:60:00Z', 'parsing time "2020-01-01T02:60:00Z": minute out of range'],
  ['2020-01-01T23:59:60Z', 'parsing time "2020-01-01T23:59:60Z": second out of range'],
])('%j: %s', (text, problem) => {
  expect(parseTime(text, 'seconds')).toBe(problem);
  expect(canonicalTime(text, 'seconds')).toBeUndefined();
});

const microLayout = '2006-01-02T15:04:05.000000Z07:00';
test.each([
  cannot('2020-01-01T02:00:00.5+02:00', '.5+02:00', '.000000', microLayout),
  cannot('2020-01-01T02:00:00.1234567Z', '7Z', 'Z07:00', microLayout),
  cannot('2020-01-01T02:00:00Z', 'Z', '.000000', microLayout),
])('in microseconds, %j: %s', (text, problem) => {
  expect(parseTime(text, 'micros')).toBe(problem);
});

test('a year that would need five digits, or a sign, is refused (upstream stores what it cannot read again)', () => {
  expect(parseTime('9999-12-31T23:59:59-05:00', 'seconds')).toContain('year out of range');
  expect(parseTime('0000-01-01T00:00:00+05:00', 'seconds')).toContain('year out of range');
  expect(formatInstant({ seconds: 1e15, nanos: 0 }, 'seconds')).toBeUndefined();
});

test('writing and reading again loses nothing', () => {
  assert(
    property(integer({ min: -62_167_219_200, max: 253_402_300_799 }), integer({ min: 0, max: 999_999 }), (seconds, micros) => {
      const instant = { seconds, nanos: micros * 1000 };
      expect(parseTime(formatInstant(instant, 'micros')!, 'micros')).toEqual(instant);
      expect(parseTime(formatInstant(instant, 'seconds')!, 'seconds')).toEqual({ seconds, nanos: 0 });
      const text = formatInstant(instant, 'seconds')!;
      expect(canonicalTime(text, 'seconds')).toBe(seconds === -62_135_596_800 ? null : text);
    }),
  );
});

test('from and to milliseconds', () => {
  expect(formatTime(1_577_836_800_999)).toBe('2020-01-01T00:00:00Z');
  expect(formatMicroTime(1_577_836_800_999)).toBe('2020-01-01T00:00:00.999000Z');
  expect(timeMs('2020-01-01T00:00:00Z')).toBe(1_577_836_800_000);
});

test.each([
  ['1h30m', '1h30m0s'],
  ['90m', '1h30m0s'],
  ['0', '0s'],
  ['1.5s', '1.5s'],
  ['.5h', '30m0s'],
  ['1500us', '1.5ms'],
  ['1500ns', '1.5µs'],
  ['-2m', '-2m0s'],
  ['100ms', '100ms'],
  ['26h', '26h0m0s'],
])('a duration of %s is %s', (text, canonical) => {
  expect(formatDuration(parseDuration(text) as bigint)).toBe(canonical);
});

test.each([
  ['', 'time: invalid duration ""'],
  ['x', 'time: invalid duration "x"'],
  ['1', 'time: missing unit in duration "1"'],
  ['1x', 'time: unknown unit "x" in duration "1x"'],
  ['9999999999h', 'time: invalid duration "9999999999h"'],
  ['.s', 'time: invalid duration ".s"'],
])('no duration: %j', (text, problem) => {
  expect(parseDuration(text)).toBe(problem);
});

test('durations survive', () => {
  assert(
    property(bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }), (nanos) => {
      expect(parseDuration(formatDuration(nanos))).toBe(nanos);
    }),
  );
});
