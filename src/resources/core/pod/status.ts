// What /status may change of a pod [B004], and what statuses must be like. upstream: podStatusStrategy,
// ValidatePodStatusUpdate.
import { arranged } from '../../../api/arrange.ts';
import type { Container } from '../../../api/core/v1/container.ts';
import type { ContainerStatus } from '../../../api/core/v1/container-status.ts';
import type { Pod } from '../../../api/core/v1/pod.ts';
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import { HostIP, PodCondition, PodIP, PodStatus } from '../../../api/core/v1/pod-status.ts';
import { validateLabelKey } from '../../../machinery/selectors/label-selector.ts';
import { forbidden, internalFieldError, invalid, type FieldError } from '../../../machinery/validation/field-error.ts';
import { parseIp, validateLegacyIp } from '../../../machinery/validation/ip.ts';
import { isDns1123Subdomain, isUnixId } from '../../../machinery/validation/name-rules.ts';
import { Path } from '../../../machinery/validation/path.ts';
import type { StatusDefinition } from '../../../registry/definition.ts';
import { goStruct } from '../../go-struct.ts';
import { namedIfAny, refused } from '../../rules.ts';
import { validateAnnotationChanges } from './annotation-changes.ts';

const at = Path.of('status');

export const podStatus: StatusDefinition<Pod> = {
  // Old kubelets lose owners that they do not know.
  keeps: ['ownerReferences', 'deletionTimestamp'],
  prepareForUpdate: (next, previous) => ({ ...next, status: withKept(next.status, previous.status) }),
  validateUpdate: validateStatus,
};

/** What kubelets that do not know it leave out is not meant to go. */
function withKept(status: PodStatus, previous: PodStatus): PodStatus {
  const conditions = status.conditions?.map((condition) => {
    const before = previous.conditions?.find(({ type }) => type === condition.type);
    return arranged(PodCondition, { ...condition, observedGeneration: condition.observedGeneration ?? before?.observedGeneration });
  });
  return arranged(PodStatus, {
    ...status,
    conditions,
    observedGeneration: status.observedGeneration ?? previous.observedGeneration,
    qosClass: status.qosClass ?? previous.qosClass,
  });
}

/** A node that is expected to take the pod. */
function* validateNomination({ spec, status: { nominatedNodeName } }: Pod): Iterable<FieldError> {
  const here = at.field('nominatedNodeName');
  if (nominatedNodeName === undefined) return;
  yield* refused(isDns1123Subdomain(nominatedNodeName), nominatedNodeName, here);
  if (spec.nodeName !== undefined) yield forbidden(here, 'may not be set on pods that are already bound to a node');
}

const systemConditions = ['PodScheduled', 'Ready', 'Initialized'];

function* validateStatus(next: Pod, previous: Pod): Iterable<FieldError> {
  const { status } = next;
  yield* validateAnnotationChanges(next, previous);
  for (const [i, { type }] of (status.conditions ?? []).entries())
    // Upstream writes the field this way.
    if (!systemConditions.includes(type)) yield* validateLabelKey(type, at.field('conditions').index(i).field('Type'));
  if ((status.observedGeneration ?? 0) < 0)
    yield invalid(at.field('observedGeneration'), status.observedGeneration, 'must be a non-negative integer');
  if (status.nominatedNodeName !== previous.status.nominatedNodeName) yield* validateNomination(next);
  if (status.qosClass !== previous.status.qosClass) yield invalid(at.field('qosClass'), status.qosClass ?? '', 'field is immutable');
  yield* validateTransitions(next, previous);
  yield* validateClaimStatuses(next);
  yield* validatePodIps(status);
  yield* validateHostIps(status);
  yield* validateUsers(next);
}

/** A container that ended, and is not to run again, has ended for good. */
function* validateTransitions({ status }: Pod, { spec, status: before }: Pod): Iterable<FieldError> {
  const { containers, initContainers = [] } = spec;
  const regular = { statuses: status.containerStatuses, before: before.containerStatuses, containers };
  yield* leavingTerminated(regular, spec, at.field('containerStatuses'));
  // Sidecars are started again, whatever the pod says.
  const init = initContainers.filter(({ restartPolicy }) => restartPolicy !== 'Always');
  const initial = { statuses: status.initContainerStatuses, before: before.initContainerStatuses, containers: init };
  yield* leavingTerminated(initial, spec, at.field('initContainerStatuses'));
}

interface Transition {
  readonly statuses: readonly ContainerStatus[] | undefined;
  readonly before: readonly ContainerStatus[] | undefined;
  readonly containers: readonly Container[];
}

function* leavingTerminated({ statuses = [], before = [], containers }: Transition, spec: PodSpec, here: Path): Iterable<FieldError> {
  for (const [i, { name, state }] of before.entries()) {
    const container = containers.find((each) => each.name === name);
    if (state.terminated === undefined || container === undefined) continue;
    if (mayRestart(container.restartPolicy ?? spec.restartPolicy, state.terminated.exitCode)) continue;
    const now = statuses.find((each) => each.name === name);
    if (now !== undefined && now.state.terminated === undefined)
      yield forbidden(here.index(i).field('state'), 'may not be transitioned to non-terminated state');
  }
}

const mayRestart = (policy: string, exitCode: number): boolean => policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);

function* validateClaimStatuses({ spec, status }: Pod): Iterable<FieldError> {
  const known = new Set((spec.resourceClaims ?? []).map(({ name }) => name));
  for (const [i, { name, resourceClaimName }] of (status.resourceClaimStatuses ?? []).entries()) {
    const here = at.field('resourceClaimStatuses').index(i);
    if (!known.has(name)) yield invalid(here.field('name'), name, 'must match the name of an entry in `spec.resourceClaims`');
    yield* namedIfAny(resourceClaimName, isDns1123Subdomain, here.field('resourceClaimName'));
  }
}

function* validatePodIps({ podIPs = [] }: PodStatus): Iterable<FieldError> {
  const here = at.field('podIPs');
  for (const [i, { ip }] of podIPs.entries()) yield* validateLegacyIp(ip, here.index(i), { rules: 'strict' });
  yield* validateFamilies(
    podIPs,
    podIPs.map((each) => goStruct(PodIP, each)),
    here,
  );
}

function* validateHostIps({ hostIP, hostIPs = [] }: PodStatus): Iterable<FieldError> {
  const here = at.field('hostIPs');
  const [first] = hostIPs;
  if (first !== undefined && first.ip !== hostIP) yield invalid(here.index(0).field('ip'), first.ip, 'must be equal to `hostIP`');
  for (const [i, { ip }] of hostIPs.entries()) yield* validateLegacyIp(ip, here.index(i), { rules: 'strict' });
  yield* validateFamilies(
    hostIPs,
    hostIPs.map((each) => goStruct(HostIP, each)),
    here,
  );
}

/** At most one address of each family. `shown`: the addresses as messages have them. */
function* validateFamilies(addresses: readonly { readonly ip: string }[], shown: unknown, here: Path): Iterable<FieldError> {
  if (addresses.length < 2) return;
  const families = addresses.map(({ ip }) => parseIp(ip)?.family);
  const unknown = families.indexOf(undefined);
  if (unknown >= 0)
    yield internalFieldError(here, `failed to check for dual stack with error:invalid IP[${unknown}]: ${addresses[unknown]!.ip}`);
  if (unknown >= 0 || addresses.length > 2 || families[0] === families[1])
    yield invalid(here, shown, 'may specify no more than one IP for each IP family');
}

function* validateUsers({ spec, status }: Pod): Iterable<FieldError> {
  for (const field of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const)
    for (const [i, { user }] of (status[field] ?? []).entries()) {
      if (user?.linux === undefined) continue;
      const here = at.field(field).index(i).field('user').field('linux');
      if (spec.os?.name === 'windows') yield forbidden(here, 'cannot be set for a windows pod');
      else yield* validateUser(user.linux, here);
    }
}

type LinuxUser = NonNullable<NonNullable<ContainerStatus['user']>['linux']>;

function* validateUser({ uid, gid, supplementalGroups = [] }: LinuxUser, here: Path): Iterable<FieldError> {
  yield* refused(isUnixId(uid), uid, here.field('uid'));
  yield* refused(isUnixId(gid), gid, here.field('gid'));
  for (const [i, group] of supplementalGroups.entries()) yield* refused(isUnixId(group), group, here.field('supplementalGroups').index(i));
}
