// Objects as kube-apiserver 1.36 wrote them, in JSON and in protobuf: we read both as the same object, and write the same
// JSON, fields in the same order, and the same protobuf, byte by byte.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeJson, encodeJson } from '../machinery/codec/json.ts';
import { decodeProtobuf, encodeProtobuf } from '../machinery/codec/protobuf.ts';
import type { TypeMeta } from '../machinery/declare.ts';
import { builtInKinds, metaKinds } from './kinds.ts';

interface Pair {
  readonly name: string;
  readonly json: TypeMeta;
  readonly protobuf: string;
}
const pairs = JSON.parse(readFileSync(new URL('testdata/wire.json', import.meta.url), 'utf8')) as readonly Pair[];

const kindOf = ({ apiVersion = 'v1', kind }: TypeMeta) =>
  [...builtInKinds, ...metaKinds].find((each) => each.apiVersion === apiVersion && each.typeName === kind)!;

// The answers to /api and /api/v1 do not say their apiVersion, in JSON or protobuf.
const withTypeMeta = (json: TypeMeta): TypeMeta => ({ kind: json.kind!, apiVersion: 'v1', ...json });

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

test.each(pairs)('$name, JSON', ({ json }) => {
  const { object, problems } = decodeJson(kindOf(json), encodeJson(json));
  expect(problems).toEqual([]);
  expect(object).toEqual(withTypeMeta(json));
  expect(JSON.stringify(object)).toBe(JSON.stringify(withTypeMeta(json)));
});

test.each(pairs)('$name, protobuf', ({ json, protobuf }) => {
  const { object, problems } = decodeProtobuf(kindOf(json), fromBase64(protobuf));
  expect(problems).toEqual([]);
  expect(JSON.stringify(object)).toBe(JSON.stringify(withTypeMeta(json)));
  const again = encodeProtobuf(kindOf(json), { ...(object as TypeMeta), apiVersion: json.apiVersion ?? '' });
  expect(Buffer.from(again).toString('base64')).toBe(protobuf);
});
