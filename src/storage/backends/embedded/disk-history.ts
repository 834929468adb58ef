// History that memory no longer holds, read from the file by a thread of its own, so that neither the server nor the
// writer waits. The thread starts with the first question and ends when nobody has asked for a while.
import type { Environment } from '../../../base/environment.ts';
import { assert } from '../../../base/assert.ts';
import type { Change, ChangeBatch, Entry, RangePage, Revision } from '../../backend.ts';
import { BackendError, closed, compacted } from '../../backend-error.ts';
import type { OlderChangesOptions, OlderHistory, OlderRangeOptions } from '../mvcc/log.ts';
import type { ReaderReply, ReaderRequest, StoredChange, StoredEntry } from './protocol.ts';
import { messageOf } from './sqlite.ts';
import type { Thread } from './thread.ts';

export type ReaderThread = Thread<ReaderRequest, ReaderReply>;

export interface DiskHistoryParts {
  readonly start: () => Promise<ReaderThread>;
  readonly environment: Environment;
  readonly idleMs: number;
}

type ReplyOf<Type extends ReaderReply['type']> = Extract<ReaderReply, { type: Type }>;

export class DiskHistory implements OlderHistory {
  readonly #parts: DiskHistoryParts;
  #thread: Promise<ReaderThread> | undefined;
  #asking = 0;
  #cancelIdle = (): void => {};
  #closed = false;

  constructor(parts: DiskHistoryParts) {
    this.#parts = parts;
  }

  async get(key: string, revision: Revision, signal: AbortSignal | undefined): Promise<Entry | undefined> {
    const { entry } = await this.#ask('entry', { type: 'get', key, revision }, { from: revision, signal });
    return entry === undefined ? undefined : toEntry(entry);
  }

  async count(prefix: string, revision: Revision, signal: AbortSignal | undefined): Promise<number> {
    const { count } = await this.#ask('count', { type: 'count', prefix, revision }, { from: revision, signal });
    return count;
  }

  /** In as many messages as it takes. */
  async range(prefix: string, { revision, after, limit, signal }: OlderRangeOptions): Promise<RangePage> {
    const entries: Entry[] = [];
    for (;;) {
      const rest = limit === undefined ? undefined : limit - entries.length;
      const request = { type: 'range', prefix, revision, after: entries.at(-1)?.key ?? after, limit: rest } as const;
      const page = await this.#ask('page', request, { from: revision, signal });
      entries.push(...page.entries.map(toEntry));
      if (page.remaining === 0) return { revision, entries, more: false };
      if (entries.length === limit) return { revision, entries, more: true, remaining: page.remaining };
    }
  }

  async changes(prefix: string, { after, upTo, signal }: OlderChangesOptions): Promise<ChangeBatch> {
    const { changes, revision } = await this.#ask('changes', { type: 'changes', prefix, after, upTo }, { from: after, signal });
    return { revision, changes: changes.map(toChange) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop();
  }

  async #ask<Type extends ReaderReply['type']>(
    expected: Type,
    request: ReaderRequest,
    { from, signal }: { readonly from: Revision; readonly signal: AbortSignal | undefined },
  ): Promise<ReplyOf<Type>> {
    if (this.#closed) throw closed();
    const reply = await untilAborted(this.#askThread(request), signal);
    if (reply.type === 'compacted') throw compacted(from, reply.oldest);
    if (reply.type === 'failed') throw unreadable(reply.message);
    assert(reply.type === expected, 'an answer to the question');
    return reply as ReplyOf<Type>;
  }

  async #askThread(request: ReaderRequest): Promise<ReaderReply> {
    this.#cancelIdle();
    this.#asking += 1;
    try {
      this.#thread ??= this.#parts.start();
      const thread = await this.#thread;
      return await thread.ask(request);
    } catch (error) {
      // The next question gets another thread.
      this.#thread = undefined;
      throw unreadable(messageOf(error), error);
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0 && !this.#closed)
        this.#cancelIdle = this.#parts.environment.after(this.#parts.idleMs, () => void this.#stop());
    }
  }

  async #stop(): Promise<void> {
    this.#cancelIdle();
    const starting = this.#thread;
    this.#thread = undefined;
    try {
      await (await starting)?.ask({ type: 'close' });
    } catch {
      // It has ended already.
    }
  }
}

function toEntry([modRevision, key, createRevision, value]: StoredEntry): Entry {
  return { key, value, createRevision, modRevision };
}

function toChange({ revision, key, created, value, previous: stored }: StoredChange): Change {
  const previous = stored === undefined ? undefined : toEntry(stored);
  if (value !== null) return { type: 'PUT', entry: { key, value, createRevision: created, modRevision: revision }, previous };
  assert(previous !== undefined, `what was deleted at ${revision} was there`);
  return { type: 'DELETE', key, modRevision: revision, previous };
}

function unreadable(reason: string, cause?: unknown): BackendError {
  return new BackendError(`older history cannot be read from disk: ${reason}; try again`, { code: 'unavailable', stored: 'no' }, cause);
}

/** The caller need not wait for an answer that it does not want any more. */
async function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await answer;
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
