// OpenAPI 2 in gnostic's messages. upstream: gnostic-models' OpenAPIv2.proto, as much of it as Kubernetes uses.
import { any, double, each, flag, integer, map, message, only, record, text, unlessReference, type Field, type Form } from './form.ts';

const schema: Form = record(
  {
    $ref: text(1),
    format: text(2),
    title: text(3),
    description: text(4),
    default: any(5),
    multipleOf: double(6),
    maximum: double(7),
    exclusiveMaximum: flag(8),
    minimum: double(9),
    exclusiveMinimum: flag(10),
    maxLength: integer(11),
    minLength: integer(12),
    pattern: text(13),
    maxItems: integer(14),
    minItems: integer(15),
    uniqueItems: flag(16),
    maxProperties: integer(17),
    minProperties: integer(18),
    required: each(text(19)),
    enum: each(any(20)),
    additionalProperties: message(21, () => additionalProperties),
    type: message(22, () => only(text(1))),
    items: message(23, () => only(message(1, () => schema))),
    allOf: each(message(24, () => schema)),
    properties: message(25, () => schemas),
    readOnly: flag(27),
    externalDocs: message(29, () => record({ description: text(1), url: text(2) }, 3)),
    example: any(30),
  },
  31,
);

/** Properties and definitions have the same form. */
const schemas: Form = map(
  1,
  message(2, () => schema),
);

const additionalProperties: Form = (writer, value) => (typeof value === 'boolean' ? flag(2) : message(1, () => schema))(writer, value);

const bodyParameter: Form = record(
  { description: text(1), name: text(2), in: text(3), required: flag(4), schema: message(5, () => schema) },
  6,
);

const named = { required: flag(1), in: text(2), description: text(3), name: text(4) };
const queryParameter: Form = record({ ...named, type: text(6), format: text(7), uniqueItems: flag(20) }, 23);
const pathParameter: Form = record({ ...named, type: text(5), format: text(6), uniqueItems: flag(19) }, 22);

/** The place of a parameter decides which message it is. */
const parameter: Form = (writer, value) => {
  const { in: place } = value as { readonly in: string };
  parameterKinds[place]!(writer, value);
};
const parameterKinds: { readonly [place: string]: Field } = {
  body: message(1, () => bodyParameter),
  query: message(2, () => only(message(3, () => queryParameter))),
  path: message(2, () => only(message(4, () => pathParameter))),
};

const reference: Form = record({ $ref: text(1) });
const parameterOrReference: Form = unlessReference(
  message(1, () => parameter),
  message(2, () => reference),
);

const response: Form = record({ description: text(1), schema: message(2, () => only(message(1, () => schema))) }, 5);

const operation: Form = record(
  {
    tags: each(text(1)),
    summary: text(2),
    description: text(3),
    operationId: text(5),
    produces: each(text(6)),
    consumes: each(text(7)),
    parameters: each(message(8, () => parameterOrReference)),
    responses: message(9, () =>
      map(
        1,
        message(2, () => only(message(1, () => response))),
      ),
    ),
    schemes: each(text(10)),
    deprecated: flag(11),
  },
  13,
);

const pathItem: Form = record(
  {
    get: message(2, () => operation),
    put: message(3, () => operation),
    post: message(4, () => operation),
    delete: message(5, () => operation),
    options: message(6, () => operation),
    head: message(7, () => operation),
    patch: message(8, () => operation),
    parameters: each(message(9, () => parameterOrReference)),
  },
  10,
);

const apiKey: Form = record({ type: text(1), name: text(2), in: text(3), description: text(4) }, 5);

export const documentV2: Form = record(
  {
    swagger: text(1),
    info: message(2, () => record({ title: text(1), version: text(2), description: text(3) }, 7)),
    paths: message(8, () =>
      map(
        2,
        message(2, () => pathItem),
      ),
    ),
    definitions: message(9, () => schemas),
    parameters: message(10, () =>
      map(
        1,
        message(2, () => parameter),
      ),
    ),
    security: each(
      message(12, () =>
        map(
          1,
          message(2, () => only(each(text(1)))),
        ),
      ),
    ),
    securityDefinitions: message(13, () =>
      map(
        1,
        message(2, () => only(message(2, () => apiKey))),
      ),
    ),
  },
  16,
);
