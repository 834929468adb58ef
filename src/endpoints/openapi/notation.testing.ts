// Documents in few words, so that ours can be held against what upstream serves (testdata). Descriptions are left out.
//
//     core.v1.ContainerPort object containerPort!:int32=0 hostIP:string … protocol:string(SCTP|TCP|UDP)="TCP"
//     core.v1.Container object … env:[core.v1.EnvVar={}] list:map(name) patch:merge(name) …
import type { Schema } from './spec.ts';

/** Of a schema, or of a reference to one. */
export const shortName = (name: string): string =>
  name
    .replace(/^#\/(?:components\/schemas|definitions)\//, '')
    .replace(/^io\.k8s\.(?:api\.)?/, '')
    .replace(/^apimachinery\.pkg\.(?:apis\.)?/, '');

/** A schema with properties: each as `name:value`, required ones as `name!:value`. */
export function schemaText(schema: Schema): string {
  const { description: _, type, properties = {}, required = [], 'x-kubernetes-group-version-kind': kinds = [], ...rest } = schema;
  const fields = Object.entries(properties).map(([name, field]) => `${name}${required.includes(name) ? '!' : ''}:${fieldText(field)}`);
  return [type ?? '', ...(kinds as readonly Kind[]).map(kindText), ...fields, ...leftText(rest)].join(' ');
}

function fieldText(schema: Schema): string {
  const { description: _, default: standIn, enum: values, ...rest } = schema;
  const { 'x-kubernetes-list-type': list, 'x-kubernetes-list-map-keys': keys = [], 'x-kubernetes-map-type': map, ...unlisted } = rest;
  const { 'x-kubernetes-patch-strategy': patch, 'x-kubernetes-patch-merge-key': mergeKey = '', ...unpatched } = unlisted;
  const { text, others } = valueText(unpatched);
  return [
    text + (values === undefined ? '' : `(${values.join('|')})`) + (standIn === undefined ? '' : `=${JSON.stringify(standIn)}`),
    ...(list === undefined ? [] : [`list:${list as string}(${(keys as readonly string[]).join(',')})`]),
    ...(map === undefined ? [] : [`map:${map as string}`]),
    ...(patch === undefined ? [] : [`patch:${patch as string}(${mergeKey as string})`]),
    ...leftText(others),
  ].join(' ');
}

function valueText({ $ref, allOf, type, format, items, additionalProperties, ...others }: Schema): {
  readonly text: string;
  readonly others: Schema;
} {
  const reference = $ref ?? allOf?.[0]?.$ref;
  if (reference !== undefined) return { text: shortName(reference), others };
  if (items !== undefined) return { text: `[${fieldText(items)}]`, others };
  if (additionalProperties !== undefined) return { text: `{${fieldText(additionalProperties)}}`, others };
  return { text: format ?? type ?? 'any', others };
}

/** What the notation has no word for. */
const leftText = (rest: object): readonly string[] => (Object.keys(rest).length === 0 ? [] : [JSON.stringify(rest)]);

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}
const kindText = ({ group, version, kind }: Kind): string => `<${[group, version, kind].filter((part) => part !== '').join('/')}>`;

export interface ParameterV3 {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
interface Content {
  readonly [type: string]: { readonly schema: Schema };
}
export interface OperationV3 {
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly parameters?: readonly ParameterV3[];
  readonly requestBody?: { readonly content: Content; readonly required?: boolean };
  readonly responses: { readonly [code: string]: { readonly content?: Content } };
  readonly 'x-kubernetes-action'?: string;
  readonly 'x-kubernetes-group-version-kind'?: Kind;
}
export type PathItemV3 = { readonly parameters?: readonly ParameterV3[] } & { readonly [method: string]: OperationV3 };

/** What all operations of a path share, then, indented, each operation. */
export function pathText(path: string, { parameters = [], ...operations }: PathItemV3): string {
  const lines = Object.entries(operations).map(([method, operation]) => `\n\t${method} ${operationText(operation)}`);
  return `${path} ${parametersText(parameters)}${lines.toSorted().join('')}`;
}

function operationText(operation: OperationV3): string {
  const { operationId, tags, parameters = [], requestBody: body, responses } = operation;
  const kind = operation['x-kubernetes-group-version-kind'];
  return [
    operationId,
    tags.join(),
    `${operation['x-kubernetes-action'] ?? ''}${kind === undefined ? '' : kindText(kind)}`,
    parametersText(parameters),
    ...(body === undefined ? [] : [`body${body.required ? '!' : ''}:${contentText(body.content)}`]),
    ...Object.entries(responses).map(([code, { content }]) => (content === undefined ? code : `${code}:${contentText(content)}`)),
  ].join(' ');
}

const types: { readonly [type: string]: string } = { string: '', boolean: '?', integer: '#' };

/** `name` a string, `name?` a flag, `name#` a number; `{name}` stands in the path. */
const parametersText = (parameters: readonly ParameterV3[]): string =>
  `(${parameters.map((each) => (each.in === 'path' ? `{${each.name}}` : each.name + types[each.schema.type ?? '']!)).join()})`.replaceAll(
    /[^(),]+(?:,[^(),]+)+/g,
    (list) => sets.reduce((text, [names, short]) => text.replace(names, short), list),
  );

/** Parameters that always come together. */
const sets: readonly (readonly [names: string, short: string])[] = [
  ['dryRun,fieldManager,fieldValidation', 'WRITE'],
  [
    'continue,dryRun,fieldSelector,gracePeriodSeconds#,ignoreStoreReadErrorWithClusterBreakingPotential?,labelSelector,limit#,orphanDependents?,propagationPolicy',
    'DELETE-ALL',
  ],
  ['dryRun,gracePeriodSeconds#,ignoreStoreReadErrorWithClusterBreakingPotential?,orphanDependents?,propagationPolicy', 'DELETE'],
  ['allowWatchBookmarks?,continue,fieldSelector,labelSelector,limit#', 'LIST'],
  ['resourceVersion,resourceVersionMatch,sendInitialEvents?,shardSelector,timeoutSeconds#', 'REVISION'],
];

const bundles: { readonly [types: string]: string } = {
  'application/json,application/vnd.kubernetes.protobuf,application/yaml': '',
  'application/json,application/json;stream=watch,application/vnd.kubernetes.protobuf,application/vnd.kubernetes.protobuf;stream=watch,application/yaml':
    '/stream',
  'application/apply-patch+yaml,application/json-patch+json,application/merge-patch+json,application/strategic-merge-patch+json': '/patch',
};

/** The type, and in which media types it comes where that is not the usual three. */
function contentText(content: Content): string {
  const mediaTypes = Object.keys(content).join();
  const schemas = new Set(
    Object.values(content).map(({ schema }) => (schema.$ref === undefined ? JSON.stringify(schema) : shortName(schema.$ref))),
  );
  return [...schemas].join('|') + (bundles[mediaTypes] ?? `/${mediaTypes}`);
}
