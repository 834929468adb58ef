// Our documents against what kube-apiserver 1.36 says of the same types and paths (testdata, in the words of notation.testing.ts).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { memoryRegistry } from '../../../test/support/registry.ts';
import { descriptions } from '../../api/descriptions.ts';
import { builtInKinds, metaKinds } from '../../api/kinds.ts';
import { builtInProviders } from '../../resources/providers.ts';
import { pathText, schemaText, shortName, type ParameterV3, type PathItemV3 } from './notation.testing.ts';
import { contents } from './paths.ts';
import { Schemas } from './schemas.ts';
import type { Schema } from './spec.ts';
import { documentV2 } from './v2.ts';
import { documentV3 } from './v3.ts';

const info = { title: 'Kubernetes', version: '1.36' };
const versions = builtInProviders().flatMap((provider) => provider.newRESTStorage(memoryRegistry()));
const all = contents(versions);

interface V3 {
  readonly paths: { readonly [path: string]: PathItemV3 };
  readonly components: { readonly schemas: SchemaMap };
}
type SchemaMap = { readonly [name: string]: Schema };

const documents = new Map([...all].map(([name, content]) => [name, documentV3(content, { info, descriptions }) as V3]));

const testdata = (file: string): string => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const upstreamSchemas = new Map(
  testdata('schemas.txt')
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
);
const upstreamPaths = new Map(
  testdata('operations.txt')
    .split(/\n(?!\t)/)
    .map((text) => [text.slice(0, text.indexOf(' ')), text]),
);

/** Says in every document which group versions that one is about. */
const perDocument = new Set(['meta.v1.DeleteOptions', 'meta.v1.WatchEvent']);
function expectUpstream(schemas: SchemaMap): void {
  for (const [name, schema] of Object.entries(schemas)) {
    const { 'x-kubernetes-group-version-kind': _, ...rest } = schema;
    const short = shortName(name);
    expect(`${short} ${schemaText(perDocument.has(short) ? rest : schema)}`).toBe(`${short} ${upstreamSchemas.get(short)}`);
  }
}

test.each([...documents])('%s: its types are upstream’s', (_, document) => {
  const { schemas } = document.components;
  expect(Object.keys(schemas).length).toBeGreaterThan(0);
  expectUpstream(schemas);
});

test.each([...documents])('%s: its paths and operations are upstream’s', (_, document) => {
  const paths = Object.entries(document.paths);
  expect(paths.length).toBeGreaterThan(0);
  for (const [path, item] of paths) expect(pathText(path, item)).toBe(upstreamPaths.get(path));
});

test('the types of kinds that are not installed are upstream’s too', () => {
  const schemas = new Schemas({ descriptions, groupVersions: [] });
  for (const kind of [...builtInKinds, ...metaKinds]) schemas.ref(kind);
  const known = Object.entries(schemas.all).filter(([name]) => upstreamSchemas.has(shortName(name)));
  expect(known.length).toBeGreaterThan(300);
  expectUpstream(Object.fromEntries(known));
});

test('every reference leads to a schema', () => {
  for (const document of documents.values()) {
    const names = JSON.stringify(document).match(/(?<="\$ref":"#\/components\/schemas\/)[^"]+/g) ?? [];
    expect([...new Set(names)].filter((name) => document.components.schemas[name] === undefined)).toEqual([]);
  }
});

test('types that every group has say which of its kinds they are', () => {
  const kinds = (document: string): unknown =>
    documents.get(document)!.components.schemas['io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions']!['x-kubernetes-group-version-kind'];
  const core = { group: '', kind: 'DeleteOptions', version: 'v1' };
  expect(kinds('api/v1')).toEqual([core]);
  expect(kinds('apis/apps/v1')).toEqual([core, { group: 'apps', kind: 'DeleteOptions', version: 'v1' }]);
});

test('descriptions are what the declarations say', () => {
  const { schemas } = documents.get('apis/apps/v1')!.components;
  expect(schemas['io.k8s.api.apps.v1.DeploymentSpec']!.properties!['replicas']!.description).toBe('How many pods.');
});

interface V2 {
  readonly paths: { readonly [path: string]: PathItemV2 };
  readonly definitions: SchemaMap;
  readonly parameters: { readonly [name: string]: ParameterV2 };
}
type ParameterV2 = Omit<ParameterV3, 'schema'> & { readonly $ref?: string; readonly type?: string; readonly schema?: Schema };
interface OperationV2 {
  readonly operationId: string;
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly schemes: readonly string[];
  readonly parameters?: readonly ParameterV2[];
  readonly responses: { readonly [code: string]: { readonly schema?: Schema } };
}
type PathItemV2 = { readonly parameters?: readonly ParameterV2[] } & { readonly [method: string]: OperationV2 };

const v2 = documentV2(all.values(), { info, descriptions }) as V2;

/** The operation in the form of version 3: upstream says the same in both. */
function asV3({ parameters = [], consumes, produces, responses, ...same }: OperationV2) {
  const body = parameters.find((each) => each.in === 'body');
  const given = parameters.filter((each) => each !== body).map(parameterV3);
  const content = (types: readonly string[], schema: Schema) => Object.fromEntries(types.toSorted().map((type) => [type, { schema }]));
  return {
    ...same,
    ...(given.length > 0 && { parameters: given }),
    ...(body !== undefined && { requestBody: { content: content(consumes, body.schema!), ...(body.required && { required: true }) } }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([code, { schema }]) => [code, schema === undefined ? {} : { content: content(produces, schema) }]),
    ),
  };
}

function parameterV3(parameter: ParameterV2): ParameterV3 {
  const { type, ...same } = parameter.$ref === undefined ? parameter : v2.parameters[parameter.$ref.replace('#/parameters/', '')]!;
  return { ...same, schema: { type: type! } };
}

test('version 2 has all of version 3’s operations', () => {
  const paths = Object.entries(v2.paths);
  expect(paths.map(([path]) => path)).toEqual([...documents.values()].flatMap((document) => Object.keys(document.paths)).toSorted());
  for (const [path, { parameters = [], ...operations }] of paths) {
    const converted = Object.entries(operations).map(([method, operation]) => [method, asV3(operation)]);
    const item = { parameters: parameters.map(parameterV3), ...Object.fromEntries(converted) } as PathItemV3;
    expect(pathText(path, item)).toBe(upstreamPaths.get(path));
  }
});

const isSchema = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ['$ref', 'allOf', 'type'].some((key) => key in value);

test('version 2 has all of version 3’s types, without defaults', () => {
  const types = new Map([...documents.values()].flatMap((document) => Object.entries(document.components.schemas)));
  expect(Object.keys(v2.definitions)).toEqual([...types.keys()].toSorted());
  const withoutDefaults = (schema: Schema): Schema =>
    // A property may be called `default` too: that one is a schema.
    JSON.parse(JSON.stringify(schema, (key, value) => (key === 'default' && !isSchema(value) ? undefined : value)));
  const special = new Set(['Quantity', 'IntOrString', 'DeleteOptions', 'WatchEvent']);
  const same = [...types].filter(([name]) => !special.has(name.split('.').at(-1)!));
  for (const [name, schema] of same) expect(schemaText(v2.definitions[name]!)).toBe(schemaText(withoutDefaults(schema)));
});

test('what only version 2 has', () => {
  const { definitions } = v2;
  expect(definitions['io.k8s.apimachinery.pkg.api.resource.Quantity']).toMatchObject({ type: 'string' });
  expect(definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString']).toMatchObject({ type: 'string', format: 'int-or-string' });
  // Beside a reference, where version 3 has it one level down.
  expect(definitions['io.k8s.api.apps.v1.DeploymentSpec']!.properties!['strategy']).toEqual({
    $ref: '#/definitions/io.k8s.api.apps.v1.DeploymentStrategy',
    description: 'How old pods give way to new ones.',
    'x-kubernetes-patch-strategy': 'retainKeys',
  });
  // kubectl looks for these two in the operation itself.
  const patch = v2.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']!['patch']!;
  expect(patch.parameters!.map(({ name }) => name)).toEqual(['body', 'dryRun', undefined, 'fieldValidation', undefined]);
  expect(patch.schemes).toEqual(['https']);
});
