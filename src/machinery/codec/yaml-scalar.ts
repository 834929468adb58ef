// What a YAML scalar without quotes stands for: YAML 1.1 as sigs.k8s.io/yaml reads it, with its y and n, its octal 0777 and
// its large integers. The emitter asks the same questions, to know which strings need quotes.

import { numberOf, type RawNumber } from './exact.ts';

const words: ReadonlyMap<string, null | boolean | number> = new Map<string, null | boolean | number>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

/** Null, a boolean, a number (NaN and the infinities too), or the text itself. */
export function resolvePlain(text: string): null | boolean | number | RawNumber | string {
  const word = words.get(text);
  if (word !== undefined) return word;
  return mayBeNumber(text) && text.length <= numberLengthMax ? (resolveNumber(text) ?? text) : text;
}

function mayBeNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
}
const numberLengthMax = 400;

function resolveNumber(text: string): number | RawNumber | undefined {
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '');
  const integer = integerOf(digits);
  if (integer !== undefined) return numberOf(integer.toString());
  if (!floatPattern.test(digits)) return undefined;
  const float = Number(digits);
  return Number.isFinite(float) ? float : undefined;
}
const floatPattern = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

const integerMin = -(2n ** 63n);
const integerMax = 2n ** 64n - 1n;

/** As Go's ParseInt with base 0; beyond 64 bits it is none. */
function integerOf(digits: string): bigint | undefined {
  const match = /^([-+]?)(?:(0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+)|0([0-7]+)|(0|[1-9]\d*))$/.exec(digits);
  if (match === null) return undefined;
  const [, sign, prefixed, octal, decimal] = match;
  const size = BigInt(prefixed ?? (octal === undefined ? decimal! : `0o${octal}`));
  const value = sign === '-' ? -size : size;
  return value >= integerMin && value <= integerMax ? value : undefined;
}

/** Whether the text, without quotes, would be read as something else: by YAML 1.1, or by older readers. */
export const needsQuotes = (text: string): boolean =>
  typeof resolvePlain(text) !== 'string' || (mayBeNumber(text) && (isTimestamp(text) || sexagesimal.test(text)));

const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(?:Z|[-+]\d\d:\d\d))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?))?$/;

function isTimestamp(text: string): boolean {
  const match = timestamp.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1, 4).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  const clock = match.slice(4).map((part) => Number(part ?? 0));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && clock.every((part, i) => part < (i % 3 === 0 ? 24 : 60));
}

/** A number of JSON as Go prints it into YAML. */
export function yamlNumber(text: string): string {
  if (/^-?\d+$/.test(text) && text.length <= 21) {
    const integer = BigInt(text);
    if (integer >= integerMin && integer <= integerMax) return integer.toString();
  }
  const [digits, exponentText] = Number(text).toExponential().split('e') as [string, string];
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(Number(text));
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
