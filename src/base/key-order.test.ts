import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortPlainKeys } from './key-order.ts';

test('short and long lists are sorted as the engine sorts them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 40 }), (keys) => {
      expect(sortPlainKeys([...keys])).toEqual(keys.toSorted());
    }),
  );
});
