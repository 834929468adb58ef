// Times and durations as objects hold them: text, always in the one form that upstream writes. Reading takes what Go's
// time.Parse takes and refuses the rest in its words.

import { assert } from '../base/assert.ts';

/** RFC 3339 with whole seconds, or with exactly six digits of them. */
export type TimePrecision = 'seconds' | 'micros';

/** A point in time: seconds since 1970 and nanoseconds beyond them. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

/** Year 1: what Go calls zero, and writes as null. */
export const zeroTimeSeconds = -62_135_596_800;

const layouts = { seconds: '2006-01-02T15:04:05Z07:00', micros: '2006-01-02T15:04:05.000000Z07:00' } as const;

/** Of Date.now() or Date.parse(). */
export const formatTime = (ms: number): string => formatMs(ms, 'seconds');
export const formatMicroTime = (ms: number): string => formatMs(ms, 'micros');
/** Milliseconds since 1970 of a time that a decoder let through. */
export const timeMs = (text: string): number => Date.parse(text);

/** In UTC, the rest cut off; undefined for a year that has no four digits. */
export function formatInstant({ seconds, nanos }: Instant, precision: TimePrecision): string | undefined {
  if (seconds < yearZeroSeconds || seconds >= yearTenThousandSeconds) return undefined;
  const toSeconds = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (precision === 'seconds') return `${toSeconds}Z`;
  return `${toSeconds}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;
}
function formatMs(ms: number, precision: TimePrecision): string {
  const seconds = Math.floor(ms / 1000);
  const text = formatInstant({ seconds, nanos: Math.floor((ms - seconds * 1000) * 1e6) }, precision);
  assert(text !== undefined, 'a year with four digits');
  return text;
}
const yearZeroSeconds = -62_167_219_200;
const yearTenThousandSeconds = 253_402_300_800;

/** The text as it is stored: null for the zero time, undefined when it is no time (see `parseTime` for why). */
export function canonicalTime(text: string, precision: TimePrecision): string | null | undefined {
  if (canonicalPattern[precision].test(text)) return text;
  const instant = parseTime(text, precision);
  if (typeof instant === 'string') return undefined;
  return instant.seconds === zeroTimeSeconds ? null : formatInstant(instant, precision);
}

/** The usual case without taking the text apart: a day that its month has in every year, not in the first centuries. */
const usual =
  '[1-9]\\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d';
const canonicalPattern: { readonly [P in TimePrecision]: RegExp } = {
  seconds: new RegExp(`^${usual}Z$`),
  micros: new RegExp(`^${usual}\\.\\d{6}Z$`),
};

/** One element of a layout: what it is called in Go, and how it is read from the front of what is left. */
interface Element {
  readonly layout: string;
  readonly pattern: RegExp;
}
const literal = (text: string): Element => ({ layout: text, pattern: new RegExp(`^${text}`) });
/** As Go has it, the hour may have one digit, and a fraction may follow the seconds though the layout shows none. */
const toSeconds: readonly Element[] = [
  { layout: '2006', pattern: /^\d{4}/ },
  literal('-'),
  { layout: '01', pattern: /^\d\d/ },
  literal('-'),
  { layout: '02', pattern: /^\d\d/ },
  literal('T'),
  { layout: '15', pattern: /^\d\d?/ },
  literal(':'),
  { layout: '04', pattern: /^\d\d/ },
  literal(':'),
];
const zone: Element = { layout: 'Z07:00', pattern: /^(?:Z|[+-]\d\d:\d\d)/ };
const elements: { readonly [P in TimePrecision]: readonly Element[] } = {
  seconds: [...toSeconds, { layout: '05', pattern: /^\d\d(?:[.,]\d+)?/ }, zone],
  micros: [...toSeconds, { layout: '05', pattern: /^\d\d/ }, { layout: '.000000', pattern: /^[.,]\d{6}/ }, zone],
};
/** Elements that have a range of their own; the day's depends on the month. */
const ranges: { readonly [layout: string]: readonly [name: string, min: number, max: number] } = {
  '01': ['month', 1, 12],
  '15': ['hour', 0, 23],
  '04': ['minute', 0, 59],
  '05': ['second', 0, 59],
};

/** What is wrong comes back as text. */
export function parseTime(text: string, precision: TimePrecision): Instant | string {
  const found = new Map<string, string>();
  let rest = text;
  for (const { layout, pattern } of elements[precision]) {
    const token = pattern.exec(rest)?.[0];
    if (token === undefined)
      return `parsing time ${quote(text)} as ${quote(layouts[precision])}: cannot parse ${quote(rest)} as ${quote(layout)}`;
    const range = ranges[layout];
    if (range !== undefined && (parseInt(token, 10) < range[1] || parseInt(token, 10) > range[2])) return outOfRange(text, range[0]);
    found.set(layout, token);
    rest = rest.slice(token.length);
  }
  if (rest !== '') return `parsing time ${quote(text)}: extra text: ${quote(rest)}`;
  return instantOf(text, found);
}

function instantOf(text: string, found: ReadonlyMap<string, string>): Instant | string {
  const number = (layout: string): number => Number(found.get(layout));
  const offset = found.get('Z07:00')!;
  const [offsetHours, offsetMinutes] = offset === 'Z' ? [0, 0] : [Number(offset.slice(1, 3)), Number(offset.slice(4))];
  if (offsetHours > 24) return outOfRange(text, 'time zone offset hour');
  if (offsetMinutes > 60) return outOfRange(text, 'time zone offset minute');
  const [year, month, day] = [number('2006'), number('01'), number('02')];
  if (day < 1 || day > daysIn(year, month)) return outOfRange(text, 'day');
  const [second, ownFraction = ''] = found.get('05')!.split(/[.,]/);
  const fraction = found.get('.000000')?.slice(1) ?? ownFraction;
  const offsetSeconds = (offsetHours * 60 + offsetMinutes) * 60 * (offset.startsWith('-') ? -1 : 1);
  const seconds = daysSince1970(year, month, day) * 86_400 + number('15') * 3600 + number('04') * 60 + Number(second) - offsetSeconds;
  if (seconds < yearZeroSeconds || seconds >= yearTenThousandSeconds) return outOfRange(text, 'year');
  return { seconds, nanos: Number(fraction.slice(0, 9).padEnd(9, '0')) };
}

const outOfRange = (text: string, what: string): string => `parsing time ${quote(text)}: ${what} out of range`;
const quote = (text: string): string => JSON.stringify(text);
const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};
const daysSince1970 = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 86_400_000;
};

const durationUnits: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['μs', 1000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
/** Longer texts are not worth computing with. */
const textMax = 200;
const durationMax = 2n ** 63n - 1n;

/** Nanoseconds; what is wrong comes back as text. */
export function parseDuration(text: string): bigint | string {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0n;
  if (unsigned === '' || unsigned.length > textMax) return `time: invalid duration ${quote(text)}`;
  let total = 0n;
  for (let rest = unsigned; rest !== '';) {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest)!;
    const [matched, whole = '', fraction = ''] = number;
    if (whole === '' && fraction === '') return `time: invalid duration ${quote(text)}`;
    const unitName = /^[^.\d]*/.exec(rest.slice(matched.length))![0];
    if (unitName === '') return `time: missing unit in duration ${quote(text)}`;
    const unit = durationUnits.get(unitName);
    if (unit === undefined) return `time: unknown unit ${quote(unitName)} in duration ${quote(text)}`;
    total += BigInt(whole || 0) * unit + (BigInt(fraction || 0) * unit) / 10n ** BigInt(fraction.length);
    if (total > durationMax) return `time: invalid duration ${quote(text)}`;
    rest = rest.slice(matched.length + unitName.length);
  }
  return text.startsWith('-') ? -total : total;
}

/** As Go prints it: 1h30m0s, 1.5s, 100ms, 0s. */
export function formatDuration(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < 1000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  return `${sign}${minutes >= 60n ? `${minutes / 60n}h` : ''}${minutes % 60n}m${seconds}`;
}

/** value / 10^digits, without trailing zeros. */
function decimal(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return text.slice(0, -digits) + (fraction === '' ? '' : `.${fraction}`);
}
