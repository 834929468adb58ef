// Readers of `changes`. A reader has no mailbox: it has a position in the one history, which is bounded in bytes. While
// it keeps up it is handed each commit's changes; when it lags it reads history from its position, from memory or, where
// there is one, from disk; when compaction overtakes it, it ends. So a slow reader costs nothing and delays nobody.
import { assert } from '../../../base/assert.ts';
import type { Change, ChangeBatch, ChangesOptions, Revision } from '../../backend.ts';
import { compacted, type BackendError } from '../../backend-error.ts';
import { keyOf } from './change.ts';
import type { OlderHistory } from './log.ts';

/** What subscriptions read. */
export interface Past {
  readonly revision: Revision;
  /** `since` reaches back to here. */
  readonly floor: Revision;
  /** Nothing reaches back beyond this. */
  readonly compacted: Revision;
  readonly older: OlderHistory | undefined;
  since(after: Revision, prefix: string): ChangeBatch;
}

export class Subscriptions {
  readonly #past: Past;
  /** By prefix: what is under a prefix is picked out of a commit once, for all its readers. */
  readonly #byPrefix = new Map<string, Set<Subscription>>();
  #ended: BackendError | undefined;

  constructor(past: Past) {
    this.#past = past;
  }

  /** The subscription counts from the moment that it is iterated. */
  changes(prefix: string, options: ChangesOptions): AsyncIterable<ChangeBatch> {
    return { [Symbol.asyncIterator]: () => this.#subscribe(prefix, options) };
  }

  /** Hands a commit to everybody who is waiting: `changes` are all there are above `before`. */
  publish(changes: readonly Change[], before: Revision): void {
    const { revision } = this.#past;
    for (const [prefix, subscriptions] of this.#byPrefix) {
      const batch = { revision, changes: changes.filter((change) => keyOf(change).startsWith(prefix)) };
      for (const subscription of subscriptions) subscription.offer(batch, before);
    }
  }

  requestProgress(): void {
    for (const subscription of this.#all()) subscription.requestProgress();
  }

  /** Ends all of them, and those to come. */
  end(error: BackendError): void {
    this.#ended = error;
    for (const subscription of this.#all()) subscription.end(error);
  }

  #all(): readonly Subscription[] {
    return [...this.#byPrefix.values()].flatMap((subscriptions) => [...subscriptions]);
  }

  #subscribe(prefix: string, options: ChangesOptions): Subscription {
    const subscriptions = this.#byPrefix.get(prefix) ?? new Set();
    const subscription = new Subscription(this.#past, prefix, {
      ...options,
      onEnd: () => {
        subscriptions.delete(subscription);
        if (subscriptions.size === 0 && this.#byPrefix.get(prefix) === subscriptions) this.#byPrefix.delete(prefix);
      },
    });
    if (options.signal.aborted || this.#ended !== undefined) {
      subscription.end(options.signal.aborted ? undefined : this.#ended);
      return subscription;
    }
    this.#byPrefix.set(prefix, subscriptions.add(subscription));
    return subscription;
  }
}

interface SubscriptionOptions extends ChangesOptions {
  readonly onEnd: () => void;
}

type Result = IteratorResult<ChangeBatch, undefined>;

class Subscription implements AsyncIterator<ChangeBatch, undefined> {
  readonly #past: Past;
  readonly #prefix: string;
  readonly #signal: AbortSignal;
  readonly #onEnd: () => void;
  /** Everything up to here was delivered, or is none of this reader's business. */
  #position: Revision;
  /** The reader, when it waits for more. */
  #waiting: PromiseWithResolvers<Result> | undefined;
  /** A question to the disk is under way. */
  #readingDisk = false;
  /** Somebody wants to know when this revision is reached. */
  #progress: Revision | undefined;
  #ended: { error: BackendError | undefined } | undefined;

  constructor(past: Past, prefix: string, { after, signal, onEnd }: SubscriptionOptions) {
    this.#past = past;
    this.#prefix = prefix;
    this.#signal = signal;
    this.#onEnd = onEnd;
    this.#position = after;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  next(): Promise<Result> {
    assert(this.#waiting === undefined, 'one reader, which waits before it asks again');
    if (this.#ended !== undefined) return this.#sayEnd(this.#ended);
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    this.#catchUp();
    return promise;
  }

  return(): Promise<Result> {
    this.end();
    return Promise.resolve(done);
  }

  /** `batch`: all under this prefix above `before`. A reader that is not waiting for just that finds it in history. */
  offer(batch: ChangeBatch, before: Revision): void {
    if (this.#waiting === undefined || this.#readingDisk) return;
    if (this.#position === before) this.#advance(batch);
    else this.#catchUp();
  }

  requestProgress(): void {
    this.#progress = this.#past.revision;
    this.#catchUp();
  }

  /** Without an error: the reader itself has had enough. */
  end(error?: BackendError): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    this.#signal.removeEventListener('abort', this.#abort);
    this.#onEnd();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) waiting.resolve(this.#sayEnd(this.#ended));
  }

  readonly #abort = (): void => this.end();

  #sayEnd(ended: { error: BackendError | undefined }): Promise<Result> {
    const { error } = ended;
    ended.error = undefined;
    return error === undefined ? Promise.resolve(done) : Promise.reject(error);
  }

  /** Looks for what the waiting reader does not have yet. */
  #catchUp(): void {
    if (this.#waiting === undefined || this.#readingDisk) return;
    const past = this.#past;
    if (this.#position < past.compacted) this.end(compacted(this.#position, past.compacted));
    else if (this.#position >= past.floor) this.#advance(past.since(this.#position, this.#prefix));
    else void this.#readDisk();
  }

  /** Takes `batch` as the next one in line; delivers it if it holds anything that somebody asked for. */
  #advance({ revision, changes }: ChangeBatch): void {
    this.#position = Math.max(this.#position, revision);
    const reported = this.#progress !== undefined && this.#position >= this.#progress;
    if (reported) this.#progress = undefined;
    if (changes.length > 0 || reported) this.#deliver({ revision: this.#position, changes });
  }

  #deliver(value: ChangeBatch): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ done: false, value });
  }

  async #readDisk(): Promise<void> {
    const { older, floor } = this.#past;
    assert(older !== undefined, 'what memory does not hold and disk does not have is compacted');
    this.#readingDisk = true;
    try {
      const batch = await older.changes(this.#prefix, { after: this.#position, upTo: floor, signal: this.#signal });
      this.#readingDisk = false;
      if (this.#ended !== undefined) return;
      this.#advance(batch);
      this.#catchUp();
    } catch (error) {
      this.end(error as BackendError);
    }
  }
}

const done: Result = { done: true, value: undefined };
