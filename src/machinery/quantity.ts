// Quantities: exact decimal amounts such as 500m, 1.5Gi or 12e6. Nothing is ever finer than a billionth (nano), so an amount
// is a whole number of them. What is stored and sent is text in canonical form; `quantityOf` makes it computable.

import { assert } from '../base/assert.ts';

/** The kind of suffix an amount was written with, and is written with again. */
export type QuantityFormat = 'decimalSI' | 'binarySI' | 'decimalExponent';

export interface Quantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

/** Why a text is no quantity, in upstream's words: clients show them. */
export type QuantityProblem = (typeof problems)[keyof typeof problems];
const problems = {
  format: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  number: 'unable to parse numeric part of quantity',
  suffix: "unable to parse quantity's suffix",
} as const;

const nano = 1_000_000_000n;
/** Amounts with a binary suffix are capped here, as upstream does. */
const binaryMax = (2n ** 63n - 1n) * nano;
/** Enough for any amount there is. Upstream has no such limit, and computes for minutes on 1e2147483648. */
const exponentMax = 300;
const textMax = 400;

const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const decimalSuffixOf: ReadonlyMap<number, string> = new Map([...decimalSuffixes].map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

export const zeroQuantity: Quantity = { nanos: 0n, format: 'decimalSI' };

/** A text taken apart: `[sign]whole[.fraction]suffix`, the whole without leading zeros. */
interface Parts {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
  readonly suffix: string;
  /** "." and "+" alone have none, and still count as zero in most places. */
  readonly hasDigits: boolean;
}
const partsPattern = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

function takeApart(text: string): Parts | undefined {
  const match = text.length > textMax ? null : partsPattern.exec(text);
  if (text === '' || match === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  const hasDigits = whole !== '' || fraction !== '';
  return { negative: sign === '-', whole: whole.replace(/^0+/, '') || '0', fraction, suffix, hasDigits };
}

interface Unit {
  readonly format: QuantityFormat;
  /** Of ten, or of two where the format is binary. */
  readonly exponent: number;
}

function unitOf(suffix: string): Unit | undefined {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { format: 'decimalSI', exponent: decimal };
  const binary = binarySuffixes.indexOf(suffix as (typeof binarySuffixes)[number]);
  if (binary > 0) return { format: 'binarySI', exponent: binary * 10 };
  if (!/^[eE][+-]?\d+$/.test(suffix)) return undefined;
  const exponent = Number(suffix.slice(1));
  return Math.abs(exponent) <= exponentMax ? { format: 'decimalExponent', exponent } : undefined;
}

/** Takes any notation; answers what is wrong with the text when it is no quantity. */
export function parseQuantity(text: string): Quantity | QuantityProblem {
  const parts = takeApart(text);
  if (parts === undefined) return problems.format;
  const unit = unitOf(parts.suffix);
  if (unit === undefined) return problems.suffix;
  const digits = BigInt(parts.whole + parts.fraction);
  if (!parts.hasDigits && unit.exponent < -9) return problems.number;
  const magnitude =
    unit.format === 'binarySI'
      ? scale(digits << BigInt(unit.exponent), 9 - parts.fraction.length)
      : scale(digits, unit.exponent - parts.fraction.length + 9);
  const capped = unit.format === 'binarySI' && magnitude > binaryMax ? binaryMax : magnitude;
  const format = unit.format === 'binarySI' && capped < nano && capped > 0n ? 'decimalSI' : unit.format;
  return { nanos: parts.negative ? -capped : capped, format };
}

/** value × 10^exponent, a remainder rounded away from zero: who asks for some gets some. */
const scale = (value: bigint, exponent: number): bigint =>
  exponent >= 0 ? value * 10n ** BigInt(exponent) : divideUp(value, 10n ** BigInt(-exponent));

/** Rounds away from zero. */
function divideUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor === 0n ? quotient : quotient + (value < 0n ? -1n : 1n);
}

/** Of text that a decoder let through, which is always a quantity. */
export function quantityOf(text: string): Quantity {
  const quantity = parseQuantity(text);
  assert(typeof quantity !== 'string', `a quantity, not ${text}`);
  return quantity;
}

/** The canonical text: no fraction, the largest suffix that loses nothing. */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  const asBinary = format === 'binarySI' && nanos % nano === 0n && (nanos >= 1024n * nano || nanos <= -1024n * nano);
  if (asBinary) return formatBinary(nanos / nano);
  const [mantissa, exponent] = thousands(nanos);
  const suffix = format === 'decimalExponent' ? undefined : decimalSuffixOf.get(exponent);
  return `${mantissa}${suffix ?? (exponent === 0 ? '' : `e${exponent}`)}`;
}

function formatBinary(value: bigint): string {
  let mantissa = value;
  let power = 0;
  for (; mantissa % 1024n === 0n && power < binarySuffixes.length - 1; power++) mantissa /= 1024n;
  return `${mantissa}${binarySuffixes[power]}`;
}

/** nanos = mantissa × 10^exponent × 10^-9 with the largest exponent that is a multiple of three. */
function thousands(nanos: bigint): readonly [mantissa: bigint, exponent: number] {
  let mantissa = nanos;
  let exponent = -9;
  for (; mantissa % 1000n === 0n; exponent += 3) mantissa /= 1000n;
  return [mantissa, exponent];
}

/**
 * The text as it is stored; undefined when it is no quantity. Mostly canonical, but upstream (ParseQuantity) takes some texts
 * for canonical that are not and keeps them letter by letter: +1, 007, 1e+3, 17.480. They must survive, or an update would
 * seem to change them.
 */
export function canonicalQuantity(text: string): string | undefined {
  if (plainPattern.test(text)) return text;
  const parts = takeApart(text);
  const quantity = parseQuantity(text);
  if (typeof quantity === 'string' || parts === undefined) return undefined;
  return keptAsWritten(parts) ? text : formatQuantity(quantity);
}
/** What people write nearly always, and is canonical already. */
const plainPattern = /^(?:0|[1-9]\d{0,2}[mkMGTPE]?|[1-9]\d{0,2}[13579][KMG]i)$/;

function keptAsWritten({ whole, fraction, suffix }: Parts): boolean {
  const { format, exponent } = unitOf(suffix)!;
  const digits = whole + fraction;
  if (format === 'binarySI') {
    const digitsLeft = 14 - whole.length - Math.floor((exponent * 3) / 10);
    const value = BigInt(digits);
    return fraction === '' && digitsLeft >= 0 && value % 8n !== 0n && value << BigInt(exponent) < 2n ** 63n;
  }
  const scaled = exponent - fraction.length;
  return digits.length <= 18 && scaled >= -9 && scaled % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

export const compareQuantities = (a: Quantity, b: Quantity): -1 | 0 | 1 => (a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0);
export const quantitySign = ({ nanos }: Quantity): -1 | 0 | 1 => (nanos < 0n ? -1 : nanos > 0n ? 1 : 0);
/** In the first one's format, unless that one is zero. */
export const addQuantities = (a: Quantity, b: Quantity): Quantity => ({
  nanos: a.nanos + b.nanos,
  format: a.nanos === 0n ? b.format : a.format,
});
export const subtractQuantities = (a: Quantity, b: Quantity): Quantity => ({
  nanos: a.nanos - b.nanos,
  format: a.nanos === 0n ? b.format : a.format,
});
export const negateQuantity = ({ nanos, format }: Quantity): Quantity => ({ nanos: -nanos, format });

/** In units of 10^exponent (0: whole numbers, -3: thousandths), rounded away from zero. */
export const quantityValue = ({ nanos }: Quantity, exponent = 0): bigint => scale(nanos, -9 - exponent);
export const isInteger = ({ nanos }: Quantity): boolean => nanos % nano === 0n;
/** A whole number, or one of thousandths with exponent -3. */
export const quantityFrom = (value: bigint | number, format: QuantityFormat = 'decimalSI', exponent = 0): Quantity => ({
  nanos: scale(BigInt(value), exponent + 9),
  format,
});
/** Rounded away from zero to a multiple of 10^exponent (-3: no finer than a thousandth). */
export const roundQuantityUp = (quantity: Quantity, exponent: number): Quantity =>
  exponent <= -9 ? quantity : { nanos: scale(quantityValue(quantity, exponent), exponent + 9), format: quantity.format };
