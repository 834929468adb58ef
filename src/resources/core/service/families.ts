// Which address families a new or changed service has: what it asks for, what its addresses say, or what the cluster has
// [B016]. upstream: Allocators.initIPFamilyFields.
import type { IPFamilyPolicy, Service, ServiceSpec } from '../../../api/core/v1/service.ts';
import { invalid as refusal } from '../../../machinery/status-error.ts';
import type { FieldError } from '../../../machinery/validation/field-error.ts';
import { otherFamily, familyOf, type ClusterFamilies, type Family } from './family.ts';
import { hasAddress, none, sameTexts, withSpec } from './shape.ts';
import { validateAddresses, validateClusterIPFamilies, validateConfigured, validatePolicy } from './validate-addresses.ts';

const kind = { group: '', kind: 'Service' };

/** With ipFamilyPolicy, and in ipFamilies an entry for each address that the service is to have. Throws Invalid. */
export function withFamilies(next: Service, previous: Service | undefined, configured: ClusterFamilies): Service {
  if (!hasAddress(next.spec) || (previous !== undefined && keepsPreference(next.spec, previous.spec))) return next;
  const decided = withSpec(next, { ipFamilyPolicy: policyOf(next.spec, previous?.spec) });
  refuse(decided, validateAddresses(decided.spec, previous?.spec));
  const reduced = previous === undefined ? decided : withoutSecond(decided, previous.spec);
  refuse(reduced, [...validatePolicy(reduced.spec, previous?.spec), ...validateClusterIPFamilies(reduced.spec, configured)]);
  const inferred = withSpec(reduced, { ipFamilies: [...familiesIn(reduced.spec)] });
  const first = [...familiesIn(inferred.spec)][0] ?? configured[0];
  if (isFreeOfFamilies(inferred.spec)) return withSecond(inferred, first);
  refuse(inferred, validateConfigured(inferred.spec, configured));
  return configured.length > 1 ? withSecond(inferred, first) : withFirst(inferred, first);
}

/** When the cluster gets a second family, services that would like one do not get it by some unrelated update. */
export function keepsPreference(next: ServiceSpec, previous: ServiceSpec): boolean {
  return (
    next.type === previous.type &&
    next.ipFamilyPolicy === 'PreferDualStack' &&
    (previous.ipFamilyPolicy ?? 'PreferDualStack') === 'PreferDualStack' &&
    sameTexts(next.clusterIPs, previous.clusterIPs) &&
    sameTexts(next.ipFamilies, previous.ipFamilies)
  );
}

/** A service never gets a second family, nor loses it, without having said so. */
function policyOf(next: ServiceSpec, previous: ServiceSpec | undefined): IPFamilyPolicy {
  return next.ipFamilyPolicy ?? previous?.ipFamilyPolicy ?? (isFreeOfFamilies(next) ? 'RequireDualStack' : 'SingleStack');
}

/** Somebody else writes the endpoints, of any family. */
const isFreeOfFamilies = ({ clusterIP, selector }: ServiceSpec): boolean => clusterIP === none && Object.keys(selector ?? {}).length === 0;

/** To ask for a single family is to give the second address back. */
function withoutSecond(next: Service, previous: ServiceSpec): Service {
  const { ipFamilyPolicy, clusterIPs, ipFamilies } = next.spec;
  if (ipFamilyPolicy !== 'SingleStack') return next;
  return withSpec(next, {
    ...(sameTexts(clusterIPs, previous.clusterIPs) && { clusterIPs: clusterIPs?.slice(0, 1) }),
    ...(sameTexts(ipFamilies, previous.ipFamilies) && { ipFamilies: ipFamilies?.slice(0, 1) }),
  });
}

/** Those that are named, and those of the addresses that have none yet. */
function* familiesIn({ clusterIPs = [], ipFamilies = [] }: ServiceSpec): Iterable<Family> {
  yield* ipFamilies as readonly Family[];
  for (const ip of clusterIPs.slice(ipFamilies.length)) if (ip !== none) yield familyOf(ip);
}

const withFirst = (service: Service, first: Family): Service =>
  (service.spec.ipFamilies ?? []).length > 0 ? service : withSpec(service, { ipFamilies: [first] });

function withSecond(service: Service, first: Family): Service {
  const { ipFamilies = [], ipFamilyPolicy } = service.spec;
  if (ipFamilies.length > 1 || ipFamilyPolicy === 'SingleStack') return withFirst(service, first);
  return withSpec(service, { ipFamilies: [first, otherFamily(first)] });
}

function refuse(service: Service, errors: Iterable<FieldError>): void {
  const found = [...errors];
  if (found.length > 0) throw refusal(kind, service.metadata.name ?? '', found);
}
