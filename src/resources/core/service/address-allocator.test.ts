// Addresses, given to many at once [B015].
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { forReal, memoryRegistry, noAdmission, patch, type RegistryFixture } from '../../../../test/support/registry.ts';
import type { IPAddress, ServiceCIDR } from '../../../api/networking/v1.ts';
import { withMeta } from '../../../registry/object-meta.ts';
import type { Store } from '../../../registry/store.ts';
import { ipAddresses } from '../../networking/ip-address.ts';
import { serviceCIDRs } from '../../networking/service-cidr.ts';
import { AddressAllocator, internally, type Owner } from './address-allocator.ts';

let registry: RegistryFixture;
let addresses: Store<IPAddress>;
let ranges: Store<ServiceCIDR>;
let allocator: AddressAllocator;
beforeEach(() => {
  registry = memoryRegistry();
  ({ addresses, ranges, allocator } = over(registry));
});
afterEach(() => registry[Symbol.asyncDispose]());

function over(getter: RegistryFixture) {
  const parts = { addresses: ipAddresses.store(getter), ranges: serviceCIDRs.store(getter), environment: getter.clock };
  return { ...parts, allocator: new AddressAllocator(parts) };
}

const range = (name: string, ...cidrs: readonly string[]) => addRange(ranges, name, cidrs);

function addRange(store: Store<ServiceCIDR>, name: string, cidrs: readonly string[]): Promise<unknown> {
  const object: ServiceCIDR = { kind: 'ServiceCIDR', apiVersion: 'networking.k8s.io/v1', metadata: { name }, spec: { cidrs }, status: {} };
  return store.create(internally, object, noAdmission, forReal);
}

const owner = (name: string): Owner => ({ namespace: 'a', name });
const taken = async (): Promise<readonly string[]> => (await addresses.list(internally)).items.map(({ name }) => name);
const last = (ip: string): number => Number(ip.split('.').at(-1));

describe('one range', () => {
  beforeEach(() => range('kubernetes', '10.0.0.0/27'));

  test('an address that is taken says by whom', async () => {
    const ip = await allocator.takeAny(owner('s'), 'IPv4');
    const { metadata, spec } = (await addresses.get(internally, ip!)).object();
    expect(metadata).toMatchObject({
      name: ip,
      uid: expect.any(String) as string,
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' },
    });
    expect(spec).toEqual({ parentRef: { resource: 'services', namespace: 'a', name: 's' } });
  });

  test('those who ask at once get different ones, the reserved ones when nothing else is left, until all are gone', async () => {
    const firsts = await Promise.all(Array.from({ length: 14 }, (_, i) => allocator.takeAny(owner(`a${i}`), 'IPv4')));
    expect(firsts.map((ip) => last(ip!)).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, i) => i + 17));
    const more = await Promise.all(Array.from({ length: 20 }, (_, i) => allocator.takeAny(owner(`b${i}`), 'IPv4')));
    const got = more.flatMap((ip) => ip ?? []);
    expect(got.map(last).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect((await taken()).length).toBe(30);
  });

  test('of many who want one address, one gets it', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => allocator.take(owner(`s${i}`), '10.0.0.5')));
    expect(answers.filter((problem) => problem === undefined).length).toBe(1);
    expect(answers.filter((problem) => problem === 'provided IP is already allocated').length).toBe(9);
  });

  test('only the owner gives an address back', async () => {
    await allocator.take(owner('s'), '10.0.0.5');
    await allocator.giveBack(owner('other'), '10.0.0.5');
    expect(await taken()).toEqual(['10.0.0.5']);
    await allocator.giveBack(owner('s'), '10.0.0.5');
    await allocator.giveBack(owner('s'), '10.0.0.5');
    expect(await taken()).toEqual([]);
    expect(await allocator.take(owner('other'), '10.0.0.5')).toBeUndefined();
  });

  test('what is out of range cannot be had', async () => {
    expect(await allocator.take(owner('s'), '10.0.0.32')).toBe('the provided network does not match the current range');
    expect(await allocator.take(owner('s'), 'fd00::1')).toBe('the provided network does not match the current range');
    expect(await allocator.takeAny(owner('s'), 'IPv6')).toBeUndefined();
  });

  test('a sample takes nothing', async () => {
    expect(await allocator.sampleAny('IPv4')).toBe('10.0.0.0');
    expect(await allocator.sample('10.0.0.5')).toBeUndefined();
    expect(await allocator.sample('fd00::5')).toBe('allocator not ready');
    expect(await taken()).toEqual([]);
  });
});

describe('ranges', () => {
  test('there is nothing to give before there are any', async () => {
    expect(await allocator.takeAny(owner('s'), 'IPv4')).toBeUndefined();
    expect(await allocator.take(owner('s'), '10.0.0.1')).toBe('the provided network does not match the current range');
  });

  test('the next one serves when one is used up', async () => {
    await range('a', '10.0.0.0/30');
    await range('b', '10.1.0.0/30');
    const got: string[] = [];
    for (let i = 0; i < 5; i++) got.push((await allocator.takeAny(owner(`s${i}`), 'IPv4')) ?? 'none');
    expect(new Set(got.slice(0, 2))).toEqual(new Set(['10.0.0.1', '10.0.0.2']));
    expect(new Set(got.slice(2, 4))).toEqual(new Set(['10.1.0.1', '10.1.0.2']));
    expect(got[4]).toBe('none');
  });

  test('one that overlaps another does not give out the same', async () => {
    await range('a', '10.0.0.0/30');
    await range('b', '10.0.0.0/29');
    const got = await Promise.all(Array.from({ length: 8 }, (_, i) => allocator.takeAny(owner(`s${i}`), 'IPv4')));
    const ips = got.flatMap((ip) => ip ?? []);
    expect(new Set(ips).size).toBe(6);
    expect(ips.length).toBe(6);
  });

  test('one that is not ready, or is going, gives nothing', async () => {
    await range('a', '10.0.0.0/30');
    const condition = { type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'X', message: '' };
    const status = ranges.withStrategy(serviceCIDRs.statusStrategy!);
    await status.update(
      internally,
      'a',
      patch<ServiceCIDR>((current) => ({ ...current, status: { conditions: [condition] } })),
    );
    expect(await allocator.takeAny(owner('s'), 'IPv4')).toBeUndefined();
    await range('b', '10.1.0.0/30');
    expect(await allocator.takeAny(owner('s'), 'IPv4')).toMatch(/^10\.1\./);
    await ranges.update(
      internally,
      'b',
      patch<ServiceCIDR>((current) => withMeta(current, { finalizers: ['example.com/f'] })),
    );
    await ranges.delete(internally, 'b', { ...forReal, options: {}, validate: noAdmission });
    expect(await allocator.takeAny(owner('t'), 'IPv4')).toBeUndefined();
  });
});

test('whatever is asked for at once, nobody shares and nothing is lost', async () => {
  const request = fc.oneof(
    fc.record({ do: fc.constant('any' as const) }),
    fc.record({ do: fc.constant('take' as const), n: fc.integer({ min: 0, max: 15 }) }),
    fc.record({ do: fc.constant('giveBack' as const), n: fc.integer({ min: 1, max: 14 }), by: fc.integer({ min: 0, max: 40 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(request, { maxLength: 8 }), { maxLength: 6 }), async (rounds) => {
      await using own = memoryRegistry();
      const parts = over(own);
      await addRange(parts.ranges, 'kubernetes', ['10.0.0.0/28']);
      const held = new Map<string, string>();
      let asked = 0;
      for (const round of rounds)
        await Promise.all(
          round.map(async (each) => {
            const name = `s${asked++}`;
            if (each.do === 'giveBack') return giveBack(parts.allocator, held, { ip: `10.0.0.${each.n}`, by: `s${each.by}` });
            const ip =
              each.do === 'any'
                ? await parts.allocator.takeAny(owner(name), 'IPv4')
                : (await parts.allocator.take(owner(name), `10.0.0.${each.n}`)) === undefined
                  ? `10.0.0.${each.n}`
                  : undefined;
            if (ip === undefined) return;
            expect(held.has(ip)).toBe(false);
            held.set(ip, name);
          }),
        );
      const claims = (await parts.addresses.list(internally)).items.map((item) => item.object());
      expect(new Map(claims.map(({ metadata, spec }) => [metadata.name, spec.parentRef?.name]))).toEqual(held);
    }),
    { numRuns: 40 },
  );
});

async function giveBack(allocator: AddressAllocator, held: Map<string, string>, { ip, by }: { readonly ip: string; readonly by: string }) {
  // Gone from the model first: from the moment that it is given back somebody else may have it.
  const had = held.get(ip) === by;
  if (had) held.delete(ip);
  await allocator.giveBack(owner(by), ip);
}
