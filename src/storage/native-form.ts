// Looking into native bytes without decoding them. Their order is fixed (codec.ts), and a quote inside a JSON string is
// always escaped; so the first `"resourceVersion":"` is metadata's own, and where it is need not be remembered.
import type { Revision } from '../machinery/stored-object.ts';

const encoder = new TextEncoder();
const versionField = encoder.encode('"resourceVersion":"');
const metadataField = encoder.encode('"metadata":');
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

export interface Span {
  readonly from: number;
  /** The first byte that is not part of it. */
  readonly to: number;
}

/** Where the digits of metadata.resourceVersion are, which may be none; undefined when these are not native bytes. */
export function versionSpan(bytes: Uint8Array): Span | undefined {
  const field = find(bytes, versionField);
  if (field < 0) return undefined;
  const from = field + versionField.length;
  const to = bytes.indexOf(quote, from);
  return to < 0 ? undefined : { from, to };
}

/** The digits, as text; '' where there are none. */
export function versionText(bytes: Uint8Array): string {
  const span = versionSpan(bytes);
  if (span === undefined || span.to - span.from > digitsMax) return '';
  return String.fromCharCode(...bytes.subarray(span.from, span.to));
}

const digitsMax = 20;

/** Whether `bytes` carry exactly this revision. */
export function carriesRevision(bytes: Uint8Array, { from, to }: Span, revision: Revision): boolean {
  let rest = revision;
  for (let at = to - 1; at >= from; at--) {
    if (rest === 0 || bytes[at] !== 0x30 + (rest % 10)) return false;
    rest = Math.floor(rest / 10);
  }
  return rest === 0 && to > from;
}

/** An exact-size copy with other digits, none for undefined. The first `length` bytes count, where it is given. */
export function spliceRevision(bytes: Uint8Array, { from, to }: Span, revision: Revision | undefined, length = bytes.length): Uint8Array {
  const digits = revision === undefined ? '' : String(revision);
  const copy = new Uint8Array(length - (to - from) + digits.length);
  copy.set(bytes.subarray(0, from));
  for (let i = 0; i < digits.length; i++) copy[from + i] = digits.charCodeAt(i);
  copy.set(bytes.subarray(to, length), from + digits.length);
  return copy;
}

/** The bytes of the metadata object, braces included; undefined when these are not native bytes. */
export function metadataSpan(bytes: Uint8Array): Span | undefined {
  const field = find(bytes, metadataField);
  if (field < 0) return undefined;
  const from = field + metadataField.length;
  const to = endOfObject(bytes, from);
  return to < 0 ? undefined : { from, to };
}

/** All the needles start with a quote; -1 when there is none. */
function find(bytes: Uint8Array, needle: Uint8Array): number {
  const last = bytes.length - needle.length;
  for (let at = 0; at <= last; at++) if (bytes[at] === quote && startsWith(bytes, needle, at)) return at;
  return -1;
}

function startsWith(bytes: Uint8Array, needle: Uint8Array, at: number): boolean {
  for (let i = 1; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
  return true;
}

function endOfObject(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) at = endOfString(bytes, at);
    else if (byte === openBrace) depth++;
    else if (byte === closeBrace && --depth === 0) return at + 1;
    if (depth === 0) return -1;
  }
  return -1;
}

/** The closing quote; past the end when there is none. */
function endOfString(bytes: Uint8Array, open: number): number {
  let at = open + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}

/** Byte for byte. Four at a time where both are aligned, which the arrays that Seal makes are. */
export function sameBytes(a: Uint8Array, b: Uint8Array, length: number): boolean {
  let at = 0;
  if (a.byteOffset % 4 === 0 && b.byteOffset % 4 === 0) {
    const words = length >> 2;
    const left = new Int32Array(a.buffer, a.byteOffset, words);
    const right = new Int32Array(b.buffer, b.byteOffset, words);
    for (let i = 0; i < words; i++) if (left[i] !== right[i]) return false;
    at = words << 2;
  }
  for (; at < length; at++) if (a[at] !== b[at]) return false;
  return true;
}
