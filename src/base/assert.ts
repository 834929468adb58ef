// For invariants: what is never true unless this program has a bug. Bad input is a StatusError, not an assertion.

/** Throws an `AssertionError` naming `what` when `condition` does not hold. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new AssertionError(what);
}

/** The end of an exhaustive switch: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected value: ${String(value)}`);
}

/** A broken invariant: a bug in this program. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}
