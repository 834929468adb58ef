// Rules that many fields of many kinds share.
import { invalid, notSupported, required, type FieldError } from '../machinery/validation/field-error.ts';
import type { Problems } from '../machinery/validation/name-rules.ts';
import type { Path } from '../machinery/validation/path.ts';

/** What a rule for texts or numbers found wrong with `value`. */
export function* refused(problems: Problems, value: unknown, at: Path): Iterable<FieldError> {
  for (const problem of problems) yield invalid(at, value, problem);
}

/** Of a text that must be there, and then obey `rule`. */
export function* named(text: string | undefined, rule: (text: string) => Problems, at: Path): Iterable<FieldError> {
  if (text === undefined || text === '') yield required(at);
  else yield* refused(rule(text), text, at);
}

/** Of a text that may be left out, and otherwise must obey `rule`. */
export function* namedIfAny(text: string | undefined, rule: (text: string) => Problems, at: Path): Iterable<FieldError> {
  if (text !== undefined && text !== '') yield* refused(rule(text), text, at);
}

export function* present(text: string | undefined, at: Path): Iterable<FieldError> {
  if (text === undefined || text === '') yield required(at);
}

export function* nonNegative(value: number | undefined, at: Path): Iterable<FieldError> {
  if (value !== undefined && value < 0) yield invalid(at, value, 'must be greater than or equal to 0');
}

/** `supported` as messages list it. */
export function* oneOf(value: string | undefined, supported: readonly string[], at: Path): Iterable<FieldError> {
  if (value !== undefined && !supported.includes(value)) yield notSupported(at, value, supported);
}

/** Each value may come once: hand them in one by one. */
export function uniqueness(): (value: string) => boolean {
  const seen = new Set<string>();
  return (value) => {
    if (seen.has(value)) return false;
    seen.add(value);
    return true;
  };
}

const hasBacksteps = (path: string): boolean => path.split('/').includes('..');

export function* withoutBacksteps(path: string, at: Path): Iterable<FieldError> {
  if (hasBacksteps(path)) yield invalid(at, path, "must not contain '..'");
}

/** A path below some directory. */
export function* descendingPath(path: string, at: Path): Iterable<FieldError> {
  if (path.startsWith('/')) yield invalid(at, path, 'must be a relative path');
  yield* withoutBacksteps(path, at);
}

/** The same for files that are written next to others whose names begin with two dots. */
export function* ownFilePath(path: string, at: Path): Iterable<FieldError> {
  yield* descendingPath(path, at);
  if (path.startsWith('..') && !hasBacksteps(path)) yield invalid(at, path, "must not start with '..'");
}

/** Permission bits of a file. */
export function* fileMode(mode: number | undefined, at: Path): Iterable<FieldError> {
  if (mode !== undefined && (mode < 0 || mode > 0o777))
    yield invalid(at, mode, 'must be a number between 0 and 0777 (octal), both inclusive');
}

/** A warning about one field. */
export const warningAt = (at: Path, text: string): string => `${at.toString()}: ${text}`;
