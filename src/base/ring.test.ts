import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ring } from './ring.ts';

it('behaves like an array that is pushed to and shifted from', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (pushes) => {
      const ring = new Ring<number>();
      const model: number[] = [];
      const shifted: [number[], number[]] = [[], []];
      for (const [i, push] of pushes.entries()) {
        if (push || model.length === 0) {
          ring.push(i);
          model.push(i);
        } else {
          shifted[0].push(ring.shift());
          shifted[1].push(model.shift()!);
        }
      }
      expect(shifted[0]).toEqual(shifted[1]);
      expect(Array.from({ length: ring.size }, (_, i) => ring.at(i))).toEqual(model);
      for (const i of [-1, 0, 50, 200]) {
        const first = model.findIndex((element) => element > i);
        expect(ring.firstIndex((element) => element > i)).toBe(first < 0 ? model.length : first);
      }
    }),
  );
});

it('refuses an index outside of it', () => {
  expect(() => new Ring<number>().shift()).toThrow('an index within the ring');
});
