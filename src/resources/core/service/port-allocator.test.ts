// Node ports, given to many at once [B017].
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memoryRegistry, type RegistryFixture } from '../../../../test/support/registry.ts';
import { PortAllocator, rangeAllocations, type PortsTaken } from './port-allocator.ts';

let registry: RegistryFixture;
beforeEach(() => {
  registry = memoryRegistry();
});
afterEach(() => registry[Symbol.asyncDispose]());

const allocatorOf = (first: number, last: number, getter = registry): PortAllocator =>
  new PortAllocator({ records: rangeAllocations.store(getter), range: { first, last }, environment: getter.clock });

/** What is stored, as it is stored. */
async function record(getter = registry): Promise<{ readonly key: string; readonly object: unknown }> {
  const { backend } = getter.getRESTOptions({ group: '', resource: 'ranges' });
  const { entries } = await backend.range('/registry/ranges/', {});
  expect(entries.length).toBe(1);
  return { key: entries[0]!.key, object: JSON.parse(new TextDecoder().decode(entries[0]!.value)) };
}

const ports = (outcome: PortsTaken): readonly number[] => ('ports' in outcome ? outcome.ports : []);

test('the record is where and what a kube-apiserver keeps', async () => {
  const allocator = allocatorOf(30_000, 32_767);
  expect(await allocator.take([30_002, 30_013])).toEqual({ ports: [30_002, 30_013] });
  const { key, object } = await record();
  expect(key).toBe('/registry/ranges/servicenodeports');
  expect(object).toMatchObject({ kind: 'RangeAllocation', apiVersion: 'v1', range: '30000-32767', data: 'IAQ=' });
  await allocator.giveBack([30_002, 30_013]);
  expect((await record()).object).toMatchObject({ range: '30000-32767', data: '' });
});

test('the low ports are left for those who ask, until nothing else is left', async () => {
  const allocator = allocatorOf(30_000, 30_099);
  const any = await Promise.all(Array.from({ length: 84 }, () => allocator.take(['any'])));
  expect(any.flatMap(ports).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 84 }, (_, i) => 30_016 + i));
  const rest = await Promise.all(Array.from({ length: 17 }, () => allocator.take(['any'])));
  expect(rest.flatMap(ports).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => 30_000 + i));
  expect(rest.filter((outcome) => 'refused' in outcome)).toEqual([{ refused: 0, problem: 'range is full' }]);
});

test.each([
  [16, 30_000],
  [17, 30_016],
  [1_000, 30_031],
  [10_000, 30_128],
])('of %i ports those from %i on are given out', async (size, least) => {
  const allocator = allocatorOf(30_000, 30_000 + size - 1);
  for (let i = 0; i < 20 && i < size - (least - 30_000); i++)
    expect(Math.min(...ports(await allocator.take(['any'])))).toBeGreaterThanOrEqual(least);
});

test('all or none', async () => {
  const allocator = allocatorOf(30_000, 30_009);
  await allocator.take([30_005]);
  expect(await allocator.take([30_001, 'any', 30_005])).toEqual({ refused: 2, problem: 'provided port is already allocated' });
  expect(await allocator.take([30_001, 30_001])).toEqual({ refused: 1, problem: 'provided port is already allocated' });
  const problem = 'provided port is not in the valid range. The range of valid ports is 30000-30009';
  expect(await allocator.take([30_001, 80])).toEqual({ refused: 1, problem });
  expect(await allocator.take([30_001])).toEqual({ ports: [30_001] });
  expect(await allocator.take([])).toEqual({ ports: [] });
});

test('a sample takes nothing', async () => {
  const allocator = allocatorOf(30_000, 30_009);
  await allocator.take([30_005]);
  const before = await record();
  expect(await allocator.sample(['any', 'any'])).toEqual({ ports: [32_769, 32_770] });
  expect(await allocator.sample([30_001, 'any', 80])).toEqual({ ports: [30_001, 30_002, 80] });
  expect(await allocator.sample([30_001, 30_005])).toEqual({ refused: 1, problem: 'provided port is already allocated' });
  expect(await allocator.sample([30_001, 30_001])).toEqual({ refused: 1, problem: 'provided port is already allocated' });
  expect(await record()).toEqual(before);
});

test('a record of another range counts for nothing', async () => {
  await allocatorOf(30_000, 30_009).take([30_005]);
  const other = allocatorOf(30_005, 30_020);
  expect(await other.take([30_005])).toEqual({ ports: [30_005] });
  expect((await record()).object).toMatchObject({ range: '30005-30020', data: 'AQ==' });
});

test('giving back what is of another range changes nothing', async () => {
  const allocator = allocatorOf(30_000, 30_009);
  await allocator.take([30_005]);
  const before = await record();
  await allocator.giveBack([80, 40_000]);
  expect(await record()).toEqual(before);
});

test('whatever is asked for at once, nobody shares and nothing is lost', async () => {
  const port = fc.integer({ min: 29_998, max: 30_022 });
  const request = fc.record({
    wanted: fc.array(fc.oneof(fc.constant('any' as const), port), { minLength: 1, maxLength: 3 }),
    /** Gives back what the so-manieth got. */
    gives: fc.option(fc.nat(30)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(request, { maxLength: 6 }), { maxLength: 6 }), async (rounds) => {
      await using own = memoryRegistry();
      const allocator = allocatorOf(30_000, 30_019, own);
      const grants: (readonly number[])[] = [];
      for (const round of rounds)
        await Promise.all(
          round.map(async ({ wanted, gives }) => {
            if (gives !== null && grants[gives] !== undefined) {
              const given = grants[gives];
              grants[gives] = [];
              await allocator.giveBack(given);
            }
            const got = ports(await allocator.take(wanted));
            expect(got.every((each) => each >= 30_000 && each <= 30_019)).toBe(true);
            for (const each of got) expect(grants.flat()).not.toContain(each);
            grants.push(got);
          }),
        );
      const left = ports(await allocator.take(Array.from({ length: 20 - grants.flat().length }, () => 'any' as const)));
      expect([...grants.flat(), ...left].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 30_000 + i));
    }),
    { numRuns: 60 },
  );
});
