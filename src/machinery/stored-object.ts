// One revision of one object as it travels up the ladder: bytes first, decoded only when someone asks.

/** A backend's store-wide, ever-growing number: what clients see as resourceVersion. */
export type Revision = number;

/**
 * One revision of one object. Whoever holds it shares `bytes` with the store, the caches and every response in flight:
 * nobody writes into them.
 */
export interface StoredObject<out T> {
  /** Equals metadata.resourceVersion. 0 for an object that was computed and not stored (a dry run, a Scale). */
  readonly revision: Revision;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The values field selectors can ask for, besides metadata.name and metadata.namespace. */
  readonly fields: Readonly<Record<string, string>>;
  /** JSON of the served version, resourceVersion included: a GET answers with exactly these bytes. */
  readonly bytes: Uint8Array;
  /** Decoded and defaulted. Not kept: a hot loop holds it in a local. */
  object(): T;
}

const nothing: Readonly<Record<string, string>> = Object.freeze({});
const encoder = new TextEncoder();

interface Computable {
  readonly metadata?: { readonly name?: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
}

/** Wraps an object that no store holds (the answer to a dry run, a Scale, a Status) so that it can be answered like one. */
export function computed<T extends object>(object: T): StoredObject<T> {
  const { metadata } = object as Computable;
  let bytes: Uint8Array | undefined;
  return {
    revision: 0,
    namespace: metadata?.namespace,
    name: metadata?.name ?? '',
    labels: metadata?.labels ?? nothing,
    fields: nothing,
    get bytes() {
      return (bytes ??= encoder.encode(JSON.stringify(object)));
    },
    object: () => object,
  };
}
