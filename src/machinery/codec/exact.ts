// Numbers that JavaScript cannot hold as written: integers beyond 2^53, 1.0, 1e400. In a decoded object such a number is
// JSON.rawJSON(text), so that JSON.stringify writes it letter by letter; where nothing is lost it is a plain number.

/** A number as text: what JSON.rawJSON makes. Copying its properties loses it. */
export interface RawNumber {
  readonly rawJSON: string;
}

interface JsonSource {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
}
const json = JSON as unknown as JsonSource;

export const isRawNumber = (value: unknown): value is RawNumber => typeof value === 'object' && value !== null && json.isRawJSON(value);

/** JSON text to a value in which every number keeps its text. Five times slower than JSON.parse. */
export const parseExactly = (text: string): unknown =>
  json.parse(text, (_key, value, { source }) => (typeof value === 'number' && String(value) !== source ? json.rawJSON(source!) : value));

/** The text of a number, plain or raw. */
export const numberText = (value: number | RawNumber): string => (typeof value === 'number' ? String(value) : value.rawJSON);

const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;
const integerPattern = /^-?\d+$/;

/** The integer as it is held in an object. */
export const integerValue = (value: bigint): number | RawNumber =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : json.rawJSON(value.toString());

/** A 64-bit integer, exactly; undefined: the text is none. */
export function int64Of(text: string): bigint | undefined {
  if (text.length > 20 || !integerPattern.test(text)) return undefined;
  const value = BigInt(text);
  return value >= int64Min && value <= int64Max ? value : undefined;
}

/** Any number as it is held in an object: raw where plain would change its text. */
export const numberOf = (text: string): number | RawNumber => (String(Number(text)) === text ? Number(text) : json.rawJSON(text));

/**
 * Whether JSON text without spaces, as JSON.stringify writes it, may hold a number that would not come back as written. A
 * string that looks like one says yes too: then `parseExactly` is merely slow.
 */
export const mayLoseDigits = (text: string): boolean => inexactNumber.test(text);
const inexactNumber = /[:,[](?:-0|-?\d{16}|-?\d+[.eE])|^-?\d/;

/** What one pass over the bytes of JSON tells; the bytes are known to be JSON. */
export interface Survey {
  /** Keys of all objects together, equal ones included: JSON.parse drops all but the last of those. */
  readonly keys: number;
  /** Objects and lists around the innermost value. */
  readonly depth: number;
  /** Some number would not come back as written: use `parseExactly`. */
  readonly inexact: boolean;
}

const quote = 0x22;
const backslash = 0x5c;

export function survey(bytes: Uint8Array): Survey {
  let keys = 0;
  let depth = 0;
  let deepest = 0;
  let inexact = false;
  for (let i = 0; i < bytes.length;) {
    const byte = bytes[i++]!;
    if (byte === quote) {
      let inside = bytes[i++]!;
      while (inside !== quote && i < bytes.length) {
        if (inside === backslash) i++;
        inside = bytes[i++]!;
      }
    } else if (byte === 0x3a) {
      keys++;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > deepest) deepest = depth;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    } else if (byte >= 0x2d && byte <= 0x39) {
      const start = i - 1;
      let plain = byte !== 0x2d || bytes[i] !== 0x30;
      for (let next = bytes[i]!; isNumberByte(next); next = bytes[++i]!) if (next < 0x30 || next > 0x39) plain = false;
      if ((!plain || i - start > 15) && !inexact) inexact = changesText(bytes.subarray(start, i));
    }
  }
  return { keys, depth: deepest, inexact };
}

/** A digit, or one of . e E + - */
const isNumberByte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x65 || byte === 0x45 || byte === 0x2b || byte === 0x2d;

function changesText(number: Uint8Array): boolean {
  const text = String.fromCharCode(...number.subarray(0, 400));
  return number.length > 400 || String(Number(text)) !== text;
}
