// What a pod runs, and where and how: everything about a PodSpec, of pods and of templates. upstream: ValidatePodSpec.
import { containerTotal } from '../../../api/core/v1/pod-defaults.ts';
import { PodResourceClaim, type PodSpec } from '../../../api/core/v1/pod-spec.ts';
import { validateLabelKey, validateLabels } from '../../../machinery/selectors/label-selector.ts';
import { duplicate, forbidden, invalid, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isDns1123Label, isDns1123Subdomain, isInRange } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { goStruct } from '../../go-struct.ts';
import { named, namedIfAny, oneOf, refused, uniqueness } from '../../rules.ts';
import { validateAffinity, validateTopologySpread } from './affinity.ts';
import { validateContainers, validateEphemeralContainers, validateInitContainers } from './containers.ts';
import { validateDnsConfig, validateHostAliases, validateHostnameOverride } from './network.ts';
import { validateHostNetworkPorts } from './ports.ts';
import { containerResourceName, podResourceName, validateClaims, validatePodTotals, validateRequirements } from './resources.ts';
import { validateHostUsers, validatePodSecurityContext } from './security-context.ts';
import { validateTolerations } from './tolerations.ts';
import { checkVolumes } from './volumes.ts';
import { validateHostProcesses, validateOperatingSystem } from './windows.ts';

export function* validatePodSpec(spec: PodSpec, at: Path): Iterable<FieldError> {
  yield* validateContent(spec, at);
  yield* validatePolicies(spec, at);
  yield* validatePlacement(spec, at);
  yield* validateHostProcesses(spec, at);
  yield* validateHostUsers(spec, at);
  yield* validateHostnameOverride(spec, at.field('hostnameOverride'));
  yield* validateNames(spec, at);
  if (spec.overhead !== undefined) yield* validateRequirements({ limits: spec.overhead }, containerResourceName, at.field('overhead'));
  yield* validateOperatingSystem(spec, at);
}

/** Volumes, claims and the containers that use them. */
function* validateContent(spec: PodSpec, at: Path): Iterable<FieldError> {
  const { volumes, errors } = checkVolumes(spec.volumes ?? [], at.field('volumes'));
  yield* errors;
  const resourceClaims = spec.resourceClaims ?? [];
  yield* validateResourceClaims(resourceClaims, at.field('resourceClaims'));
  const claims = new Set(resourceClaims.map(({ name }) => name));
  const around = { spec, volumes, claims };
  yield* validateContainers(around, at.field('containers'));
  yield* validateInitContainers(around, at.field('initContainers'));
  yield* validateEphemeralContainers(spec.ephemeralContainers ?? [], at.field('ephemeralContainers'));
  if (spec.hostNetwork === true) yield* validateHostNetworkPorts(spec.containers, at.field('containers'));
  yield* validatePodResources(spec, claims, at.field('resources'));
}

function* validateResourceClaims(claims: readonly PodResourceClaim[], at: Path): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const [i, claim] of claims.entries()) {
    const here = at.index(i);
    yield* named(claim.name, isDns1123Label, here.field('name'));
    if (claim.name !== '' && !isNew(claim.name)) yield duplicate(here.field('name'), claim.name);
    yield* validateClaimSource(claim, here);
  }
}

function* validateClaimSource(claim: PodResourceClaim, at: Path): Iterable<FieldError> {
  const { resourceClaimName, resourceClaimTemplateName } = claim;
  const refuse = (why: string): FieldError => invalid(at, goStruct(PodResourceClaim, claim), why);
  if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined)
    yield refuse('at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified');
  if (resourceClaimName === undefined && resourceClaimTemplateName === undefined)
    yield refuse('must specify one of: `resourceClaimName`, `resourceClaimTemplateName`');
  if (resourceClaimName !== undefined)
    yield* refused(isDns1123Subdomain(resourceClaimName), resourceClaimName, at.field('resourceClaimName'));
  if (resourceClaimTemplateName !== undefined)
    yield* refused(isDns1123Subdomain(resourceClaimTemplateName), resourceClaimTemplateName, at.field('resourceClaimTemplateName'));
}

/** Of all containers together. */
function* validatePodResources(
  { resources, containers, initContainers = [] }: PodSpec,
  claims: ReadonlySet<string>,
  at: Path,
): Iterable<FieldError> {
  if (resources === undefined) return;
  if ((resources.claims ?? []).length > 0) yield forbidden(at.field('claims'), 'claims may not be set for Resources at pod-level');
  yield* validateRequirements(resources, podResourceName, at);
  yield* validateClaims(resources.claims ?? [], claims, at.field('claims'));
  const all = { containers, initContainers };
  const together = { requests: containerTotal('requests', all), limits: containerTotal('limits', all) };
  yield* validatePodTotals(resources, { containers, together }, at);
}

function* validatePolicies(spec: PodSpec, at: Path): Iterable<FieldError> {
  yield* oneOf(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], at.field('restartPolicy'));
  yield* oneOf(spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'], at.field('dnsPolicy'));
  yield* validateLabels(spec.nodeSelector ?? {}, at.field('nodeSelector'));
  if (spec.securityContext !== undefined) yield* validatePodSecurityContext(spec.securityContext, spec, at.field('securityContext'));
}

function* validatePlacement(spec: PodSpec, at: Path): Iterable<FieldError> {
  if (spec.affinity !== undefined) yield* validateAffinity(spec.affinity, at.field('affinity'));
  yield* validateDnsConfig(spec, at.field('dnsConfig'));
  for (const [i, { conditionType }] of (spec.readinessGates ?? []).entries())
    yield* validateLabelKey(conditionType, at.field('readinessGates').index(i).field('conditionType'));
  const isNew = uniqueness();
  for (const [i, { name }] of (spec.schedulingGates ?? []).entries()) {
    const here = at.field('schedulingGates').index(i);
    yield* validateLabelKey(name, here);
    if (!isNew(name)) yield duplicate(here, name);
  }
  yield* validateTopologySpread(spec.topologySpreadConstraints ?? [], at.field('topologySpreadConstraints'));
}

function* validateNames(spec: PodSpec, at: Path): Iterable<FieldError> {
  const { activeDeadlineSeconds: deadline } = spec;
  yield* namedIfAny(spec.serviceAccountName, isDns1123Subdomain, at.field('serviceAccountName'));
  yield* namedIfAny(spec.nodeName, isDns1123Subdomain, at.field('nodeName'));
  if (deadline !== undefined) yield* refused(isInRange(deadline, { min: 1, max: 0x7fffffff }), deadline, at.field('activeDeadlineSeconds'));
  yield* namedIfAny(spec.hostname, isDns1123Label, at.field('hostname'));
  yield* namedIfAny(spec.subdomain, isDns1123Label, at.field('subdomain'));
  yield* validateTolerations(spec.tolerations ?? [], at.field('tolerations'));
  yield* validateHostAliases(spec.hostAliases ?? [], at.field('hostAliases'));
  yield* namedIfAny(spec.priorityClassName, isDns1123Subdomain, at.field('priorityClassName'));
  if (spec.runtimeClassName !== undefined)
    yield* refused(isDns1123Subdomain(spec.runtimeClassName), spec.runtimeClassName, at.field('runtimeClassName'));
  yield* oneOf(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], at.field('preemptionPolicy'));
}
