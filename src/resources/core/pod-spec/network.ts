// A pod's names and its view of the DNS. upstream: validatePodDNSConfig, ValidateHostAliases.
import type { HostAlias, PodDNSConfig, PodSpec } from '../../../api/core/v1/pod-spec.ts';
import { forbidden, invalid, required, tooLong, type FieldError } from '../../../machinery/validation/field-error.ts';
import { validateLegacyIp } from '../../../machinery/validation/ip.ts';
import { isDns1123Subdomain, isDns1123SubdomainWithUnderscore } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { refused } from '../../rules.ts';

const nameserversMax = 3;
const searchPathsMax = 32;
const searchListCharactersMax = 2048;

export function* validateDnsConfig({ dnsPolicy, dnsConfig }: Pick<PodSpec, 'dnsPolicy' | 'dnsConfig'>, at: Path): Iterable<FieldError> {
  if (dnsPolicy === 'None') {
    if (dnsConfig === undefined) {
      yield required(at, 'must provide `dnsConfig` when `dnsPolicy` is None');
      return;
    }
    if ((dnsConfig.nameservers ?? []).length === 0) {
      yield required(at.field('nameservers'), 'must provide at least one DNS nameserver when `dnsPolicy` is None');
      return;
    }
  }
  if (dnsConfig === undefined) return;
  yield* validateNameservers(dnsConfig.nameservers ?? [], at.field('nameservers'));
  yield* validateSearches(dnsConfig.searches ?? [], at.field('searches'));
  yield* validateOptions(dnsConfig, at.field('options'));
}

function* validateNameservers(nameservers: readonly string[], at: Path): Iterable<FieldError> {
  if (nameservers.length > nameserversMax) yield invalid(at, nameservers, `must not have more than ${nameserversMax} nameservers`);
  for (const [i, address] of nameservers.entries()) yield* validateLegacyIp(address, at.index(i), { rules: 'strict' });
}

function* validateSearches(searches: readonly string[], at: Path): Iterable<FieldError> {
  if (searches.length > searchPathsMax) yield invalid(at, searches, `must not have more than ${searchPathsMax} search paths`);
  if (searches.join(' ').length > searchListCharactersMax)
    yield invalid(at, searches, `must not have more than ${searchListCharactersMax} characters (including spaces) in the search list`);
  for (const [i, search] of searches.entries()) {
    // The root alone, and a dot at the end, are fine.
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    if (search !== '.') yield* refused(isDns1123SubdomainWithUnderscore(name), name, at.index(i));
  }
}

function* validateOptions({ options = [] }: PodDNSConfig, at: Path): Iterable<FieldError> {
  for (const [i, { name = '' }] of options.entries()) if (name === '') yield required(at.index(i), 'must not be empty');
}

export function* validateHostAliases(aliases: readonly HostAlias[], at: Path): Iterable<FieldError> {
  for (const [i, { ip, hostnames = [] }] of aliases.entries()) {
    const here = at.index(i);
    yield* validateLegacyIp(ip, here.field('ip'), { rules: 'strict' });
    for (const [j, hostname] of hostnames.entries())
      yield* refused(isDns1123Subdomain(hostname), hostname, here.field('hostnames').index(j));
  }
}

const hostnameBytesMax = 64;

export function* validateHostnameOverride(spec: PodSpec, at: Path): Iterable<FieldError> {
  const { hostnameOverride, setHostnameAsFQDN, hostNetwork } = spec;
  if (hostnameOverride === undefined) return;
  if (setHostnameAsFQDN === true) yield forbidden(at, 'may not be specified when setHostnameAsFQDN is true');
  if (hostNetwork === true) yield forbidden(at, 'may not be specified when hostNetwork is true');
  yield* refused(isDns1123Subdomain(hostnameOverride), hostnameOverride, at);
  if (hostnameOverride.length > hostnameBytesMax) yield tooLong(at, hostnameBytesMax);
}
