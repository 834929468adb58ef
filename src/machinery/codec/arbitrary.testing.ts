// Random objects of any declared type, for property tests.

import * as fc from 'fast-check';
import { isMessage, resolveMessage, type FieldSpec, type Message } from '../declare.ts';
import { decodeValue } from './json.ts';

/** What a client could send: parsed JSON of the type, zero values and nulls among it. */
export const arbitraryInputOf = (message: Message): fc.Arbitrary<Readonly<Record<string, unknown>>> => inputOf(message, 0);

/** What is stored: complete, canonical, in declaration order. */
export const arbitraryOf = <T>(message: Message<T>): fc.Arbitrary<T> =>
  arbitraryInputOf(message).map((input) => decodeValue(message, input).object);

/** Deeper objects have only the fields they must have. */
const depthMax = 6;
/** So many optional fields at most, fewer further inside: a pod could otherwise fill a screen of screens. */
const optionalFields = (depth: number): number => Math.max(0, 5 - depth);

function inputOf(message: Message, depth: number): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const fields = fieldsOf(message);
  const needed = fields.filter(([, spec]) => spec.required === true);
  const others = fields.filter(([, spec]) => spec.required !== true);
  return fc
    .subarray(others, { maxLength: Math.min(others.length, optionalFields(depth)) })
    .chain((chosen) => fc.record(Object.fromEntries([...needed, ...chosen].map(([name, spec]) => [name, valueOf(spec, depth + 1)]))));
}

const fieldsOf = (message: Message): (readonly [string, FieldSpec])[] =>
  Object.entries(message.fields).flatMap(([name, { spec }]) =>
    spec.inline && isMessage(spec.of) ? fieldsOf(resolveMessage(spec.of)) : [[name, spec] as const],
  );

function valueOf(spec: FieldSpec, depth: number): fc.Arbitrary<unknown> {
  switch (spec.type) {
    case 'message':
      return isMessage(spec.of) ? inputOf(resolveMessage(spec.of), depth) : fc.constant({});
    case 'list':
      return fc.array(elementOf(spec, depth), { maxLength: depth > depthMax ? 0 : 3 });
    case 'map':
      return fc.dictionary(keys, elementOf(spec, depth), { maxKeys: depth > depthMax ? 0 : 3 });
    case 'either':
      return fc.oneof(...spec.alternatives!.map((each) => valueOf(each, depth)));
    case 'enum':
      return fc.constantFrom(...spec.values!);
    default:
      return scalars[spec.type];
  }
}

const elementOf = ({ of }: FieldSpec, depth: number): fc.Arbitrary<unknown> =>
  isMessage(of) ? inputOf(resolveMessage(of), depth + 1) : valueOf(of!, depth + 1);

const unit = fc.constantFrom(...'abcxyzABC0189 -_./:#"\\\n', 'é', '中', '\u{1F600}', '\u0001');
const strings = fc.oneof(
  fc.string({ unit, maxLength: 12 }),
  fc.constantFrom('', 'default', 'app.kubernetes.io/name', 'x'.repeat(200), 'ü'.repeat(70)),
);
const keys = fc.oneof(fc.string({ unit, maxLength: 6 }), fc.constantFrom('__proto__', 'constructor', 'toString', '10', '9', 'a', 'b'));
const times = fc
  .integer({ min: -62_135_596_799, max: 253_402_300_799 })
  .map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 19));
const int32s = fc.integer();
/** JSON has no -0 that survives. */
const jsonValues = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

const scalars: { readonly [type in Exclude<FieldSpec['type'], 'message' | 'list' | 'map' | 'either' | 'enum'>]: fc.Arbitrary<unknown> } = {
  string: strings,
  bool: fc.boolean(),
  int32: fc.oneof(int32s, fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31))),
  int64: fc.oneof(int32s, fc.maxSafeInteger(), fc.constantFrom(0, -1, 2 ** 32)),
  double: fc.oneof(
    fc.constantFrom(0, 0.5, -1.25, 1e21, 1e-7),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  ),
  bytes: fc.uint8Array({ maxLength: 40 }).map((bytes) => btoa(String.fromCharCode(...bytes))),
  time: times.map((text) => `${text}Z`),
  microTime: fc.tuple(times, fc.integer({ min: 0, max: 999_999 })).map(([text, micros]) => `${text}.${String(micros).padStart(6, '0')}Z`),
  duration: fc.constantFrom('0s', '1h', '90m', '1.5s', '-3ms', '100ns'),
  quantity: fc.constantFrom<unknown[]>('0', '1', '100m', '0.5', '1Gi', '1024Ki', '1.5G', '1e3', '12345678901234567890', '-1', 2, 0.25),
  intOrString: fc.oneof(int32s, strings, fc.constantFrom('25%', 'http')),
  rawExtension: jsonValues,
  fieldsV1: fc.dictionary(keys, jsonValues, { maxKeys: 2 }),
  json: jsonValues,
};
