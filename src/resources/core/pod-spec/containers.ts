// The programs of a pod. upstream: validateContainers, validateInitContainers, validateContainerCommon.
import type { Container, ContainerResizePolicy, ContainerRestartRule, EphemeralContainer } from '../../../api/core/v1/container.ts';
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isDns1123Label } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { named, oneOf, present, uniqueness } from '../../rules.ts';
import { validateEnvironment, validateEnvironmentSources } from './environment.ts';
import { validateHostPorts, validatePorts } from './ports.ts';
import { validateProbes } from './probes.ts';
import { containerResourceName, validateClaims, validateRequirements } from './resources.ts';
import { validateSecurityContext } from './security-context.ts';
import { validateVolumeDevices, validateVolumeMounts } from './volume-mounts.ts';
import type { Volumes } from './volumes.ts';

/** What a container can refer to. */
export interface Surroundings {
  readonly spec: PodSpec;
  readonly volumes: Volumes;
  readonly claims: ReadonlySet<string>;
}

export function* validateContainers(around: Surroundings, at: Path): Iterable<FieldError> {
  const { containers, terminationGracePeriodSeconds: graceSeconds } = around.spec;
  if (containers.length === 0) {
    yield required(at);
    return;
  }
  const isNew = uniqueness();
  for (const [i, container] of containers.entries()) {
    const here = at.index(i);
    yield* validateContainer(container, around, here);
    if (!isNew(container.name)) yield duplicate(here.field('name'), container.name);
    yield* validateProbes(container, graceSeconds, here);
    yield* validateRestart(container, here);
  }
  yield* validateHostPorts(containers, at);
}

const runsOn = 'may not be set for init containers without restartPolicy=Always';

export function* validateInitContainers(around: Surroundings, at: Path): Iterable<FieldError> {
  const { containers, initContainers = [], terminationGracePeriodSeconds: graceSeconds } = around.spec;
  const isNew = uniqueness();
  for (const { name } of containers) isNew(name);
  for (const [i, container] of initContainers.entries()) {
    const here = at.index(i);
    yield* validateContainer(container, around, here);
    yield* validateRestart(container, here);
    if (!isNew(container.name)) yield duplicate(here.field('name'), container.name);
    // They run one after the other, so only ports of the same container get into each other's way.
    for (const error of validateHostPorts([container], at)) yield { ...error, field: error.field.replace('[0]', `[${i}]`) };
    if (container.restartPolicy === 'Always') yield* validateProbes(container, graceSeconds, here);
    else
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
        if (container[field] !== undefined) yield forbidden(here.field(field), runsOn);
  }
}

/** What all containers must be like. */
function* validateContainer(container: Container, around: Surroundings, at: Path): Iterable<FieldError> {
  const { volumes, claims, spec } = around;
  yield* named(container.name, isDns1123Label, at.field('name'));
  yield* present(container.image, at.field('image'));
  yield* oneOf(container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError'], at.field('terminationMessagePolicy'));
  yield* validatePorts(container.ports ?? [], at.field('ports'));
  yield* validateEnvironment(container.env ?? [], volumes, at.field('env'));
  yield* validateEnvironmentSources(container.envFrom ?? [], at.field('envFrom'));
  yield* validateVolumeMounts(container, volumes, at.field('volumeMounts'));
  yield* validateVolumeDevices(container, volumes, at.field('volumeDevices'));
  yield* oneOf(container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], at.field('imagePullPolicy'));
  yield* validateRequirements(container.resources, containerResourceName, at.field('resources'));
  yield* validateClaims(container.resources.claims ?? [], claims, at.field('resources').field('claims'));
  yield* validateResizePolicy(container.resizePolicy ?? [], spec, at.field('resizePolicy'));
  if (container.securityContext !== undefined) yield* validateSecurityContext(container.securityContext, spec, at.field('securityContext'));
}

/** Upstream points at the list, except for duplicates. */
function* validateResizePolicy(policies: readonly ContainerResizePolicy[], spec: PodSpec, at: Path): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const [i, { resourceName, restartPolicy }] of policies.entries()) {
    if (!isNew(resourceName)) yield duplicate(at.index(i), resourceName);
    yield* oneOf(resourceName, ['cpu', 'memory'], at);
    if (!['NotRequired', 'RestartContainer'].includes(restartPolicy))
      yield notSupported(at, restartPolicy, ['NotRequired', 'RestartContainer']);
    if (spec.restartPolicy === 'Never' && restartPolicy === 'RestartContainer')
      yield invalid(at, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
  }
}

function* validateRestart({ restartPolicy, restartPolicyRules = [] }: Container, at: Path): Iterable<FieldError> {
  yield* oneOf(restartPolicy, ['Always', 'Never', 'OnFailure'], at.field('restartPolicy'));
  if (restartPolicyRules.length === 0) return;
  if (restartPolicy === undefined) yield required(at.field('restartPolicy'), 'must specify restartPolicy when restart rules are used');
  for (const [i, rule] of restartPolicyRules.entries()) yield* validateRestartRule(rule, at.field('restartPolicyRules').index(i));
}

function* validateRestartRule({ action, exitCodes }: ContainerRestartRule, at: Path): Iterable<FieldError> {
  yield* oneOf(action ?? '', ['Restart', 'RestartAllContainers'], at.field('action'));
  if (exitCodes === undefined) yield required(at.field('exitCodes'), 'must be specified');
  else yield* oneOf(exitCodes.operator ?? '', ['In', 'NotIn'], at.field('exitCodes').field('operator'));
}

/** Surrounded by blanks, an image cannot be found. Templates may have it so. */
export function* validateImages(containers: readonly Container[], at: Path): Iterable<FieldError> {
  for (const [i, { image = '' }] of containers.entries())
    if (image !== image.trim()) yield invalid(at.index(i).field('image'), image, 'must not have leading or trailing whitespace');
}

/** They are added to a running pod only; what is wrong with them is said all the same. */
export function* validateEphemeralContainers(containers: readonly EphemeralContainer[], at: Path): Iterable<FieldError> {
  for (const [i, { name, image }] of containers.entries()) {
    yield* named(name, isDns1123Label, at.index(i).field('name'));
    yield* present(image, at.index(i).field('image'));
  }
}
