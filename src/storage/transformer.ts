// What stands between an object's bytes and what the backend stores: nothing, or encryption at rest [S082].

export interface Opened {
  readonly plain: Uint8Array;
  /** Written with a key or provider that is no longer the first: an update that changes nothing rewrites it [S013]. */
  readonly stale: boolean;
}

/**
 * Both directions are synchronous, since a backend seals in the middle of its commit, and bind the bytes to their key:
 * moved to another they do not open.
 */
export interface Transformer {
  /** Returns an array that owns its whole ArrayBuffer, or `plain` itself. */
  seal(plain: Uint8Array, key: string): Uint8Array;
  /** Throws when the bytes cannot be opened. */
  open(stored: Uint8Array, key: string): Opened;
}

/** What is stored is what is served. */
export const identity: Transformer = {
  seal: (plain) => plain,
  open: (stored) => ({ plain: stored, stale: false }),
};
