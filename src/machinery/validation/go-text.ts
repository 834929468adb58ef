// Values as Go prints them. Messages carry quoted names and JSON snippets, and clients compare messages.
import { compareKeys } from '../../base/key-order.ts';
import { isRawNumber, numberText } from '../codec/exact.ts';
import type { JsonObject } from '../declare.ts';
import type { JsonValue } from '../json-value.ts';

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
// eslint-disable-next-line no-control-regex -- all of ASCII is meant
const ascii = /^[\x00-\x7f]*$/;
const encoder = new TextEncoder();
const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

/** Go's `%q`: what is not printable is escaped. */
export function quote(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) out += escapes.get(char) ?? (printable.test(char) ? char : escapeRune(char));
  return out + '"';
}

function escapeRune(char: string): string {
  const code = char.codePointAt(0)!;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

/** Go's json.Marshal: JSON in which `<`, `>`, `&` and the line separators are escaped. */
export function goJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${hex(char.codePointAt(0)!, 4)}`);
}

/** Go's `%v` of a decoded JSON value: `map[a:1 b:[x y]]`, keys sorted. */
export function goValue(value: JsonValue): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (typeof value === 'number') return goNumber(value);
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (isRawNumber(value)) return numberText(value);
  const entries = Object.entries(value as JsonObject).toSorted(([a], [b]) => compareKeys(a, b));
  return `map[${entries.map(([key, item]) => `${key}:${goValue(item)}`).join(' ')}]`;
}

/** Integers as they are; other numbers as Go's %v prints a float64. */
function goNumber(value: number): string {
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (Number.isInteger(value) || (exponent >= -4 && exponent < 21)) return String(value);
  return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
}

/** Go's `%#v` of a list of strings: `[]string{"a", "b"}`. */
export function goStrings(values: readonly string[]): string {
  return `[]string{${values.map(quote).join(', ')}}`;
}

/** Go's `%#U` of a character: `U+0009`, or `U+1F600 '😀'` when it can be printed. */
export function goRune(char: string): string {
  const code = `U+${hex(char.codePointAt(0)!, 4).toUpperCase()}`;
  return isPrintable(char) ? `${code} '${char}'` : code;
}

/** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and of the spaces only the plain one. */
export function isPrintable(char: string): boolean {
  return printable.test(char);
}

/** Go's len of a string: its bytes in UTF-8. */
export function utf8Length(text: string): number {
  return ascii.test(text) ? text.length : encoder.encode(text).length;
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
