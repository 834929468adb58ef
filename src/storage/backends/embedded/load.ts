// Reads the whole file into memory, on the server's thread and before it listens: each value stays the very array that
// SQLite made for it, so nothing is copied. Every row is checked on the way.
import type { DatabaseSync } from 'node:sqlite';
import type { Change, Entry, Revision } from '../../backend.ts';
import type { Expirations } from '../mvcc/expirations.ts';
import type { History } from '../mvcc/history.ts';
import type { Retention } from '../mvcc/retention.ts';
import { checksumOf } from './checksum.ts';
import { lastRevision } from './schema.ts';
import { codeOf, sqliteCode } from './sqlite.ts';

type Row = [
  revision: Revision,
  key: string,
  created: Revision,
  previous: Revision,
  expires: number | null,
  checksum: number | null,
  value: Uint8Array | null,
];

/** What was read is not what was written. */
export class Damage extends Error {
  override readonly name = 'Damage';
}

/** Whether an error says that a file is not what was written: ours, or SQLite's. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  return error instanceof Damage || code === sqliteCode.corrupt || code === sqliteCode.notADatabase;
}

/**
 * What reading the rows would not notice: pages that are missing, in use twice, or not where they belong. Measured at a
 * quarter of the time that loading takes. Throws Damage.
 */
export function checkStructure(db: DatabaseSync): void {
  const found = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (found !== 'ok') throw new Damage(String(found).replace('*** in database main ***\n', ''));
}

/** Where what was read goes. */
export interface LoadTarget {
  readonly history: History;
  readonly expirations: Expirations;
  readonly retention: Retention;
}

/** Every row there is, in order of revisions. Throws Damage at the first that is not what was written. */
export function* checkedRows(db: DatabaseSync): Iterable<Row> {
  const rows = db.prepare('SELECT revision, key, created, previous, expires, checksum, value FROM history ORDER BY revision');
  rows.setReturnArrays(true);
  for (const row of rows.iterate() as Iterable<unknown> as Iterable<Row>) {
    const [revision, key, created, previous, expires, checksum, value] = row;
    const found = checksumOf({ revision, key, created, previous, expires, value });
    // Rows of the first format have none.
    if (checksum !== null && checksum !== found) throw damaged(row, 'does not have its checksum any more');
    yield row;
  }
}

/** `compacted`: up to there, rows are the state to begin with; from there on they are history. Throws Damage. */
export function loadHistory(db: DatabaseSync, { history, expirations, retention }: LoadTarget, compacted: Revision): void {
  for (const row of checkedRows(db)) {
    const [modRevision, key, createRevision, , expires, , value] = row;
    const entry = value === null ? undefined : { key, value, createRevision, modRevision };
    if (modRevision > compacted) {
      const change = changeTo(entry, row, history.current.get(key));
      history.push(change);
      retention.note(change);
    } else {
      if (entry === undefined || history.current.get(key) !== undefined) throw damaged(row, 'should have been compacted');
      history.base(entry);
    }
    expirations.set(key, expires ?? undefined);
  }
  history.skipTo(lastRevision(db));
}

function changeTo(entry: Entry | undefined, row: Row, current: Entry | undefined): Change {
  const [modRevision, key, created, previous] = row;
  const follows = previous === (current?.modRevision ?? 0) && created === (current?.createRevision ?? modRevision);
  if (!follows) throw damaged(row, 'does not follow on what is there before it');
  if (entry !== undefined) return { type: 'PUT', entry, previous: current };
  if (current === undefined) throw damaged(row, 'deletes what is not there');
  return { type: 'DELETE', key, modRevision, previous: current };
}

const damaged = ([revision, key]: Row, what: string): Damage => new Damage(`revision ${revision}, ${key}, ${what}`);
