// The durable log: batches go to the writing thread, one at a time, and come back with their fate. When that thread dies,
// another one takes its place and finds out from the file what became of the batch.
//
// While writes cannot be made durable the store can still be read, and tries every few seconds whether it can be written
// again. After a full disk every write is a try, too. After a batch of which nobody could find out whether it was stored,
// writes are refused until the file could be opened again; what is then found above the last revision that was ever shown
// is dropped: nobody has seen it, and who wrote it was told that it may not be there.
import type { Revision } from '../../backend.ts';
import type { Environment } from '../../../base/environment.ts';
import { BackendError } from '../../backend-error.ts';
import { keyOf, revisionOf } from '../mvcc/change.ts';
import type { CommitOutcome, Log, LoggedWrite, OlderHistory } from '../mvcc/log.ts';
import type { Column, WriterReply, WriterRequest } from './protocol.ts';
import type { Thread } from './thread.ts';
import { messageOf } from './sqlite.ts';

export type WriterThread = Thread<WriterRequest, WriterReply>;

export interface SqliteLogParts {
  /** Still starting, perhaps: what is committed meanwhile waits for it. */
  readonly writer: Promise<WriterThread>;
  /** A writer to go on with after one has died. */
  readonly startAnother: () => Promise<WriterThread>;
  readonly older: OlderHistory & { close(): Promise<void> };
  /** What the file held when it was loaded. */
  readonly last: Revision;
  readonly environment: Environment;
  /** Called once nobody uses the file any more. */
  readonly release: () => void;
  readonly report: ((error: BackendError) => void) | undefined;
}

/** How often a store that could not be written is tried again. */
const retryMs = 2_000;

/** `lost`: nobody knows what became of the last batch. */
interface Trouble {
  readonly error: BackendError;
  readonly lost: boolean;
}

export class SqliteLog implements Log {
  readonly #parts: SqliteLogParts;
  #writer: Promise<WriterThread>;
  #replacing: Promise<WriterThread | undefined> | undefined;
  #trouble: Trouble | undefined;
  #cancelRetry = (): void => {};
  /** The newest revision that is known to be stored. */
  #last: Revision;
  #compaction: Promise<void> = Promise.resolve();
  #closing = false;

  constructor(parts: SqliteLogParts) {
    this.#parts = parts;
    this.#writer = parts.writer;
    this.#last = parts.last;
    parts.writer.catch(() => this.#replace());
  }

  get older(): OlderHistory {
    return this.#parts.older;
  }

  get failure(): BackendError | undefined {
    return this.#trouble?.lost === true ? this.#trouble.error : undefined;
  }

  get trouble(): BackendError | undefined {
    return this.#trouble?.error;
  }

  async commit(writes: readonly LoggedWrite[]): Promise<CommitOutcome> {
    if (this.failure !== undefined) return { ok: false, error: this.failure };
    const last = revisionOf(writes.at(-1)!.change);
    const outcome = await this.#commit(writes, last);
    if (outcome.ok) {
      this.#last = last;
      if (this.#trouble !== undefined) this.#recovered();
    }
    return outcome;
  }

  /** One compaction after another, in pieces, between which commits get their turn. */
  async compact(revision: Revision): Promise<void> {
    const before = this.#compaction;
    const run = (async () => {
      await before;
      await this.#compactInPieces(revision);
    })();
    this.#compaction = run.catch(() => {});
    await run;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#cancelRetry();
    await this.#compaction;
    await this.#parts.older.close();
    // A thread that has died has closed the file, too.
    await this.#ask({ type: 'close' }).catch(() => {});
    this.#parts.release();
  }

  async #ask(request: WriterRequest): Promise<WriterReply> {
    const writer = await this.#writer;
    return await writer.ask(request);
  }

  async #commit(writes: readonly LoggedWrite[], last: Revision): Promise<CommitOutcome> {
    try {
      return this.#outcome(await this.#ask({ type: 'commit', rows: writes.flatMap(row) }));
    } catch {
      const writer = await this.#replace();
      if (writer === undefined) return { ok: false, error: unavailable('the disk failed while it was written', 'unknown') };
      return writer.lastRevision >= last ? { ok: true } : { ok: false, error: unavailable('the thread that writes has died', 'no') };
    }
  }

  #outcome(reply: WriterReply): CommitOutcome {
    switch (reply.type) {
      case 'stored':
        return { ok: true };
      case 'not-stored': {
        const error = unavailable(reply.message, 'no');
        this.#inTrouble({ error, lost: false });
        return { ok: false, error };
      }
      case 'unknown':
        this.#lose(reply.message);
        return { ok: false, error: unavailable(reply.message, 'unknown') };
      default:
        throw new Error(`${reply.type} does not answer a commit`);
    }
  }

  async #compactInPieces(revision: Revision): Promise<void> {
    for (let floor = 0; floor < revision && !this.#closing;) {
      if (this.failure !== undefined) throw this.failure;
      const reply = await this.#ask({ type: 'compact', to: revision }).catch(async (error: unknown) => {
        await this.#replace();
        throw unavailable(messageOf(error), 'no');
      });
      if (reply.type === 'unknown') this.#lose(reply.message);
      if (reply.type !== 'compacted') throw unavailable('message' in reply ? reply.message : reply.type, 'no');
      floor = reply.floor;
    }
  }

  /** A writer that knows what the file holds, or `undefined`: then nothing can be written for now. */
  #replace(): Promise<WriterThread | undefined> {
    this.#replacing ??= this.#startAnother();
    return this.#replacing;
  }

  async #startAnother(): Promise<WriterThread | undefined> {
    try {
      const writer = await this.#parts.startAnother();
      this.#writer = Promise.resolve(writer);
      this.#parts.report?.(unavailable('the thread that writes has died, another one took its place', 'no'));
      return writer;
    } catch (error) {
      this.#lose(messageOf(error));
      return undefined;
    } finally {
      this.#replacing = undefined;
    }
  }

  #lose(reason: string): void {
    const message = `the store can only be read until this is mended: ${reason}`;
    this.#inTrouble({ error: new BackendError(message, { code: 'unavailable', stored: 'no' }), lost: true });
  }

  /** Said once, when it begins or becomes worse. */
  #inTrouble(trouble: Trouble): void {
    const news = this.#trouble === undefined || (trouble.lost && !this.#trouble.lost);
    if (news) this.#parts.report?.(trouble.error);
    if (this.#trouble === undefined) this.#retryLater();
    this.#trouble = { ...trouble, lost: trouble.lost || this.#trouble?.lost === true };
  }

  #recovered(): void {
    this.#cancelRetry();
    this.#trouble = undefined;
    this.#parts.report?.(new BackendError('the store can be written again', { code: 'unavailable', stored: 'no' }));
  }

  #retryLater(): void {
    this.#cancelRetry = this.#parts.environment.after(retryMs, () => void this.#retry());
  }

  async #retry(): Promise<void> {
    const mended = await this.#tryToWrite();
    if (this.#closing || this.#trouble === undefined) return;
    if (mended) this.#recovered();
    else this.#retryLater();
  }

  async #tryToWrite(): Promise<boolean> {
    try {
      const lost = this.#trouble?.lost === true;
      const reply = await this.#ask(lost ? { type: 'recover', last: this.#last } : { type: 'probe' });
      if (reply.type === 'unknown' && !lost) this.#lose(reply.message);
      return reply.type === 'stored';
    } catch {
      // The thread has died. Its successor is asked the next time.
      await this.#replace();
      return false;
    }
  }
}

function row({ change, expires }: LoggedWrite): Column[] {
  const revision = revisionOf(change);
  const previous = change.previous?.modRevision ?? 0;
  if (change.type === 'PUT')
    return [revision, change.entry.key, change.entry.createRevision, previous, change.entry.value, expires ?? null];
  return [revision, keyOf(change), change.previous.createRevision, previous, null, null];
}

function unavailable(reason: string, stored: 'no' | 'unknown'): BackendError {
  const what = stored === 'no' ? 'the write was not stored' : 'it is not known whether the write was stored';
  return new BackendError(`${what}: ${reason}`, { code: 'unavailable', stored });
}
