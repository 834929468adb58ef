// Documents and their bytes, of which gnostic's own decoder in Go makes the same as its parser does of the JSON.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ProtobufWriter } from '../../../machinery/codec/protobuf-writer.ts';
import type { Form } from './form.ts';
import { documentV2 } from './v2.ts';
import { documentV3 } from './v3.ts';

interface Golden {
  readonly json: object;
  /** In base64. */
  readonly protobuf: string;
}
const golden = JSON.parse(readFileSync(new URL('../testdata/gnostic.json', import.meta.url), 'utf8')) as Readonly<
  Record<'v2' | 'v3', Golden>
>;

function encoded(form: Form, document: object): string {
  const writer = new ProtobufWriter(16);
  form(writer, document);
  return Buffer.from(writer.take()).toString('base64');
}

test('version 2', () => {
  expect(encoded(documentV2, golden.v2.json)).toBe(golden.v2.protobuf);
});

test('version 3', () => {
  expect(encoded(documentV3, golden.v3.json)).toBe(golden.v3.protobuf);
});

test('nothing is lost without a word', () => {
  const document = { openapi: '3.0.0', components: { schemas: { Thing: { type: 'object', unheardOf: 1 } } } };
  expect(() => encoded(documentV3, document)).toThrow('unheardOf has a place');
});
