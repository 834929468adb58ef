// What the server's thread and the store's threads say to each other. Every request gets one reply, in any order.
import type { Revision } from '../../backend.ts';
import type { Fault } from './faults.ts';

/** Handed to a thread when it starts. */
export interface WorkerStart {
  readonly role: 'writer' | 'reader';
  readonly path: string;
  /** A writer before this one died: find out what the file holds and whether it can be written. */
  readonly recovering: boolean;
  readonly compactionChunkRevisions: number;
  readonly compactionChunkMs: number;
  readonly historyPageBytes: number;
  readonly changesPerBatch: number;
  /** For tests. */
  readonly faults: readonly Fault[];
  /** For tests: the file may not grow beyond so many pages. */
  readonly maxPages: number | undefined;
}

/** The first message of a thread. */
export type Started = { readonly ok: true; readonly lastRevision: Revision } | { readonly ok: false; readonly message: string };

/**
 * Flat, since that is copied between threads fastest: revision, key, created, previous (0: none), value (null: deleted),
 * expires (null: never).
 */
export type Column = number | string | Uint8Array | null;
export const columnsPerRow = 6;

export type WriterRequest =
  | { readonly type: 'commit'; readonly rows: readonly Column[] }
  /** One transaction's worth of a compaction towards `to`. */
  | { readonly type: 'compact'; readonly to: Revision }
  /** Whether something can be written now. Answered like a commit. */
  | { readonly type: 'probe' }
  /**
   * After `unknown`: opens the file afresh, drops what is in it above `last`, and proves that it can be written. Answered
   * `stored` when this thread can go on.
   */
  | { readonly type: 'recover'; readonly last: Revision }
  | { readonly type: 'close' };

export type WriterReply =
  | { readonly type: 'stored' }
  | { readonly type: 'not-stored'; readonly message: string }
  /** Nobody knows, and this thread cannot go on before `recover` succeeds. */
  | { readonly type: 'unknown'; readonly message: string }
  /** Everything at or below `floor` is compacted now. */
  | { readonly type: 'compacted'; readonly floor: Revision }
  | { readonly type: 'closed' };

/** An entry as it lies in the file. */
export type StoredEntry = readonly [revision: Revision, key: string, created: Revision, value: Uint8Array];

/** A change: with a value a put, without one a delete. */
export interface StoredChange {
  readonly revision: Revision;
  readonly key: string;
  readonly created: Revision;
  readonly value: Uint8Array | null;
  readonly previous: StoredEntry | undefined;
}

export type ReaderRequest =
  | { readonly type: 'get'; readonly key: string; readonly revision: Revision }
  | { readonly type: 'count'; readonly prefix: string; readonly revision: Revision }
  /** As many entries as fit into one message; `limit` at most. */
  | {
      readonly type: 'range';
      readonly prefix: string;
      readonly revision: Revision;
      readonly after: string | undefined;
      readonly limit: number | undefined;
    }
  /** As many changes as fit into one message. */
  | { readonly type: 'changes'; readonly prefix: string; readonly after: Revision; readonly upTo: Revision }
  | { readonly type: 'close' };

export type ReaderReply =
  | { readonly type: 'entry'; readonly entry: StoredEntry | undefined }
  | { readonly type: 'count'; readonly count: number }
  | { readonly type: 'page'; readonly entries: readonly StoredEntry[]; readonly remaining: number }
  | { readonly type: 'changes'; readonly changes: readonly StoredChange[]; readonly revision: Revision }
  | { readonly type: 'compacted'; readonly oldest: Revision }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'closed' };
