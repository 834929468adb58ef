// The addresses of one CIDR: which of them services may have, and in which order they are tried. upstream:
// ipallocator.Allocator.
import type { Environment } from '../../../base/environment.ts';
import { ipText, networkAddress, parseCidr, type IpAddress } from '../../../machinery/validation/ip.ts';
import type { Family } from './family.ts';

export interface AddressRange {
  /** As it was written. */
  readonly cidr: string;
  readonly family: Family;
  /** What a dry run shows: the address of the network itself, which nobody gets. */
  readonly network: bigint;
  readonly first: bigint;
  readonly last: bigint;
  /** How many addresses at the low end are left for those who ask for one, until all others are gone. */
  readonly reserved: bigint;
}

/** Undefined when it is no CIDR, or has no room. Networks and, of IPv4, broadcast addresses are for nobody. */
export function addressRange(cidr: string): AddressRange | undefined {
  const parsed = parseCidr(cidr);
  if (parsed === undefined) return undefined;
  const { family } = parsed.address;
  const hostBits = BigInt((family === 'IPv4' ? 32 : 128) - parsed.prefixLength);
  const network = networkAddress(parsed);
  const end = network + (1n << hostBits) - 1n;
  const [first, last] = [network + 1n, family === 'IPv4' ? end - 1n : end];
  return first > last ? undefined : { cidr, family, network, first, last, reserved: reservedOf(hostBits) };
}

/** A sixteenth, but at least 16 and at most 256 addresses; none of a small range. upstream: calculateRangeOffset. */
function reservedOf(hostBits: bigint): bigint {
  const size = 1n << hostBits;
  if (size <= 16n) return 0n;
  const sixteenth = size / 16n;
  return sixteenth < 16n ? 16n : sixteenth > 256n ? 256n : sixteenth;
}

export const contains = ({ family, first, last }: AddressRange, ip: Pick<IpAddress, 'family' | 'value'>): boolean =>
  ip.family === family && ip.value >= first && ip.value <= last;

export const textIn = ({ family }: AddressRange, value: bigint): string => ipText({ family, value, mapped: false });

/** All addresses that are not in `taken`, which may grow meanwhile: from a random one on, the reserved ones last. */
export function* freeAddresses(range: AddressRange, taken: ReadonlySet<string>, environment: Environment): Iterable<string> {
  const dynamic = range.first + range.reserved;
  for (const [first, last] of [
    [dynamic, range.last],
    [range.first, dynamic - 1n],
  ] as const) {
    if (first > last) continue;
    const size = last - first + 1n;
    const start = randomBelow(size, environment);
    for (let i = 0n; i < size; i++) {
      const text = textIn(range, first + ((start + i) % size));
      if (!taken.has(text)) yield text;
    }
  }
}

/** Ranges of IPv6 have more addresses than a random number has values; 2^48 starting points spread them well enough. */
function randomBelow(size: bigint, { random }: Environment): bigint {
  const part = 1 << 24;
  const wide = BigInt(random(part)) * BigInt(part) + BigInt(random(part));
  return wide % size;
}
