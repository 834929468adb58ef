// What may change of a pod once it is there: hardly anything, because its node has begun to run it [B003]. upstream:
// ValidatePodUpdate.
import type { Container } from '../../../api/core/v1/container.ts';
import type { Pod } from '../../../api/core/v1/pod.ts';
import type { PodSchedulingGate, PodSpec } from '../../../api/core/v1/pod-spec.ts';
import type { Toleration } from '../../../api/core/v1/selection.ts';
import { equalJson } from '../../../machinery/json-value.ts';
import { forbidden, invalid, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isInRange } from '../../../machinery/validation/name-rules.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { validateImages } from '../pod-spec/containers.ts';
import { validateTolerations } from '../pod-spec/tolerations.ts';
import { refused } from '../../rules.ts';
import { validateAnnotationChanges } from './annotation-changes.ts';
import { validateNodeAffinityChange, validateNodeSelectorChange, withoutNodeAffinity } from './gated-changes.ts';

const at = Path.of('spec');

export function* validateChanges(next: Pod, previous: Pod): Iterable<FieldError> {
  yield* validateAnnotationChanges(next, previous);
  for (const field of ['containers', 'initContainers'] as const) {
    const errors = [...validateContainerChanges(next.spec[field] ?? [], previous.spec[field] ?? [], at.field(field))];
    yield* errors;
    if (errors.length > 0 && (next.spec[field] ?? []).length !== (previous.spec[field] ?? []).length) return;
  }
  const deadline = deadlineError(next.spec, previous.spec);
  if (deadline !== undefined) {
    yield deadline;
    return;
  }
  yield* validateTolerationChanges(next.spec.tolerations ?? [], previous.spec.tolerations ?? []);
  yield* validateGateChanges(next.spec.schedulingGates ?? [], previous.spec.schedulingGates ?? []);
  yield* validateOtherChanges(next.spec, previous.spec);
}

function* validateContainerChanges(next: readonly Container[], previous: readonly Container[], here: Path): Iterable<FieldError> {
  if (next.length !== previous.length) {
    yield forbidden(here, 'pod updates may not add or remove containers');
    return;
  }
  for (const [i, { image }] of next.entries()) if (image === undefined) yield required(here.index(i).field('image'));
  yield* validateImages(next, here);
}

/** It can be set, and be made shorter. */
function deadlineError({ activeDeadlineSeconds: next }: PodSpec, { activeDeadlineSeconds: before }: PodSpec): FieldError | undefined {
  const here = at.field('activeDeadlineSeconds');
  if (next === undefined)
    return before === undefined ? undefined : invalid(here, null, 'must not update from a positive integer to nil value');
  const [outOfRange] = refused(isInRange(next, { min: 0, max: 0x7fffffff }), next, here);
  if (outOfRange !== undefined) return outOfRange;
  return before !== undefined && next > before ? invalid(here, next, 'must be less than or equal to previous value') : undefined;
}

function* validateTolerationChanges(next: readonly Toleration[], previous: readonly Toleration[]): Iterable<FieldError> {
  const here = at.field('tolerations');
  const still = (toleration: Toleration): boolean => next.some((each) => equalJson(untimed(each), untimed(toleration)));
  if (!previous.every(still)) yield forbidden(here, 'existing toleration can not be modified except its tolerationSeconds');
  else yield* validateTolerations(next, here);
}

const untimed = (toleration: Toleration): object => ({ ...toleration, tolerationSeconds: undefined });

function* validateGateChanges(next: readonly PodSchedulingGate[], previous: readonly PodSchedulingGate[]): Iterable<FieldError> {
  for (const [i, { name }] of next.entries())
    if (!previous.some((gate) => gate.name === name))
      yield forbidden(
        at.field('schedulingGates').index(i).field('name'),
        `only deletion is allowed, but found new scheduling gate '${name}'`,
      );
}

const changeable =
  '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,' +
  '`spec.tolerations` (only additions to existing tolerations),' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function* validateOtherChanges(next: PodSpec, previous: PodSpec): Iterable<FieldError> {
  const isGated = (previous.schedulingGates ?? []).length > 0;
  if (isGated) {
    yield* validateNodeSelectorChange(next, previous, at.field('nodeSelector'));
    yield* validateNodeAffinityChange(next, previous, at.field('affinity').field('nodeAffinity'));
  }
  const [after, before] = [fixedPart(next, isGated), fixedPart(previous, isGated)];
  if (equalJson(after, before)) return;
  yield forbidden(at, `pod updates may not change fields other than ${changeable}\n${difference(before, after)}`);
}

type FixedPart = Readonly<Record<string, unknown>>;

/** A spec without what may change. */
function fixedPart(spec: PodSpec, isGated: boolean): FixedPart {
  const { activeDeadlineSeconds: _, tolerations: __, schedulingGates: ___, nodeSelector, affinity, ...rest } = spec;
  return {
    ...rest,
    containers: spec.containers.map(withoutImage),
    initContainers: spec.initContainers?.map(withoutImage),
    ...(isGated ? { affinity: withoutNodeAffinity(affinity) } : { nodeSelector, affinity }),
  };
}

const withoutImage = (container: Container): object => ({ ...container, image: undefined });

/** The fields that differ, before and after. */
function difference(before: FixedPart, after: FixedPart): string {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !equalJson(before[field], after[field]));
  const line = (sign: string, field: string, value: unknown): string[] =>
    value === undefined ? [] : [`${sign} ${field}: ${JSON.stringify(value)}`];
  return fields.flatMap((field) => [...line('-', field, before[field]), ...line('+', field, after[field])]).join('\n');
}
