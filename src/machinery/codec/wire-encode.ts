// Objects to protobuf messages, byte for byte as upstream's generated code writes them: fields by number, map keys sorted,
// Go values always there, pointers only when set.

import { assert } from '../../base/assert.ts';
import type { Message } from '../declare.ts';
import { parseDuration, zeroTimeSeconds } from '../time.ts';
import { isRawNumber } from './exact.ts';
import { childPlan, planOf, wireOf, zeroValue, type Plan, type Step, type WireField } from './plan.ts';
import { ProtobufWriter, wireType } from './protobuf-writer.ts';

/** The message alone, without the envelope of a body. */
export function encodeMessage(message: Message, object: unknown, writer: ProtobufWriter = new ProtobufWriter()): Uint8Array {
  writeMessage(writer, planOf(message), object);
  return writer.take();
}

export function writeMessage(writer: ProtobufWriter, plan: Plan, object: unknown): void {
  const slots = plan.blank.slice();
  const input = object as Readonly<Record<string, unknown>>;
  for (const key in input) {
    const i = plan.index.get(key);
    if (i !== undefined) slots[i] = input[key];
  }
  writeFields(writer, plan, slots, 0);
}

function writeFields(writer: ProtobufWriter, plan: Plan, slots: readonly unknown[], base: number): void {
  for (const field of wireOf(plan).descending) {
    if (field.inline !== undefined) {
      const { mark } = writer;
      writeFields(writer, field.inline, slots, base + field.slot);
      writer.length(mark);
      writer.tag(field.number, wireType.bytes);
    } else {
      writeField(writer, field, slots[base + field.slot]);
    }
  }
}

function writeField(writer: ProtobufWriter, { number, step }: WireField, stored: unknown): void {
  const value = stored ?? unsetValue(step);
  if (value === undefined) return;
  if (step.type === 'list' && !step.wrapped) return writeList(writer, number, step.of!, value as readonly unknown[]);
  if (step.type === 'map') return writeMap(writer, number, step.of!, value as Readonly<Record<string, unknown>>);
  if (isEmptyBytes(step, value)) return;
  writeValue(writer, step, value);
  writer.tag(number, typeOf(step));
}

/** What Go has where nothing is set; undefined: nothing, because the field is a pointer, a slice or a map. */
function unsetValue(step: Step): unknown {
  if (step.zero === 'kept' || step.zero === 'null' || step.type === 'list' || step.type === 'map' || step.type === 'bytes')
    return undefined;
  return step.type === 'message' ? nothing : (zeroValue(step.type) ?? unset);
}
const nothing = Object.freeze({});
/** The zero time and empty raw JSON: a message without fields. */
const unset = Symbol('unset');

/** Slices that upstream leaves out when nil, and that we cannot tell from empty ones. */
const isEmptyBytes = (step: Step, value: unknown): boolean =>
  step.zero !== 'kept' && ((step.type === 'bytes' && value === '') || (step.type === 'list' && (value as readonly unknown[]).length === 0));

const typeOf = (step: Step): number => {
  if (step.type === 'bool' || step.type === 'int32' || step.type === 'int64') return wireType.varint;
  return step.type === 'double' ? wireType.fixed64 : wireType.bytes;
};

function writeList(writer: ProtobufWriter, number: number, of: Step, items: readonly unknown[]): void {
  const type = typeOf(of);
  for (let i = items.length - 1; i >= 0; i--) {
    writeValue(writer, of, items[i]);
    writer.tag(number, type);
  }
}

function writeMap(writer: ProtobufWriter, number: number, of: Step, map: Readonly<Record<string, unknown>>): void {
  const type = typeOf(of);
  const keys = Object.keys(map).sort();
  for (let i = keys.length - 1; i >= 0; i--) {
    const { mark } = writer;
    writeValue(writer, of, map[keys[i]!]);
    writer.tag(2, type);
    writer.string(keys[i]!);
    writer.tag(1, wireType.bytes);
    writer.length(mark);
    writer.tag(number, wireType.bytes);
  }
}

function writeValue(writer: ProtobufWriter, step: Step, value: unknown): void {
  switch (step.type) {
    case 'string':
    case 'enum':
      return writer.string(value as string);
    case 'bool':
      return writer.byte(value === true ? 1 : 0);
    case 'int32':
    case 'int64':
      return writeInteger(writer, value);
    case 'double':
      return writer.double(value as number);
    case 'bytes':
      return writer.base64(value as string);
    default:
      return writeNested(writer, step, value);
  }
}

/** What is a message in protobuf. */
function writeNested(writer: ProtobufWriter, step: Step, value: unknown): void {
  const { mark } = writer;
  if (value !== unset && value !== null) writeInside(writer, step, value);
  writer.length(mark);
}

function writeInside(writer: ProtobufWriter, step: Step, value: unknown): void {
  switch (step.type) {
    case 'message':
      return writeMessage(writer, childPlan(step), value);
    case 'list':
      return writeList(writer, 1, step.of!, value as readonly unknown[]);
    case 'time':
    case 'microTime':
      return writeTime(writer, value as string);
    case 'quantity':
      return writeStringField(writer, 1, value as string);
    case 'intOrString':
      return writeIntOrString(writer, value);
    case 'duration':
      return writeDuration(writer, value as string);
    case 'either':
      return writeEither(writer, step, value);
    default:
      return writeStringField(writer, 1, JSON.stringify(value));
  }
}

function writeStringField(writer: ProtobufWriter, number: number, text: string): void {
  writer.string(text);
  writer.tag(number, wireType.bytes);
}

function writeInteger(writer: ProtobufWriter, value: unknown): void {
  if (isRawNumber(value)) writer.varint64(BigInt(value.rawJSON));
  else if ((value as number) < 0) writer.varint64(BigInt(value as number));
  else writer.varint(value as number);
}

function writeTime(writer: ProtobufWriter, text: string): void {
  const seconds = Math.floor(Date.parse(text) / 1000);
  assert(Number.isFinite(seconds), `a time, not ${text}`);
  if (seconds === zeroTimeSeconds) return;
  writer.varint(text.length > 20 ? Number(text.slice(20, 26)) * 1000 : 0);
  writer.tag(2, wireType.varint);
  writeInteger(writer, seconds);
  writer.tag(1, wireType.varint);
}

function writeIntOrString(writer: ProtobufWriter, value: unknown): void {
  const isString = typeof value === 'string';
  writeStringField(writer, 3, isString ? value : '');
  writeInteger(writer, isString ? 0 : value);
  writer.tag(2, wireType.varint);
  writer.varint(isString ? 1 : 0);
  writer.tag(1, wireType.varint);
}

function writeDuration(writer: ProtobufWriter, text: string): void {
  const nanos = parseDuration(text);
  assert(typeof nanos === 'bigint', `a duration, not ${text}`);
  writer.varint64(nanos);
  writer.tag(1, wireType.varint);
}

/** Where `true` or a list may stand for an object, Go holds a boolean that says so. */
function writeEither(writer: ProtobufWriter, step: Step, value: unknown): void {
  const type = Array.isArray(value) ? 'list' : typeof value === 'boolean' ? 'bool' : 'message';
  for (const each of step.alternatives!.toSorted((a, b) => b.number - a.number)) {
    if (each.type === 'list' && type === 'list') {
      writeList(writer, each.number, each.of!, value as readonly unknown[]);
    } else if (each.type === type || each.type === 'bool') {
      writeValue(writer, each, each.type === 'bool' ? value !== false : value);
      writer.tag(each.number, typeOf(each));
    }
  }
}
