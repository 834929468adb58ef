// The text of an object in native form (codec.ts): the same for equal objects, whatever order their fields were set in.
import { ObjectMeta } from '../machinery/meta/v1.ts';
import type { KubeObject } from '../machinery/object.ts';

export interface NativeKind {
  readonly kind: string;
  readonly apiVersion: string;
  /** The root's fields besides kind, apiVersion and metadata, in order. Those not named here follow as they come. */
  readonly fields: readonly string[];
}

type Plain = Record<string, unknown>;

/** Never stored [S002]. */
const dropped = 'selfLink';
const metadataFields = Object.keys(ObjectMeta.fields).filter((field) => field !== dropped);
const rootFields: readonly string[] = ['kind', 'apiVersion', 'metadata'];

export function nativeText({ kind, apiVersion, fields }: NativeKind, object: KubeObject, resourceVersion: string): string {
  const root: Plain = { kind, apiVersion, metadata: orderedMetadata(object.metadata, resourceVersion) };
  const given = object as unknown as Readonly<Plain>;
  for (const field of fields) if (given[field] !== undefined && !rootFields.includes(field)) root[field] = given[field];
  for (const field in given) if (!Object.hasOwn(root, field)) root[field] = given[field];
  return JSON.stringify(root);
}

function orderedMetadata(metadata: ObjectMeta, resourceVersion: string): Plain {
  const given = metadata as Readonly<Plain>;
  const ordered: Plain = {};
  for (const field of metadataFields) {
    if (field === 'resourceVersion') ordered[field] = resourceVersion;
    else if (given[field] !== undefined) ordered[field] = given[field];
  }
  return ordered;
}
