// JSON as bytes: cut and glued, never parsed. Every object's bytes begin with its kind and apiVersion, then its metadata.
import { goJson } from '../../machinery/validation/go-text.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** As Go writes API objects: one line with its end. */
export const jsonLine = (value: unknown): Uint8Array => utf8(`${goJson(value)}\n`);

interface Kind {
  readonly kind: string;
  readonly apiVersion: string;
}

/** The first bytes of every object of a kind, up to its first field: `{"kind":"Pod","apiVersion":"v1",` */
export const typeMetaOf = ({ kind, apiVersion }: Kind): Uint8Array =>
  utf8(`{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},`);

/** What follows `typeMeta`, with the closing brace and without an opening one: items of typed lists carry no kind [E042]. */
export function afterTypeMeta(bytes: Uint8Array, typeMeta: Uint8Array): Uint8Array {
  if (endsAt(bytes, typeMeta)) return bytes.subarray(typeMeta.length);
  const { kind: _, apiVersion: __, ...rest } = JSON.parse(decoder.decode(bytes)) as Record<string, unknown>;
  return utf8(JSON.stringify(rest)).subarray(1);
}

/** The last bytes of the prefix tell: they are a version, and stand where they stand only behind this kind. */
function endsAt(bytes: Uint8Array, prefix: Uint8Array): boolean {
  const end = prefix.length - 1;
  for (let i = end; i > end - tellingBytes; i--) if (bytes[i] !== prefix[i]) return false;
  return true;
}
const tellingBytes = 12;

function startsWith(bytes: Uint8Array, prefix: Uint8Array, from = 0): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[from + i] !== prefix[i]) return false;
  return true;
}

export function includesBytes(bytes: Uint8Array, text: Uint8Array): boolean {
  const first = text[0]!;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) if (startsWith(bytes, text, at)) return true;
  return false;
}

const metadataKey = utf8('"metadata":');
const none = utf8('{}');
const [quoteByte, backslash, open, close] = ['"', '\\', '{', '}'].map((char) => char.charCodeAt(0));

/** The metadata of an object whose bytes begin with `typeMeta`: a view, not a copy. */
export function metadataOf(bytes: Uint8Array, typeMeta: Uint8Array): Uint8Array {
  const fields = afterTypeMeta(bytes, typeMeta);
  if (!startsWith(fields, metadataKey)) return none;
  return fields.subarray(metadataKey.length, objectEnd(fields, metadataKey.length));
}

/** The position after the object that begins at `start`. */
function objectEnd(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === quoteByte) i = stringEnd(bytes, i);
    else if (byte === open) depth++;
    else if (byte === close && --depth === 0) return i + 1;
  }
  return bytes.length;
}

/** The position of the closing quote of the string that begins at `start`. */
function stringEnd(bytes: Uint8Array, start: number): number {
  for (let i = start + 1; i < bytes.length; i++) {
    if (bytes[i] === backslash) i++;
    else if (bytes[i] === quoteByte) return i;
  }
  return bytes.length;
}

/** Indented by two spaces, values untouched. upstream: json.Indent. */
export function indent(json: Uint8Array): Uint8Array {
  const text = decoder.decode(json);
  let depth = 0;
  const newline = (): string => `\n${'  '.repeat(depth)}`;
  const pretty = text.replace(/"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}[\],:]|\s+/g, (token) => {
    switch (token[0]) {
      case '{':
      case '[':
        if (token.length > 1) return token[0] + token.at(-1)!;
        depth++;
        return token + newline();
      case '}':
      case ']':
        depth--;
        return newline() + token;
      case ',':
        return token + newline();
      case ':':
        return ': ';
      case '"':
        return token;
      default:
        return '';
    }
  });
  return utf8(pretty);
}
