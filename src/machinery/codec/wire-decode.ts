// Protobuf messages to objects. Fields that no declaration knows are skipped; defaults are added as for JSON.

import type { Message } from '../declare.ts';
import { canonicalQuantity, parseQuantity } from '../quantity.ts';
import { formatDuration, formatInstant, zeroTimeSeconds, type Instant, type TimePrecision } from '../time.ts';
import { assemble, emptyObject, setOwn, type Fill } from './assemble.ts';
import { encodeBase64 } from './base64.ts';
import { integerValue } from './exact.ts';
import { parseJson, type DecodeOptions, type Decoded } from './json.ts';
import { childPlan, isZero, planOf, wireOf, zeroValue, type Plan, type Step, type WireField } from './plan.ts';
import type { Problem } from './problem.ts';
import { MalformedProtobuf, ProtobufReader } from './protobuf-reader.ts';
import { wireType } from './protobuf-writer.ts';
import { depthMax } from './walk.ts';

/** The message alone, without the envelope of a body; it says nothing about kind and apiVersion. */
export function decodeMessage<T>(message: Message<T>, bytes: Uint8Array, options?: DecodeOptions): Decoded<T> {
  const reading = new MessageReading(bytes, options?.fill ?? 'defaults');
  try {
    const object = reading.message(planOf(message)) as T;
    return { object, problems: reading.problems };
  } catch (error) {
    if (!(error instanceof MalformedProtobuf)) throw error;
    return { object: {} as T, problems: [{ type: 'wrongType', path: '', text: error.message }] };
  }
}

class MessageReading {
  readonly problems: Problem[] = [];
  readonly #reader: ProtobufReader;
  readonly #fill: Fill;
  readonly #keepsZero: boolean;
  #depth = 0;

  constructor(bytes: Uint8Array, fill: Fill) {
    this.#reader = new ProtobufReader(bytes);
    this.#fill = fill;
    this.#keepsZero = fill === 'nothing';
  }

  message(plan: Plan): unknown {
    if (!this.#reader.more) return emptyObject(plan, this.#fill);
    if (++this.#depth > depthMax) throw new MalformedProtobuf('proto: nested too deeply');
    const slots = plan.blank.slice();
    this.#fields(plan, slots, 0);
    this.#depth--;
    return assemble(plan, slots, this.problems.length > 0 && this.#fill === 'defaults' ? 'zeros' : this.#fill);
  }

  #fields(plan: Plan, slots: unknown[], base: number): void {
    const reader = this.#reader;
    const { byNumber } = wireOf(plan);
    while (reader.more) {
      const tag = reader.tag(plan.message.typeName);
      const field = byNumber[tag >>> 3];
      const type = tag & 7;
      if (field === undefined) reader.skip(type);
      else if (field.inline !== undefined) this.#inline(field.inline, type, slots, base + field.slot);
      else this.#field(field, type, slots, base + field.slot);
    }
  }

  #inline(plan: Plan, type: number, slots: unknown[], base: number): void {
    if (type !== wireType.bytes) throw wrongWireType(type, plan.message.typeName);
    const outer = this.#reader.enter();
    this.#fields(plan, slots, base);
    this.#reader.leave(outer);
  }

  #field({ step }: WireField, type: number, slots: unknown[], slot: number): void {
    if (step.type === 'list' && !step.wrapped) return this.#items(step, type, (slots[slot] ??= []) as unknown[]);
    if (step.type === 'map') return this.#entry(step, type, (slots[slot] ??= {}) as Record<string, unknown>);
    const value = this.#value(step, type);
    if (value === undefined || (step.dropsZero && !this.#keepsZero && isZero(step, value))) return;
    slots[slot] = value;
  }

  /** One element, or several packed into one field. */
  #items(step: Step, type: number, items: unknown[]): void {
    const of = step.of!;
    if (type !== wireType.bytes || wireTypeOf(of) === wireType.bytes) {
      items.push(this.#element(of, type));
      return;
    }
    const outer = this.#reader.enter();
    while (this.#reader.more) items.push(this.#element(of, wireTypeOf(of)));
    this.#reader.leave(outer);
  }

  #element(of: Step, type: number): unknown {
    return this.#value(of, type) ?? zeroValue(of.type);
  }

  #entry(step: Step, type: number, map: Record<string, unknown>): void {
    if (type !== wireType.bytes) throw wrongWireType(type, step.name);
    const of = step.of!;
    const reader = this.#reader;
    const outer = reader.enter();
    let key = '';
    let value: unknown;
    while (reader.more) {
      const tag = reader.tag(step.name);
      if (tag >>> 3 === 1 && (tag & 7) === wireType.bytes) key = reader.string();
      else if (tag >>> 3 === 2) value = this.#element(of, tag & 7);
      else reader.skip(tag & 7);
    }
    reader.leave(outer);
    setOwn(map, key, value ?? (of.type === 'message' ? emptyObject(childPlan(of), this.#fill) : zeroValue(of.type)));
  }

  /** Undefined where Go has nil inside a message that is there: the zero time, raw JSON without bytes. */
  #value(step: Step, type: number): unknown {
    if (type !== wireTypeOf(step)) throw wrongWireType(type, step.name);
    const reader = this.#reader;
    switch (step.type) {
      case 'string':
      case 'enum':
        return reader.string();
      case 'bool':
        return reader.bool();
      case 'int32':
        return reader.int32();
      case 'int64':
        return numberOfInt64(reader.int64());
      case 'double':
        return reader.double();
      case 'bytes':
        return encodeBase64(reader.byteString());
      default:
        return this.#nested(step);
    }
  }

  #nested(step: Step): unknown {
    const outer = this.#reader.enter();
    const value = this.#inside(step);
    this.#reader.leave(outer);
    return value;
  }

  #inside(step: Step): unknown {
    switch (step.type) {
      case 'message':
        return this.message(childPlan(step));
      case 'list':
        return this.#wrapped(step);
      case 'time':
        return this.#time('seconds', step);
      case 'microTime':
        return this.#time('micros', step);
      case 'quantity':
        return this.#quantity(step);
      case 'intOrString':
        return this.#intOrString();
      case 'duration':
        return formatDuration(BigInt(this.#integers().first));
      case 'either':
        return this.#either(step);
      default:
        return this.#raw(step);
    }
  }

  #wrapped(step: Step): unknown {
    const items: unknown[] = [];
    this.#each(step.name, (number, type) => {
      if (number !== 1) return false;
      this.#items(step, type, items);
      return true;
    });
    return items;
  }

  #time(precision: TimePrecision, step: Step): unknown {
    if (!this.#reader.more) return undefined;
    const { first, second } = this.#integers();
    const instant: Instant = { seconds: Number(first), nanos: Number(second) };
    if (instant.seconds === zeroTimeSeconds) return undefined;
    const fits = instant.nanos >= 0 && instant.nanos < 1e9;
    return (fits ? formatInstant(instant, precision) : undefined) ?? this.#fail(step, 'year outside of range [0,9999]');
  }

  #quantity(step: Step): unknown {
    const text = this.#text();
    return canonicalQuantity(text) ?? this.#fail(step, parseQuantity(text) as string);
  }

  #intOrString(): unknown {
    let isString = false;
    let number = 0;
    let text = '';
    this.#each('IntOrString', (field, type) => {
      if (field === 1 && type === wireType.varint) isString = this.#reader.int64() === 1;
      else if (field === 2 && type === wireType.varint) number = this.#reader.int32();
      else if (field === 3 && type === wireType.bytes) text = this.#reader.string();
      else return false;
      return true;
    });
    return isString ? text : number;
  }

  #either(step: Step): unknown {
    let flag = false;
    let chosen: unknown;
    this.#each(step.name, (number, type) => {
      const alternative = step.alternatives!.find((each) => each.number === number);
      if (alternative === undefined) return false;
      if (alternative.type === 'bool') flag = this.#value(alternative, type) === true;
      else if (alternative.type === 'list') this.#items(alternative, type, (chosen ??= []) as unknown[]);
      else chosen = this.#value(alternative, type);
      return true;
    });
    return chosen ?? (step.alternatives!.some((each) => each.type === 'bool') ? flag : undefined);
  }

  #raw(step: Step): unknown {
    let bytes: Uint8Array = new Uint8Array();
    this.#each(step.name, (number, type) => {
      if (number !== 1 || type !== wireType.bytes) return false;
      bytes = this.#reader.byteString();
      return true;
    });
    if (bytes.length === 0) return undefined;
    const parsed = parseJson(bytes);
    return parsed.ok ? (parsed.value ?? undefined) : this.#fail(step, parsed.problem.text);
  }

  /** Fields 1 and 2 of a message that has only integers. */
  #integers(): { readonly first: number | bigint; readonly second: number | bigint } {
    const reader = this.#reader;
    let first: number | bigint = 0;
    let second: number | bigint = 0;
    while (reader.more) {
      const tag = reader.tag('Timestamp');
      if (tag === 0x08) first = reader.int64();
      else if (tag === 0x10) second = reader.int64();
      else reader.skip(tag & 7);
    }
    return { first, second };
  }

  /** Field 1 of a message that has only this one. */
  #text(): string {
    const reader = this.#reader;
    let text = '';
    while (reader.more) {
      const tag = reader.tag('Quantity');
      if (tag === 0x0a) text = reader.string();
      else reader.skip(tag & 7);
    }
    return text;
  }

  /** Offers each field; what is not taken is skipped. */
  #each(name: string, take: (number: number, type: number) => boolean): void {
    while (this.#reader.more) {
      const tag = this.#reader.tag(name);
      if (!take(tag >>> 3, tag & 7)) this.#reader.skip(tag & 7);
    }
  }

  #fail(step: Step, text: string): undefined {
    this.problems.push({ type: 'wrongType', path: step.name, text });
  }
}

const numberOfInt64 = (value: number | bigint): unknown => (typeof value === 'number' ? value : integerValue(value));

const wireTypeOf = (step: Step): number => {
  if (step.type === 'bool' || step.type === 'int32' || step.type === 'int64') return wireType.varint;
  return step.type === 'double' ? wireType.fixed64 : wireType.bytes;
};

const wrongWireType = (type: number, name: string): MalformedProtobuf =>
  new MalformedProtobuf(`proto: wrong wireType = ${type} for field ${name.charAt(0).toUpperCase()}${name.slice(1)}`);
