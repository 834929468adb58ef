// The arithmetic of ranges [B015]: how many addresses are reserved, and that each is tried once, the reserved ones last.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { realEnvironment } from '../../../base/environment.ts';
import { parseIp } from '../../../machinery/validation/ip.ts';
import { addressRange, contains, freeAddresses, textIn, type AddressRange } from './address-range.ts';

const rangeOf = (cidr: string): AddressRange => addressRange(cidr)!;
const all = (range: AddressRange, taken: ReadonlySet<string> = new Set()) => [...freeAddresses(range, taken, realEnvironment)];
const last = (ip: string): number => Number(ip.split('.').at(-1));

describe('the bounds of', () => {
  test.each([
    ['10.0.0.0/24', '10.0.0.1', '10.0.0.254', 16n],
    ['10.0.0.77/24', '10.0.0.1', '10.0.0.254', 16n],
    ['10.0.0.0/28', '10.0.0.1', '10.0.0.14', 0n],
    ['10.0.0.0/27', '10.0.0.1', '10.0.0.30', 16n],
    ['10.0.0.0/22', '10.0.0.1', '10.0.3.254', 64n],
    ['10.0.0.0/20', '10.0.0.1', '10.0.15.254', 256n],
    ['10.0.0.0/12', '10.0.0.1', '10.15.255.254', 256n],
    ['10.0.0.0/30', '10.0.0.1', '10.0.0.2', 0n],
    ['fd00::/112', 'fd00::1', 'fd00::ffff', 256n],
    ['fd00::/64', 'fd00::1', 'fd00::ffff:ffff:ffff:ffff', 256n],
    ['fd00::/127', 'fd00::1', 'fd00::1', 0n],
  ])('%s are %s and %s, and %i are reserved', (cidr, first, end, reserved) => {
    const range = rangeOf(cidr);
    expect([textIn(range, range.first), textIn(range, range.last), range.reserved]).toEqual([first, end, reserved]);
  });

  test.each(['10.0.0.0/31', '10.0.0.0/32', 'fd00::/128', 'x', '10.0.0.0'])('%s are none', (cidr) => {
    expect(addressRange(cidr)).toBeUndefined();
  });
});

test.each([
  ['10.0.0.0', false],
  ['10.0.0.1', true],
  ['10.0.0.254', true],
  ['10.0.0.255', false],
  ['10.0.1.1', false],
  ['::a00:1', false],
])('10.0.0.0/24 has %s: %s', (ip, expected) => {
  expect(contains(rangeOf('10.0.0.0/24'), parseIp(ip)!)).toBe(expected);
});

test('each address comes once, those that are reserved last', () => {
  const order = all(rangeOf('10.0.0.0/24')).map(last);
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 254 }, (_, i) => i + 1));
  expect(order.slice(238).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
});

test('what is taken does not come, however it is taken', () => {
  const range = rangeOf('10.0.0.0/26');
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 62 }));
  fc.assert(
    fc.property(numbers, numbers, (before, meanwhile) => {
      const taken = new Set(before.map((n) => `10.0.0.${n}`));
      const seen: string[] = [];
      for (const ip of freeAddresses(range, taken, realEnvironment)) {
        if (seen.length === 0) for (const n of meanwhile) taken.add(`10.0.0.${n}`);
        seen.push(ip);
      }
      const free = 62 - new Set([...before, ...meanwhile]).size;
      const [first = ''] = seen;
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBe(free + (meanwhile.includes(last(first)) ? 1 : 0));
      expect(seen.slice(1).some((ip) => taken.has(ip))).toBe(false);
    }),
  );
});

test('where the search begins is left to chance', () => {
  const starts = new Set(Array.from({ length: 40 }, () => all(rangeOf('10.0.0.0/24'))[0]));
  expect(starts.size).toBeGreaterThan(10);
});

test('a range that nobody can count through gives an address at once', () => {
  const [first] = freeAddresses(rangeOf('fd00::/64'), new Set(), realEnvironment);
  expect(contains(rangeOf('fd00::/64'), parseIp(first!)!)).toBe(true);
});
