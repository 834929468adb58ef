// The Backend of this process: committed state, its past, its readers and its writers, over any Log.
import { assert } from '../../../base/assert.ts';
import { realEnvironment, type Environment } from '../../../base/environment.ts';
import { limits as defaultLimits, type Limits } from '../../../base/limits.ts';
import type { ReadonlyTree } from '../../../base/tree.ts';
import type {
  Backend,
  BackendCapabilities,
  Change,
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
import { keyOf } from './change.ts';
import { CommitQueue, type CommittedState } from './commit-queue.ts';
import { Compaction } from './compaction.ts';
import type { Expirations } from './expirations.ts';
import { Expiry } from './expiry.ts';
import type { History } from './history.ts';
import type { Log, OlderHistory } from './log.ts';
import type { Retention } from './retention.ts';
import { Subscriptions, type Past } from './subscriptions.ts';

/** What `memory` and `embedded` have in common to be chosen. */
export interface MvccOptions {
  /** Time for the periodic compaction. */
  readonly environment?: Environment | undefined;
  /** Bounds that differ from limits.ts. */
  readonly limits?: Partial<Limits> | undefined;
  /**
   * Every so often, history that was already there the last time is compacted: so it reaches back at least one interval
   * and at most two, or less if it outgrows `limits`. 0: never. Default: five minutes, as kube-apiserver does to etcd.
   */
  readonly compactionIntervalMs?: number | undefined;
  /** Checks that nobody writes into shared values. Costs a pass over every value, so for tests and debugging. */
  readonly verify?: boolean | undefined;
  /** Told after each commit how many writes it made durable: for metrics. */
  readonly committed?: ((writes: number) => void) | undefined;
  /** Told of what went wrong without a caller who could be told. */
  readonly report?: ((error: BackendError) => void) | undefined;
}

export interface MvccParts extends MvccOptions {
  readonly log: Log;
  /** As loaded: state and past. */
  readonly history: History;
  /** Of what `history` holds now. */
  readonly expirations: Expirations;
  readonly retention: Retention;
  readonly compacted: Revision;
  readonly nativeFrom: Revision;
}

const fiveMinutesMs = 5 * 60_000;

export function resolveLimits(overrides: Partial<Limits> | undefined): Limits {
  return { ...defaultLimits, ...overrides };
}

/** A place to look things up: a state in memory, or the disk. */
type Source = { readonly revision: Revision } & (
  { readonly tree: ReadonlyTree<Entry> } | { readonly tree: undefined; readonly older: OlderHistory }
);

export class MvccBackend implements Backend {
  readonly capabilities: BackendCapabilities = { readAtRevision: true, progress: true, ttl: true };
  readonly nativeFrom: Revision;
  readonly #log: Log;
  readonly #history: History;
  readonly #limits: Limits;
  readonly #queue: CommitQueue;
  readonly #subscriptions: Subscriptions;
  readonly #environment: Environment;
  readonly #expirations: Expirations;
  readonly #expiry: Expiry;
  readonly #retention: Retention;
  readonly #compaction: Compaction;
  #compacted: Revision;
  #closing: Promise<void> | undefined;

  constructor(parts: MvccParts) {
    const { log, history, expirations, retention, report, environment = realEnvironment } = parts;
    this.nativeFrom = parts.nativeFrom;
    this.#log = log;
    this.#history = history;
    this.#environment = environment;
    this.#expirations = expirations;
    this.#retention = retention;
    this.#compacted = parts.compacted;
    this.#limits = resolveLimits(parts.limits);
    this.#subscriptions = new Subscriptions(this.#past());
    this.#queue = new CommitQueue({ log, limits: this.#limits, next: history.revision + 1, committed: this.#committed(parts.committed) });
    this.#expiry = new Expiry({ expirations, environment, limits: this.#limits, report, expire: (key) => this.#expire(key) });
    const intervalMs = parts.compactionIntervalMs ?? fiveMinutesMs;
    this.#compaction = new Compaction({ backend: this, environment, intervalMs, retention, report });
  }

  async get(key: string, options: ReadOptions = {}): Promise<Read> {
    const source = this.#source(options);
    const { revision } = source;
    if (source.tree !== undefined) return { revision, entry: source.tree.get(key) };
    return { revision, entry: await source.older.get(key, revision, options.signal) };
  }

  async range(prefix: string, options: RangeOptions = {}): Promise<RangePage> {
    const { after, limit, signal } = options;
    assert(limit === undefined || limit > 0, 'a limit lets at least one entry through');
    const source = this.#source(options);
    const { revision } = source;
    if (source.tree === undefined) return await source.older.range(prefix, { revision, after, limit, signal });
    const page = readPage(source.tree, prefix, { after, limit });
    if (page.more && revision === this.#history.revision) this.#history.expectReturn();
    return { revision, ...page };
  }

  async count(prefix: string, options: ReadOptions = {}): Promise<number> {
    const source = this.#source(options);
    if (source.tree !== undefined) return source.tree.count(prefix);
    return await source.older.count(prefix, source.revision, options.signal);
  }

  async put(key: string, seal: Seal, expected: Revision, options: PutOptions = {}): Promise<WriteOutcome> {
    this.#refuseWhenClosed();
    assert(key !== '' && key.isWellFormed(), 'a key that is not empty and well formed');
    return await this.#queue.write({
      key,
      expected,
      signal: options.signal,
      expires: this.#endOf(options.ttlSeconds),
      change: (revision, previous) => ({
        type: 'PUT',
        entry: { key, value: this.#seal(seal, revision), createRevision: previous?.createRevision ?? revision, modRevision: revision },
        previous,
      }),
    });
  }

  async delete(key: string, expected: Revision, options: DeleteOptions = {}): Promise<WriteOutcome> {
    this.#refuseWhenClosed();
    assert(expected > 0, 'a deletion expects something to be there');
    return await this.#queue.write({
      key,
      expected,
      signal: options.signal,
      change: (revision, previous) => deletion(key, revision, previous),
    });
  }

  changes(prefix: string, options: ChangesOptions): AsyncIterable<ChangeBatch> {
    return this.#subscriptions.changes(prefix, options);
  }

  requestProgress(): void {
    this.#subscriptions.requestProgress();
  }

  async currentRevision(): Promise<Revision> {
    this.#refuseWhenClosed();
    return this.#history.revision;
  }

  compactedRevision(): Revision {
    // What memory let go of is gone where there is no disk.
    return this.#log.older === undefined ? Math.max(this.#compacted, this.#history.floor) : this.#compacted;
  }

  async compact(revision: Revision): Promise<void> {
    this.#refuseWhenClosed();
    if (revision > this.#history.revision) throw future(revision, this.#history.revision);
    this.#retention.forget(revision);
    if (revision <= this.compactedRevision()) return;
    this.#compacted = revision;
    this.#history.forget(revision);
    await this.#log.compact(revision);
  }

  async ready(): Promise<void> {
    this.#refuseWhenClosed();
    if (this.#log.trouble !== undefined) throw this.#log.trouble;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#compaction.stop();
    this.#expiry.stop();
    await this.#queue.drained();
    this.#subscriptions.end(closed());
    await this.#log.close();
  }

  #refuseWhenClosed(): void {
    if (this.#closing !== undefined) throw closed();
  }

  /** Where to read what these options ask for. */
  #source({ revision, signal }: ReadOptions): Source {
    this.#refuseWhenClosed();
    signal?.throwIfAborted();
    const history = this.#history;
    if (revision === undefined) return { revision: history.revision, tree: history.current };
    assert(revision > 0, 'an exact revision');
    if (revision > history.revision) throw future(revision, history.revision);
    if (revision < this.compactedRevision()) throw compacted(revision, this.compactedRevision());
    if (revision >= history.floor) return { revision, tree: history.at(revision) };
    assert(this.#log.older !== undefined, 'what memory does not hold and disk does not have is compacted');
    return { revision, tree: undefined, older: this.#log.older };
  }

  /** Nothing ends before its time: fractions of a second are given, not taken. */
  #endOf(ttlSeconds = 0): number | undefined {
    return ttlSeconds > 0 ? Math.ceil(this.#environment.now() / 1000 + ttlSeconds) : undefined;
  }

  /** Deletes what is there and has ended. Loses against a write that is just being committed. */
  async #expire(key: string): Promise<void> {
    const entry = this.#history.current.get(key);
    assert(entry !== undefined, 'what ends is there');
    await this.delete(key, entry.modRevision);
  }

  #seal(seal: Seal, revision: Revision): Uint8Array {
    const value = seal(revision);
    const limit = this.#limits.valueBytes;
    assert(value.byteLength === value.buffer.byteLength, 'a sealed value owns its whole buffer');
    if (value.byteLength <= limit) return value;
    const message = `a value of ${value.byteLength} bytes is too large, the limit is ${limit}`;
    throw new BackendError(message, { code: 'too-large', bytes: value.byteLength, limit });
  }

  #past(): Past {
    const [history, older] = [this.#history, this.#log.older];
    const compactedRevision = (): Revision => this.compactedRevision();
    return {
      older,
      since: (after, prefix) => history.since(after, prefix),
      get revision() {
        return history.revision;
      },
      get floor() {
        return history.floor;
      },
      get compacted() {
        return compactedRevision();
      },
    };
  }

  #committed(report: MvccOptions['committed']): CommittedState {
    const history = this.#history;
    return {
      get: (key) => history.current.get(key),
      get revision() {
        return history.revision;
      },
      publish: (writes) => {
        const before = history.revision;
        const changes = writes.map(({ change }) => change);
        for (const change of changes) {
          history.push(change);
          this.#retention.note(change);
        }
        history.keepRoot();
        for (const { change, expires } of writes) this.#expirations.set(keyOf(change), expires);
        this.#expiry.schedule();
        this.#compaction.grown();
        this.#subscriptions.publish(changes, before);
        report?.(changes.length);
      },
    };
  }
}

function readPage(
  tree: ReadonlyTree<Entry>,
  prefix: string,
  { after, limit = Infinity }: { readonly after: string | undefined; readonly limit: number | undefined },
): Omit<RangePage, 'revision'> {
  const entries: Entry[] = [];
  tree.scan(prefix, after, (entry) => entries.push(entry) < limit);
  const remaining = entries.length === limit ? tree.count(prefix, entries.at(-1)?.key) : 0;
  return remaining > 0 ? { entries, more: true, remaining } : { entries, more: false };
}

function deletion(key: string, modRevision: Revision, previous: Entry | undefined): Change {
  assert(previous !== undefined, 'what is at a revision is there');
  return { type: 'DELETE', key, modRevision, previous };
}
