// What a new pod must be like: its spec, and what only pods must obey, templates not. upstream: ValidatePodCreate.
import type { Pod } from '../../../api/core/v1/pod.ts';
import { forbidden, type FieldError } from '../../../machinery/validation/field-error.ts';
import { nameIsDnsSubdomain } from '../../../machinery/validation/name-rules.ts';
import { validateObjectMeta } from '../../../machinery/validation/object-meta.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { validateFinalizerNames } from '../../../registry/resource-strategy.ts';
import { validateAppArmorAgreement, validatePodAnnotations } from '../pod-spec/annotations.ts';
import { validateImages } from '../pod-spec/containers.ts';
import { validatePodSpec } from '../pod-spec/pod-spec.ts';
import { validatePodVolumes } from '../pod-spec/volumes.ts';
import { validateChanges } from './changes.ts';

const at = Path.of('spec');

export function* validateNewPod(pod: Pod): Iterable<FieldError> {
  yield* validatePod(pod);
  const { metadata, spec } = pod;
  yield* validateAppArmorAgreement(metadata.annotations ?? {}, spec, at);
  if ((spec.ephemeralContainers ?? []).length > 0) yield forbidden(at.field('ephemeralContainers'), 'cannot be set on create');
  if (spec.nodeName !== undefined && (spec.schedulingGates ?? []).length > 0)
    yield forbidden(at.field('nodeName'), 'cannot be set until all schedulingGates have been cleared');
}

/** Upstream looks at the whole pod once more, metadata included, and then at what changed. */
export function* validatePodUpdate(next: Pod, previous: Pod): Iterable<FieldError> {
  yield* validateObjectMeta(next.metadata, { namespaced: true, nameRule: nameIsDnsSubdomain });
  yield* validateFinalizerNames(next.metadata);
  yield* validatePod(next);
  yield* validateChanges(next, previous);
}

export function* validatePod({ metadata, spec }: Pod): Iterable<FieldError> {
  yield* validatePodAnnotations(metadata.annotations ?? {}, spec, Path.of('metadata', 'annotations'));
  yield* validatePodSpec(spec, at);
  yield* validatePodVolumes(spec, at.field('volumes'));
  yield* validateImages(spec.containers, at.field('containers'));
  yield* validateImages(spec.initContainers ?? [], at.field('initContainers'));
}
