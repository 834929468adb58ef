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
  const { is, within } = predicates(address);
  if (is(0n)) yield invalid(at, text, `may not be unspecified (${text})`);
  if (within({ v4: '127.0.0.0/8', v6: '::1/128' })) yield invalid(at, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (within({ v4: '169.254.0.0/16', v6: 'fe80::/10' }))
    yield invalid(at, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  if (within({ v4: '224.0.0.0/24', v6: 'ff02::/16' }))
    yield invalid(at, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
}

function predicates({ family, value, mapped }: IpAddress): {
  is(value: bigint): boolean;
  within(ranges: { readonly v4: string; readonly v6: string }): boolean;
} {
  // A mapped address means the IPv4 address that it contains.
  const v4 = family === 'IPv4' || mapped;
  const own = mapped ? value & 0xffff_ffffn : value;
  return {
    is: (other) => own === other,
    within(ranges) {
      const { address, prefixLength } = parseCidr(v4 ? ranges.v4 : ranges.v6)!;
      const hostBits = BigInt((v4 ? 32 : 128) - prefixLength);
      return own >> hostBits === address.value >> hostBits;
    },
  };
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
