import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { decodeEnvelope, encodeEnvelope, encodeWatchEvent, hasEnvelope } from './envelope.ts';
import { decodeJson } from './json.ts';
import { describeProblems, refusalOf } from './problem.ts';
import { decodeProtobuf, encodeProtobuf } from './protobuf.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import {
  ConfigMap,
  ControllerRevision,
  CustomResourceDefinition,
  Event,
  Lease,
  LocalObjectReference,
  Oddities,
  sampleMessages,
  Secret,
} from './sample.testing.ts';
import { decodeMessage } from './wire-decode.ts';
import { encodeMessage } from './wire-encode.ts';

const ones = (count: number): number[] => Array.from({ length: count }, () => 0xff);

interface Pair {
  readonly name: string;
  readonly json: string;
  readonly protobuf: string;
}
/** The same objects as kube-apiserver 1.36 sent them in both encodings. */
const pairs = JSON.parse(readFileSync(new URL('./testdata/wire.json', import.meta.url), 'utf8')) as readonly Pair[];
const utf8 = new TextEncoder();
const bytesOf = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...utf8.encode(part)])));

describe('against the oracle', () => {
  test.each(pairs)('$name', ({ json, protobuf }) => {
    const kind = sampleMessages.find(({ typeName }) => json.startsWith(`{"kind":"${typeName}"`))!;
    const bytes = decodeBase64(protobuf);
    const fromJson = decodeJson(kind, utf8.encode(json));
    const fromProtobuf = decodeProtobuf(kind, bytes);
    expect([fromJson.problems, fromProtobuf.problems]).toEqual([[], []]);
    expect(JSON.stringify(fromProtobuf.object)).toBe(JSON.stringify(fromJson.object));
    expect(encodeBase64(encodeProtobuf(kind, fromProtobuf.object))).toBe(protobuf);
  });
});

describe('bodies that are refused, in the words of the oracle', () => {
  const typeMeta = ['k8s\0', 0x0a, 0x0f, 0x0a, 0x02, 'v1', 0x12, 0x09, 'ConfigMap'] as const;
  const unrecognized = 'the object provided is unrecognized (must be of type ConfigMap): ';
  const cannot = 'ConfigMap in version "v1" cannot be handled as a ConfigMap: ';
  test.each<[Uint8Array, string]>([
    [bytesOf(), `${unrecognized}empty data (<empty>)`],
    [bytesOf('abc'), `${unrecognized}provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] (616263)`],
    [bytesOf('k8s\0'), `${unrecognized}empty body (6b387300)`],
    [bytesOf('k8s\0', 0xff), `${unrecognized}unexpected EOF (6b387300ff)`],
    [bytesOf(...typeMeta, 0x12, 0x02, 0x0a, 0x05), `${cannot}unexpected EOF`],
    [bytesOf(...typeMeta, 0x12, 0x02, 0x07, 0x05), `${cannot}proto: ConfigMap: illegal tag 0 (wire type 7)`],
    [bytesOf(...typeMeta, 0x12, 0x02, 0x00, 0x05), `${cannot}proto: ConfigMap: illegal tag 0 (wire type 0)`],
    [bytesOf(...typeMeta, 0x12, 0x02, 0x0c, 0x05), `${cannot}proto: ConfigMap: wiretype end group for non-group`],
    [
      bytesOf(...typeMeta, 0x12, 0x0c, 0x0a, ...ones(9), 0x01),
      `${unrecognized}unexpected EOF (6b3873000a0f0a0276311209436f6e6669674d6170120c0affffffffffff ...)`,
    ],
  ])('%#', (bytes, text) => {
    const { problems } = decodeProtobuf(ConfigMap, bytes);
    expect(refusalOf(problems, { bytes, expectedKind: 'ConfigMap', kind: 'ConfigMap', version: 'v1' })).toBe(text);
  });
  test.each<[Uint8Array]>([
    [bytesOf('k8s\0', 0x0a, 0x00)],
    [bytesOf(...typeMeta)],
    [bytesOf(...typeMeta, 0x12, 0x00)],
    [bytesOf(...typeMeta, 0x12, 0x04, 0xf2, 0x01, 0x01, 'x')],
  ])('and empty ones are not %#', (bytes) => {
    expect(decodeProtobuf(ConfigMap, bytes)).toEqual({ object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: {} }, problems: [] });
  });
});

describe('reading what others write', () => {
  const read = (...parts: readonly (string | number)[]): unknown => decodeMessage(Oddities, bytesOf(...parts), { fill: 'nothing' }).object;
  test('packed and unpacked lists', () => {
    expect(read(0x4a, 3, 1, 2, 3)).toEqual({ smalls: [1, 2, 3] });
    expect(read(0x48, 1, 0x4a, 2, 2, 3, 0x48, 4)).toEqual({ smalls: [1, 2, 3, 4] });
    expect(read(0x3a, 2, 1, 0)).toEqual({ flags: [true, false] });
    expect(read(0x42, 16, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0, 0x41, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f)).toEqual({
      weights: [1, -2, 1],
    });
  });
  test('fields in any order, unknown ones, groups', () => {
    expect(read(0x58, 5, 0x2a, 1, 'x', 0xfb, 0x0f, 0x08, 1, 0x12, 1, 'y', 0xfc, 0x0f, 0xe0, 0x7f, 9, 0x58, 6)).toEqual({
      group: 'x',
      big: 6,
    });
  });
  test('map entries without key or value, and twice the same', () => {
    expect(read(0xca, 0x0c, 0, 0xca, 0x0c, 3, 0x0a, 1, 'a', 0xca, 0x0c, 3, 0x0a, 1, 'a')).toEqual({ parts: { '': {}, a: {} } });
  });
  test('negative, wide and overlong integers', () => {
    const minusOne = [...ones(9), 1];
    expect(read(0x58, ...minusOne)).toEqual({ big: -1 });
    expect(read(0x48, ...minusOne)).toEqual({ smalls: [-1] });
    expect(read(0x48, 0xff, 0xff, 0xff, 0xff, 0x0f)).toEqual({ smalls: [-1] });
    expect(JSON.stringify(read(0x58, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10))).toBe('{"big":9007199254740993}');
    expect(describeProblems(decodeMessage(Oddities, bytesOf(0x58, ...ones(10), 1)).problems)).toBe('proto: integer overflow');
  });
  test('a wrong wire type', () => {
    expect(describeProblems(decodeMessage(ConfigMap, bytesOf(0x20, 1, 0x10, 5)).problems)).toBe('proto: wrong wireType = 0 for field Data');
  });
  test('what cannot be held is a problem with its path', () => {
    const { problems } = decodeMessage(Oddities, bytesOf(0x32, 4, 0x0a, 2, '1x', 0x8a, 0x01, 3, 0x0a, 1, '{'));
    expect(problems.map(({ path, text }) => `${path}: ${text}`)).toEqual([
      "size: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      "free: couldn't get version/kind; json parse error: unexpected end of JSON input",
    ]);
    expect(decodeMessage(Event, bytesOf(0x32, 7, 0x08, ...[0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])).problems[0]?.text).toContain('year');
  });
  test('messages within messages have an end', () => {
    let schema = new Uint8Array() as Uint8Array;
    for (let i = 0; i < 1500; i++) {
      const writer = new ProtobufWriter();
      writer.bytes(schema);
      writer.tag(28, 2);
      schema = writer.take();
    }
    const writer = new ProtobufWriter();
    for (const number of [1, 4, 7, 2]) {
      const bytes = number === 1 ? schema : writer.take();
      writer.bytes(bytes);
      writer.tag(number, 2);
    }
    expect(describeProblems(decodeMessage(CustomResourceDefinition, writer.take()).problems)).toBe('proto: nested too deeply');
  });
});

describe('writing', () => {
  test('Go values are always there, pointers only when set', () => {
    expect([...encodeMessage(LocalObjectReference, {})]).toEqual([0x0a, 0]);
    expect([...encodeMessage(Lease, { metadata: {}, spec: {} })].slice(-2)).toEqual([0x12, 0]);
    const { object } = decodeJson(
      Oddities,
      utf8.encode('{"free":{"a":1},"group":"g","owner":{},"ratio":-1.5,"blob":"AAE=","parts":{"b":{"name":"x"},"a":{}}}'),
    );
    expect(JSON.stringify(decodeProtobuf(Oddities, encodeProtobuf(Oddities, object)).object)).toBe(JSON.stringify(object));
  });
  test('a writer serves again and again, and grows', () => {
    const writer = new ProtobufWriter(8);
    const object = decodeJson(
      Secret,
      utf8.encode(`{"metadata":{"name":"${'é'.repeat(100)}"},"data":{"a":"${'AAEC'.repeat(5000)}"}}`),
    ).object;
    const first = encodeProtobuf(Secret, object, writer);
    expect(encodeProtobuf(Secret, object, writer)).toEqual(first);
    expect(decodeProtobuf(Secret, first).object).toEqual(object);
  });
  test('numbers beyond 2^53', () => {
    const { object } = decodeJson(ControllerRevision, utf8.encode('{"revision":-9223372036854775808,"data":{"a":1.0}}'));
    const back = decodeProtobuf(ControllerRevision, encodeProtobuf(ControllerRevision, object)).object;
    expect(JSON.stringify(back)).toBe(JSON.stringify(object));
  });
});

describe('envelopes', () => {
  test('around bytes that are there already', () => {
    const raw = Uint8Array.of(1, 2, 3);
    const bytes = encodeEnvelope({ kind: 'Pod', apiVersion: 'v1' }, raw);
    expect(hasEnvelope(bytes)).toBe(true);
    expect(hasEnvelope(utf8.encode('{}'))).toBe(false);
    expect(decodeEnvelope(bytes)).toEqual({ kind: 'Pod', apiVersion: 'v1', raw, contentEncoding: '', contentType: '' });
  });
  test('a watch event', () => {
    expect([...encodeWatchEvent('ADDED', Uint8Array.of(9, 8))]).toEqual([0x0a, 5, ...utf8.encode('ADDED'), 0x12, 4, 0x0a, 2, 9, 8]);
  });
});
