// The document of OpenAPI 2: all of version 3's in one, in the older form.
import { answerTexts, methods, type Operation, type PathItem } from './operation.ts';
import { parametersOf, type Parameter } from './parameters.ts';
import type { DocumentContent } from './paths.ts';
import { Schemas } from './schemas.ts';
import { securityScheme, type Schema } from './spec.ts';
import type { DocumentOptions } from './v3.ts';

export function documentV2(contents: Iterable<DocumentContent>, { info, descriptions }: DocumentOptions): object {
  const all = [...contents];
  const schemas = new Schemas({ descriptions, groupVersions: all.flatMap(({ versions }) => versions).toSorted(byGroup) });
  const options = { schemas, parameters: parametersOf(descriptions) };
  const shared = new SharedParameters();
  const paths = all.flatMap((content) => [...content.paths(options)]).map(([path, item]) => [path, itemV2(item, shared)] as const);
  const definitions = Object.entries(schemas.all).map(([name, schema]) => [name, schemaV2(schema)] as const);
  return {
    swagger: '2.0',
    info,
    paths: Object.fromEntries(paths.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    definitions: Object.fromEntries(definitions),
    parameters: shared.all,
    securityDefinitions: { BearerToken: securityScheme },
    security: [{ BearerToken: [] }],
  };
}

const byGroup = (a: { readonly group: string; readonly version: string }, b: typeof a): number =>
  a.group < b.group || (a.group === b.group && a.version < b.version) ? -1 : 1;

/** Parameters that stand in the document once, because almost every operation has them. */
class SharedParameters {
  readonly #names = new Map<Parameter, string>();

  /** A parameter, or a reference to where it stands. */
  use(parameter: Parameter): object {
    if (!isShared(parameter)) return parameterV2(parameter);
    let name = this.#names.get(parameter);
    if (name === undefined) {
      const taken = [...this.#names.keys()].filter((known) => known.name === parameter.name).length;
      this.#names.set(parameter, (name = taken === 0 ? parameter.name : `${parameter.name}-${taken + 1}`));
    }
    return { $ref: `#/parameters/${name}` };
  }

  get all(): object {
    const entries = [...this.#names].map(([parameter, name]) => [name, parameterV2(parameter)] as const);
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Names differ from kind to kind; and kubectl, when it asks what a PATCH can do, follows no references. */
const isShared = ({ name }: Parameter): boolean => !['name', 'dryRun', 'fieldValidation'].includes(name);

function itemV2({ parameters, operations }: PathItem, shared: SharedParameters): object {
  const written = methods.flatMap((method) => {
    const operation = operations[method];
    return operation === undefined ? [] : [[method, operationV2(operation, shared)] as const];
  });
  return { ...Object.fromEntries(written), ...(parameters.length > 0 && { parameters: parameters.map((each) => shared.use(each)) }) };
}

function operationV2(
  { tag, description, id, parameters, body, consumes, produces, answers, action, kind }: Operation,
  shared: SharedParameters,
): object {
  const bodies =
    body === undefined ? [] : [{ name: 'body', in: 'body', ...(body.required && { required: true }), schema: schemaV2(body.schema) }];
  const given = [...bodies, ...parameters.map((each) => shared.use(each))];
  const responses = Object.entries(answers).map(
    ([code, schema]) => [code, { description: answerTexts[code], schema: schemaV2(schema) }] as const,
  );
  return {
    description,
    consumes,
    produces,
    schemes: ['https'],
    tags: [tag],
    operationId: id,
    ...(given.length > 0 && { parameters: given }),
    responses: { ...Object.fromEntries(responses), 401: { description: answerTexts[401] } },
    ...(action !== undefined && { 'x-kubernetes-action': action }),
    ...(kind !== undefined && { 'x-kubernetes-group-version-kind': kind }),
  };
}

const parameterV2 = ({ name, in: place, description, type }: Parameter): object => ({
  uniqueItems: true,
  type,
  description,
  name,
  in: place,
  ...(place === 'path' && { required: true }),
});

/** Version 2 has no defaults here, no alternatives, and lets things stand beside a reference. upstream: schemamutation, openapiconv. */
export function schemaV2(schema: Schema): Schema {
  const { allOf, oneOf, default: _, $ref, properties, items, additionalProperties, ...same } = schema;
  const reference = $ref ?? allOf?.[0]?.$ref;
  return {
    ...(reference !== undefined && { $ref: reference.replace('#/components/schemas/', '#/definitions/') }),
    ...same,
    ...(oneOf !== undefined && { type: 'string' }),
    ...(properties !== undefined && { properties: mapped(properties) }),
    ...(items !== undefined && { items: schemaV2(items) }),
    ...(additionalProperties !== undefined && { additionalProperties: schemaV2(additionalProperties) }),
  };
}

const mapped = (properties: { readonly [name: string]: Schema }): { readonly [name: string]: Schema } =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, schemaV2(schema)]));
