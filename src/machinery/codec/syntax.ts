// Why a body is not JSON, in the words of Go's encoding/json: kubectl shows them. Runs only after JSON.parse refused.

const unexpectedEnd = 'unexpected end of JSON input';
/** Go lets a space follow the end to see whether the last token was complete. */
const endedIn = (where: string): string => invalid(0x20, where);
const invalid = (byte: number, where: string): string => `invalid character ${quoted(byte)} ${where}`;

function quoted(byte: number): string {
  if (byte === 0x27) return "'\\''";
  if (byte === 0x22) return "'\"'";
  const named = new Map([
    [0x07, '\\a'],
    [0x08, '\\b'],
    [0x0c, '\\f'],
    [0x0a, '\\n'],
    [0x0d, '\\r'],
    [0x09, '\\t'],
    [0x0b, '\\v'],
    [0x5c, '\\\\'],
  ]).get(byte);
  const printable = (byte >= 0x20 && byte < 0x7f) || (byte >= 0xa1 && byte !== 0xad);
  return `'${named ?? (printable ? String.fromCharCode(byte) : byte < 0x80 ? `\\x${hex(byte, 2)}` : `\\u${hex(byte, 4)}`)}'`;
}
const hex = (byte: number, digits: number): string => byte.toString(16).padStart(digits, '0');

type Expected = 'value' | 'firstElement' | 'key' | 'firstKey' | 'colon' | 'more' | 'end';
const objectEnd = 0x7d;
const listEnd = 0x5d;

/** What is wrong with the first wrong byte. `depthMax`: objects and lists around one value. */
export function syntaxError(bytes: Uint8Array, depthMax: number): string {
  const closers: number[] = [];
  let expected: Expected = 'value';
  const close = (): Expected => {
    closers.pop();
    return closers.length === 0 ? 'end' : 'more';
  };
  for (let i = skipSpace(bytes, 0); i < bytes.length; i = skipSpace(bytes, i)) {
    const byte: number = bytes[i]!;
    if (
      (expected === 'firstElement' && byte === listEnd) ||
      (expected === 'firstKey' && byte === objectEnd) ||
      (expected === 'more' && byte === closers.at(-1))
    ) {
      expected = close();
      i++;
    } else if ((expected === 'value' || expected === 'firstElement') && (byte === 0x7b || byte === 0x5b)) {
      closers.push(byte + 2);
      if (closers.length > depthMax) return invalid(byte, 'exceeded max depth');
      expected = byte === 0x7b ? 'firstKey' : 'firstElement';
      i++;
    } else if (expected === 'more' || expected === 'colon' || expected === 'end') {
      const problem = afterToken(byte, expected, closers.at(-1));
      if (problem !== undefined) return problem;
      expected = expected === 'more' && closers.at(-1) === objectEnd ? 'key' : 'value';
      i++;
    } else {
      const isKey: boolean = expected === 'key' || expected === 'firstKey';
      if (isKey && byte !== 0x22) return invalid(byte, 'looking for beginning of object key string');
      const end = scalarEnd(bytes, i);
      if (typeof end === 'string') return end;
      i = end;
      expected = isKey ? 'colon' : closers.length === 0 ? 'end' : 'more';
    }
  }
  return unexpectedEnd;
}

function afterToken(byte: number, expected: 'more' | 'colon' | 'end', closer: number | undefined): string | undefined {
  if (expected === 'end') return invalid(byte, 'after top-level value');
  if (expected === 'colon') return byte === 0x3a ? undefined : invalid(byte, 'after object key');
  if (byte === 0x2c) return undefined;
  return invalid(byte, closer === objectEnd ? 'after object key:value pair' : 'after array element');
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let i = from;
  while (bytes[i] === 0x20 || bytes[i] === 0x0a || bytes[i] === 0x0d || bytes[i] === 0x09) i++;
  return i;
}

/** Where the string, number or literal ends, or what is wrong with it. */
function scalarEnd(bytes: Uint8Array, start: number): number | string {
  const byte = bytes[start]!;
  if (byte === 0x22) return stringEnd(bytes, start + 1);
  if (byte === 0x2d || isDigit(byte)) return numberEnd(bytes, start);
  for (const word of ['true', 'false', 'null']) if (byte === word.charCodeAt(0)) return wordEnd(bytes, start, word);
  return invalid(byte, 'looking for beginning of value');
}

function stringEnd(bytes: Uint8Array, start: number): number | string {
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0x22) return i + 1;
    if (byte < 0x20) return invalid(byte, 'in string literal');
    if (byte !== 0x5c) continue;
    const escape = bytes[++i];
    if (escape === undefined) return endedIn('in string escape code');
    if (!'"\\/bfnrtu'.includes(String.fromCharCode(escape))) return invalid(escape, 'in string escape code');
    if (escape !== 0x75) continue;
    for (let digit = 0; digit < 4; digit++) {
      const next = bytes[++i];
      if (next === undefined) return endedIn('in \\u hexadecimal character escape');
      if (!/[\da-fA-F]/.test(String.fromCharCode(next))) return invalid(next, 'in \\u hexadecimal character escape');
    }
  }
  return unexpectedEnd;
}

function numberEnd(bytes: Uint8Array, start: number): number | string {
  let i = bytes[start] === 0x2d ? start + 1 : start;
  if (!isDigit(bytes[i])) return needsDigit(bytes[i], 'in numeric literal');
  i = bytes[i] === 0x30 ? i + 1 : skipDigits(bytes, i);
  if (bytes[i] === 0x2e) {
    if (!isDigit(bytes[i + 1])) return needsDigit(bytes[i + 1], 'after decimal point in numeric literal');
    i = skipDigits(bytes, i + 1);
  }
  if (bytes[i] === 0x65 || bytes[i] === 0x45) {
    i += bytes[i + 1] === 0x2b || bytes[i + 1] === 0x2d ? 2 : 1;
    if (!isDigit(bytes[i])) return needsDigit(bytes[i], 'in exponent of numeric literal');
    i = skipDigits(bytes, i);
  }
  return i;
}
const needsDigit = (byte: number | undefined, where: string): string => (byte === undefined ? endedIn(where) : invalid(byte, where));
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
function skipDigits(bytes: Uint8Array, from: number): number {
  let i = from;
  while (isDigit(bytes[i])) i++;
  return i;
}

function wordEnd(bytes: Uint8Array, start: number, word: string): number | string {
  for (let i = 1; i < word.length; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) return endedIn(`in literal ${word} (expecting '${word[i]}')`);
    if (byte !== word.charCodeAt(i)) return invalid(byte, `in literal ${word} (expecting '${word[i]}')`);
  }
  return start + word.length;
}
