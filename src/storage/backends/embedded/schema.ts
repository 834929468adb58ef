// The file: one row per revision, and no table of what is current: that is the last row of each key, found while loading.
import type { DatabaseSync } from 'node:sqlite';
import type { Revision } from '../../backend.ts';
import { BackendError } from '../../backend-error.ts';
import { configure, transaction } from './sqlite.ts';

/** Raised when an older program could no longer read the file, or would do harm to it. */
const formatVersion = 2;

/** Pages hold several rows of usual size; with SQLite's 4 KiB the file would be twice as large and half as fast. */
const pageBytes = 16_384;

const tables = `
  -- One write. previous: the revision it replaced, 0 when it created the key. expires: when the key is to be deleted, in
  -- seconds since 1970, or NULL. checksum: see checksum.ts. value: NULL when it deleted the key.
  CREATE TABLE history (
    revision INTEGER PRIMARY KEY, key TEXT NOT NULL, created INTEGER NOT NULL, previous INTEGER NOT NULL,
    expires INTEGER, checksum INTEGER, value BLOB
  );
  -- Which program and schema wrote from a revision on.
  CREATE TABLE writer (from_revision INTEGER PRIMARY KEY, stamp TEXT NOT NULL);
  -- format: of this file. compacted: reads may start there. backup: when this copy was made, in seconds since 1970.
  CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
`;

/** What is current, for people with a SQLite tool: docs/guides/read-the-store.md. */
const views = `
  CREATE VIEW objects AS
    SELECT key, revision, created, expires, CAST(value AS TEXT) AS object FROM history
    WHERE value IS NOT NULL AND revision IN (SELECT max(revision) FROM history GROUP BY key);
`;

/** What makes of a file with each older format one of the next. Rows are left as they are. */
const migrations: Readonly<Record<number, string>> = {
  1: `ALTER TABLE history ADD COLUMN expires INTEGER; ALTER TABLE history ADD COLUMN checksum INTEGER; ${views}`,
};

/** Creates what is not there, and refuses what another program, or a later version of this one, has written. */
export function prepareSchema(db: DatabaseSync, path: string): void {
  const names = tableNames(db);
  if (names.length > 0) {
    const format = requireKnownFormat(db, path);
    configure(db);
    if (format < formatVersion) transaction(db, 'IMMEDIATE', () => migrate(db, format));
    return;
  }
  db.exec(`PRAGMA page_size=${pageBytes}`);
  configure(db);
  transaction(db, 'IMMEDIATE', () => {
    db.exec(tables + views);
    db.exec(`INSERT INTO meta VALUES ('format', ${formatVersion}), ('compacted', 0)`);
  });
}

function migrate(db: DatabaseSync, format: number): void {
  for (let from = format; from < formatVersion; from++) db.exec(migrations[from]!);
  db.exec(`UPDATE meta SET value = ${formatVersion} WHERE name = 'format'`);
}

const tableNames = (db: DatabaseSync): readonly unknown[] =>
  db
    .prepare('SELECT name FROM sqlite_schema')
    .all()
    .map((row) => row['name']);

/** The format of a file that this program can read; refuses any other. */
export function requireKnownFormat(db: DatabaseSync, path: string): number {
  const format = tableNames(db).includes('meta') ? readMeta(db, 'format') : undefined;
  if (format === formatVersion || (format !== undefined && format in migrations)) return format;
  const message =
    format === undefined
      ? `${path} is not a store of Kapibara; choose another data directory`
      : `${path} has format ${format}, and this version of Kapibara reads formats up to ${formatVersion}; use the version that wrote it, or another data directory`;
  throw new BackendError(message, { code: 'format' });
}

export type MetaName = 'format' | 'compacted' | 'backup';

/** `undefined` when there is no such row, or it holds something else. */
export function readMeta(db: DatabaseSync, name: MetaName): number | undefined {
  const value = db.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'];
  return typeof value === 'number' ? value : undefined;
}

/** The last one that was given out and is not forgotten: when it was a deletion that is compacted, the floor knows it. */
export function lastRevision(db: DatabaseSync): Revision {
  const stored = db.prepare('SELECT max(revision) AS revision FROM history').get()?.['revision'];
  return Math.max(Number(stored ?? 0), readMeta(db, 'compacted') ?? 0);
}

/**
 * Notes who is going to write from `next` on, unless it is whoever wrote last.
 * Returns the revision from which on all was written by `stamp`.
 */
export function noteWriter(db: DatabaseSync, stamp: string, next: Revision): Revision {
  const last = db.prepare('SELECT from_revision, stamp FROM writer ORDER BY from_revision DESC LIMIT 1').get();
  if (last?.['stamp'] === stamp) return Number(last['from_revision']);
  db.prepare('INSERT OR REPLACE INTO writer VALUES (?, ?)').run(next, stamp);
  return next;
}
