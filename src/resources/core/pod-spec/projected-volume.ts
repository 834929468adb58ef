// Volumes that show several sources in one directory. upstream: validateProjectionSources.
import type { ProjectedVolumeSource, ServiceAccountTokenProjection, VolumeProjection } from '../../../api/core/v1/projected-volume.ts';
import { forbidden, invalid, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { fileMode, ownFilePath, present, uniqueness } from '../../rules.ts';
import { validateDownwardFile, validateItems } from './volume-files.ts';

export function* validateProjected({ defaultMode, sources }: ProjectedVolumeSource, at: Path): Iterable<FieldError> {
  yield* fileMode(defaultMode, at.field('defaultMode'));
  const isNew = uniqueness();
  for (const [i, source] of (sources ?? []).entries()) {
    const sourceAt = at.field('sources').index(i);
    yield* validateProjection(source, sourceAt, at);
    if (Object.keys(source).length > 1) yield forbidden(sourceAt, 'may not specify more than 1 volume type per source');
    for (const [path, name] of pathsOf(source)) if (path !== '' && !isNew(path)) yield invalid(at, name, 'conflicting duplicate paths');
  }
}

/** `volumeAt`: where upstream reports paths. */
function* validateProjection(
  { secret, configMap, downwardAPI, serviceAccountToken }: VolumeProjection,
  at: Path,
  volumeAt: Path,
): Iterable<FieldError> {
  for (const [field, keyed] of [['secret', secret] as const, ['configMap', configMap] as const]) {
    if (keyed === undefined) continue;
    yield* present(keyed.name, at.field(field).field('name'));
    yield* validateItems(keyed.items ?? [], at.field(field).field('items'));
  }
  for (const file of downwardAPI?.items ?? []) yield* validateDownwardFile(file, at.field('downwardAPI'));
  if (serviceAccountToken !== undefined) yield* validateToken(serviceAccountToken, at.field('serviceAccountToken'), volumeAt);
}

const minuteSeconds = 60;

function* validateToken({ path, expirationSeconds }: ServiceAccountTokenProjection, at: Path, volumeAt: Path): Iterable<FieldError> {
  const expirationAt = at.field('expirationSeconds');
  if (expirationSeconds < 10 * minuteSeconds)
    yield invalid(expirationAt, expirationSeconds, 'may not specify a duration less than 10 minutes');
  if (expirationSeconds > 2 ** 32) yield invalid(expirationAt, expirationSeconds, 'may not specify a duration larger than 2^32 seconds');
  if (path === '') yield required(volumeAt.field('path'));
  else yield* ownFilePath(path, volumeAt.field('path'));
}

/** The files of a source, and what a conflict about each is blamed on. */
function* pathsOf({ secret, configMap, downwardAPI }: VolumeProjection): Iterable<readonly [path: string, name: string]> {
  for (const { path } of secret?.items ?? []) yield [path, secret?.name ?? ''];
  for (const { path } of configMap?.items ?? []) yield [path, configMap?.name ?? ''];
  for (const { path } of downwardAPI?.items ?? []) yield [path, path];
}
