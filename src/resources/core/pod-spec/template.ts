// Pod templates, alone and inside everything that makes pods. upstream: ValidatePodTemplateSpec,
// ValidatePodTemplateSpecForReplicaSet and their like.
import type { PodTemplateSpec } from '../../../api/core/v1/pod-template.ts';
import type { LabelsSelector } from '../../../machinery/selectors/labels.ts';
import { validateLabels } from '../../../machinery/selectors/label-selector.ts';
import { forbidden, invalid, type FieldError } from '../../../machinery/validation/field-error.ts';
import { validateAnnotations } from '../../../machinery/validation/object-meta.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { oneOf } from '../../rules.ts';
import { validateAppArmorAgreement, validatePodAnnotations } from './annotations.ts';
import { validatePodSpec } from './pod-spec.ts';

export function* validateTemplate({ metadata, spec }: PodTemplateSpec, at: Path): Iterable<FieldError> {
  yield* validateTemplateMeta({ metadata, spec }, at);
  yield* validatePodSpec(spec, at.field('spec'));
  yield* validateAppArmorAgreement(metadata.annotations ?? {}, spec, at.field('spec'));
  if ((spec.ephemeralContainers ?? []).length > 0)
    yield forbidden(at.field('spec').field('ephemeralContainers'), 'ephemeral containers not allowed in pod template');
}

/** Upstream leaves `metadata` out of these places. */
export function* validateTemplateMeta({ metadata, spec }: PodTemplateSpec, at: Path): Iterable<FieldError> {
  const annotations = metadata.annotations ?? {};
  yield* validateLabels(metadata.labels ?? {}, at.field('labels'));
  yield* validateAnnotations(annotations, at.field('annotations'));
  yield* validatePodAnnotations(annotations, spec, at.field('annotations'));
}

/** Pods of the template must belong to whoever makes them. */
export function* validateMatch({ metadata }: PodTemplateSpec, selector: LabelsSelector, at: Path): Iterable<FieldError> {
  if (!selector.empty && !selector.matches(metadata.labels ?? {}))
    yield invalid(at.field('metadata').field('labels'), metadata.labels ?? null, '`selector` does not match template `labels`');
}

/** Of pods that are to run for ever. `kind` is who keeps them running. */
export function* validateEndless({ spec }: PodTemplateSpec, kind: string, at: Path): Iterable<FieldError> {
  const { restartPolicy, activeDeadlineSeconds } = spec;
  // What is no policy at all was refused before; upstream says so twice.
  yield* oneOf(restartPolicy, ['Always'], at.field('spec').field('restartPolicy'));
  if (activeDeadlineSeconds !== undefined)
    yield forbidden(at.field('spec').field('activeDeadlineSeconds'), `activeDeadlineSeconds in ${kind} is not Supported`);
}
