// How many pods may be missing or too many while they are replaced: numbers, or percentages.
import { invalid, type FieldError } from '../../machinery/validation/field-error.ts';
import { isPercent } from '../../machinery/validation/name-rules.ts';
import type { Path } from '../../machinery/validation/path.ts';
import { nonNegative, refused } from '../rules.ts';

type Amount = number | string;

export function* validateAmount(amount: Amount | undefined, at: Path): Iterable<FieldError> {
  if (typeof amount === 'string') yield* refused(isPercent(amount), amount, at);
  else yield* nonNegative(amount, at);
}

export function* validateAtMostAll(amount: Amount | undefined, at: Path): Iterable<FieldError> {
  if (typeof amount === 'string' && percentOf(amount) > 100) yield invalid(at, amount, 'must not be greater than 100%');
}

/** Whether it comes to nothing. What is no amount counts as none, a number in quotes as that number. */
export const isNone = (amount: Amount | undefined): boolean =>
  typeof amount === 'string' ? percentOf(amount) === 0 && !/^[-+]?0*[1-9][0-9]*$/.test(amount) : (amount ?? 0) === 0;

const percentOf = (text: string): number => (isPercent(text).length === 0 ? Number.parseInt(text, 10) : 0);
