// A copy of a store as it is at one revision, taken while a server uses it or while none does: one read transaction, which
// holds up nobody. The copy is checked before it gets its name, so a file of that name is a backup.
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pid } from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import type { Revision } from '../../backend.ts';
import { BackendError, backendFailure } from '../../backend-error.ts';
import { checkedRows, checkStructure, isDamage } from './load.ts';
import { createPrivately, storePath } from './lock.ts';
import { lastRevision, prepareSchema, requireKnownFormat } from './schema.ts';
import { messageOf, openFile } from './sqlite.ts';

export interface BackupOptions {
  readonly directory: string;
  /** Must not be there yet. */
  readonly file: string;
  /** Seconds since 1970, taken before the copy is made: restoring depends on it. */
  readonly now: number;
}

/** What a backup holds. */
export interface BackupContents {
  readonly revision: Revision;
  readonly objects: number;
}

/** Throws `unusable`, or `format`, in one line for whoever asked for a backup. */
export function backupStore({ directory, file, now }: BackupOptions): BackupContents & { readonly bytes: number } {
  const path = storePath(directory);
  if (!existsSync(path)) throw unusable(`there is no store in ${directory}: ${path} does not exist`);
  if (existsSync(file)) throw unusable(`${file} exists already; choose another name, or remove it`);
  const partial = `${file}.${pid}.partial`;
  try {
    copyStore(path, partial);
    const contents = finishCopy(partial, now);
    renameSync(partial, file);
    syncFile(dirname(file));
    return { ...contents, bytes: statSync(file).size };
  } catch (error) {
    if (backendFailure(error) !== undefined) throw error;
    if (isDamage(error)) throw unusable(`the store in ${directory} is damaged, no backup was made: ${messageOf(error)}`, error);
    throw unusable(`no backup of ${path} could be made as ${file}: ${messageOf(error)}`, error);
  } finally {
    rmSync(partial, { force: true });
  }
}

function copyStore(path: string, copy: string): void {
  createPrivately(copy);
  using db = openFile(path);
  requireKnownFormat(db, path);
  db.prepare('VACUUM INTO ?').run(copy);
}

function finishCopy(copy: string, now: number): BackupContents {
  using db = openFile(copy);
  prepareSchema(db, copy);
  const contents = checkContents(db);
  db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run('backup', now);
  // One file, which can be read where nothing can be written.
  db.exec('PRAGMA journal_mode=DELETE');
  db.close();
  syncFile(copy);
  return contents;
}

/** Reads all of it. Throws Damage. */
export function checkContents(db: DatabaseSync): BackupContents {
  checkStructure(db);
  const keys = new Set<string>();
  for (const [, key, , , , , value] of checkedRows(db)) {
    if (value === null) keys.delete(key);
    else keys.add(key);
  }
  return { revision: lastRevision(db), objects: keys.size };
}

export function syncFile(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export function unusable(message: string, cause?: unknown): BackendError {
  return new BackendError(message, { code: 'unusable' }, cause);
}
