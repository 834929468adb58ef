// Reads the whole file into memory, on the server's thread and before it listens: each value stays the very array that
// SQLite made for it, so nothing is copied.
import type { DatabaseSync } from 'node:sqlite';
import { assert } from '../../../base/assert.ts';
import type { Change, Entry, Revision } from '../../backend.ts';
import type { History } from '../mvcc/history.ts';
import { lastRevision } from './schema.ts';

type Row = [revision: Revision, key: string, created: Revision, value: Uint8Array | null];

/** `compacted`: up to there, rows are the state to begin with; from there on they are history. */
export function loadHistory(db: DatabaseSync, history: History, compacted: Revision): void {
  const rows = db.prepare('SELECT revision, key, created, value FROM history ORDER BY revision');
  rows.setReturnArrays(true);
  for (const row of rows.iterate() as Iterable<unknown> as Iterable<Row>) {
    const [modRevision, key, createRevision, value] = row;
    const entry = value === null ? undefined : { key, value, createRevision, modRevision };
    if (modRevision > compacted) history.push(changeTo(entry, key, modRevision, history.current.get(key)));
    else if (entry !== undefined) history.base(entry);
  }
  history.skipTo(lastRevision(db));
}

function changeTo(entry: Entry | undefined, key: string, modRevision: Revision, previous: Entry | undefined): Change {
  if (entry !== undefined) return { type: 'PUT', entry, previous };
  assert(previous !== undefined, `what was deleted at ${modRevision} was there`);
  return { type: 'DELETE', key, modRevision, previous };
}
