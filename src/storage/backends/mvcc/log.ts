// What the in-memory store needs from whatever makes it durable. `memory` has nothing to do here, `embedded` has SQLite.
import type { Change, ChangeBatch, Entry, RangePage, Revision } from '../../backend.ts';
import type { BackendError } from '../../backend-error.ts';

/** `ok: false`: nothing of the batch is stored (or, `failure` being `unknown`, it may turn up after a restart). */
export type CommitOutcome = { readonly ok: true } | { readonly ok: false; readonly error: BackendError };

export interface LoggedWrite {
  readonly change: Change;
  /** When the entry ends, in seconds since 1970. Undefined: never, or it is a deletion. */
  readonly expires: number | undefined;
}

export interface Log {
  /** Makes all of `writes` durable, or none. One call at a time; the answer is the batch's fate, so it never rejects. */
  commit(writes: readonly LoggedWrite[]): Promise<CommitOutcome>;
  /** Frees what compaction at `revision` leaves unneeded. Rejects with a BackendError; then part of it may be done. */
  compact(revision: Revision): Promise<void>;
  /** Set while commits are refused: nobody knows what the log holds. */
  readonly failure: BackendError | undefined;
  /** Set while writes cannot be made durable, as far as is known: from a commit that failed to one that succeeds. */
  readonly trouble: BackendError | undefined;
  /** Where history goes that memory no longer holds; `undefined`: it is gone. */
  readonly older: OlderHistory | undefined;
  close(): Promise<void>;
}

/** History on disk, down to the last compaction; asked for less, it rejects with `compacted`. */
export interface OlderHistory {
  get(key: string, revision: Revision, signal: AbortSignal | undefined): Promise<Entry | undefined>;
  range(prefix: string, options: OlderRangeOptions): Promise<RangePage>;
  count(prefix: string, revision: Revision, signal: AbortSignal | undefined): Promise<number>;
  /** Some of the changes above `after` and at or below `upTo`, the first ones; the batch says how far it got. */
  changes(prefix: string, options: OlderChangesOptions): Promise<ChangeBatch>;
}

export interface OlderRangeOptions {
  readonly revision: Revision;
  readonly after: string | undefined;
  readonly limit: number | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface OlderChangesOptions {
  readonly after: Revision;
  readonly upTo: Revision;
  readonly signal: AbortSignal;
}
