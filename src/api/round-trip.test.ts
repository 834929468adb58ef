// Whatever is sent as JSON and defaulted survives protobuf, for every kind: storage and clients may use either. Defaulting
// runs on the way back too, so this also shows that no default changes what was defaulted before.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJson, encodeJson } from '../machinery/codec/json.ts';
import { decodeProtobuf, encodeProtobuf } from '../machinery/codec/protobuf.ts';
import { isMessage, resolveMessage, type FieldSpec, type FieldType, type Message } from '../machinery/declare.ts';
import { builtInKinds, metaKinds } from './kinds.ts';

const hasProtobuf = ({ fields }: Message): boolean => Object.values(fields).every(({ spec }) => spec.number > 0);
const kinds = [...builtInKinds, ...metaKinds].filter(hasProtobuf);

test('nearly all kinds have a protobuf form', () => {
  expect([...builtInKinds, ...metaKinds].filter((kind) => !kinds.includes(kind)).map(({ typeName }) => typeName)).toEqual(['Table']);
});

describe.each(kinds.map((kind) => [`${kind.apiVersion} ${kind.typeName}`, kind] as const))('%s', (_name, kind) => {
  test('survives protobuf', () => {
    fc.assert(
      fc.property(sentFor(kind), (sent) => {
        const { object, problems } = decodeJson(kind, encodeJson(sent));
        expect(problems).toEqual([]);
        const back = decodeProtobuf(kind, encodeProtobuf(kind, object));
        expect(back.problems).toEqual([]);
        expect(JSON.stringify(back.object)).toBe(JSON.stringify(object));
      }),
      { numRuns: 20 },
    );
  });
});

type Sent = fc.Arbitrary<unknown>;

/** Bodies a client may send: any fields present, the deeper the fewer. */
function sentFor(message: Message, depth = 0): Sent {
  const fields = Object.entries(message.fields).flatMap(([name, { spec }]) =>
    spec.inline ? Object.entries(inlined(spec)) : [[name, spec] as const],
  );
  const presence = fc.nat({ max: Math.max(1, depth) }).map((roll) => roll === 0);
  const sent = fields.map(([name, spec]) =>
    presence.chain((present) => (present ? valueFor(spec, depth + 1) : fc.constant(undefined))).map((value) => [name, value]),
  );
  return fc.tuple(...sent).map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as unknown);
}

const inlined = ({ of }: FieldSpec): { readonly [name: string]: FieldSpec } =>
  Object.fromEntries(Object.entries(resolveMessage(of as Message).fields).map(([name, { spec }]) => [name, spec]));

function valueFor(spec: FieldSpec | Message, depth: number): Sent {
  if (isMessage(spec)) return sentFor(resolveMessage(spec), depth);
  switch (spec.type) {
    case 'message':
      return sentFor(resolveMessage(spec.of as Message), depth);
    case 'list':
      return fc.array(valueFor(spec.of!, depth), { maxLength: 2 });
    case 'map':
      return fc.dictionary(fc.string({ maxLength: 4 }), valueFor(spec.of!, depth), { maxKeys: 2 });
    case 'enum':
      return fc.constantFrom('', 'Unheard', ...(spec.values ?? []));
    default:
      return scalars[spec.type] ?? fc.constant(null);
  }
}

const text = fc.string({ unit: 'grapheme', maxLength: 5 });
const seconds = fc.integer({ min: 1, max: 4_000_000_000 }).map((time) => new Date(time * 1000).toISOString());
const anything = fc.dictionary(text, fc.oneof(text, fc.boolean(), fc.constant(null), fc.array(fc.integer())), { maxKeys: 2 });
const scalars: { readonly [type in FieldType]?: Sent } = {
  string: text,
  bool: fc.boolean(),
  int32: fc.integer(),
  int64: fc.maxSafeInteger(),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }),
  bytes: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  time: seconds.map((time) => time.replace('.000Z', 'Z')),
  microTime: seconds.map((time) => time.replace('Z', '001Z')),
  quantity: fc.constantFrom('0', '1', '100m', '1.5Gi', '2k', '12e6', '17u', '1.000001', '-3'),
  intOrString: fc.oneof(text, fc.integer()),
  rawExtension: anything,
  fieldsV1: anything,
  json: anything,
};
