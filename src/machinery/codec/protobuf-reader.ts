// The wire format of protobuf, read from bytes that nobody vouches for: whatever they are, reading ends within them.

import { wireType } from './protobuf-writer.ts';

/** The bytes are no message. Caught where reading began, and never seen outside this folder. */
export class MalformedProtobuf extends Error {
  override readonly name = 'MalformedProtobuf';
}

const decoder = new TextDecoder();
/** Up to here one call with the character codes is faster than the decoder. */
const shortString = 64;
/** Groups within groups: nobody writes them, so nobody needs many. */
const groupDepthMax = 100;

export class ProtobufReader {
  readonly bytes: Uint8Array;
  at = 0;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#end = bytes.length;
  }

  /** Whether anything is left of the message that is being read. */
  get more(): boolean {
    return this.at < this.#end;
  }

  /** Reads a length and confines all reading to so many bytes; answers what `leave` needs. */
  enter(): number {
    const outer = this.#end;
    this.#end = this.#lengthEnd();
    return outer;
  }

  leave(outer: number): void {
    this.at = this.#end;
    this.#end = outer;
  }

  /** A field's tag; number and type are checked. `name` is the message's, for the error text. */
  tag(name: string): number {
    const tag = this.varint();
    const type = tag & 7;
    if (type === wireType.groupEnd) throw new MalformedProtobuf(`proto: ${name}: wiretype end group for non-group`);
    if (tag < 8 || tag > 0xffff_ffff) throw new MalformedProtobuf(`proto: ${name}: illegal tag ${Math.floor(tag / 8)} (wire type ${type})`);
    return tag;
  }

  /** The low bits of a varint, up to 53: for tags and lengths. */
  varint(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let scale = 0x80, size = 1; ; scale *= 0x80, size++) {
      const byte = this.#byte();
      if (size < 8) value += (byte & 0x7f) * scale;
      else if (size > 9 || (byte & 0x7f) !== 0) return this.#overlong(byte);
      if (byte < 0x80) return value;
    }
  }

  /** Larger than anything it could stand for; the rest of it decides only which error it is. */
  #overlong(byte: number): number {
    for (let last = byte, size = 9; last >= 0x80; size++) {
      if (size > 9) throw new MalformedProtobuf('proto: integer overflow');
      last = this.#byte();
    }
    return Number.MAX_SAFE_INTEGER;
  }

  int32(): number {
    const value = this.int64();
    return typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value));
  }

  /** A number where that is exact without thinking: neither negative nor beyond seven bytes. */
  int64(): number | bigint {
    const start = this.at;
    let value = 0;
    for (let size = 0, scale = 1; size < 7; size++, scale *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    this.at = start;
    return BigInt.asIntN(64, this.#bigVarint());
  }

  bool(): boolean {
    const value = this.int64();
    return value !== 0 && value !== 0n;
  }

  #bigVarint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (shift > 63n) throw new MalformedProtobuf('proto: integer overflow');
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  double(): number {
    const start = this.#take(8);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset).getFloat64(start, true);
  }

  /** Bytes that are no UTF-8 become U+FFFD. */
  string(): string {
    const end = this.#lengthEnd();
    const start = this.at;
    this.at = end;
    if (end - start > shortString) return decoder.decode(this.bytes.subarray(start, end));
    for (let i = start; i < end; i++) if (this.bytes[i]! > 0x7f) return decoder.decode(this.bytes.subarray(start, end));
    return String.fromCharCode.apply(null, this.bytes.subarray(start, end) as unknown as number[]);
  }

  /** A view, not a copy. */
  byteString(): Uint8Array {
    const end = this.#lengthEnd();
    const start = this.at;
    this.at = end;
    return this.bytes.subarray(start, end);
  }

  /** Past a field that means nothing to us. */
  skip(type: number, depth = 0): void {
    if (type === wireType.varint) this.int64();
    else if (type === wireType.fixed64) this.#take(8);
    else if (type === wireType.fixed32) this.#take(4);
    else if (type === wireType.bytes) this.at = this.#lengthEnd();
    else if (type === wireType.groupStart) this.#skipGroup(depth + 1);
    else throw new MalformedProtobuf(`proto: illegal wireType ${type}`);
  }

  #skipGroup(depth: number): void {
    if (depth > groupDepthMax) throw new MalformedProtobuf('proto: group nested too deeply');
    for (let type = this.varint() & 7; type !== wireType.groupEnd; type = this.varint() & 7) this.skip(type, depth);
  }

  #lengthEnd(): number {
    const end = this.varint() + this.at;
    if (end > this.#end) throw new MalformedProtobuf('unexpected EOF');
    return end;
  }

  #take(size: number): number {
    const start = this.at;
    if (start + size > this.#end) throw new MalformedProtobuf('unexpected EOF');
    this.at += size;
    return start;
  }

  #byte(): number {
    if (this.at >= this.#end) throw new MalformedProtobuf('unexpected EOF');
    return this.bytes[this.at++]!;
  }
}
