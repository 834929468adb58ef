// Changes to an object's metadata, as copies that keep the declared order of fields, so that answers that were never
// stored (a dry run, a Scale) look like those that were.
import { ObjectMeta } from '../machinery/meta/v1.ts';
import type { KubeObject } from '../machinery/object.ts';

/** A field set to undefined is removed. */
export type MetaChanges = { readonly [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined };

const fields: readonly string[] = Object.keys(ObjectMeta.fields);

/** A copy of `object` with `changes` made to its metadata; the object itself when they change nothing. */
export function withMeta<T extends KubeObject>(object: T, changes: MetaChanges): T {
  if (!changesAny(object.metadata, changes)) return object;
  const merged: Readonly<Record<string, unknown>> = { ...object.metadata, ...changes };
  const metadata: Record<string, unknown> = {};
  for (const field of fields) if (merged[field] !== undefined) metadata[field] = merged[field];
  return { ...object, metadata };
}

function changesAny(metadata: ObjectMeta, changes: MetaChanges): boolean {
  for (const field in changes) {
    const name = field as keyof ObjectMeta;
    if (changes[name] !== metadata[name]) return true;
  }
  return false;
}
