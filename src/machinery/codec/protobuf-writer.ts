// The wire format of protobuf, written back to front into one buffer: a message's length is known once the message stands
// there, so nothing is measured beforehand.

import { base64Size, decodeBase64Into } from './base64.ts';

export const wireType = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const;

const encoder = new TextEncoder();
/** Up to here a loop is faster than a call of the encoder. */
const shortString = 48;

/** Holds on to its buffer, so that one writer serves many messages one after another. */
export class ProtobufWriter {
  #buffer: Uint8Array;
  /** Where the bytes written so far begin. */
  #start: number;

  constructor(bytes = 4096) {
    this.#buffer = new Uint8Array(bytes);
    this.#start = bytes;
  }

  /** A mark for `bytesSince` and `length`: take it before writing what is to be measured. */
  get mark(): number {
    return this.#buffer.length - this.#start;
  }

  /** A copy of all that was written; the writer begins anew. */
  take(): Uint8Array {
    const bytes = this.#buffer.slice(this.#start);
    this.#start = this.#buffer.length;
    return bytes;
  }

  /** The length of what was written since `mark`, in front of it. */
  length(mark: number): void {
    this.varint(this.mark - mark);
  }

  tag(number: number, type: number): void {
    this.varint((number << 3) | type);
  }

  byte(value: number): void {
    this.#room(1);
    this.#buffer[--this.#start] = value;
  }

  /** Not negative, below 2^53. */
  varint(value: number): void {
    if (value < 0x80) return this.byte(value);
    if (value > 0x7fff_ffff) return this.varint64(BigInt(value));
    const size = value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
    this.#room(size);
    this.#start -= size;
    let at = this.#start;
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#buffer[at++] = (rest & 0x7f) | 0x80;
    this.#buffer[at] = rest;
  }

  /** Negative numbers take ten bytes. */
  varint64(value: bigint): void {
    const septets: number[] = [];
    let rest = BigInt.asUintN(64, value);
    for (; rest >= 0x80n; rest >>= 7n) septets.push(Number(rest & 0x7fn) | 0x80);
    septets.push(Number(rest));
    this.#room(septets.length);
    this.#start -= septets.length;
    this.#buffer.set(septets, this.#start);
  }

  double(value: number): void {
    this.#room(8);
    this.#start -= 8;
    new DataView(this.#buffer.buffer).setFloat64(this.#start, value, true);
  }

  /** With its length in front. */
  string(text: string): void {
    const { length } = text;
    if (length > shortString || !this.#shortAscii(text)) this.bytes(encoder.encode(text));
  }

  #shortAscii(text: string): boolean {
    const { length } = text;
    this.#room(length + 1);
    const from = this.#start - length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      this.#buffer[from + i] = code;
    }
    this.#start = from;
    this.byte(length);
    return true;
  }

  /** With their length in front. */
  bytes(bytes: Uint8Array): void {
    this.raw(bytes);
    this.varint(bytes.length);
  }

  /** As they are. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#start -= bytes.length;
    this.#buffer.set(bytes, this.#start);
  }

  /** The bytes that canonical base64 stands for, with their length in front. */
  base64(text: string): void {
    const size = base64Size(text);
    this.#room(size);
    this.#start -= size;
    decodeBase64Into(text, this.#buffer, this.#start);
    this.varint(size);
  }

  #room(bytes: number): void {
    if (this.#start >= bytes) return;
    const used = this.#buffer.subarray(this.#start);
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, used.length + bytes));
    grown.set(used, grown.length - used.length);
    this.#start = grown.length - used.length;
    this.#buffer = grown;
  }
}
