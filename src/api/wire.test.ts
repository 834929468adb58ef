// Objects as kube-apiserver 1.36 wrote them, in JSON and in protobuf: we must read both as the same object and write the
// same JSON, fields in the same order.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeJson, encodeJson } from '../machinery/codec/json.ts';
import type { TypeMeta } from '../machinery/declare.ts';
import { builtInKinds, metaKinds } from './kinds.ts';

interface Pair {
  readonly name: string;
  readonly json: TypeMeta;
  readonly protobuf: string;
}
const pairs = JSON.parse(readFileSync(new URL('testdata/wire.json', import.meta.url), 'utf8')) as readonly Pair[];

const kindOf = ({ apiVersion, kind }: TypeMeta) =>
  [...builtInKinds, ...metaKinds].find((each) => each.apiVersion === apiVersion && each.typeName === kind)!;

// The answers to /api and /api/v1 do not say their apiVersion.
const complete = pairs.map(({ json, ...pair }) => ({ ...pair, json: { kind: json.kind, apiVersion: 'v1', ...json } }));

test.each(complete)('$name', ({ json }) => {
  const { object, problems } = decodeJson(kindOf(json), encodeJson(json));
  expect(problems).toEqual([]);
  expect(object).toEqual(json);
  expect(JSON.stringify(object)).toBe(JSON.stringify(json));
});
