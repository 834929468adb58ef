import { describe, expect, it } from 'vitest';
import { realEnvironment } from '../base/environment.ts';
import { generateName } from './names.ts';

describe('generateName', () => {
  it('adds five characters drawn from the alphabet', () => {
    const drawn: number[] = [];
    const random = (below: number) => {
      drawn.push(below);
      return [0, 1, 26, 20, 25][drawn.length - 1]!;
    };
    expect(generateName('web-', { random })).toBe('web-bc928');
    expect(drawn).toEqual([27, 27, 27, 27, 27]);
  });

  it('cuts the base so that the name stays a DNS label', () => {
    expect(generateName('a'.repeat(70), { random: () => 0 })).toBe('a'.repeat(58) + 'bbbbb');
  });

  it('uses every character and no other', () => {
    const seen = new Set(Array.from({ length: 500 }, () => [...generateName('', realEnvironment)]).flat());
    expect([...seen].toSorted().join('')).toBe('2456789bcdfghjklmnpqrstvwxz');
  });
});
