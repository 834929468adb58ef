// Readers of `changes`: each has a watch of its own, which is begun anew elsewhere when it breaks, right after the last
// change that was delivered. etcd keeps what a slow reader has not read; compaction may take it away.
import type { Environment } from '../../../base/environment.ts';
import type { Limits } from '../../../base/limits.ts';
import type { Change, ChangeBatch, ChangesOptions, Revision } from '../../backend.ts';
import { closed, compacted, type BackendError } from '../../backend-error.ts';
import { rest } from './awake.ts';
import type { Connection, Member } from './connection.ts';
import { rangeOfPrefix } from './keys.ts';
import type { WatchEvent, WatchResponse } from './messages.ts';
import { unavailable } from './refusal.ts';
import { WatchStream } from './watch-stream.ts';

export interface ChangesParts {
  readonly connection: Connection;
  readonly environment: Environment;
  readonly limits: Limits;
  /** Whether every member answers requests for progress rightly. */
  readonly progress: boolean;
  /** Of the store, now; rejects while that cannot be known. */
  readonly currentRevision: () => Promise<Revision>;
  /** Told of compactions that readers learn of. */
  readonly compactedAt: (revision: Revision) => void;
  /** Asks how far the store is compacted. */
  readonly findCompacted: () => Promise<Revision>;
}

export class Readers {
  readonly #parts: ChangesParts;
  readonly #open = new Set<Reader>();
  readonly #closing = new AbortController();

  constructor(parts: ChangesParts) {
    this.#parts = parts;
  }

  async *changes(prefix: string, { after, signal }: ChangesOptions): AsyncGenerator<ChangeBatch, void, undefined> {
    if (signal.aborted) return;
    const closing = this.#closing.signal;
    if (closing.aborted) throw closed();
    const ended = AbortSignal.any([signal, closing]);
    const reader = new Reader(this.#parts, prefix, after, ended);
    this.#open.add(reader);
    try {
      for (;;) {
        const batch = await reader.next();
        if (signal.aborted) return;
        if (closing.aborted) throw closed();
        if (batch !== undefined) yield batch;
      }
    } catch (error) {
      if (!signal.aborted) throw closing.aborted ? closed() : error;
    } finally {
      this.#open.delete(reader);
      reader.close();
    }
  }

  requestProgress(): void {
    if (!this.#parts.progress || this.#open.size === 0) return;
    const readers = [...this.#open];
    const tell = (now: Revision): void => readers.forEach((reader) => reader.reportAt(now));
    // While the store cannot be reached nobody can be told how far it is; whoever wants to know asks again.
    void this.#parts.currentRevision().then(tell, () => {});
  }

  close(): void {
    this.#closing.abort();
  }
}

class Reader {
  readonly #parts: ChangesParts;
  readonly #prefix: string;
  readonly #ended: AbortSignal;
  /** Every change up to here was delivered. */
  #position: Revision;
  /** The last events of a response that is not whole yet: more of their revision may come. */
  #held: readonly WatchEvent[] = [];
  #watch: { readonly member: Member; readonly stream: WatchStream } | undefined;
  /** Why there is nothing more to come, once all before it was delivered. */
  #refusal: (() => Promise<BackendError>) | undefined;
  /** How often it broke since something came. */
  #breaks = 0;
  /** Somebody wants to know when this is reached. */
  #wanted: Revision | undefined;
  #cancelAsking = (): void => {};

  constructor(parts: ChangesParts, prefix: string, after: Revision, ended: AbortSignal) {
    this.#parts = parts;
    this.#prefix = prefix;
    this.#position = after;
    this.#ended = ended;
    ended.addEventListener('abort', this.close);
  }

  /** Undefined: nothing to deliver yet; ask again unless it was to end. */
  async next(): Promise<ChangeBatch | undefined> {
    if (this.#refusal !== undefined) throw await this.#refusal();
    if (this.#isDue()) return this.#advance([]);
    const { member, stream } = (this.#watch ??= await this.#begin());
    const responses = await stream.next();
    if (responses !== undefined) return this.#advance(responses);
    this.#parts.connection.avoid(member);
    this.#watch = undefined;
    this.#held = [];
    this.#breaks++;
    return undefined;
  }

  /** etcd does not answer for a watch that begins behind its newest revision; it need not be asked whether that is reached. */
  reportAt(revision: Revision): void {
    this.#wanted = Math.max(revision, this.#wanted ?? 0);
    if (this.#isDue()) this.#watch?.stream.wake();
    else this.#ask();
  }

  readonly close = (): void => {
    this.#cancelAsking();
    this.#ended.removeEventListener('abort', this.close);
    this.#watch?.stream.close();
  };

  async #begin(): Promise<{ readonly member: Member; readonly stream: WatchStream }> {
    const { connection, environment, limits } = this.#parts;
    if (this.#breaks > 0) {
      const ms = Math.min(25 * 2 ** (this.#breaks - 1), limits.etcdWatchRestMs);
      await rest(ms + environment.random(ms), environment, this.#ended);
    }
    const member = await connection.connected({ signal: this.#ended });
    const request = { ...rangeOfPrefix(this.#prefix), start: this.#position + 1 };
    return { member, stream: new WatchStream(member, request, limits.changesPerBatch) };
  }

  /** Until it was answered: while a watch is behind, etcd drops the question. */
  #ask(): void {
    const { environment, limits } = this.#parts;
    this.#cancelAsking();
    if (this.#wanted === undefined || this.#ended.aborted) return;
    // A reader that is busy elsewhere would only find a heap of answers.
    if (this.#watch?.stream.waiting === true) this.#watch.stream.requestProgress();
    this.#cancelAsking = environment.after(limits.etcdProgressMs, () => this.#ask());
  }

  #advance(responses: readonly WatchResponse[]): ChangeBatch | undefined {
    const before = this.#position;
    const changes: Change[] = [];
    for (const response of responses) {
      if (response.canceled) this.#refusal = () => this.#refusalOf(response);
      if (this.#refusal !== undefined) break;
      if (response.created) continue;
      this.#breaks = 0;
      this.#take(response, changes);
    }
    const reported = this.#isDue();
    if (reported) this.#wanted = undefined;
    return changes.length > 0 || this.#position > before || reported ? { revision: this.#position, changes } : undefined;
  }

  #isDue(): boolean {
    return this.#wanted !== undefined && this.#position >= this.#wanted;
  }

  /** Moves on by whole revisions. */
  #take({ events, fragment, revision }: WatchResponse, changes: Change[]): void {
    const pending = this.#held.length === 0 ? events : [...this.#held, ...events];
    const last = pending.at(-1)?.entry.modRevision;
    if (last === undefined) {
      // Sent behind every change up to it.
      if (!fragment) this.#position = Math.max(this.#position, revision);
      return;
    }
    const whole = fragment ? pending.filter(({ entry }) => entry.modRevision < last) : pending;
    this.#held = fragment ? pending.slice(whole.length) : [];
    for (const event of whole) {
      // A member may tell again what it told before the watch was taken up elsewhere.
      if (event.entry.modRevision <= this.#position) continue;
      const change = changeOf(event);
      if (change === undefined) {
        this.#refusal = () => this.#overtaken(event.entry.modRevision);
        return;
      }
      changes.push(change);
    }
    this.#position = Math.max(this.#position, whole.at(-1)?.entry.modRevision ?? 0);
  }

  async #refusalOf({ compactRevision, cancelReason }: WatchResponse): Promise<BackendError> {
    if (compactRevision === 0) return unavailable(cancelReason, 'no');
    this.#parts.compactedAt(compactRevision);
    return compacted(this.#position, compactRevision);
  }

  /** What was at `revision` is there, but not what it replaced. */
  async #overtaken(revision: Revision): Promise<BackendError> {
    return compacted(this.#position, Math.max(await this.#parts.findCompacted(), revision));
  }
}

/** Undefined: what it replaced was compacted before etcd came to look it up. */
function changeOf({ deleted, entry, previous }: WatchEvent): Change | undefined {
  const { key, createRevision, modRevision } = entry;
  if (previous === undefined) return deleted || createRevision !== modRevision ? undefined : { type: 'PUT', entry, previous };
  return deleted ? { type: 'DELETE', key, modRevision, previous } : { type: 'PUT', entry, previous };
}
