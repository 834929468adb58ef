// As much of protobuf as etcd's messages need: varints up to 2^53, bytes, messages in messages.

const varintField = 0;
const bytesField = 2;
const fixed64Field = 1;
const fixed32Field = 5;
const encoder = new TextEncoder();

/** Writes from the end to the beginning, so that the length of a message is known when it comes to be written. */
export class Writer {
  #room: Buffer;
  /** What is written begins here. */
  #at: number;

  /** `expected`: of the whole message, about. */
  constructor(expected = 256) {
    this.#room = Buffer.allocUnsafeSlow(expected);
    this.#at = expected;
  }

  /** Nothing is written for 0, false and no bytes, which are what is read where nothing is. */
  number(field: number, value: number | boolean): this {
    if (Number(value) === 0) return this;
    this.#varint(Number(value));
    return this.#tag(field, varintField);
  }

  bytes(field: number, value: Uint8Array): this {
    if (value.length === 0) return this;
    this.#claim(value.length);
    this.#room.set(value, this.#at);
    this.#varint(value.length);
    return this.#tag(field, bytesField);
  }

  string(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  message(field: number, write: () => void): this {
    const end = this.#room.length - this.#at;
    write();
    this.#varint(this.#room.length - this.#at - end);
    return this.#tag(field, bytesField);
  }

  finish(): Buffer {
    return this.#room.subarray(this.#at);
  }

  #tag(field: number, type: number): this {
    this.#varint(field * 8 + type);
    return this;
  }

  #varint(value: number): void {
    let length = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++;
    this.#claim(length);
    let rest = value;
    for (let i = 0; i < length; i++) {
      this.#room[this.#at + i] = (rest % 0x80) + (i + 1 < length ? 0x80 : 0);
      rest = Math.floor(rest / 0x80);
    }
  }

  #claim(bytes: number): void {
    if (bytes > this.#at) {
      const written = this.#room.length - this.#at;
      const larger = Buffer.allocUnsafeSlow(2 * (this.#room.length + bytes));
      this.#room.copy(larger, larger.length - written, this.#at);
      this.#room = larger;
      this.#at = larger.length - written;
    }
    this.#at -= bytes;
  }
}

/** Reads one message: `while (reader.next()) switch (reader.field) …`, each field with the method of its type, or not at all. */
export class Reader {
  field = 0;
  #type = 0;
  /** The field's value was not read yet. */
  #pending = false;
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;

  constructor(bytes: Buffer, from = 0, to = bytes.length) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
  }

  /** Whether there is another field. */
  next(): boolean {
    if (this.#pending) this.#skip();
    if (this.#at >= this.#end) return false;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.#type = tag % 8;
    this.#pending = true;
    return true;
  }

  /** Rounded beyond 2^53: nothing that large is looked at. */
  number(): number {
    this.#take(varintField);
    return this.#varint();
  }

  boolean(): boolean {
    return this.number() !== 0;
  }

  /** A view. */
  bytes(): Buffer {
    const [from, to] = this.#span();
    return this.#bytes.subarray(from, to);
  }

  string(): string {
    const [from, to] = this.#span();
    return this.#bytes.toString('utf8', from, to);
  }

  message(): Reader {
    const [from, to] = this.#span();
    return new Reader(this.#bytes, from, to);
  }

  #span(): readonly [from: number, to: number] {
    this.#take(bytesField);
    const length = this.#varint();
    const from = this.#at;
    this.#advance(length);
    return [from, this.#at];
  }

  #take(type: number): void {
    if (this.#type !== type) throw new RangeError(`field ${this.field} is of wire type ${this.#type}, not ${type}`);
    this.#pending = false;
  }

  #skip(): void {
    this.#pending = false;
    if (this.#type === varintField) this.#varint();
    else if (this.#type === fixed64Field) this.#advance(8);
    else if (this.#type === fixed32Field) this.#advance(4);
    else if (this.#type === bytesField) this.#advance(this.#varint());
    else throw new RangeError(`field ${this.field} has an unknown wire type, ${this.#type}`);
  }

  #varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at]!;
      this.#advance(1);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  #advance(bytes: number): void {
    this.#at += bytes;
    if (this.#at > this.#end) throw new RangeError('a message that is cut off');
  }
}
