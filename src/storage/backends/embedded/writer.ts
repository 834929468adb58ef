// In the writing thread: makes batches durable and compacts. It answers only when it knows what became of a batch.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Revision } from '../../backend.ts';
import { checksumOf } from './checksum.ts';
import { Faults } from './faults.ts';
import { columnsPerRow, type Column, type WorkerStart, type WriterReply, type WriterRequest } from './protocol.ts';
import { lastRevision, readMeta } from './schema.ts';
import { codeOf, configure, messageOf, openFile, sqliteCode, transaction } from './sqlite.ts';

/** More than the usual batch, less than anybody would miss. */
const probeBytes = 262_144;

/** Revisions per step, after each of which a compaction looks at the clock. */
const compactionStep = 200;

type Row = [revision: Revision, key: string, created: Revision, previous: Revision, value: Uint8Array | null, expires: number | null];

interface Connection {
  readonly db: DatabaseSync;
  readonly begin: StatementSync;
  readonly insert: StatementSync;
  readonly commit: StatementSync;
}

export class Writer {
  readonly #start: WorkerStart;
  readonly #faults: Faults;
  #connection: Connection;
  /** Set when the file could not be opened again: why. */
  #unusable: string | undefined;

  constructor(start: WorkerStart) {
    this.#start = start;
    this.#faults = new Faults(start.faults);
    this.#connection = this.#open();
    if (start.recovering) this.#prove();
  }

  get #db(): DatabaseSync {
    return this.#connection.db;
  }

  get lastRevision(): Revision {
    return lastRevision(this.#db);
  }

  answer(request: WriterRequest): { readonly reply: WriterReply; readonly transfer: readonly ArrayBuffer[] } {
    return { reply: this.#reply(request), transfer: [] };
  }

  #reply(request: WriterRequest): WriterReply {
    if (request.type === 'close') return this.#close();
    if (request.type === 'recover') return this.#recoverTo(request.last);
    if (this.#unusable !== undefined) return { type: 'not-stored', message: this.#unusable };
    switch (request.type) {
      case 'commit':
        return this.#commit(request.rows);
      case 'compact':
        return this.#compact(request.to);
      case 'probe':
        return this.#probe();
    }
  }

  #commit(rows: readonly Column[]): WriterReply {
    try {
      this.#write(rows);
      return { type: 'stored' };
    } catch (error) {
      const message = messageOf(error);
      if (!this.#recover(error)) return { type: 'unknown', message };
      // An error of COMMIT does not say what became of it; the file does.
      const last = rows.at(-columnsPerRow) as Revision;
      return this.lastRevision >= last ? { type: 'stored' } : { type: 'not-stored', message };
    }
  }

  #write(rows: readonly Column[]): void {
    const { begin, insert, commit } = this.#connection;
    begin.run();
    this.#faults.reach('begin');
    for (let i = 0; i < rows.length; i += columnsPerRow) {
      this.#faults.reach('insert');
      const [revision, key, created, previous, value, expires] = rows.slice(i, i + columnsPerRow) as unknown as Row;
      insert.run(revision, key, created, previous, expires, checksumOf({ revision, key, created, previous, expires, value }), value);
    }
    this.#faults.reach('commit');
    commit.run();
    this.#faults.reach('committed');
  }

  #probe(): WriterReply {
    try {
      this.#writeAndErase();
      return { type: 'stored' };
    } catch (error) {
      const message = messageOf(error);
      return { type: this.#recover(error) ? 'not-stored' : 'unknown', message };
    }
  }

  #recoverTo(last: Revision): WriterReply {
    if (!this.#reopen()) return { type: 'unknown', message: this.#unusable ?? '' };
    try {
      this.#db.prepare('DELETE FROM history WHERE revision > ?').run(last);
      this.#writeAndErase();
      return { type: 'stored' };
    } catch (error) {
      this.#unusable = messageOf(error);
      return { type: 'unknown', message: this.#unusable };
    }
  }

  /** Takes room in the file, and leaves it there for the next writes. */
  #writeAndErase(): void {
    this.#db.exec(`INSERT OR REPLACE INTO meta VALUES ('probe', zeroblob(${probeBytes}))`);
    this.#db.exec("DELETE FROM meta WHERE name = 'probe'");
  }

  /** As much as one transaction may do. */
  #compact(to: Revision): WriterReply {
    try {
      this.#faults.reach('compact');
      const floor = transaction(this.#db, 'IMMEDIATE', () => this.#compactSome(to));
      return { type: 'compacted', floor };
    } catch (error) {
      const message = messageOf(error);
      return { type: this.#recover(error) ? 'not-stored' : 'unknown', message };
    }
  }

  /**
   * Deletes what writes up to the new floor have replaced, and deletions. The floor moves in the same transaction, so that
   * there is never a floor above which something is missing, nor a revision that nobody remembers to have given out.
   */
  #compactSome(to: Revision): Revision {
    const db = this.#db;
    const { compactionChunkRevisions, compactionChunkMs } = this.#start;
    const replaced = db.prepare(
      'DELETE FROM history WHERE revision IN (SELECT previous FROM history WHERE revision > ? AND revision <= ? AND previous > 0)',
    );
    const deletions = db.prepare('DELETE FROM history WHERE revision > ? AND revision <= ? AND value IS NULL');
    const from = readMeta(db, 'compacted') ?? 0;
    const end = Math.min(to, from + compactionChunkRevisions);
    const deadline = performance.now() + compactionChunkMs;
    let floor = from;
    while (floor < end && (floor === from || performance.now() < deadline)) {
      const next = Math.min(end, floor + compactionStep);
      replaced.run(floor, next);
      deletions.run(floor, next);
      floor = next;
    }
    db.exec(`UPDATE meta SET value = ${floor} WHERE name = 'compacted'`);
    return floor;
  }

  /**
   * Back to a connection that can be trusted, with no transaction open. A full disk or a lock that somebody holds leaves
   * this one sound. After anything else it is closed and the file asked afresh.
   */
  #recover(error: unknown): boolean {
    const code = codeOf(error);
    const sound = code === sqliteCode.full || code === sqliteCode.busy;
    return (sound && this.#rollback()) || this.#reopen();
  }

  #rollback(): boolean {
    try {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      return true;
    } catch {
      return false;
    }
  }

  #reopen(): boolean {
    try {
      this.#db.close();
    } catch {
      // It was of no use any more.
    }
    try {
      this.#connection = this.#open();
      this.#prove();
      this.#unusable = undefined;
      return true;
    } catch (error) {
      this.#unusable = `the store's file cannot be opened again: ${messageOf(error)}`;
      return false;
    }
  }

  #open(): Connection {
    this.#faults.reach('open');
    const db = openFile(this.#start.path);
    configure(db);
    if (this.#start.maxPages !== undefined) db.exec(`PRAGMA max_page_count=${this.#start.maxPages}`);
    return {
      db,
      begin: db.prepare('BEGIN IMMEDIATE'),
      insert: db.prepare('INSERT INTO history (revision, key, created, previous, expires, checksum, value) VALUES (?, ?, ?, ?, ?, ?, ?)'),
      commit: db.prepare('COMMIT'),
    };
  }

  /**
   * What the log holds is not on disk just because it can be read: after a failed fsync the system may show pages that it
   * will never write. So it is copied into the file and synced once more, and a write is tried.
   */
  #prove(): void {
    const outcome = this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (outcome?.['busy'] !== 0) throw new Error('the write-ahead log could not be checkpointed');
    try {
      transaction(this.#db, 'IMMEDIATE', () => this.#db.exec("UPDATE meta SET value = value WHERE name = 'format'"));
    } catch (error) {
      if (codeOf(error) !== sqliteCode.full || !this.#rollback()) throw error;
    }
  }

  #close(): WriterReply {
    try {
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The log stays, and is read at the next start.
    }
    try {
      this.#db.close();
    } catch {
      // As good as closed.
    }
    return { type: 'closed' };
  }
}
