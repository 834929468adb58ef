// Files that volumes make of API data.
import type { DownwardAPIVolumeFile, KeyToPath } from '../../../api/core/v1/projected-volume.ts';
import { invalid, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { fileMode, ownFilePath, present } from '../../rules.ts';
import { validateFieldReference, validateResourceReference, volumeFields } from './field-references.ts';

export function* validateItems(items: readonly KeyToPath[], at: Path): Iterable<FieldError> {
  for (const [i, { key, path, mode }] of items.entries()) {
    const here = at.index(i);
    yield* present(key, here.field('key'));
    yield* present(path, here.field('path'));
    yield* ownFilePath(path, here.field('path'));
    yield* fileMode(mode, here.field('mode'));
  }
}

/** Upstream does not say which file. */
export function* validateDownwardFile({ path, fieldRef, resourceFieldRef, mode }: DownwardAPIVolumeFile, at: Path): Iterable<FieldError> {
  yield* present(path, at.field('path'));
  yield* ownFilePath(path, at.field('path'));
  if (fieldRef !== undefined) {
    yield* validateFieldReference(fieldRef, volumeFields, at.field('fieldRef'));
    if (resourceFieldRef !== undefined) yield invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
  } else if (resourceFieldRef !== undefined) {
    yield* validateResourceReference(resourceFieldRef, { container: 'named' }, at.field('resourceFieldRef'));
  } else {
    yield required(at, 'one of fieldRef and resourceFieldRef is required');
  }
  yield* fileMode(mode, at.field('mode'));
}
