import { readFileSync } from 'node:fs';
import { assert, bigInt, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  isInteger,
  negateQuantity,
  parseQuantity,
  quantityFrom,
  quantityOf,
  quantitySign,
  quantityValue,
  roundQuantityUp,
  subtractQuantities,
  zeroQuantity,
  type Quantity,
} from './quantity.ts';

/** What kube-apiserver 1.36 answered for each text. */
const oracle = JSON.parse(readFileSync(new URL('./codec/testdata/quantities.json', import.meta.url), 'utf8')) as {
  canonical: Record<string, string>;
  problems: Record<string, string>;
};

test('texts become what the oracle stores', () => {
  const stored = Object.keys(oracle.canonical).map((text) => [text, canonicalQuantity(text)]);
  expect(Object.fromEntries(stored)).toEqual(oracle.canonical);
});

test('what is no quantity is refused in the words of the oracle', () => {
  const refused = Object.keys(oracle.problems).map((text) => [text, parseQuantity(text)]);
  expect(Object.fromEntries(refused)).toEqual(oracle.problems);
  expect(Object.keys(oracle.problems).map(canonicalQuantity)).toEqual(Object.keys(oracle.problems).map(() => undefined));
});

test('what upstream 1.36 gets wrong: amounts beyond E keep their size', () => {
  expect(canonicalQuantity('1000E')).toBe('1e21'); // upstream: 1
  expect(parseQuantity('1e1000')).toContain('suffix'); // upstream: 10e999
  expect(parseQuantity('1e2147483648')).toContain('suffix'); // upstream: does not come back
});

const formats = constantFrom<Quantity['format'][]>('decimalSI', 'binarySI', 'decimalExponent');
const amounts = bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

test('writing and reading again loses nothing', () => {
  assert(
    property(amounts, formats, (amount, format) => {
      const nanos = format === 'binarySI' ? amount % (2n ** 62n * 10n ** 9n) : amount;
      const text = formatQuantity({ nanos, format });
      expect(quantityOf(text).nanos).toBe(nanos);
      expect(formatQuantity(quantityOf(text))).toBe(text);
      expect(canonicalQuantity(canonicalQuantity(text)!)).toBe(canonicalQuantity(text));
    }),
  );
});

test('arithmetic', () => {
  const add = (a: string, b: string): string => formatQuantity(addQuantities(quantityOf(a), quantityOf(b)));
  expect(add('100m', '0.9')).toBe('1');
  expect(add('1Gi', '512Mi')).toBe('1536Mi');
  expect(add('0', '1Gi')).toBe('1Gi');
  expect(add('1k', '1Ki')).toBe('2024');
  expect(formatQuantity(subtractQuantities(quantityOf('1'), quantityOf('1500m')))).toBe('-500m');
  expect(formatQuantity(negateQuantity(quantityOf('1Mi')))).toBe('-1Mi');
  expect(compareQuantities(quantityOf('1Ki'), quantityOf('1k'))).toBe(1);
  expect(compareQuantities(quantityOf('1000m'), quantityOf('1'))).toBe(0);
  expect(compareQuantities(quantityOf('-1'), zeroQuantity)).toBe(-1);
  expect([quantitySign(quantityOf('-1n')), quantitySign(zeroQuantity), quantitySign(quantityOf('1Ei'))]).toEqual([-1, 0, 1]);
});

test('whole numbers and thousandths round away from zero', () => {
  expect(quantityValue(quantityOf('1001m'))).toBe(2n);
  expect(quantityValue(quantityOf('-1001m'))).toBe(-2n);
  expect(quantityValue(quantityOf('1.0001'), -3)).toBe(1001n);
  expect(quantityValue(quantityOf('7Ei'))).toBe(7n * 2n ** 60n);
  expect(quantityValue(quantityOf('1500'), 3)).toBe(2n);
  expect(formatQuantity(roundQuantityUp(quantityOf('1u'), -3))).toBe('1m');
  expect(formatQuantity(quantityFrom(1500, 'decimalSI', -3))).toBe('1500m');
  expect(formatQuantity(quantityFrom(2n ** 30n, 'binarySI'))).toBe('1Gi');
  expect([isInteger(quantityOf('1e3')), isInteger(quantityOf('1m'))]).toEqual([true, false]);
});
