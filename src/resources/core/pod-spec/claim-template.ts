// Claims for storage, as volumes and their templates carry them. upstream: ValidatePersistentVolumeClaimSpec.
import type { PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate } from '../../../api/core/v1/persistent-volume-claim.ts';
import { validateLabels, validateLabelSelector } from '../../../machinery/selectors/label-selector.ts';
import { quantityOf, quantitySign } from '../../../machinery/quantity.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../../machinery/validation/name-rules.ts';
import { validateAnnotations } from '../../../machinery/validation/object-meta.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { namedIfAny, oneOf, present } from '../../rules.ts';

export function* validateClaimTemplate({ metadata, spec }: PersistentVolumeClaimTemplate, at: Path): Iterable<FieldError> {
  const metaAt = at.field('metadata');
  yield* validateLabels(metadata.labels ?? {}, metaAt.field('labels'));
  yield* validateAnnotations(metadata.annotations ?? {}, metaAt.field('annotations'));
  for (const field of Object.keys(metadata))
    if (field !== 'labels' && field !== 'annotations') yield forbidden(metaAt.field(field), 'cannot be set');
  yield* validateClaimSpec(spec, at.field('spec'));
}

const accessModeTexts = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

export function* validateClaimSpec(spec: PersistentVolumeClaimSpec, at: Path): Iterable<FieldError> {
  const { accessModes = [], selector, resources, storageClassName, volumeMode, volumeAttributesClassName } = spec;
  const modesAt = at.field('accessModes');
  if (accessModes.length === 0) yield required(modesAt, 'at least 1 access mode is required');
  yield* validateLabelSelector(selector, at.field('selector'));
  for (const mode of accessModes) if (!accessModeTexts.includes(mode)) yield notSupported(modesAt, mode, accessModeTexts);
  if (accessModes.length > 1 && accessModes.includes('ReadWriteOncePod'))
    yield forbidden(modesAt, 'may not use ReadWriteOncePod with other access modes');
  yield* validateStorage(resources.requests?.['storage'], at.field('resources').key('storage'));
  yield* namedIfAny(storageClassName, isDns1123Subdomain, at.field('storageClassName'));
  yield* oneOf(volumeMode, ['Block', 'Filesystem'], at.field('volumeMode'));
  if (spec.dataSource !== undefined) yield* validateDataSource(spec.dataSource, at.field('dataSource'));
  if (spec.dataSourceRef !== undefined) yield* validateDataSource(spec.dataSourceRef, at.field('dataSourceRef'));
  yield* namedIfAny(volumeAttributesClassName, isDns1123Subdomain, at.field('volumeAttributesClassName'));
}

type Source = NonNullable<PersistentVolumeClaimSpec['dataSource'] | PersistentVolumeClaimSpec['dataSourceRef']>;

function* validateDataSource(source: Source, at: Path): Iterable<FieldError> {
  yield* present(source.name, at.field('name'));
  yield* present(source.kind, at.field('kind'));
  if ((source.apiGroup ?? '') === '' && source.kind !== 'PersistentVolumeClaim')
    yield invalid(at, source.kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  const namespace = 'namespace' in source ? source.namespace : undefined;
  yield* namedIfAny(namespace, isDns1123Label, at.field('namespace'));
}

function* validateStorage(amount: string | undefined, at: Path): Iterable<FieldError> {
  if (amount === undefined) yield required(at);
  else if (quantitySign(quantityOf(amount)) <= 0) yield invalid(at, amount, 'must be greater than zero');
}
