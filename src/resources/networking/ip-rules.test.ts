// Addresses that cannot be reached from elsewhere, and those that are written oddly; answers as a kube-apiserver 1.36 gives them.
import { describe, expect, test } from 'vitest';
import { Path } from '../../machinery/validation/path.ts';
import { cidrWarnings, ipWarnings, validateEndpointIp } from './ip-rules.ts';

const at = Path.of('ip');

describe('an endpoint', () => {
  test.each([
    ['10.1.1.1', undefined],
    ['x', 'must be a valid IP address'],
    ['0.0.0.0', 'may not be unspecified (0.0.0.0)'],
    ['::', 'may not be unspecified (::)'],
    ['::ffff:0.0.0.0', 'may not be unspecified (::ffff:0.0.0.0)'],
    ['127.0.0.1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ['127.255.255.255', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ['128.0.0.1', undefined],
    ['::1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ['::2', undefined],
    ['169.254.255.255', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
    ['169.255.0.0', undefined],
    ['fe80::1', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
    ['febf::1', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
    ['fec0::1', undefined],
    ['224.0.0.255', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
    ['224.0.1.0', undefined],
    ['ff02:1::1', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
    ['ff12::1', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
    ['ff05::1', undefined],
  ])('at %s: %s', (ip, problem) => {
    const errors = [...validateEndpointIp(ip, at)];
    expect(errors).toEqual(
      problem === undefined ? [] : [{ reason: 'FieldValueInvalid', field: 'ip', message: `Invalid value: "${ip}": ${problem}` }],
    );
  });
});

test.each([
  ['10.0.0.1', undefined],
  ['fd00::1', undefined],
  ['no address', undefined],
  ['010.0.0.1', 'non-standard IP address "010.0.0.1" is invalid: use "10.0.0.1"'],
  ['::ffff:10.0.0.1', 'non-standard IP address "::ffff:10.0.0.1" is invalid: use "10.0.0.1"'],
  ['FD00::1', 'IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")'],
  ['fd00:0:0::1', 'IPv6 address "fd00:0:0::1" should be in RFC 5952 canonical format ("fd00::1")'],
])('the address %s: %s', (ip, warning) => {
  expect([...ipWarnings(ip, at)]).toEqual(warning === undefined ? [] : [`ip: ${warning}`]);
});

test.each([
  ['10.0.0.0/8', []],
  ['fd00::/64', []],
  [' 10.0.0.0/8', []],
  ['10.1.0.0/8', ['CIDR value "10.1.0.0/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.1.0.0/32"?)']],
  ['fd00::1/64', ['CIDR value "fd00::1/64" is ambiguous in this context (should be "fd00::/64" or "fd00::1/128"?)']],
  ['010.0.0.0/8', ['non-standard CIDR value "010.0.0.0/8" is invalid: use "10.0.0.0/8"']],
  ['FD00::/64', ['IPv6 CIDR value "FD00::/64" should be in RFC 5952 canonical format ("fd00::/64")']],
])('the range %s: %j', (cidr, warnings) => {
  expect([...cidrWarnings(cidr, at)]).toEqual(warnings.map((warning) => `ip: ${warning}`));
});
