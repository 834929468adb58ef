// Annotations that say what a pod is cannot come or go while it lives. upstream: ValidatePodSpecificAnnotationUpdates.
import type { Pod } from '../../../api/core/v1/pod.ts';
import { forbidden, type FieldError } from '../../../machinery/validation/field-error.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { validatePodAnnotations } from '../pod-spec/annotations.ts';

const at = Path.of('metadata', 'annotations');

const fixed: readonly { readonly is: (key: string) => boolean; readonly name: string }[] = [
  { is: (key) => key.startsWith('container.apparmor.security.beta.kubernetes.io/'), name: 'AppArmor annotations' },
  { is: (key) => key === 'kubernetes.io/config.mirror', name: 'mirror pod annotation' },
];

export function* validateAnnotationChanges(next: Pod, previous: Pod): Iterable<FieldError> {
  const [after, before] = [next.metadata.annotations ?? {}, previous.metadata.annotations ?? {}];
  yield* changes(before, (key) => after[key] === before[key], 'remove or update');
  yield* changes(after, (key) => before[key] !== undefined, 'add');
  yield* validatePodAnnotations(after, next.spec, at);
}

function* changes(annotations: object, isFine: (key: string) => boolean, verb: string): Iterable<FieldError> {
  for (const key of Object.keys(annotations)) {
    const what = fixed.find(({ is }) => is(key));
    if (what !== undefined && !isFine(key)) yield forbidden(at.key(key), `may not ${verb} ${what.name}`);
  }
}
