// The durable log: batches go to the writing thread, one at a time, and come back with their fate. When that thread dies,
// another one takes its place and finds out from the file what became of the batch.
import type { Revision } from '../../backend.ts';
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
  /** Called once nobody uses the file any more. */
  readonly release: () => void;
  readonly report: ((error: BackendError) => void) | undefined;
}

export class SqliteLog implements Log {
  readonly #parts: SqliteLogParts;
  #writer: Promise<WriterThread>;
  #replacing: Promise<WriterThread | undefined> | undefined;
  #failure: BackendError | undefined;
  #compaction: Promise<void> = Promise.resolve();
  #closing = false;

  constructor(parts: SqliteLogParts) {
    this.#parts = parts;
    this.#writer = parts.writer;
    parts.writer.catch(() => this.#replace());
  }

  get older(): OlderHistory {
    return this.#parts.older;
  }

  get failure(): BackendError | undefined {
    return this.#failure;
  }

  async commit(writes: readonly LoggedWrite[]): Promise<CommitOutcome> {
    if (this.#failure !== undefined) return { ok: false, error: this.#failure };
    try {
      return this.#outcome(await this.#ask({ type: 'commit', rows: writes.flatMap(row) }));
    } catch {
      const writer = await this.#replace();
      if (writer === undefined) return { ok: false, error: unavailable('the disk failed while it was written', 'unknown') };
      const stored = writer.lastRevision >= revisionOf(writes.at(-1)!.change);
      return stored ? { ok: true } : { ok: false, error: unavailable('the thread that writes has died', 'no') };
    }
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

  #outcome(reply: WriterReply): CommitOutcome {
    switch (reply.type) {
      case 'stored':
        return { ok: true };
      case 'not-stored':
        return { ok: false, error: unavailable(reply.message, 'no') };
      case 'unknown':
        this.#fail(reply.message);
        return { ok: false, error: unavailable(reply.message, 'unknown') };
      default:
        throw new Error(`${reply.type} does not answer a commit`);
    }
  }

  async #compactInPieces(revision: Revision): Promise<void> {
    for (let floor = 0; floor < revision && !this.#closing;) {
      if (this.#failure !== undefined) throw this.#failure;
      const reply = await this.#ask({ type: 'compact', to: revision }).catch(async (error: unknown) => {
        await this.#replace();
        throw unavailable(messageOf(error), 'no');
      });
      if (reply.type === 'unknown') this.#fail(reply.message);
      if (reply.type !== 'compacted') throw unavailable('message' in reply ? reply.message : reply.type, 'no');
      floor = reply.floor;
    }
  }

  /** A writer that knows what the file holds, or `undefined`: then nothing will ever be written again. */
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
      this.#fail(messageOf(error));
      return undefined;
    } finally {
      this.#replacing = undefined;
    }
  }

  #fail(reason: string): void {
    this.#failure ??= new BackendError(`the store can only be read until the server is restarted: ${reason}`, {
      code: 'unavailable',
      stored: 'no',
    });
    this.#parts.report?.(this.#failure);
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
  return new BackendError(`${what}: ${reason}; try again`, { code: 'unavailable', stored });
}
