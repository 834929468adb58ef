import { assert, constantFrom, integer, oneof, property, string, tuple, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryOf } from './arbitrary.testing.ts';
import { isMessage, type Message } from '../declare.ts';
import * as meta from '../meta/v1.ts';
import { canonicalBase64, decodeBase64, encodeBase64 } from './base64.ts';
import { applyDefaults } from './defaults.ts';
import { decodeJson, encodeJson } from './json.ts';
import { checkCodecs } from './properties.testing.ts';
import { decodeProtobuf, encodeProtobuf } from './protobuf.ts';
import { LocalObjectReference, Oddities, PodTemplate, sampleMessages, Secret } from './sample.testing.ts';
import { decodeMessage } from './wire-decode.ts';

const metaMessages = Object.values<unknown>(meta).filter((each): each is Message => isMessage(each as Message));

test.each([...sampleMessages, LocalObjectReference, ...metaMessages].map((message) => [message.typeName, message] as const))(
  'every codec gives back what it was given: %s',
  (_, message) => {
    expect(() => checkCodecs(message, { numRuns: 40 })).not.toThrow();
  },
);

describe('whatever the bytes are, decoding ends, with an object and problems', () => {
  const kinds = constantFrom(...sampleMessages);
  const jsonText = string({ unit: constantFrom(...'{}[]:,"\\ \n01-.eEutrfalsn', '"a":', '"metadata":{', '"data":', '"spec":') });

  test('JSON', () => {
    assert(
      property(
        kinds,
        oneof(
          uint8Array(),
          jsonText.map((text) => new TextEncoder().encode(text)),
        ),
        (kind, bytes) => {
          const { object, problems } = decodeJson(kind, bytes);
          expect([typeof object, Array.isArray(problems)]).toEqual(['object', true]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('protobuf', () => {
    assert(
      property(kinds, uint8Array({ maxLength: 200 }), (kind, bytes) => {
        const { object, problems } = decodeMessage(kind, bytes);
        expect([typeof object, Array.isArray(problems)]).toEqual(['object', true]);
      }),
      { numRuns: 1000 },
    );
  });

  test('protobuf with one byte changed', () => {
    const changed = kinds.chain((kind) => tuple(constantFrom(kind), arbitraryOf(kind), integer({ min: 0 }), integer({ min: 0, max: 255 })));
    assert(
      property(changed, ([kind, object, at, byte]) => {
        const bytes = encodeProtobuf(kind, object);
        bytes[at % bytes.length] = byte;
        const decoded = decodeProtobuf(kind, bytes);
        expect(decoded.object).toBeTypeOf('object');
        expect(() => encodeJson(decoded.object)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

describe('defaults', () => {
  test('are added where they are missing, and nothing else is copied', () => {
    const labels = { a: 'b' };
    const pod = {
      metadata: { labels },
      template: { metadata: {}, spec: { containers: [{ name: 'c', resources: {} }] } },
    } as unknown as PodTemplate;
    const complete = applyDefaults(PodTemplate, pod);
    expect(complete).toEqual({ ...decodeJson(PodTemplate, encodeJson(pod)).object, kind: undefined, apiVersion: undefined });
    expect(complete.metadata).toBe(pod.metadata);
    expect(applyDefaults(PodTemplate, complete)).toBe(complete);
    expect(JSON.stringify(complete)).toBe(
      JSON.stringify(decodeJson(PodTemplate, encodeJson(pod)).object).replace('"kind":"PodTemplate","apiVersion":"v1",', ''),
    );
  });
  test('stand in for zero where Go could not tell', () => {
    expect(applyDefaults(Secret, { metadata: {}, type: '' }).type).toBe('Opaque');
    expect(applyDefaults(Oddities, {} as Oddities)).toEqual(
      decodeJson(Oddities, encodeJson({})).object === undefined ? {} : withoutTypeMeta(decodeJson(Oddities, encodeJson({})).object),
    );
  });
});

const withoutTypeMeta = ({ kind: _kind, apiVersion: _apiVersion, ...rest }: Oddities): object => rest;

test('base64 there and back', () => {
  assert(
    property(uint8Array(), (bytes) => {
      const text = encodeBase64(bytes);
      expect(text).toBe(btoa(String.fromCharCode(...bytes)));
      expect(canonicalBase64(text)).toBe(text);
      expect(decodeBase64(text)).toEqual(bytes);
    }),
  );
});
