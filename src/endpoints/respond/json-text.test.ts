import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterTypeMeta, concat, indent, jsonLine, metadataOf, typeMetaOf, utf8 } from './json-text.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const kind = { kind: 'ConfigMap', apiVersion: 'v1' };
const typeMeta = typeMetaOf(kind);

/** Objects whose metadata and data may hold anything that JSON can, braces and quotes in strings above all. */
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('}', '{', '"', '\\', '"}', '\\"}', '{"metadata":{'));
const anyObject = fc.record({
  metadata: fc.record({ name: anyText, labels: fc.dictionary(anyText, anyText), nested: fc.jsonValue() }),
  data: fc.dictionary(anyText, anyText),
});

test('an item and the metadata of an object are cut out of its bytes', () => {
  fc.assert(
    fc.property(anyObject, (object) => {
      const bytes = utf8(JSON.stringify({ ...kind, ...object }));
      expect(`{${text(afterTypeMeta(bytes, typeMeta))}`).toBe(JSON.stringify(object));
      expect(text(metadataOf(bytes, typeMeta))).toBe(JSON.stringify(object.metadata));
    }),
  );
});

test('an object that does not begin with its kind is read instead', () => {
  const bytes = utf8('{"apiVersion":"v1","metadata":{"name":"a"},"kind":"ConfigMap"}');
  expect(`{${text(afterTypeMeta(bytes, typeMeta))}`).toBe('{"metadata":{"name":"a"}}');
  expect(text(metadataOf(bytes, typeMeta))).toBe('{"name":"a"}');
});

test('metadata that is not there is empty', () => {
  expect(text(metadataOf(utf8('{"kind":"ConfigMap","apiVersion":"v1","data":{}}'), typeMeta))).toBe('{}');
});

test('indenting changes nothing but white space, and is that of JSON.stringify', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(text(indent(utf8(JSON.stringify(value))))).toBe(JSON.stringify(value, undefined, 2));
    }),
  );
  expect(text(indent(utf8('{ "a" : [ ] , "b":{ },"c":1.0,"d":"x: {y}, \\"z\\"" }\n')))).toBe(
    '{\n  "a": [],\n  "b": {},\n  "c": 1.0,\n  "d": "x: {y}, \\"z\\""\n}',
  );
});

test('a line of JSON is escaped as Go escapes it', () => {
  expect(text(jsonLine({ message: '<a> & b' }))).toBe('{"message":"\\u003ca\\u003e \\u0026 b"}\n');
  expect(text(concat([utf8('a'), utf8(''), utf8('bc')]))).toBe('abc');
});
