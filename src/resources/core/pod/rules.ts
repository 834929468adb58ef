// What a new pod must be like: its spec, and what only pods must obey, templates not. upstream: ValidatePodCreate.
import type { Pod } from '../../../api/core/v1/pod.ts';
import { forbidden, type FieldError } from '../../../machinery/validation/field-error.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { validateAppArmorAgreement, validatePodAnnotations } from '../pod-spec/annotations.ts';
import { validateImages } from '../pod-spec/containers.ts';
import { validatePodSpec } from '../pod-spec/pod-spec.ts';
import { validateTokenVolumes } from '../pod-spec/volumes.ts';

const at = Path.of('spec');

export function* validateNewPod(pod: Pod): Iterable<FieldError> {
  yield* validatePod(pod);
  const { metadata, spec } = pod;
  yield* validateAppArmorAgreement(metadata.annotations ?? {}, spec, at);
  if ((spec.ephemeralContainers ?? []).length > 0) yield forbidden(at.field('ephemeralContainers'), 'cannot be set on create');
  if (spec.nodeName !== undefined && (spec.schedulingGates ?? []).length > 0)
    yield forbidden(at.field('nodeName'), 'cannot be set until all schedulingGates have been cleared');
}

/** Also of a pod that is updated. */
export function* validatePod({ metadata, spec }: Pod): Iterable<FieldError> {
  yield* validatePodAnnotations(metadata.annotations ?? {}, spec, Path.of('metadata', 'annotations'));
  yield* validatePodSpec(spec, at);
  yield* validateTokenVolumes(spec, at.field('volumes'));
  yield* validateImages(spec.containers, at.field('containers'));
  yield* validateImages(spec.initContainers ?? [], at.field('initContainers'));
}
