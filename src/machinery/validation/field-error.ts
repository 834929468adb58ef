// What is wrong with one field. A FieldError has the shape of a StatusCause, so that an Invalid status lists it as it is.
import { goJson, quote } from './go-text.ts';
import type { Path } from './path.ts';

/** The kinds of field error, spelled as clients see them in `details.causes[].reason`. */
export type FieldErrorReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooShort'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotFound'
  | 'InternalError';

export interface FieldError {
  readonly reason: FieldErrorReason;
  /** Without the field: `Invalid value: "x": must be positive`. */
  readonly message: string;
  readonly field: string;
}

const titles: Readonly<Record<FieldErrorReason, string>> = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooShort: 'Too short',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueNotFound: 'Not found',
  InternalError: 'Internal error',
};

export function required(at: Path, detail = ''): FieldError {
  return withoutValue('FieldValueRequired', at, detail);
}

/** A value that would be fine elsewhere, or at another time. */
export function forbidden(at: Path, detail: string): FieldError {
  return withoutValue('FieldValueForbidden', at, detail);
}

export function invalid(at: Path, value: unknown, detail: string): FieldError {
  return withValue('FieldValueInvalid', { at, value, detail });
}

export function typeInvalid(at: Path, value: unknown, detail: string): FieldError {
  return withValue('FieldValueTypeInvalid', { at, value, detail });
}

export function duplicate(at: Path, value: unknown): FieldError {
  return withValue('FieldValueDuplicate', { at, value });
}

export function notFound(at: Path, value: unknown): FieldError {
  return withValue('FieldValueNotFound', { at, value });
}

export function notSupported(at: Path, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length > 0 ? `supported values: ${supported.map(quote).join(', ')}` : '';
  return withValue('FieldValueNotSupported', { at, value, detail });
}

export function tooLong(at: Path, bytesMax: number): FieldError {
  return withoutValue('FieldValueTooLong', at, `may not be more than ${count(bytesMax, 'byte')}`);
}

export function tooLongCharacters(at: Path, charactersMax: number): FieldError {
  return withoutValue('FieldValueTooLong', at, `may not be more than ${count(charactersMax, 'character')}`);
}

export function tooShort(at: Path, charactersMin: number): FieldError {
  return withoutValue('FieldValueTooShort', at, `must be at least ${count(charactersMin, 'character')}`);
}

export function tooMany(at: Path, { actual, max }: { readonly actual?: number | undefined; readonly max: number }): FieldError {
  const detail = `must have at most ${count(max, 'item')}`;
  if (actual === undefined) return withoutValue('FieldValueTooMany', at, detail);
  return withValue('FieldValueTooMany', { at, value: actual, detail });
}

export function tooFew(at: Path, { actual, min }: { readonly actual: number; readonly min: number }): FieldError {
  return withValue('FieldValueTooFew', { at, value: actual, detail: `must have at least ${count(min, 'item')}` });
}

/** Something failed that is not the sender's fault. */
export function internalFieldError(at: Path, detail: string): FieldError {
  return withoutValue('InternalError', at, detail);
}

/** One line for all of them, without repetitions: what follows `is invalid: ` in a status message. */
export function aggregate(errors: Iterable<FieldError>): string {
  const lines = new Set<string>();
  for (const { field, message } of errors) lines.add(`${field}: ${message}`);
  const [first, ...more] = lines;
  return more.length === 0 ? (first ?? '') : `[${[...lines].join(', ')}]`;
}

function withoutValue(reason: FieldErrorReason, at: Path, detail: string): FieldError {
  return { reason, message: detail === '' ? titles[reason] : `${titles[reason]}: ${detail}`, field: at.toString() };
}

function withValue(reason: FieldErrorReason, { at, value, detail = '' }: { at: Path; value: unknown; detail?: string }): FieldError {
  return withoutValue(reason, at, detail === '' ? shown(value) : `${shown(value)}: ${detail}`);
}

const shown = (value: unknown): string => (typeof value === 'string' ? quote(value) : goJson(value));

const count = (number: number, unit: string): string => `${number} ${unit}${number === 1 ? '' : 's'}`;
