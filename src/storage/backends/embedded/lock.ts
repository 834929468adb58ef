// One server per directory. The lock is an open transaction on a SQLite file of its own: the operating system drops it
// when the process ends, however it ends, so there are no stale locks and nothing to clean up. SQLite also keeps apart two
// servers in one process, which a lock of the operating system alone would not. Beside it lies the holder's pid, for people.
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pid } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { BackendError } from '../../backend-error.ts';
import { codeOf, sqliteCode } from './sqlite.ts';

/** Where a directory keeps its store. */
export const storePath = (directory: string): string => join(directory, 'store.db');

export interface Lock {
  /** Whoever comes next may have the directory. */
  release(): void;
}

/** Throws `locked` when another server has the directory. */
export function lockDirectory(directory: string): Lock {
  const lockPath = join(directory, 'store.lock');
  const pidPath = join(directory, 'store.pid');
  createPrivately(lockPath);
  const db = new DatabaseSync(lockPath);
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (codeOf(error) === sqliteCode.busy) throw locked(directory, readPid(pidPath), error);
    throw error;
  }
  writeFileSync(pidPath, `${pid}\n`, { mode: 0o600 });
  return {
    release() {
      rmSync(pidPath, { force: true });
      db.close();
    },
  };
}

/**
 * An existing file must not even be opened other than by SQLite: closing any handle on a file drops all locks that the
 * process has on it.
 */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function readPid(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || undefined;
  } catch {
    // The holder is just starting or ending.
    return undefined;
  }
}

function locked(directory: string, holder: number | undefined, cause: unknown): BackendError {
  const who = holder === undefined ? 'another process' : holder === pid ? `this process, ${pid}` : `process ${holder}`;
  const message = `${directory} is in use by ${who}; stop that server or choose another data directory`;
  return new BackendError(message, { code: 'locked', pid: holder }, cause);
}
