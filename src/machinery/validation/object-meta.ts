// What must hold for the metadata of every object [R009, R024]. upstream: apimachinery api/validation/objectmeta.go.
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from '../meta/v1.ts';
import { parseApiVersion } from '../object.ts';
import { validateLabels } from '../selectors/label-selector.ts';
import { forbidden, invalid, required, tooLong, type FieldError } from './field-error.ts';
import { goStrings, utf8Length } from './go-text.ts';
import { isDns1123Label, isLabelKey, type NameRule } from './name-rules.ts';
import { Path } from './path.ts';
import { validateFieldManager } from './write-options.ts';

const annotationBytesMax = 256 * 1024;
const subresourceBytesMax = 256;

export interface ObjectMetaRules {
  readonly namespaced: boolean;
  readonly nameRule: NameRule;
}

/** Of a new object, whose name has been generated already. */
export function* validateObjectMeta(
  meta: ObjectMeta,
  { namespaced, nameRule }: ObjectMetaRules,
  at = Path.of('metadata'),
): Iterable<FieldError> {
  yield* validateName(meta, nameRule, at);
  yield* validateNamespace(meta.namespace, namespaced, at.field('namespace'));
  if ((meta.generation ?? 0) < 0) yield invalid(at.field('generation'), meta.generation, 'must be greater than or equal to 0');
  if (meta.labels !== undefined) yield* validateLabels(meta.labels, at.field('labels'));
  if (meta.annotations !== undefined) yield* validateAnnotations(meta.annotations, at.field('annotations'));
  if (meta.ownerReferences !== undefined) yield* validateOwnerReferences(meta.ownerReferences, at.field('ownerReferences'));
  if (meta.finalizers !== undefined) yield* validateFinalizers(meta.finalizers, at.field('finalizers'));
  if (meta.managedFields !== undefined) yield* validateManagedFields(meta.managedFields, at.field('managedFields'));
}

function* validateName({ name = '', generateName = '' }: ObjectMeta, rule: NameRule, at: Path): Iterable<FieldError> {
  if (generateName !== '') {
    for (const problem of rule(generateName, 'prefix')) yield invalid(at.field('generateName'), generateName, problem);
  }
  if (name === '') yield required(at.field('name'), 'name or generateName is required');
  else for (const problem of rule(name, 'name')) yield invalid(at.field('name'), name, problem);
}

function* validateNamespace(namespace: string | undefined, namespaced: boolean, at: Path): Iterable<FieldError> {
  if (!namespaced) {
    if (namespace) yield forbidden(at, 'not allowed on this type');
  } else if (!namespace) {
    yield required(at);
  } else {
    for (const problem of isDns1123Label(namespace)) yield invalid(at, namespace, problem);
  }
}

/** Annotation keys are qualified names in which case does not matter. */
export function* validateAnnotations(annotations: Readonly<Record<string, string>>, at: Path): Iterable<FieldError> {
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    for (const problem of isLabelKey(key.toLowerCase())) yield invalid(at, key, problem);
    bytes += utf8Length(key) + utf8Length(value);
  }
  if (bytes > annotationBytesMax) yield tooLong(at, annotationBytesMax);
}

function* validateOwnerReferences(references: readonly OwnerReference[], at: Path): Iterable<FieldError> {
  let controller: string | undefined;
  for (const reference of references) {
    yield* validateOwnerReference(reference, at);
    if (reference.controller !== true) continue;
    const here = `${reference.kind}/${reference.name}`;
    if (controller === undefined) {
      controller = here;
      continue;
    }
    const found = `Found "true" in references for ${controller} and ${here}`;
    yield invalid(at, references, `Only one reference can have Controller set to true. ${found}`);
  }
}

function* validateOwnerReference(reference: OwnerReference, at: Path): Iterable<FieldError> {
  const { apiVersion, kind, name, uid } = reference;
  const groupVersion = parseApiVersion(apiVersion);
  if (groupVersion === undefined) yield invalid(at.field('apiVersion'), apiVersion, 'version must not be empty');
  if (kind === '') yield invalid(at.field('kind'), kind, 'must not be empty');
  if (name === '') yield invalid(at.field('name'), name, 'must not be empty');
  if (uid === '') yield invalid(at.field('uid'), uid, 'must not be empty');
  // Events come and go too fast to own anything.
  if (groupVersion?.group === '' && groupVersion.version === 'v1' && kind === 'Event')
    yield invalid(at, reference, '/v1, Kind=Event is disallowed from being an owner');
}

function* validateFinalizers(finalizers: readonly string[], at: Path): Iterable<FieldError> {
  for (const finalizer of finalizers) {
    for (const problem of isLabelKey(finalizer)) yield invalid(at, finalizer, problem);
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    yield invalid(at, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set');
}

function* validateManagedFields(entries: readonly ManagedFieldsEntry[], at: Path): Iterable<FieldError> {
  for (const [i, { manager = '', operation = '', fieldsType = '', subresource = '' }] of entries.entries()) {
    const here = at.index(i);
    if (operation !== 'Apply' && operation !== 'Update') yield invalid(here.field('operation'), operation, 'must be `Apply` or `Update`');
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') yield invalid(here.field('fieldsType'), fieldsType, 'must be `FieldsV1`');
    yield* validateFieldManager(manager, here.field('manager'));
    if (utf8Length(subresource) > subresourceBytesMax) yield tooLong(here.field('subresource'), subresourceBytesMax);
  }
}

/** Of an object that replaces another: what must not change, and what must not be wrong even if it was before. */
export function* validateObjectMetaUpdate(next: ObjectMeta, previous: ObjectMeta, at = Path.of('metadata')): Iterable<FieldError> {
  if (previous.deletionTimestamp !== undefined) yield* validateNoNewFinalizers(next, previous, at.field('finalizers'));
  if (!next.resourceVersion) yield invalid(at.field('resourceVersion'), next.resourceVersion ?? '', 'must be specified for an update');
  if ((next.generation ?? 0) < (previous.generation ?? 0))
    yield invalid(at.field('generation'), next.generation ?? 0, 'must not be decremented');
  yield* validateImmutable(next.name ?? '', previous.name ?? '', at.field('name'));
  yield* validateImmutable(next.namespace ?? '', previous.namespace ?? '', at.field('namespace'));
  yield* validateImmutable(next.uid ?? '', previous.uid ?? '', at.field('uid'));
  yield* validateImmutable(next.creationTimestamp, previous.creationTimestamp, at.field('creationTimestamp'));
  yield* validateImmutable(next.deletionTimestamp, previous.deletionTimestamp, at.field('deletionTimestamp'));
  yield* validateImmutable(next.deletionGracePeriodSeconds, previous.deletionGracePeriodSeconds, at.field('deletionGracePeriodSeconds'));
  if (next.labels !== undefined) yield* validateLabels(next.labels, at.field('labels'));
  if (next.annotations !== undefined) yield* validateAnnotations(next.annotations, at.field('annotations'));
  if (next.ownerReferences !== undefined) yield* validateOwnerReferences(next.ownerReferences, at.field('ownerReferences'));
  if (next.managedFields !== undefined) yield* validateManagedFields(next.managedFields, at.field('managedFields'));
}

function* validateNoNewFinalizers(next: ObjectMeta, previous: ObjectMeta, at: Path): Iterable<FieldError> {
  const before = new Set(previous.finalizers);
  const added = [...new Set(next.finalizers)].filter((finalizer) => !before.has(finalizer)).toSorted();
  if (added.length === 0) return;
  yield forbidden(at, `no new finalizers can be added if the object is being deleted, found new finalizers ${goStrings(added)}`);
}

/** For scalars. Say '' or 0 where the zero value and absence mean the same. */
export function* validateImmutable(next: unknown, previous: unknown, at: Path): Iterable<FieldError> {
  if (next !== previous) yield invalid(at, next, 'field is immutable');
}
