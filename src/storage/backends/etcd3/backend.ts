// The Backend over an etcd cluster: keys, values and revisions are etcd's own.
import { assert } from '../../../base/assert.ts';
import type { Limits } from '../../../base/limits.ts';
import type {
  Backend,
  BackendCapabilities,
  ChangeBatch,
  ChangesOptions,
  DeleteOptions,
  Entry,
  PutOptions,
  RangeOptions,
  RangePage,
  Read,
  ReadOptions,
  Revision,
  Seal,
  WriteOutcome,
} from '../../backend.ts';
import { BackendError, closed, compacted, future } from '../../backend-error.ts';
import { Refused, type Calls } from './calls.ts';
import type { Readers } from './changes.ts';
import type { Compacted } from './compacted.ts';
import { keyBytes, rangeOfPrefix } from './keys.ts';
import type { Leases } from './leases.ts';
import {
  compaction,
  range,
  txn,
  writeCompaction,
  writeDelete,
  writePut,
  writeRange,
  type RangeRequest,
  type RangeResponse,
} from './messages.ts';

export interface Etcd3Parts {
  readonly calls: Calls;
  readonly readers: Readers;
  readonly leases: Leases;
  readonly floor: Compacted;
  readonly limits: Limits;
  readonly progress: boolean;
  /** Asks how far the store is compacted. */
  readonly findCompacted: () => Promise<Revision>;
  /** Lets go of the connections. */
  readonly release: () => void;
}

/** A key that nobody writes: read for the revision that comes with the answer. */
const noKey = keyBytes('\0');

export class Etcd3Backend implements Backend {
  readonly capabilities: BackendCapabilities;
  /** Who else writes there is not known. */
  readonly nativeFrom = Infinity;
  readonly #parts: Etcd3Parts;
  readonly #accepted = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(parts: Etcd3Parts) {
    this.#parts = parts;
    this.capabilities = { readAtRevision: true, progress: parts.progress, ttl: true };
  }

  async get(key: string, { revision, signal }: ReadOptions = {}): Promise<Read> {
    const answer = await this.#read({ key: keyBytes(key), revision }, signal);
    return { revision: revision ?? answer.revision, entry: answer.entries[0] };
  }

  /** In pages of bounded size, all of the revision of the first. */
  async range(prefix: string, { revision, after, limit = Infinity, signal }: RangeOptions = {}): Promise<RangePage> {
    assert(limit > 0, 'a limit lets at least one entry through');
    const entries: Entry[] = [];
    let [at, from, size] = [revision, after, this.#parts.limits.etcdPageEntries];
    for (;;) {
      const page = await this.#read(
        { ...rangeOfPrefix(prefix, from), revision: at, limit: Math.min(size, limit - entries.length) },
        signal,
      );
      for (const entry of page.entries) entries.push(entry);
      at ??= page.revision;
      if (!page.more) return { revision: at, entries, more: false };
      if (entries.length === limit) return { revision: at, entries, more: true, remaining: page.count - page.entries.length };
      from = entries.at(-1)!.key;
      size = this.#pageSize(page.entries);
    }
  }

  async count(prefix: string, { revision, signal }: ReadOptions = {}): Promise<number> {
    const { count } = await this.#read({ ...rangeOfPrefix(prefix), revision, countOnly: true }, signal);
    return count;
  }

  async put(key: string, seal: Seal, expected: Revision, { ttlSeconds = 0, signal }: PutOptions = {}): Promise<WriteOutcome> {
    this.#refuseWhenClosed();
    signal?.throwIfAborted();
    assert(key !== '' && key.isWellFormed(), 'a key that is not empty and well formed');
    const value = seal(undefined);
    return this.#accept(async () => {
      const outcome = await this.#write(key, (lease) => writePut(keyBytes(key), value, expected, lease), { ttlSeconds, signal });
      if (!outcome.succeeded) return lost(outcome);
      const { revision } = outcome;
      const createRevision = expected === 0 ? revision : outcome.entries[0]!.createRevision;
      return { ok: true, entry: { key, value, createRevision, modRevision: revision } };
    });
  }

  async delete(key: string, expected: Revision, { signal }: DeleteOptions = {}): Promise<WriteOutcome> {
    this.#refuseWhenClosed();
    assert(expected > 0, 'a deletion expects something to be there');
    return this.#accept(async () => {
      const outcome = await this.#write(key, () => writeDelete(keyBytes(key), expected), { signal });
      return outcome.succeeded ? { ok: true, entry: { ...outcome.entries[0]!, modRevision: outcome.revision } } : lost(outcome);
    });
  }

  changes(prefix: string, options: ChangesOptions): AsyncIterable<ChangeBatch> {
    return this.#parts.readers.changes(prefix, options);
  }

  requestProgress(): void {
    this.#parts.readers.requestProgress();
  }

  async currentRevision({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<Revision> {
    const { revision } = await this.#read({ key: noKey, countOnly: true }, signal);
    return revision;
  }

  compactedRevision(): Revision {
    return this.#parts.floor.revision;
  }

  async compact(revision: Revision): Promise<void> {
    this.#refuseWhenClosed();
    const { calls, floor } = this.#parts;
    if (revision <= floor.revision) return;
    await this.#accept(async () => {
      try {
        await calls.ask(compaction, writeCompaction(revision), { repeatable: true });
        floor.upTo(revision);
      } catch (error) {
        // Somebody else was faster, or it was this call itself, tried again.
        if (error instanceof Refused && error.kind === 'compacted') floor.upTo(revision);
        else throw await this.#inWords(error, revision);
      }
    });
  }

  async ready(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.currentRevision(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#parts.readers.close();
    await Promise.allSettled(this.#accepted);
    this.#parts.release();
  }

  #refuseWhenClosed(): void {
    if (this.#closing !== undefined) throw closed();
  }

  /** Closing waits for it. */
  async #accept<T>(work: () => Promise<T>): Promise<T> {
    const accepted = work();
    this.#accepted.add(accepted);
    try {
      return await accepted;
    } finally {
      this.#accepted.delete(accepted);
    }
  }

  async #read(request: RangeRequest, signal: AbortSignal | undefined): Promise<RangeResponse> {
    this.#refuseWhenClosed();
    signal?.throwIfAborted();
    assert(request.revision === undefined || request.revision > 0, 'an exact revision');
    return this.#accept(async () => {
      try {
        return await this.#parts.calls.ask(range, writeRange(request), { signal, repeatable: true });
      } catch (error) {
        throw await this.#inWords(error, request.revision ?? 0);
      }
    });
  }

  /** A lease may have ended before the write that was to use it: once more, then, with a new one. */
  async #write(key: string, request: (lease: number) => Buffer, { ttlSeconds = 0, signal }: PutOptions): Promise<Outcome> {
    const { calls, leases } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      const lease = ttlSeconds > 0 ? await leases.for(ttlSeconds) : 0;
      try {
        return await calls.ask(txn, request(lease), { signal, repeatable: false });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        leases.forget(lease);
        if (attempt > 1)
          throw new BackendError(`etcd refused to write ${key}: ${error.message}`, { code: 'unavailable', stored: 'no' }, error);
      }
    }
  }

  /** What etcd refuses without the numbers that its caller needs. */
  async #inWords(error: unknown, requested: Revision): Promise<unknown> {
    if (!(error instanceof Refused)) return error;
    if (error.kind === 'compacted') return compacted(requested, await this.#parts.findCompacted());
    if (error.kind === 'future') return future(requested, await this.currentRevision());
    return error;
  }

  #pageSize(entries: readonly Entry[]): number {
    const bytes = entries.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
    const { etcdPageBytes, etcdPageEntries } = this.#parts.limits;
    return Math.max(1, Math.min(Math.floor(etcdPageBytes / (bytes / entries.length)), 100 * etcdPageEntries));
  }
}

interface Outcome {
  readonly revision: Revision;
  readonly succeeded: boolean;
  readonly entries: readonly Entry[];
}

const lost = ({ revision, entries }: Outcome): WriteOutcome => ({ ok: false, revision, current: entries[0] });
