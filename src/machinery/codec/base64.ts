// Bytes fields: base64 in the standard alphabet, padded. Reading takes what Go's encoding/base64 takes.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const codeOf = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const none = 255;
const valueOf = new Uint8Array(256).fill(none);
for (const [value, code] of codeOf.entries()) valueOf[code] = value;
const padding = 0x3d;

/** The text in the one form that is stored; undefined: it is no base64. Line breaks are dropped, as Go does. */
export function canonicalBase64(text: string): string | undefined {
  const joined = text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]/g, '') : text;
  const tail = paddingOf(joined);
  if (joined.length % 4 !== 0 || tail === undefined) return undefined;
  const end = joined.length - tail;
  for (let i = 0; i < end; i++) if ((valueOf[joined.charCodeAt(i)] ?? none) === none) return undefined;
  return tail === 0 ? joined : withoutSpareBits(joined, end, tail);
}

/** Why `canonicalBase64` refused the text. */
export function base64Problem(text: string): string {
  const wrong = text.search(/[^A-Za-z0-9+/\r\n]/);
  const lastGroup = Math.floor(text.length / 4) * 4;
  return `illegal base64 data at input byte ${wrong < 0 ? lastGroup : Math.min(wrong, lastGroup + 4)}`;
}

function paddingOf(text: string): 0 | 1 | 2 | undefined {
  if (!text.endsWith('=')) return 0;
  return text.length < 4 ? undefined : text.charCodeAt(text.length - 2) === padding ? 2 : 1;
}

/** The last letter before the padding may carry bits that stand for nothing. */
function withoutSpareBits(text: string, end: number, tail: 1 | 2): string {
  const last = valueOf[text.charCodeAt(end - 1)]!;
  const clean = last & (tail === 2 ? 0b110000 : 0b111100);
  return clean === last ? text : text.slice(0, end - 1) + alphabet[clean] + text.slice(end);
}

/** How many bytes canonical base64 stands for. */
export const base64Size = (text: string): number => (text.length / 4) * 3 - (paddingOf(text) ?? 0);

/** Writes the bytes of canonical base64 from `at` on. */
export function decodeBase64Into(text: string, target: Uint8Array, at: number): void {
  const end = text.length - (paddingOf(text) ?? 0);
  let bits = 0;
  let held = 0;
  let to = at;
  for (let i = 0; i < end; i++) {
    bits = (bits << 6) | valueOf[text.charCodeAt(i)]!;
    held += 6;
    if (held >= 8) {
      held -= 8;
      target[to++] = (bits >> held) & 0xff;
    }
  }
}

export function decodeBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(base64Size(text));
  decodeBase64Into(text, bytes, 0);
  return bytes;
}

const ascii = new TextDecoder('latin1');

export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(padding);
  let to = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    codes[to++] = codeOf[bits >> 18]!;
    codes[to++] = codeOf[(bits >> 12) & 63]!;
    if (left > 1) codes[to] = codeOf[(bits >> 6) & 63]!;
    if (left > 2) codes[to + 1] = codeOf[bits & 63]!;
    to += 2;
  }
  return ascii.decode(codes);
}
