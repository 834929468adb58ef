// The bitmap of node ports: the bytes are those that a kube-apiserver 1.36 keeps at /registry/ranges/servicenodeports.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PortBitmap } from './port-bitmap.ts';

const bitmapOf = (taken: readonly number[], size = 2768): PortBitmap => {
  const bitmap = new PortBitmap(size);
  for (const index of taken) bitmap.take(index);
  return bitmap;
};
const hex = (bitmap: PortBitmap): string => Buffer.from(bitmap.bytes()).toString('hex');

test.each([
  [[], ''],
  [[2, 3], '0c'],
  [[2, 13], '2004'],
  [[0], '01'],
  [[7], '80'],
  [[8], '0100'],
])('%j is written as %s', (taken, expected) => {
  expect(hex(bitmapOf(taken))).toBe(expected);
});

test('is what was taken and not given back, also after it was written and read', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 99 })), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (history) => {
      const bitmap = new PortBitmap(100);
      const model = new Set<number>();
      for (const [take, index] of history) {
        const wasFree = take ? bitmap.take(index) : !model.has(index);
        expect(wasFree).toBe(!model.has(index));
        if (!take) bitmap.giveBack(index);
        if (take) model.add(index);
        else model.delete(index);
      }
      const read = new PortBitmap(100, bitmap.bytes());
      const number = [...model].reduce((sum, index) => sum | (1n << BigInt(index)), 0n);
      expect(Array.from({ length: 100 }, (_, i) => i).filter((i) => read.has(i))).toEqual([...model].toSorted((a, b) => a - b));
      expect(BigInt(`0x${hex(bitmap) || '0'}`)).toBe(number);
      expect(bitmap.copy().bytes()).toEqual(bitmap.bytes());
    }),
  );
});

test('a copy is its own', () => {
  const bitmap = bitmapOf([3]);
  bitmap.copy().take(4);
  expect(bitmap.has(4)).toBe(false);
});

test('what was written for a longer range is cut', () => {
  const short = new PortBitmap(10, bitmapOf([1, 9, 200]).bytes());
  expect([short.has(1), short.has(9), hex(short)]).toEqual([true, true, '0202']);
});

test('the first free one is looked for going round, within its part', () => {
  const bitmap = bitmapOf([4, 5, 6], 10);
  expect(bitmap.firstFree({ first: 3, end: 7, start: 4 })).toBe(3);
  expect(bitmap.firstFree({ first: 4, end: 7, start: 5 })).toBeUndefined();
  expect(bitmap.firstFree({ first: 0, end: 10, start: 4 })).toBe(7);
});
