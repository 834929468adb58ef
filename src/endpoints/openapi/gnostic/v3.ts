// OpenAPI 3.0 in gnostic's messages. upstream: gnostic-models' OpenAPIv3.proto, as much of it as Kubernetes uses.
import { any, double, each, flag, integer, map, message, only, record, text, unlessReference, type Form } from './form.ts';

const reference: Form = record({ $ref: text(1) });
const orReference = (form: () => Form): Form =>
  unlessReference(
    message(1, form),
    message(2, () => reference),
  );

const schemaOrReference: Form = orReference(() => schema);

const schema: Form = record(
  {
    nullable: flag(1),
    readOnly: flag(3),
    writeOnly: flag(4),
    externalDocs: message(6, () => externalDocs),
    example: any(7),
    deprecated: flag(8),
    title: text(9),
    multipleOf: double(10),
    maximum: double(11),
    exclusiveMaximum: flag(12),
    minimum: double(13),
    exclusiveMinimum: flag(14),
    maxLength: integer(15),
    minLength: integer(16),
    pattern: text(17),
    maxItems: integer(18),
    minItems: integer(19),
    uniqueItems: flag(20),
    maxProperties: integer(21),
    minProperties: integer(22),
    required: each(text(23)),
    enum: each(any(24)),
    type: text(25),
    allOf: each(message(26, () => schemaOrReference)),
    oneOf: each(message(27, () => schemaOrReference)),
    anyOf: each(message(28, () => schemaOrReference)),
    not: message(29, () => schema),
    items: message(30, () => only(message(1, () => schemaOrReference))),
    properties: message(31, () => properties),
    additionalProperties: message(32, () => additionalProperties),
    default: message(33, () => defaultValue),
    description: text(34),
    format: text(35),
  },
  36,
);

const properties: Form = map(
  1,
  message(2, () => schemaOrReference),
);

const additionalProperties: Form = (writer, value) =>
  (typeof value === 'boolean' ? flag(2) : message(1, () => schemaOrReference))(writer, value);

/** Has no place for lists and objects: they come out empty. */
const defaultValue: Form = (writer, value) => {
  if (typeof value === 'number') double(1)(writer, value);
  else if (typeof value === 'boolean') flag(2)(writer, value);
  else if (typeof value === 'string') text(3)(writer, value);
};

const externalDocs: Form = record({ description: text(1), url: text(2) }, 3);

const mediaTypes: Form = map(
  1,
  message(2, () => record({ schema: message(1, () => schemaOrReference) }, 5)),
);

const parameter: Form = record(
  {
    name: text(1),
    in: text(2),
    description: text(3),
    required: flag(4),
    schema: message(10, () => schemaOrReference),
  },
  14,
);

const operation: Form = record(
  {
    tags: each(text(1)),
    summary: text(2),
    description: text(3),
    operationId: text(5),
    parameters: each(message(6, () => only(message(1, () => parameter)))),
    requestBody: message(7, () =>
      only(message(1, () => record({ description: text(1), content: message(2, () => mediaTypes), required: flag(3) }, 4))),
    ),
    responses: message(8, () =>
      map(
        2,
        message(2, () => only(message(1, () => record({ description: text(1), content: message(3, () => mediaTypes) }, 5)))),
      ),
    ),
    deprecated: flag(10),
  },
  13,
);

const pathItem: Form = record(
  {
    summary: text(2),
    description: text(3),
    get: message(4, () => operation),
    put: message(5, () => operation),
    post: message(6, () => operation),
    delete: message(7, () => operation),
    options: message(8, () => operation),
    head: message(9, () => operation),
    patch: message(10, () => operation),
    parameters: each(message(13, () => only(message(1, () => parameter)))),
  },
  14,
);

const securityScheme: Form = record({ type: text(1), description: text(2), name: text(3), in: text(4) }, 9);

const components: Form = record(
  {
    schemas: message(1, () =>
      map(
        1,
        message(2, () => schemaOrReference),
      ),
    ),
    securitySchemes: message(7, () =>
      map(
        1,
        message(2, () => only(message(1, () => securityScheme))),
      ),
    ),
  },
  10,
);

export const documentV3: Form = record(
  {
    openapi: text(1),
    info: message(2, () => record({ title: text(1), description: text(2), version: text(6) }, 7)),
    paths: message(4, () =>
      map(
        1,
        message(2, () => pathItem),
      ),
    ),
    components: message(5, () => components),
  },
  9,
);
