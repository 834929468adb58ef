import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Expirations } from './expirations.ts';

it('knows what ends when, whatever was set before', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const end = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(key, end)), fc.integer({ min: 0, max: 21 }), (settings, now) => {
      const expirations = new Expirations();
      for (const [name, at] of settings) expirations.set(name, at);
      const ends = [...new Map(settings)].flatMap(([name, at]) => (at === undefined ? [] : [{ name, at }]));
      const due = ends.filter(({ at }) => at <= now);
      expect(expirations.size).toBe(ends.length);
      expect(expirations.next).toBe(ends.length === 0 ? undefined : Math.min(...ends.map(({ at }) => at)));
      expect(expirations.due(now, Infinity).toSorted()).toEqual(due.map(({ name }) => name).toSorted());
      const first = expirations.due(now, 2);
      const latest = Math.max(...first.map((name) => ends.find((one) => one.name === name)!.at));
      expect(first.length).toBe(Math.min(2, due.length));
      expect(due.filter(({ name }) => !first.includes(name)).every(({ at }) => at >= latest)).toBe(true);
    }),
  );
});
