// The lower seam of storage: a revisioned, ordered, watchable map from key to bytes. ObjectStore stands on it and knows
// no more about etcd or SQLite than what is written here; a new backend is one folder that passes conformance/backend.ts.
//
// What holds for every backend:
// * Keys are not empty and well formed (no lone surrogates); they are ordered by their UTF-8 bytes, which is code point
//   order and, beyond U+FFFF, not JavaScript's own.
// * Every write takes a revision of its own, larger than all before it in the whole store. There may be gaps. An empty
//   store is at revision 1 (0 has a meaning of its own for clients), and no restart takes a revision back.
// * A reader sees committed state only, and after a write was acknowledged every read sees it.
// * Nobody writes into a value, neither who sealed it nor who received it.
// * What a caller should expect and handle is a value (a lost race); what refuses the call is a BackendError.
import type { Revision } from '../machinery/stored-object.ts';

export type { Revision };

/**
 * Makes the bytes to be stored. Called at most once; what it throws rejects the put, and nothing is stored. With a revision
 * only after the compare held. `undefined`: this backend (etcd) compares elsewhere and learns the revision only afterwards,
 * so the compare may still fail.
 *
 * The array it returns must own its whole ArrayBuffer (`allocUnsafeSlow`, `new Uint8Array`, TextEncoder; not a slice of
 * a pool): the backend keeps that very array, shares it with every reader, and never copies or transfers it.
 */
export type Seal = (revision: Revision | undefined) => Uint8Array;

/** One revision of one key. `value` is the array that `seal` returned, or what was loaded after a restart. */
export interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
  /** The write that brought the key into being; a deletion in between starts afresh. */
  readonly createRevision: Revision;
  readonly modRevision: Revision;
}

/** `revision`: the answer is what the store held then; for an exact read the one asked for, otherwise the newest. */
export interface Read {
  readonly revision: Revision;
  readonly entry: Entry | undefined;
}

/** Entries in key order, all of one `revision`. */
export interface RangePage {
  readonly revision: Revision;
  readonly entries: readonly Entry[];
  /** The limit cut this page off: go on with `after` the last key, at this page's revision. */
  readonly more: boolean;
  /** How many entries come after this page; given when `more`, and then exact. */
  readonly remaining?: number;
}

/**
 * `ok: true`: committed, as durably as this backend can. For a put, `entry` is what was stored. For a delete it is what
 * was removed, its `modRevision` being that of the deletion (the bytes still name the old one).
 * `ok: false`: the compare failed; nothing was written, and `current` is what it failed against, at `revision`.
 */
export type WriteOutcome =
  { readonly ok: true; readonly entry: Entry } | { readonly ok: false; readonly revision: Revision; readonly current: Entry | undefined };

/** `previous` is `undefined` exactly when the put created the key. */
export type Change =
  | { readonly type: 'PUT'; readonly entry: Entry; readonly previous: Entry | undefined }
  | { readonly type: 'DELETE'; readonly key: string; readonly modRevision: Revision; readonly previous: Entry };

/**
 * What was waiting for this reader, in revision order, each with a revision of its own. Every change at or below
 * `revision` has now been delivered, so a later call goes on with `after: revision`. Without changes it is a report of
 * progress. Frozen in spirit: readers of one prefix may be handed the same batch.
 */
export interface ChangeBatch {
  readonly revision: Revision;
  readonly changes: readonly Change[];
}

export interface BackendCapabilities {
  /** `get`, `range` and `count` at an older revision. */
  readonly readAtRevision: boolean;
  /** `requestProgress` is answered, so a reader of `changes` can know that it has caught up. */
  readonly progress: boolean;
  /** `ttlSeconds` is honoured; without it, asking for one is refused as `unsupported`. */
  readonly ttl: boolean;
}

export interface ReadOptions {
  /** Exactly this revision. Default: the newest, linearizable. */
  readonly revision?: Revision | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RangeOptions extends ReadOptions {
  /** Only keys that come after this one. */
  readonly after?: string | undefined;
  /** At most so many entries. Default: all. */
  readonly limit?: number | undefined;
}

export interface PutOptions {
  readonly ttlSeconds?: number | undefined;
  /** Heeded until the write is decided; from then on its fate is reported. */
  readonly signal?: AbortSignal | undefined;
}

export interface DeleteOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ChangesOptions {
  readonly after: Revision;
  readonly signal: AbortSignal;
}

/** Disposing ends every reader of `changes` with `closed`, waits for what was accepted, and releases the store. */
export interface Backend extends AsyncDisposable {
  readonly capabilities: BackendCapabilities;

  /**
   * Entries whose modRevision is at or above this were sealed by this program with this schema (the stamp it was opened
   * with), so their bytes may be served as they are. Infinity: the backend cannot know of any.
   */
  readonly nativeFrom: Revision;

  get(key: string, options?: ReadOptions): Promise<Read>;

  /** The entries whose key starts with `prefix`; every entry for `''`. */
  range(prefix: string, options?: RangeOptions): Promise<RangePage>;

  /** How many entries `range` would return without a limit, without reading their values. */
  count(prefix: string, options?: ReadOptions): Promise<number>;

  /**
   * Stores what `seal` makes if `key` is at modRevision `expected`, 0 meaning absent. Resolves when the write is durable
   * and visible; readers of `changes` that were waiting have been handed it before.
   */
  put(key: string, seal: Seal, expected: Revision, options?: PutOptions): Promise<WriteOutcome>;

  /** Removes `key` if it is at modRevision `expected`, which is never 0: nothing cannot be removed. */
  delete(key: string, expected: Revision, options?: DeleteOptions): Promise<WriteOutcome>;

  /**
   * Every change under `prefix` with a revision above `after`, from history and then live, without gap or repeat.
   * It ends quietly when the signal aborts or the reader breaks out, and throws `compacted` when the next change in line
   * was compacted: at once for an old `after`, later for a reader so slow that compaction overtook it. `after` may
   * lie in the future: nothing at or below it is ever delivered. Read once, by one reader, one `next` at a time.
   */
  changes(prefix: string, options: ChangesOptions): AsyncIterable<ChangeBatch>;

  /** Soon every reader of `changes` gets a batch (perhaps without changes) that reaches the revision of now, or more. */
  requestProgress(): void;

  /** The newest committed revision, linearizable. Cheaper than any other read. */
  currentRevision(options?: { readonly signal?: AbortSignal | undefined }): Promise<Revision>;

  /**
   * Reads and `changes` may start here or later; 0 while nothing was compacted. On a remote backend: as far as this
   * client has seen.
   */
  compactedRevision(): Revision;

  /**
   * Forgets what was overwritten or deleted at or below `revision`. Resolves when readers are refused it; the room on
   * disk is reused later. At or below the last compaction it does nothing; above the current revision it is `future`.
   */
  compact(revision: Revision): Promise<void>;

  /** Rejects with `unavailable` or `closed` while writes cannot be made durable or reads cannot be answered. */
  ready(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
}
