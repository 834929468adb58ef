// What must hold for the codecs of every declared type. Whoever declares types runs this over them:
//
//     test.each(kinds)('$typeName', (kind) => checkCodecs(kind));

import { assert, property, type Parameters } from 'fast-check';
import { expect } from 'vitest';
import type { Message } from '../declare.ts';
import { deepFreeze } from '../freeze.ts';
import { arbitraryInputOf } from './arbitrary.testing.ts';
import { applyDefaults } from './defaults.ts';
import { decodeJson, decodeStored, decodeValue, encodeJson } from './json.ts';
import { Reflection } from './reflection.testing.ts';
import { decodeMessage } from './wire-decode.ts';
import { encodeMessage } from './wire-encode.ts';

export function checkCodecs(message: Message, options: Parameters<[unknown]> = { numRuns: 30 }): void {
  const reflection = new Reflection();
  assert(
    property(arbitraryInputOf(message), (input) => {
      const { object, problems } = decodeValue(message, deepFreeze(input));
      expect(problems).toEqual([]);
      deepFreeze(object);
      checkJson(message, input, object);
      checkDefaults(message, object);
      if (hasProtobuf(message)) checkProtobuf(message, object, reflection);
    }),
    options,
  );
}

const hasProtobuf = (message: Message): boolean => Object.values(message.fields).some(({ spec }) => spec.number > 0);

function checkJson(message: Message, input: unknown, object: unknown): void {
  const bytes = encodeJson(object);
  expect(decodeJson(message, encodeJson(input))).toEqual({ object, problems: [] });
  expect(decodeJson(message, bytes)).toEqual({ object, problems: [] });
  expect(encodeJson(decodeJson(message, bytes).object)).toEqual(bytes);
  expect(encodeJson(decodeStored(message, bytes, { native: true }).object)).toEqual(bytes);
}

function checkDefaults(message: Message, object: unknown): void {
  expect(applyDefaults(message, object)).toBe(object);
}

function checkProtobuf(message: Message, object: unknown, reflection: Reflection): void {
  const bytes = encodeMessage(message, object);
  const expected = withoutWhatProtobufHasNot(message, object);
  expect(decodeMessage(message, bytes)).toEqual({ object: expected, problems: [] });
  expect(encodeMessage(message, decodeMessage(message, bytes).object)).toEqual(bytes);
  const byOthers = reflection.encode(message, object);
  expect(reflection.decode(message, bytes)).toEqual(reflection.decode(message, byOthers));
  expect(decodeMessage(message, byOthers)).toEqual({ object: expected, problems: [] });
}

/** kind and apiVersion stand in the envelope. */
function withoutWhatProtobufHasNot(message: Message, object: unknown): object {
  const known = Object.entries(object as object).filter(([name]) => message.fields[name]?.spec.number !== 0);
  const typeMeta = message.apiVersion === undefined ? [] : ['kind', 'apiVersion'];
  return Object.fromEntries(known.filter(([name]) => !typeMeta.includes(name)));
}
