// In the reading thread: answers from the file what memory no longer holds. There is no index by key, so a question costs a
// pass over the revisions in between; the last state that was paged through is remembered by its keys.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { compareKeys, prefixEnd } from '../../../base/key-order.ts';
import type { Revision } from '../../backend.ts';
import { Faults } from './faults.ts';
import type { ReaderReply, ReaderRequest, StoredChange, StoredEntry, WorkerStart } from './protocol.ts';
import { lastRevision, readMeta } from './schema.ts';
import { configure, messageOf, openFile, transaction } from './sqlite.ts';

/** The keys under `prefix` at `revision`, in order, each with the revision of its value. */
interface State {
  readonly prefix: string;
  readonly revision: Revision;
  readonly keys: readonly string[];
  readonly revisions: readonly Revision[];
}

/** SQLite has every blob after every text, so as an end it ends nothing. */
const noEnd = new Uint8Array(1);

export class Reader {
  readonly #start: WorkerStart;
  readonly #faults: Faults;
  readonly #db: DatabaseSync;
  #remembered: State | undefined;

  constructor(start: WorkerStart) {
    this.#start = start;
    this.#faults = new Faults(start.faults);
    this.#db = openFile(start.path);
    configure(this.#db);
    this.#db.exec('PRAGMA query_only=1');
  }

  get lastRevision(): Revision {
    return lastRevision(this.#db);
  }

  answer(request: ReaderRequest): { readonly reply: ReaderReply; readonly transfer: readonly ArrayBuffer[] } {
    const reply = this.#reply(request);
    return { reply, transfer: valuesOf(reply).map((value) => value.buffer as ArrayBuffer) };
  }

  #reply(request: ReaderRequest): ReaderReply {
    try {
      if (request.type !== 'close') return this.#read(request);
      this.#db.close();
      return { type: 'closed' };
    } catch (error) {
      if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec('ROLLBACK');
      return { type: 'failed', message: messageOf(error) };
    }
  }

  /** One snapshot of the file: if the floor is low enough in it, nothing that is asked for is missing in it. */
  #read(request: Exclude<ReaderRequest, { type: 'close' }>): ReaderReply {
    return transaction(this.#db, 'DEFERRED', () => {
      this.#faults.reach('read');
      const oldest = readMeta(this.#db, 'compacted') ?? 0;
      if ((request.type === 'changes' ? request.after : request.revision) < oldest) return { type: 'compacted', oldest };
      switch (request.type) {
        case 'get':
          return { type: 'entry', entry: this.#get(request.key, request.revision) };
        case 'count':
          return { type: 'count', count: this.#stateAt(request.prefix, request.revision).keys.length };
        case 'range':
          return this.#range(request);
        case 'changes':
          return this.#changes(request);
      }
    });
  }

  #get(key: string, revision: Revision): StoredEntry | undefined {
    const last = this.#query(
      'SELECT revision, key, created, value FROM history WHERE key = ? AND revision <= ? ORDER BY revision DESC LIMIT 1',
    ).get(key, revision) as StoredEntry | [Revision, string, Revision, null] | undefined;
    return last === undefined || last[3] === null ? undefined : last;
  }

  #range({ prefix, revision, after, limit = Infinity }: Extract<ReaderRequest, { type: 'range' }>): ReaderReply {
    const state = this.#stateAt(prefix, revision);
    const byRevision = this.#query('SELECT revision, key, created, value FROM history WHERE revision = ?');
    const entries: StoredEntry[] = [];
    let at = after === undefined ? 0 : firstAfter(state.keys, after);
    for (let size = 0; at < state.keys.length && entries.length < limit && size < this.#start.historyPageBytes; at++) {
      const entry = byRevision.get(state.revisions[at]!) as unknown as StoredEntry;
      entries.push(entry);
      size += entry[3].byteLength;
    }
    return { type: 'page', entries, remaining: state.keys.length - at };
  }

  #changes({ prefix, after, upTo }: Extract<ReaderRequest, { type: 'changes' }>): ReaderReply {
    const rows = this.#query(
      `
      SELECT h.revision, h.key, h.created, h.value, h.previous, p.created, p.value
      FROM history h LEFT JOIN history p ON p.revision = h.previous
      WHERE h.revision > ? AND h.revision <= ? AND h.key >= ? AND h.key < ?
      ORDER BY h.revision`,
    ).iterate(after, upTo, prefix, prefixEnd(prefix) ?? noEnd) as Iterable<unknown>;
    const changes: StoredChange[] = [];
    let size = 0;
    for (const row of rows as Iterable<ChangeRow>) {
      const change = storedChange(row);
      changes.push(change);
      size += (change.value?.byteLength ?? 0) + (change.previous?.[3].byteLength ?? 0);
      const full = size >= this.#start.historyPageBytes || changes.length === this.#start.changesPerBatch;
      if (full) return { type: 'changes', changes, revision: change.revision };
    }
    return { type: 'changes', changes, revision: upTo };
  }

  #stateAt(prefix: string, revision: Revision): State {
    const remembered = this.#remembered;
    if (remembered?.prefix === prefix && remembered.revision === revision) return remembered;
    const rows = this.#query(
      'SELECT revision, key, value IS NULL FROM history WHERE revision <= ? AND key >= ? AND key < ? ORDER BY revision',
    ).iterate(revision, prefix, prefixEnd(prefix) ?? noEnd) as Iterable<unknown>;
    const last = new Map<string, Revision>();
    for (const [modRevision, key, deleted] of rows as Iterable<[Revision, string, 0 | 1]>) {
      if (deleted === 1) last.delete(key);
      else last.set(key, modRevision);
    }
    const keys = [...last.keys()].sort(compareKeys);
    this.#remembered = { prefix, revision, keys, revisions: keys.map((key) => last.get(key)!) };
    return this.#remembered;
  }

  #query(sql: string): StatementSync {
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }
}

type ChangeRow = [
  revision: Revision,
  key: string,
  created: Revision,
  value: Uint8Array | null,
  previous: Revision,
  previousCreated: Revision | null,
  previousValue: Uint8Array | null,
];

function storedChange([revision, key, created, value, previous, previousCreated, previousValue]: ChangeRow): StoredChange {
  if (previous === 0) return { revision, key, created, value, previous: undefined };
  if (previousCreated === null || previousValue === null) throw new Error(`revision ${previous}, which ${revision} replaced, is missing`);
  return { revision, key, created, value, previous: [previous, key, previousCreated, previousValue] };
}

function firstAfter(keys: readonly string[], after: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle]!, after) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Nobody here keeps them, so they need not be copied on their way. */
function valuesOf(reply: ReaderReply): readonly Uint8Array[] {
  switch (reply.type) {
    case 'entry':
      return reply.entry === undefined ? [] : [reply.entry[3]];
    case 'page':
      return reply.entries.map((entry) => entry[3]);
    case 'changes':
      return reply.changes.flatMap(({ value, previous }) => [value, previous?.[3]].filter((bytes) => bytes instanceof Uint8Array));
    default:
      return [];
  }
}
