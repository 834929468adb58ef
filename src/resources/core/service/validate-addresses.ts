// The rules of clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy [B016], which are checked before addresses are given out,
// and again with all the other rules. upstream: ValidateServiceClusterIPsRelatedFields, validateUpgradeDowngrade*.
import { IPFamilyPolicy, type ServiceSpec } from '../../../api/core/v1/service.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { validateLegacyIp } from '../../../machinery/validation/ip.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { familyOf, type ClusterFamilies } from './family.ts';
import { hasAddress, isHeadless, none } from './shape.ts';

const clusterIPsAt = Path.of('spec', 'clusterIPs');
const ipFamiliesAt = Path.of('spec', 'ipFamilies');
const ipFamilyPolicyAt = Path.of('spec', 'ipFamilyPolicy');
const families = ['IPv4', 'IPv6'];

/** `previous` is what the service was like; addresses that it had are not judged anew. */
export function* validateAddresses(spec: ServiceSpec, previous: ServiceSpec | undefined): Iterable<FieldError> {
  if (!hasAddress(spec)) return;
  const { clusterIPs = [] } = spec;
  yield* validateAgreement(spec);
  yield* validateFamilies(spec);
  const malformed = [...validateForm(clusterIPs, previous?.clusterIPs)];
  yield* malformed;
  if (clusterIPs.length > 2) yield invalid(clusterIPsAt, clusterIPs, 'may only hold up to 2 values');
  // What cannot be read cannot be compared.
  if (malformed.length === 0) yield* validateFamiliesOf(spec);
}

function* validateAgreement({ clusterIP, clusterIPs = [] }: ServiceSpec): Iterable<FieldError> {
  if (clusterIP === undefined) {
    if (clusterIPs.length > 0) yield invalid(clusterIPsAt, clusterIPs, 'must be empty when `clusterIP` is not specified');
  } else if (clusterIPs.length === 0) {
    yield required(clusterIPsAt);
  } else if (clusterIPs[0] !== clusterIP) {
    yield invalid(clusterIPsAt, clusterIPs, 'first value must match `clusterIP`');
  }
}

function* validateFamilies({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec): Iterable<FieldError> {
  for (const [i, family] of ipFamilies.entries()) {
    if (!families.includes(family)) yield notSupported(ipFamiliesAt.index(i), family, families);
    if (ipFamilies.indexOf(family) < i) yield duplicate(ipFamiliesAt.index(i), family);
  }
  if (ipFamilyPolicy !== undefined && !IPFamilyPolicy.values.includes(ipFamilyPolicy))
    yield notSupported(ipFamilyPolicyAt, ipFamilyPolicy, IPFamilyPolicy.values.toSorted());
}

function* validateForm(clusterIPs: readonly string[], kept: readonly string[] | undefined): Iterable<FieldError> {
  for (const [i, ip] of clusterIPs.entries()) {
    if (i > 0 || ip !== none) yield* validateLegacyIp(ip, clusterIPsAt.index(i), { rules: 'strict', kept });
    else if (clusterIPs.length > 1) yield invalid(clusterIPsAt, clusterIPs, "'None' must be the first and only value");
  }
}

function* validateFamiliesOf(spec: ServiceSpec): Iterable<FieldError> {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(familyOf)).size < 2)
    yield invalid(clusterIPsAt, clusterIPs, 'may specify no more than one IP for each IP family');
  if (isHeadless(spec)) return;
  for (const [i, ip] of clusterIPs.entries()) {
    const family = ipFamilies[i];
    if ((family === 'IPv4' || family === 'IPv6') && familyOf(ip) !== family)
      yield invalid(clusterIPsAt.index(i), ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``);
  }
}

/** What was given out stays, but for a second address, which may come and go. */
export function* validateAddressUpdate(next: ServiceSpec, previous: ServiceSpec): Iterable<FieldError> {
  if (!hasAddress(next) || !hasAddress(previous)) return;
  const [is, was] = [isHeadless(next), isHeadless(previous)];
  if (!is || !was) yield* validateClusterIPsUpdate(next, previous);
  if (!is && !was) yield* validateIPFamiliesUpdate(next, previous);
}

function* validateClusterIPsUpdate(next: ServiceSpec, previous: ServiceSpec): Iterable<FieldError> {
  const { clusterIPs = [] } = next;
  const before = previous.clusterIPs ?? [];
  if (clusterIPs.length === before.length) {
    for (const [i, ip] of before.entries())
      if (ip !== clusterIPs[i]) yield invalid(clusterIPsAt.index(i), clusterIPs, 'may not change once set');
    return;
  }
  if (clusterIPs.length === 0) yield invalid(clusterIPsAt.index(0), clusterIPs, 'primary clusterIP can not be unset');
  else if (before.length > 0 && clusterIPs[0] !== before[0]) yield invalid(clusterIPsAt.index(0), clusterIPs, 'may not change once set');
  if (before.length > 1 && clusterIPs.length === 1) yield* validateRelease(next, 'clusterIP');
}

function* validateIPFamiliesUpdate(next: ServiceSpec, previous: ServiceSpec): Iterable<FieldError> {
  const { ipFamilies = [], clusterIPs = [] } = next;
  const before = previous.ipFamilies ?? [];
  const first = ipFamiliesAt.index(0);
  if (ipFamilies.length === before.length) {
    for (const [i, family] of before.entries()) if (family !== ipFamilies[i]) yield invalid(first, ipFamilies, 'may not change once set');
    return;
  }
  const released = ipFamilies.length < before.length;
  if (released && clusterIPs.length === 0) yield invalid(first, ipFamilies, 'primary ipFamily can not be unset');
  // The addresses are shown where the families are meant: upstream does so too.
  if (ipFamilies.length > 0 && before.length > 0 && ipFamilies[0] !== before[0])
    yield invalid(first, clusterIPs, 'may not change once set');
  if (released && ipFamilies.length === 1) yield* validateRelease(next, 'ipFamily');
}

function* validateRelease({ ipFamilyPolicy }: ServiceSpec, what: string): Iterable<FieldError> {
  if (ipFamilyPolicy !== 'SingleStack')
    yield invalid(ipFamilyPolicyAt, ipFamilyPolicy ?? null, `must be set to 'SingleStack' when releasing the secondary ${what}`);
}

/** Whether what the service asks for can be had in this cluster, once the policy is known. */
export function* validateConfigured(spec: ServiceSpec, configured: ClusterFamilies): Iterable<FieldError> {
  const { ipFamilies = [], ipFamilyPolicy } = spec;
  if (ipFamilyPolicy === 'RequireDualStack' && configured.length < 2)
    yield invalid(ipFamilyPolicyAt, ipFamilyPolicy, 'this cluster is not configured for dual-stack services');
  for (const [i, family] of ipFamilies.entries())
    if (!configured.some((each) => each === family)) yield invalid(ipFamiliesAt.index(i), family, 'not configured on this cluster');
}

/** Whether policy and lists mean the same number of families. `next` has a policy, and keeps nothing by oversight. */
export function* validatePolicy(next: ServiceSpec, previous: ServiceSpec | undefined): Iterable<FieldError> {
  const { clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = next;
  if (ipFamilyPolicy === 'SingleStack') {
    const problem = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
    if (clusterIPs.length === 2) yield invalid(ipFamilyPolicyAt, ipFamilyPolicy, `${problem} cluster IPs are specified`);
    if (ipFamilies.length === 2) yield invalid(ipFamilyPolicyAt, ipFamilyPolicy, `${problem} IP families are specified`);
    return;
  }
  if (isReduced(clusterIPs, previous?.clusterIPs))
    yield invalid(ipFamilyPolicyAt, ipFamilyPolicy, "must be 'SingleStack' to release the secondary cluster IP");
  if (isReduced(ipFamilies, previous?.ipFamilies))
    yield invalid(ipFamilyPolicyAt, ipFamilyPolicy, "must be 'SingleStack' to release the secondary IP family");
}

const isReduced = (next: readonly string[], previous: readonly string[] = []): boolean => next.length > 0 && next.length < previous.length;

/** Addresses that stand for families the cluster does not have. */
export function* validateClusterIPFamilies(spec: ServiceSpec, configured: ClusterFamilies): Iterable<FieldError> {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  for (const [i, ip] of clusterIPs.entries()) {
    if (ip === none) return;
    const family = familyOf(ip);
    if (i >= ipFamilies.length && !configured.includes(family))
      yield invalid(clusterIPsAt.index(i), clusterIPs, `${family} is not configured on this cluster`);
  }
}
