import { expect, test } from 'vitest';
import {
  bool,
  either,
  groupVersion,
  inline,
  int32,
  json,
  later,
  list,
  map,
  message,
  object,
  quantity,
  string,
  values,
  enumOf,
  type Message,
} from '../../machinery/declare.ts';
import { Condition, ObjectMeta } from '../../machinery/meta/v1.ts';
import type { Descriptions } from './names.ts';
import { Schemas } from './schemas.ts';
import type { Schema } from './spec.ts';

const descriptions: Descriptions = {
  'meta/v1': { ObjectMeta: {}, Condition: {}, OwnerReference: {}, ManagedFieldsEntry: {} },
  'core/v1': { Container: {}, Event: {} },
  'apiextensions/v1': { JSONSchemaProps: { '': 'A schema.', not: 'What must not be.' } },
  'internal/v1': { Shared: { size: 'How large.' }, Owner: { '': 'Has something shared.' } },
};

function schemasOf(kind: Message): { readonly [name: string]: Schema } {
  const schemas = new Schemas({ descriptions, groupVersions: [] });
  schemas.ref(kind);
  return schemas.all;
}

class Widget extends groupVersion('example.com/v1').kind('Widget', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, WidgetSpec),
})) {}
class WidgetSpec extends message('WidgetSpec', () => ({
  container: object(1, Container),
  conditions: list(2, Condition).keyedBy('type').mergeOn('type'),
  color: enumOf(3, values('red', 'blue')).required(),
  sizes: map(4, quantity),
})) {}
class Container extends message('Container', () => ({ image: string(1) })) {}

test('a kind that is not built in is named after its group, and so is what it is made of', () => {
  const schemas = schemasOf(Widget);
  expect(Object.keys(schemas).filter((name) => !name.startsWith('io.k8s.'))).toEqual([
    'com.example.v1.Container',
    'com.example.v1.Widget',
    'com.example.v1.WidgetSpec',
  ]);
  expect(schemas['com.example.v1.Widget']).toMatchObject({
    'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }],
    properties: { metadata: { default: {}, allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }] } },
  });
  expect(schemas['com.example.v1.WidgetSpec']).toEqual({
    type: 'object',
    required: ['color'],
    properties: {
      color: { type: 'string', enum: ['blue', 'red'], default: '' },
      conditions: {
        type: 'array',
        items: { default: {}, allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.Condition' }] },
        'x-kubernetes-list-map-keys': ['type'],
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-patch-merge-key': 'type',
        'x-kubernetes-patch-strategy': 'merge',
      },
      container: { default: {}, allOf: [{ $ref: '#/components/schemas/com.example.v1.Container' }] },
      sizes: { type: 'object', additionalProperties: { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity' } },
    },
  });
});

class Owner extends groupVersion('internal.k8s.io/v1').kind('Owner', () => ({ count: int32(1), shared: inline(2, Shared) })) {}
class Shared extends message('Shared', () => ({ size: int32(1) })) {}

test('inlined fields are described where they are declared, and stand among the others', () => {
  const owner = schemasOf(Owner)['io.k8s.api.internal.v1.Owner']!;
  expect(owner.description).toBe('Has something shared.');
  expect(Object.keys(owner.properties!)).toEqual(['apiVersion', 'count', 'kind', 'size']);
  expect(owner.properties!['size']).toEqual({ type: 'integer', format: 'int32', description: 'How large.' });
});

class JSONSchemaProps extends message('JSONSchemaProps', () => ({
  not: object(
    1,
    later((): Message<JSONSchemaProps> => JSONSchemaProps),
  ).optional(),
  default: json(2).optional(),
  additionalProperties: either(
    3,
    bool(1),
    object(
      2,
      later((): Message<JSONSchemaProps> => JSONSchemaProps),
    ),
  ),
  items: either(
    4,
    object(
      1,
      later((): Message<JSONSchemaProps> => JSONSchemaProps),
    ),
    list(
      2,
      later((): Message<JSONSchemaProps> => JSONSchemaProps),
    ),
  ),
  dependencies: map(5, (number) =>
    either(
      number,
      object(
        1,
        later((): Message<JSONSchemaProps> => JSONSchemaProps),
      ),
      list(2, string),
    ),
  ),
})) {}

test('a type that contains itself, and values of several forms', () => {
  const schemas = schemasOf(JSONSchemaProps);
  const at = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';
  const names = ['JSON', 'JSONSchemaProps', 'JSONSchemaPropsOrArray', 'JSONSchemaPropsOrBool', 'JSONSchemaPropsOrStringArray'];
  expect(Object.keys(schemas)).toEqual(names.map((name) => at + name));
  const { properties } = schemas[`${at}JSONSchemaProps`]!;
  expect(properties!['not']).toEqual({ description: 'What must not be.', allOf: [{ $ref: `#/components/schemas/${at}JSONSchemaProps` }] });
  expect(properties!['items']).toEqual({ $ref: `#/components/schemas/${at}JSONSchemaPropsOrArray` });
  expect(schemas[`${at}JSONSchemaPropsOrBool`]).toEqual({});
});

test('a list has the form of all lists, and names its kind', () => {
  const schemas = new Schemas({ descriptions, groupVersions: [] });
  expect(schemas.listRef(Widget)).toEqual({ $ref: '#/components/schemas/com.example.v1.WidgetList' });
  expect(schemas.all['com.example.v1.WidgetList']).toMatchObject({
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: { default: {}, allOf: [{ $ref: '#/components/schemas/com.example.v1.Widget' }] } } },
    'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'WidgetList', version: 'v1' }],
  });
});
