// How the store's file is opened, by whichever thread, and what SQLite's refusals mean.
import { DatabaseSync } from 'node:sqlite';

/** How long a connection waits for a lock that somebody else holds on the file: a backup, a curious sqlite3. */
const busyTimeoutMs = 5_000;

/** Result codes, without what is added in their upper bits. */
export const sqliteCode = { busy: 5, ioError: 10, corrupt: 11, full: 13, notADatabase: 26 } as const;

export function openFile(path: string): DatabaseSync {
  return new DatabaseSync(path, { timeout: busyTimeoutMs });
}

/**
 * Durable from the moment that COMMIT returns; one fsync per transaction. Checkpoints are small and frequent (250 pages),
 * so that none of them makes a commit wait for long.
 */
export function configure(db: DatabaseSync): void {
  db.exec(`
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=FULL;
    PRAGMA wal_autocheckpoint=250;
    PRAGMA cache_size=-16384;
    PRAGMA temp_store=MEMORY;
  `);
}

/** The result code of an error that SQLite made. */
export function codeOf(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs `work` in a transaction. After it threw, the connection is in whatever state SQLite left it in. */
export function transaction<T>(db: DatabaseSync, kind: 'IMMEDIATE' | 'DEFERRED', work: () => T): T {
  db.exec(`BEGIN ${kind}`);
  const result = work();
  db.exec('COMMIT');
  return result;
}
