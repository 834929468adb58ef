// One operation as both versions of OpenAPI tell it; v2.ts and v3.ts turn it into theirs.
import type { GroupVersion, GroupVersionKind } from '../../machinery/object.ts';
import { encodings, mediaTypeOf } from '../negotiate.ts';
import type { Parameter } from './parameters.ts';
import type { Schema } from './spec.ts';

/** In the order of the documents. */
export const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;
export type Method = (typeof methods)[number];

export interface Body {
  readonly schema: Schema;
  readonly required: boolean;
}

export interface Operation {
  /** Unique among all documents: `listAppsV1NamespacedDeployment`. Generated clients name their methods after it. */
  readonly id: string;
  readonly tag: string;
  readonly description: string;
  /** The verb and the kind, where the operation is about a resource. */
  readonly action?: string | undefined;
  readonly kind?: GroupVersionKind | undefined;
  /** Without those of the path. */
  readonly parameters: readonly Parameter[];
  readonly body?: Body | undefined;
  /** Media types of the body; of no meaning without one. */
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  /** What an answer holds, by status code. */
  readonly answers: { readonly [code: string]: Schema };
}

export interface PathItem {
  /** Of every operation of the path. */
  readonly parameters: readonly Parameter[];
  readonly operations: { readonly [method in Method]?: Operation };
}

/** Moves what all operations have in common to the path. */
export function pathItem(operations: PathItem['operations']): PathItem {
  const all = Object.values(operations);
  const shared = all[0]!.parameters.filter((parameter) => all.every(({ parameters }) => parameters.includes(parameter)));
  const withoutShared = (operation: Operation): Operation => ({
    ...operation,
    parameters: operation.parameters.filter((parameter) => !shared.includes(parameter)).toSorted(byName),
  });
  return {
    parameters: shared.toSorted(byName),
    operations: Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, withoutShared(operation)])),
  };
}

const byName = (a: Parameter, b: Parameter): number => (a.name < b.name ? -1 : 1);

export const answerTexts: { readonly [code: string]: string } = { 200: 'OK', 201: 'Created', 202: 'Accepted', 401: 'Unauthorized' };

export const objectTypes: readonly string[] = encodings.map((encoding) => mediaTypeOf[encoding]);
export const streamTypes: readonly string[] = [...objectTypes, `${mediaTypeOf.json};stream=watch`, `${mediaTypeOf.protobuf};stream=watch`];
export const anyType: readonly string[] = ['*/*'];
export const patchTypes: readonly string[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

/** `rbac.authorization.k8s.io/v1`: `RbacAuthorizationV1`. */
export const groupVersionId = ({ group, version }: GroupVersion): string => groupId(group) + capital(version);
export const groupId = (group: string): string => groupWords(group).map(capital).join('');

/** What groups the operations of a version: `rbacAuthorization_v1`. */
export const groupVersionTag = ({ group, version }: GroupVersion): string => `${groupTag(group)}_${version}`;
export function groupTag(group: string): string {
  const [first = '', ...rest] = groupWords(group);
  return first + rest.map(capital).join('');
}

const groupWords = (group: string): readonly string[] => (group === '' ? 'core' : group.replace(/\.k8s\.io$/, '')).split(/[^A-Za-z0-9]+/);

export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
