// Makes a directory's store out of a backup. The server that the backup is of has gone on after it, and its clients have
// seen revisions of which the backup knows nothing; none of them may be given out again with another meaning. So revisions
// go on above any that it can have come to, and all history below is compacted: whoever resumes from what the old server
// told is answered 410 and lists anew.
import { constants, copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Revision } from '../../backend.ts';
import { backendFailure } from '../../backend-error.ts';
import { checkContents, syncFile, unusable, type BackupContents } from './backup.ts';
import { isDamage } from './load.ts';
import { createPrivately, lockDirectory, storePath } from './lock.ts';
import { lastRevision, prepareSchema, readMeta, requireKnownFormat } from './schema.ts';
import { messageOf, openFile, transaction } from './sqlite.ts';

export interface RestoreOptions {
  readonly directory: string;
  readonly file: string;
  /** Whether a store that is there may be replaced. It is kept under another name. */
  readonly replace: boolean;
  /** Seconds since 1970. */
  readonly now: number;
}

export interface Restored extends BackupContents {
  /** Revisions go on after this one. */
  readonly compacted: Revision;
  /** Where the store lies that was there before. */
  readonly replaced: string | undefined;
}

/** Several times what the fastest disk lets a server write. */
const revisionsPerSecondMax = 1_000_000;

/** For clocks that differ, by a quarter of an hour at that rate and by days at any usual one. */
const revisionsToSpare = 1_000_000_000;

/** Throws `locked`, `format` or `unusable`, in one line for whoever asked. */
export function restoreStore(options: RestoreOptions): Restored {
  const { directory, file } = options;
  try {
    if (!existsSync(file)) throw unusable(`${file} does not exist`);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const lock = lockDirectory(directory);
    try {
      return restoreLocked(options);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (backendFailure(error) !== undefined) throw error;
    const why = isDamage(error) ? `${file} is damaged, or no backup: ${messageOf(error)}` : messageOf(error);
    throw unusable(`nothing was restored into ${directory}: ${why}`, error);
  }
}

function restoreLocked({ directory, file, replace, now }: RestoreOptions): Restored {
  const path = storePath(directory);
  const there = existsSync(path);
  if (there && !replace) throw unusable(`${directory} has a store already: restore into another directory, or add --force to replace it`);
  const copy = join(directory, 'store.restoring.db');
  try {
    copyPrivately(file, copy);
    const lastThere = there ? retire(path) : 0;
    const restored = continueAbove(copy, { file, lastThere, now });
    const replaced = there ? keepAside(path, now) : undefined;
    renameSync(copy, path);
    syncFile(directory);
    return { ...restored, replaced };
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
  }
}

/** On file systems that can, the copy shares its blocks with the original. */
function copyPrivately(file: string, copy: string): void {
  rmSync(copy, { force: true });
  createPrivately(copy);
  copyFileSync(file, copy, constants.COPYFILE_FICLONE);
}

/**
 * Puts all that belongs to a store into its one file, and returns the last revision it gave out. A damaged one is left as
 * it is, 0: then the time since the backup has to do.
 */
function retire(path: string): Revision {
  let last = 0;
  try {
    using db = openFile(path);
    requireKnownFormat(db, path);
    last = lastRevision(db);
    const outcome = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (outcome?.['busy'] !== 0) throw unusable(inUse(path));
  } catch (error) {
    if (isDamage(error) || backendFailure(error)?.code === 'format') return 0;
    throw error;
  }
  // SQLite removes it when the last one closes.
  if (existsSync(`${path}-wal`)) throw unusable(inUse(path));
  return last;
}

const inUse = (path: string): string => `${path} is being read, by a backup or a SQLite tool: let it finish, then try again`;

function continueAbove(
  copy: string,
  { file, lastThere, now }: { readonly file: string; readonly lastThere: Revision; readonly now: number },
): BackupContents & { readonly compacted: Revision } {
  using db = openFile(copy);
  requireKnownFormat(db, file);
  const madeAt = readMeta(db, 'backup');
  if (madeAt === undefined) throw unusable(`${file} was not made by kapibara backup`);
  prepareSchema(db, file);
  const contents = checkContents(db);
  const seconds = Math.max(0, now - madeAt);
  const compacted = Math.max(contents.revision, lastThere) + seconds * revisionsPerSecondMax + revisionsToSpare;
  if (!Number.isSafeInteger(compacted)) throw unusable(`${file} was made at a time that cannot be: ${madeAt} seconds after 1970`);
  transaction(db, 'IMMEDIATE', () => compactAll(db, compacted));
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  syncFile(copy);
  return { ...contents, compacted };
}

/** What is current stays, and begins anew: no row has a past. */
function compactAll(db: DatabaseSync, compacted: Revision): void {
  db.exec(`
    DELETE FROM history WHERE revision NOT IN (SELECT max(revision) FROM history GROUP BY key) OR value IS NULL;
    UPDATE meta SET value = ${compacted} WHERE name = 'compacted';
    DELETE FROM meta WHERE name = 'backup';
  `);
}

/** There is a whole store at `path` at every moment. Returns the other name of the one that is there now. */
function keepAside(path: string, now: number): string {
  const aside = join(dirname(path), `store.replaced-${now}.db`);
  try {
    linkSync(path, aside);
  } catch {
    copyFileSync(path, aside, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  }
  // Only of one that is damaged: it must not meet the new one.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${aside}-wal`);
  rmSync(`${path}-shm`, { force: true });
  return aside;
}
