// How JSON becomes protobuf in gnostic's messages, in which OpenAPI documents travel: an object's known members are fields,
// members of a map are pairs of name and value, and extensions keep their value as text. Written back to front, as
// ProtobufWriter wants it.
import { assert } from '../../../base/assert.ts';
import { wireType, type ProtobufWriter } from '../../../machinery/codec/protobuf-writer.ts';

/** Writes the inside of a message: what a JSON value is made of. */
export type Form = (writer: ProtobufWriter, value: unknown) => void;
/** Writes a value as one field, or several, of a message. */
export type Field = (writer: ProtobufWriter, value: unknown) => void;

export const text =
  (number: number): Field =>
  (writer, value) => {
    writer.string(String(value));
    writer.tag(number, wireType.bytes);
  };

export const flag =
  (number: number): Field =>
  (writer, value) => {
    writer.varint(value === true ? 1 : 0);
    writer.tag(number, wireType.varint);
  };

export const double =
  (number: number): Field =>
  (writer, value) => {
    writer.double(Number(value));
    writer.tag(number, wireType.fixed64);
  };

export const integer =
  (number: number): Field =>
  (writer, value) => {
    writer.varint64(BigInt(Number(value)));
    writer.tag(number, wireType.varint);
  };

/** `form` is a function, because messages contain one another. */
export const message =
  (number: number, form: () => Form): Field =>
  (writer, value) => {
    const { mark } = writer;
    form()(writer, value);
    writer.length(mark);
    writer.tag(number, wireType.bytes);
  };

/** A list: one field for each item. */
export const each =
  (field: Field): Field =>
  (writer, value) => {
    for (const item of (value as readonly unknown[]).toReversed()) field(writer, item);
  };

/** A message with nothing but `field` in it. */
export const only =
  (field: Field): Form =>
  (writer, value) =>
    field(writer, value);

/** A value as text: YAML, which JSON is. */
export const any = (number: number): Field => message(number, () => (writer, value) => text(2)(writer, JSON.stringify(value)));

/** An object with members of its own, and extensions (`x-…`) in field `extensions`. */
export function record(fields: { readonly [name: string]: Field }, extensions = 0): Form {
  const extension = pair(extensions, any(2));
  return (writer, value) => {
    for (const [name, member] of Object.entries(value as object).toReversed()) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (field !== undefined) field(writer, member);
      else {
        assert(extensions > 0 && name.startsWith('x-'), `${name} has a place in OpenAPI's protobuf form`);
        extension(writer, [name, member]);
      }
    }
  };
}

/** An object whose members have any names: a pair for each, the value in its field 2. */
export const map =
  (number: number, value: Field): Form =>
  (writer, object) => {
    for (const member of Object.entries(object as object).toReversed()) pair(number, value)(writer, member);
  };

const pair = (number: number, value: Field): Field =>
  message(number, () => (writer, member) => {
    const [name, held] = member as readonly [string, unknown];
    value(writer, held);
    text(1)(writer, name);
  });

/** One of two messages: `other` where the object has a member `$ref`. */
export const unlessReference =
  (form: Field, reference: Field): Form =>
  (writer, value) =>
    ('$ref' in (value as object) ? reference : form)(writer, value);
