// IP addresses and CIDR blocks: read, written in canonical form, and validated. upstream: apimachinery util/validation/ip.go.
import { invalid, type FieldError } from './field-error.ts';
import { quote } from './go-text.ts';
import type { Problems } from './name-rules.ts';
import type { Path } from './path.ts';

export interface IpAddress {
  readonly family: 'IPv4' | 'IPv6';
  readonly value: bigint;
  /** Written with leading zeros, which some programs read as octal. */
  readonly leadingZeros: boolean;
  /** Written as IPv6 but within ::ffff:0:0/96, which some programs take for IPv4. */
  readonly mapped: boolean;
}

export interface Cidr {
  readonly address: IpAddress;
  readonly prefixLength: number;
  readonly leadingZeros: boolean;
}

const bits = { IPv4: 32, IPv6: 128 } as const;

/** Reads an address as Kubernetes always has: sloppily. Undefined when it is none. */
export function parseIp(text: string): IpAddress | undefined {
  const mark = /[.:]/.exec(text)?.[0];
  if (mark === undefined) return undefined;
  return mark === '.' ? parseIpv4(text) : parseIpv6(text);
}

function parseIpv4(text: string): IpAddress | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^[0-9]+$/.test(octet) && Number(octet) <= 255)) return undefined;
  const value = octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  return { family: 'IPv4', value, leadingZeros: octets.some((octet) => octet.length > 1 && octet.startsWith('0')), mapped: false };
}

function parseIpv6(text: string): IpAddress | undefined {
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  const embedded = tail.includes('.') ? parseIpv4(tail) : undefined;
  if (tail.includes('.') && embedded === undefined) return undefined;
  // The embedded address is judged as the two groups it stands for.
  const asGroups = embedded && `${(embedded.value >> 16n).toString(16)}:${(embedded.value & 0xffffn).toString(16)}`;
  const groups = ipv6Groups(asGroups === undefined ? text : text.slice(0, lastColon + 1) + asGroups);
  if (groups === undefined) return undefined;
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  const leadingZeros = groups.some((group) => group.length > 4) || (embedded?.leadingZeros ?? false);
  return { family: 'IPv6', value, leadingZeros, mapped: value >> 32n === 0xffffn };
}

/** Eight hexadecimal groups, `::` expanded. */
function ipv6Groups(text: string): readonly string[] | undefined {
  const [before, after, more] = text.split('::');
  if (before === undefined || more !== undefined) return undefined;
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const missing = 8 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  return groups.every((group) => /^[0-9A-Fa-f]+$/.test(group) && Number.parseInt(group, 16) <= 0xffff) ? groups : undefined;
}

export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const [addressText, lengthText] = [text.slice(0, slash), text.slice(slash + 1)];
  const address = parseIp(addressText);
  if (address === undefined || !/^[0-9]+$/.test(lengthText)) return undefined;
  const prefixLength = Number(lengthText);
  if (prefixLength > bits[address.family]) return undefined;
  return { address, prefixLength, leadingZeros: address.leadingZeros || (lengthText.length > 1 && lengthText.startsWith('0')) };
}

/** The first address of the block: the bits beyond the prefix cleared. */
export function networkAddress({ address, prefixLength }: Cidr): bigint {
  const hostBits = BigInt(bits[address.family] - prefixLength);
  return (address.value >> hostBits) << hostBits;
}

/** Canonical text, as Go and RFC 5952 have it: lower case, the longest run of zero groups as `::`, mapped addresses as IPv4. */
export function ipText({ family, value, mapped }: Pick<IpAddress, 'family' | 'value' | 'mapped'>): string {
  if (family === 'IPv4' || mapped) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(16 * (7 - i))) & 0xffffn).toString(16));
  const { start, length } = longestZeroRun(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > longest.length) longest = { start, length };
  }
  return longest;
}

export function cidrText(cidr: Cidr): string {
  return `${ipText({ ...cidr.address, value: networkAddress(cidr) })}/${cidr.prefixLength}`;
}

/** For fields newer than the strict rules: exactly the canonical text. */
export function* validateIp(text: string, at: Path): Iterable<FieldError> {
  for (const problem of isCanonicalIp(text)) yield invalid(at, text, problem);
}

/** The same as a rule for names. */
export function isCanonicalIp(text: string): Problems {
  const problem = ipProblem(text, 'strict') ?? canonicalProblem(text, ipText(parseIp(text)!));
  return problem === undefined ? [] : [problem];
}

const canonicalProblem = (text: string, canonical: string): string | undefined =>
  text === canonical ? undefined : `must be in canonical form (${quote(canonical)})`;

/** For the old fields, whose stored values must stay valid: `kept` are the texts that the old object had. */
export function* validateLegacyIp(text: string, at: Path, { rules, kept = [] }: LegacyOptions): Iterable<FieldError> {
  const problem = kept.includes(text) ? undefined : ipProblem(text, rules);
  if (problem !== undefined) yield invalid(at, text, problem);
}

export interface LegacyOptions {
  /** Sloppy takes leading zeros and mapped addresses (upstream: the gate StrictIPCIDRValidation off). */
  readonly rules: 'strict' | 'sloppy';
  readonly kept?: readonly string[] | undefined;
}

function ipProblem(text: string, rules: LegacyOptions['rules']): string | undefined {
  const address = parseIp(text);
  if (address === undefined) return 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
  if (rules === 'sloppy') return undefined;
  if (address.leadingZeros) return 'must not have leading 0s';
  return address.mapped ? 'must not be an IPv4-mapped IPv6 address' : undefined;
}

/** For fields newer than the strict rules: exactly the canonical text. */
export function* validateCidr(text: string, at: Path): Iterable<FieldError> {
  const problem = cidrProblem(text, 'strict') ?? canonicalProblem(text, cidrText(parseCidr(text)!));
  if (problem !== undefined) yield invalid(at, text, problem);
}

export function* validateLegacyCidr(text: string, at: Path, { rules, kept = [] }: LegacyOptions): Iterable<FieldError> {
  const problem = kept.includes(text) ? undefined : cidrProblem(text, rules);
  if (problem !== undefined) yield invalid(at, text, problem);
}

function cidrProblem(text: string, rules: LegacyOptions['rules']): string | undefined {
  const cidr = parseCidr(text);
  if (cidr === undefined) return 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
  if (rules === 'sloppy') return undefined;
  if (cidr.leadingZeros) return 'must not have leading 0s in IP or prefix length';
  if (cidr.address.mapped) return 'must not have an IPv4-mapped IPv6 address';
  return networkAddress(cidr) === cidr.address.value ? undefined : 'must not have bits set beyond the prefix length';
}
