// What every API object has, and how kinds and resources are named.
import type { ObjectMeta } from './meta/v1.ts';

/** A decoded object: immutable, plain data in declaration order. `kind` and `apiVersion` stand on root objects only. */
export interface KubeObject {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata: ObjectMeta;
}

export interface GroupVersion {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
}

export interface GroupVersionKind extends GroupVersion {
  readonly kind: string;
}

export interface GroupResource {
  /** '' for the core group. */
  readonly group: string;
  /** The plural, lower-case name in URLs. */
  readonly resource: string;
}

export interface GroupVersionResource extends GroupResource, GroupVersion {}

/** `apps/v1`, or `v1` for the core group. */
export const apiVersionOf = ({ group, version }: GroupVersion): string => (group === '' ? version : `${group}/${version}`);

/** The group and version in an `apiVersion`; undefined when it is not one. */
export function parseApiVersion(apiVersion: string): GroupVersion | undefined {
  const parts = apiVersion.split('/');
  if (parts.length === 1 && parts[0] !== '') return { group: '', version: parts[0]! };
  return parts.length === 2 && parts[1] !== '' ? { group: parts[0]!, version: parts[1]! } : undefined;
}

/** `deployments.apps`, or `pods` for the core group: how messages name a resource. */
export const groupResourceText = ({ group, resource }: GroupResource): string => (group === '' ? resource : `${resource}.${group}`);

/** `Deployment.apps`, or `Pod` for the core group: how Invalid messages name a kind. */
export const groupKindText = ({ group, kind }: { readonly group: string; readonly kind: string }): string =>
  group === '' ? kind : `${kind}.${group}`;
