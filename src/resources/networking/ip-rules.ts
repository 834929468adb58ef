// Rules of addresses that several kinds share.
import { invalid, type FieldError } from '../../machinery/validation/field-error.ts';
import { quote } from '../../machinery/validation/go-text.ts';
import { cidrText, ipText, networkAddress, parseCidr, parseIp, type IpAddress } from '../../machinery/validation/ip.ts';
import type { Path } from '../../machinery/validation/path.ts';

/** Addresses that nothing can be reached at from elsewhere. upstream: ValidateEndpointIP. */
export function* validateEndpointIp(text: string, at: Path): Iterable<FieldError> {
  const address = parseIp(text);
  if (address === undefined) {
    yield invalid(at, text, 'must be a valid IP address');
    return;
  }
  const problem = reachProblem(address, text);
  if (problem !== undefined) yield invalid(at, text, problem);
}

function reachProblem({ family, value, mapped }: IpAddress, text: string): string | undefined {
  // A mapped address means the IPv4 address that it contains.
  const kind = family === 'IPv4' || mapped ? ipv4Kind(mapped ? value & 0xffff_ffffn : value) : ipv6Kind(value);
  switch (kind) {
    case 'unspecified':
      return `may not be unspecified (${text})`;
    case 'loopback':
      return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
    case 'linkLocal':
      return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
    case 'linkLocalMulticast':
      return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
    case undefined:
      return undefined;
  }
}

type SpecialKind = 'unspecified' | 'loopback' | 'linkLocal' | 'linkLocalMulticast';

function ipv4Kind(value: bigint): SpecialKind | undefined {
  if (value === 0n) return 'unspecified';
  if (value >> 24n === 127n) return 'loopback';
  if (value >> 16n === 0xa9fen) return 'linkLocal';
  return value >> 8n === 0xe0_0000n ? 'linkLocalMulticast' : undefined;
}

function ipv6Kind(value: bigint): SpecialKind | undefined {
  if (value === 0n) return 'unspecified';
  if (value === 1n) return 'loopback';
  if (value >> 118n === 0xfe80n >> 6n) return 'linkLocal';
  // Of ff02::/16, and of the same scope with other flags.
  return ((value >> 112n) & 0xff0fn) === 0xff02n ? 'linkLocalMulticast' : undefined;
}

/** What is tolerated, but will not be for ever. upstream: GetWarningsForIP. */
export function* ipWarnings(text: string, at: Path): Iterable<string> {
  const address = parseIp(text);
  if (address === undefined) return;
  const canonical = ipText(address);
  if (address.leadingZeros || address.mapped)
    yield `${at.toString()}: non-standard IP address ${quote(text)} is invalid: use ${quote(canonical)}`;
  else if (address.family === 'IPv6' && canonical !== text)
    yield `${at.toString()}: IPv6 address ${quote(text)} should be in RFC 5952 canonical format (${quote(canonical)})`;
}

/** As `ipWarnings`, of CIDRs. upstream: GetWarningsForCIDR. */
export function* cidrWarnings(text: string, at: Path): Iterable<string> {
  const cidr = parseCidr(text);
  if (cidr === undefined) return;
  const canonical = quote(cidrText(cidr));
  const loose = networkAddress(cidr) !== cidr.address.value;
  const odd = cidr.leadingZeros || cidr.address.mapped;
  if (loose) {
    const single = quote(`${ipText(cidr.address)}/${cidr.address.family === 'IPv4' ? 32 : 128}`);
    yield `${at.toString()}: CIDR value ${quote(text)} is ambiguous in this context (should be ${canonical} or ${single}?)`;
  }
  if (odd) yield `${at.toString()}: non-standard CIDR value ${quote(text)} is invalid: use ${canonical}`;
  else if (!loose && cidr.address.family === 'IPv6' && canonical !== quote(text))
    yield `${at.toString()}: IPv6 CIDR value ${quote(text)} should be in RFC 5952 canonical format (${canonical})`;
}
