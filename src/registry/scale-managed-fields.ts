// Who owns the number of replicas: managedFields of a scalable object as its Scale shows them, and back. upstream:
// managedfields.ScaleHandler.
import type { JsonObject } from '../machinery/declare.ts';
import type { ManagedFieldsEntry } from '../machinery/meta/v1.ts';
import { apiVersionOf, type GroupVersion } from '../machinery/object.ts';

type Entries = readonly ManagedFieldsEntry[] | undefined;

const ownsReplicas: JsonObject = { 'f:spec': { 'f:replicas': {} } };

/** The owners of spec.replicas, in terms of the Scale. */
export function managedFieldsOfScale(parent: Entries, scale: GroupVersion): Entries {
  const apiVersion = apiVersionOf(scale);
  return listed((parent ?? []).filter(hasReplicas).map((entry) => ({ ...entry, apiVersion, fieldsV1: ownsReplicas })));
}

/** The parent's managedFields after its Scale was written: whoever owns replicas there owns it here, and nobody else does. */
export function managedFieldsOfParent(parent: Entries, scale: Entries, version: GroupVersion): Entries {
  const owners = (scale ?? []).filter(hasReplicas);
  const kept = (parent ?? []).flatMap((entry) => {
    if (!hasReplicas(entry) || owners.some((owner) => sameManager(owner, entry))) return [entry];
    const rest = withoutReplicas(entry.fieldsV1!);
    return Object.keys(rest).length > 0 ? [{ ...entry, fieldsV1: rest }] : [];
  });
  const apiVersion = apiVersionOf(version);
  const added = owners
    .filter((owner) => !kept.some((entry) => hasReplicas(entry) && sameManager(owner, entry)))
    .map((owner) => ({ ...owner, apiVersion, fieldsV1: ownsReplicas }));
  return listed([...kept, ...added]);
}

const listed = (entries: readonly ManagedFieldsEntry[]): Entries => (entries.length > 0 ? entries : undefined);

const hasReplicas = ({ fieldsV1 }: ManagedFieldsEntry): boolean => specOf(fieldsV1)?.['f:replicas'] !== undefined;

const specOf = (fields: JsonObject | undefined): JsonObject | undefined => fields?.['f:spec'] as JsonObject | undefined;

function withoutReplicas(fields: JsonObject): JsonObject {
  const { 'f:spec': _spec, ...others } = fields;
  const { 'f:replicas': _replicas, ...spec } = specOf(fields)!;
  return Object.keys(spec).length > 0 ? { ...others, 'f:spec': spec } : others;
}

/** The apiVersion tells entries of one manager apart only where it updates; a Scale has another one than its parent. */
const sameManager = (a: ManagedFieldsEntry, b: ManagedFieldsEntry): boolean =>
  a.manager === b.manager && a.operation === b.operation && (a.subresource ?? '') === (b.subresource ?? '');
