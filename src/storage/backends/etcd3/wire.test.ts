import fc from 'fast-check';
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { Reader, Writer } from './wire.ts';

/** The same message, by another's hand. */
const { Outer } = protobuf.parse(`
  syntax = "proto3";
  message Inner { bytes key = 1; int64 revision = 2; }
  message Outer { int64 number = 1; bool flag = 2; repeated Inner inner = 3; string text = 4; fixed64 wide = 5; fixed32 narrow = 6; Inner far = 64; }
`).root.nested as unknown as { Outer: protobuf.Type };

interface Inner {
  readonly key: Uint8Array;
  readonly revision: number;
}

interface Sample {
  readonly number: number;
  readonly flag: boolean;
  readonly inner: readonly Inner[];
  readonly text: string;
  readonly far: Inner;
}

const inner = fc.record({ key: fc.uint8Array({ maxLength: 300 }), revision: fc.maxSafeNat() });
const sample: fc.Arbitrary<Sample> = fc.record({
  number: fc.maxSafeNat(),
  flag: fc.boolean(),
  inner: fc.array(inner, { maxLength: 5 }),
  text: fc.string({ unit: 'grapheme', maxLength: 40 }),
  far: inner,
});

function write({ number, flag, inner: parts, text, far }: Sample): Buffer {
  const writer = new Writer(1);
  const message = ({ key, revision }: Inner): void => void writer.number(2, revision).bytes(1, key);
  writer.message(64, () => message(far)).string(4, text);
  for (const part of parts.toReversed()) writer.message(3, () => message(part));
  return writer.number(2, flag).number(1, number).finish();
}

function read(bytes: Buffer): Sample {
  const none: Inner = { key: new Uint8Array(), revision: 0 };
  const found = { number: 0, flag: false, inner: [] as Inner[], text: '', far: none };
  const reader = new Reader(bytes);
  while (reader.next()) {
    if (reader.field === 1) found.number = reader.number();
    else if (reader.field === 2) found.flag = reader.boolean();
    else if (reader.field === 3) found.inner.push(readInner(reader.message()));
    else if (reader.field === 4) found.text = reader.string();
    else if (reader.field === 64) found.far = readInner(reader.message());
  }
  return found;
}

function readInner(reader: Reader): Inner {
  let [key, revision] = [new Uint8Array(), 0];
  while (reader.next()) {
    if (reader.field === 1) key = new Uint8Array(reader.bytes());
    else if (reader.field === 2) revision = reader.number();
  }
  return { key, revision };
}

test('what is written is read, and means the same to others', () => {
  fc.assert(
    fc.property(sample, (given) => {
      const bytes = write(given);
      expect(read(bytes)).toEqual(given);
      const theirs = Outer.toObject(Outer.decode(bytes), { longs: Number, defaults: true, arrays: true, bytes: Array });
      expect(theirs).toMatchObject({
        ...given,
        inner: given.inner.map(({ key, revision }) => ({ key: [...key], revision })),
        far: { key: [...given.far.key], revision: given.far.revision },
      });
    }),
  );
});

test('what others write is read, fields of any type that nobody asked for left out', () => {
  fc.assert(
    fc.property(sample, fc.maxSafeNat(), (given, wide) => {
      const bytes = Outer.encode(Outer.create({ ...given, wide, narrow: 7 })).finish();
      expect(read(Buffer.from(bytes))).toEqual(given);
    }),
  );
});

test('-1 takes ten bytes, and nobody minds', () => {
  const reader = new Reader(Buffer.from('10ffffffffffffffffff0118014a0161', 'hex'));
  const fields: number[] = [];
  while (reader.next()) fields.push(reader.field);
  expect(fields).toEqual([2, 3, 9]);
});

test('a message that is cut off is no message', () => {
  const whole = write({ number: 300, flag: true, inner: [], text: 'text', far: { key: new Uint8Array(3), revision: 5 } });
  for (const length of [1, whole.length - 1]) expect(() => read(whole.subarray(0, length))).toThrow(RangeError);
});
