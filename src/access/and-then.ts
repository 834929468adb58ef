// Most users and permissions are known without waiting. Promises would cost every request more than the answers do.

/** Goes on at once when `value` is there, and otherwise when it is. */
export function andThen<A, B>(value: A | Promise<A>, goOn: (value: A) => B | Promise<B>): B | Promise<B> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}
