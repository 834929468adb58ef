// Ranges of keys as etcd names them: the first key, and the first one behind the last.
const encoder = new TextEncoder();

export interface KeyRange {
  readonly key: Uint8Array;
  readonly end: Uint8Array;
}

/** From the first key on; up to the last one. */
const zero = Uint8Array.of(0);

export const keyBytes = (key: string): Uint8Array => encoder.encode(key);

/** The keys that start with `prefix`, and come after `after` where that is given. */
export function rangeOfPrefix(prefix: string, after?: string): KeyRange {
  const first = encoder.encode(prefix);
  const end = first.length === 0 ? zero : first.slice();
  // No byte of UTF-8 is 0xff.
  if (first.length > 0) end[end.length - 1]! += 1;
  const start = first.length === 0 ? zero : first;
  if (after === undefined) return { key: start, end };
  const next = encoder.encode(`${after}\0`);
  return { key: Buffer.compare(next, start) > 0 ? next : start, end };
}
