// Decides writes, one at a time and at once, and makes them durable in groups. A write is compared with the newest decided
// version of its key, committed or not; readers see committed ones only. One batch is under way at a time, so nothing is
// ever sent behind a batch that fails: when one does, everything decided on top of it is dropped with it, none of it was
// seen by anybody, and its revisions are not used again.
import { assert } from '../../../base/assert.ts';
import type { Limits } from '../../../base/limits.ts';
import type { Change, Entry, Revision, WriteOutcome } from '../../backend.ts';
import { BackendError } from '../../backend-error.ts';
import { entryAfter, keyOf, outcomeEntry, revisionOf } from './change.ts';
import type { CommitOutcome, Log, LoggedWrite } from './log.ts';

/** A decided write. Its fate is `undefined` once it is committed and published, or the error it failed with. */
interface Write extends LoggedWrite {
  readonly bytes: number;
  readonly fate: PromiseWithResolvers<BackendError | undefined>;
}

/** `change` makes the change once the compare has held; it runs at most once, and what it throws rejects the write. */
export interface WriteRequest {
  readonly key: string;
  readonly expected: Revision;
  readonly change: (revision: Revision, current: Entry | undefined) => Change;
  /** When the entry ends, in seconds since 1970. */
  readonly expires?: number | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface CommittedState {
  readonly revision: Revision;
  get(key: string): Entry | undefined;
  /** Makes a committed batch visible and hands it to whoever reads `changes`, all in this turn. */
  publish(writes: readonly LoggedWrite[]): void;
}

export class CommitQueue {
  readonly #log: Log;
  readonly #committed: CommittedState;
  readonly #limits: Limits;
  /** The newest undecided write of each key. */
  readonly #pending = new Map<string, Write>();
  /** Decided, not yet sent. */
  #open: Write[] = [];
  #openBytes = 0;
  #next: Revision;
  #deciding = false;
  /** Runs while there is something to commit. */
  #flushing: Promise<void> | undefined;

  /** `next`: the first revision to give out. */
  constructor({ log, committed, limits, next }: { log: Log; committed: CommittedState; limits: Limits; next: Revision }) {
    this.#log = log;
    this.#committed = committed;
    this.#limits = limits;
    this.#next = next;
  }

  /**
   * Decided before this returns, unless the compare fails against a write that is not committed yet: then its fate is
   * the answer, and if it fails, there is one more try.
   */
  async write(request: WriteRequest): Promise<WriteOutcome> {
    const rival = this.#findRival(request);
    if (rival === undefined) return await this.#decide(request);
    const failure = await rival.fate.promise;
    if (failure === undefined) return this.#lostTo(rival);
    const second = this.#findRival(request);
    if (second === undefined) return await this.#decide(request);
    const secondFailure = await second.fate.promise;
    if (secondFailure === undefined) return this.#lostTo(second);
    throw secondFailure;
  }

  /** Resolves when everything that was decided has found its fate. */
  async drained(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
  }

  /** The undecided write that this request would lose against. */
  #findRival({ key, expected }: WriteRequest): Write | undefined {
    const pending = this.#pending.get(key);
    return pending === undefined || modRevision(entryAfter(pending.change)) === expected ? undefined : pending;
  }

  #lostTo({ change }: Write): WriteOutcome {
    return { ok: false, revision: revisionOf(change), current: entryAfter(change) };
  }

  async #decide(request: WriteRequest): Promise<WriteOutcome> {
    request.signal?.throwIfAborted();
    const { key, expected } = request;
    const pending = this.#pending.get(key);
    const current = pending === undefined ? this.#committed.get(key) : entryAfter(pending.change);
    if (modRevision(current) !== expected) return { ok: false, revision: this.#committed.revision, current };
    this.#refuseWhenFull();
    const write = this.#enter(request, current);
    const failure = await write.fate.promise;
    if (failure !== undefined) throw failure;
    return { ok: true, entry: outcomeEntry(write.change) };
  }

  #refuseWhenFull(): void {
    if (this.#log.failure !== undefined) throw this.#log.failure;
    if (this.#openBytes < this.#limits.commitQueueBytes) return;
    throw new BackendError('too many writes are waiting for the disk; try again later', { code: 'overloaded' });
  }

  #enter(request: WriteRequest, current: Entry | undefined): Write {
    const change = this.#makeChange(request, current);
    const bytes = change.type === 'PUT' ? change.entry.value.byteLength : 0;
    const write: Write = { change, expires: request.expires, bytes, fate: Promise.withResolvers() };
    this.#pending.set(request.key, write);
    this.#open.push(write);
    this.#openBytes += bytes;
    // In a microtask, so that all that is decided in this turn goes together.
    this.#flushing ??= Promise.resolve().then(() => this.#flush());
    return write;
  }

  #makeChange(request: WriteRequest, current: Entry | undefined): Change {
    assert(!this.#deciding, 'a seal does not write');
    this.#deciding = true;
    try {
      return request.change(this.#next++, current);
    } finally {
      this.#deciding = false;
    }
  }

  async #flush(): Promise<void> {
    while (this.#open.length > 0) {
      const batch = this.#takeBatch();
      const outcome = await this.#log.commit(batch);
      this.#settle(batch, outcome);
    }
    this.#flushing = undefined;
  }

  #takeBatch(): readonly Write[] {
    let count = 0;
    let bytes = 0;
    for (const write of this.#open) {
      if (count > 0 && bytes + write.bytes > this.#limits.commitBatchBytes) break;
      bytes += write.bytes;
      count += 1;
    }
    const batch = this.#open.splice(0, count);
    this.#openBytes -= bytes;
    return batch;
  }

  /** Readers of `changes` before those who wrote: what an acknowledged writer asks of a cache should be there. */
  #settle(batch: readonly Write[], outcome: CommitOutcome): void {
    if (!outcome.ok) {
      this.#drop(batch, outcome.error);
      return;
    }
    for (const write of batch) {
      const key = keyOf(write.change);
      if (this.#pending.get(key) === write) this.#pending.delete(key);
    }
    this.#committed.publish(batch);
    for (const write of batch) write.fate.resolve(undefined);
  }

  #drop(batch: readonly Write[], error: BackendError): void {
    const doomed = [...batch, ...this.#open];
    this.#open = [];
    this.#openBytes = 0;
    this.#pending.clear();
    for (const write of doomed) write.fate.resolve(error);
  }
}

function modRevision(entry: Entry | undefined): Revision {
  return entry?.modRevision ?? 0;
}
