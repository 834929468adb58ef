// A document of OpenAPI 3.0: one for each group version, and small ones for what stands beside them.
import type { Descriptions } from './names.ts';
import { answerTexts, methods, type Operation, type PathItem } from './operation.ts';
import { parametersOf, type Parameter } from './parameters.ts';
import type { DocumentContent } from './paths.ts';
import { Schemas } from './schemas.ts';
import { securityScheme, type Info, type Schema } from './spec.ts';

export interface DocumentOptions {
  readonly info: Info;
  readonly descriptions: Descriptions;
}

export function documentV3({ versions, paths }: DocumentContent, { info, descriptions }: DocumentOptions): object {
  const schemas = new Schemas({ descriptions, groupVersions: versions });
  const items = [...paths({ schemas, parameters: parametersOf(descriptions) })].map(([path, item]) => [path, itemV3(item)] as const);
  return {
    openapi: '3.0.0',
    info,
    paths: Object.fromEntries(items.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: { schemas: schemas.all, securitySchemes: { BearerToken: securityScheme } },
  };
}

function itemV3({ parameters, operations }: PathItem): object {
  const written = methods.flatMap((method) => {
    const operation = operations[method];
    return operation === undefined ? [] : [[method, operationV3(operation)] as const];
  });
  return { ...Object.fromEntries(written), ...(parameters.length > 0 && { parameters: parameters.map(parameterV3) }) };
}

function operationV3({ tag, description, id, parameters, body, consumes, produces, answers, action, kind }: Operation): object {
  const responses = Object.entries(answers).map(
    ([code, schema]) => [code, { description: answerTexts[code], content: contentOf(produces, schema) }] as const,
  );
  return {
    tags: [tag],
    description,
    operationId: id,
    ...(parameters.length > 0 && { parameters: parameters.map(parameterV3) }),
    ...(body !== undefined && { requestBody: { content: contentOf(consumes, body.schema), ...(body.required && { required: true }) } }),
    responses: { ...Object.fromEntries(responses), 401: { description: answerTexts[401] } },
    ...(action !== undefined && { 'x-kubernetes-action': action }),
    ...(kind !== undefined && { 'x-kubernetes-group-version-kind': kind }),
  };
}

const contentOf = (types: readonly string[], schema: Schema): object =>
  Object.fromEntries(types.toSorted().map((type) => [type, { schema }]));

const parameterV3 = ({ name, in: place, description, type }: Parameter): object => ({
  name,
  in: place,
  description,
  ...(place === 'path' && { required: true }),
  schema: { type, uniqueItems: true },
});
