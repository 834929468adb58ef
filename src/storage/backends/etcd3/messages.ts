// The messages of etcd's API (etcdserverpb, mvccpb) that this backend sends and receives, and no more of each than it needs.
import type { Entry, Revision } from '../../backend.ts';
import { Reader, Writer } from './wire.ts';

/** A method, and how its answer is read. Requests are written by the functions below. */
export interface Method<Answer> {
  readonly path: string;
  readonly read: (bytes: Buffer) => Answer;
}

export interface RangeRequest {
  readonly key: Uint8Array;
  /** The first key that is not in the range. Absent: the one key. */
  readonly end?: Uint8Array | undefined;
  readonly limit?: number | undefined;
  readonly revision?: Revision | undefined;
  /** Only how many there are. */
  readonly countOnly?: boolean | undefined;
}

export interface RangeResponse {
  /** Of the store, whatever revision was read. */
  readonly revision: Revision;
  readonly entries: readonly Entry[];
  readonly more: boolean;
  /** Of all in the range, whatever the limit. */
  readonly count: number;
}

export interface TxnResponse {
  readonly revision: Revision;
  readonly succeeded: boolean;
  /** What the operations read or removed. */
  readonly entries: readonly Entry[];
}

export interface LeaseResponse {
  readonly id: number;
  readonly ttlSeconds: number;
}

export interface WatchRequest {
  readonly key: Uint8Array;
  readonly end?: Uint8Array | undefined;
  readonly start: Revision;
}

export interface WatchEvent {
  readonly deleted: boolean;
  /** Of a deletion only the key and its revision. */
  readonly entry: Entry;
  readonly previous: Entry | undefined;
}

export interface WatchResponse {
  readonly revision: Revision;
  readonly created: boolean;
  readonly canceled: boolean;
  /** Not 0: the watch ends because what it asked for was compacted up to here. */
  readonly compactRevision: Revision;
  readonly cancelReason: string;
  /** The rest of this answer comes in another message. */
  readonly fragment: boolean;
  readonly events: readonly WatchEvent[];
}

export const range: Method<RangeResponse> = { path: '/etcdserverpb.KV/Range', read: (bytes) => readRange(new Reader(bytes)) };
export const txn: Method<TxnResponse> = { path: '/etcdserverpb.KV/Txn', read: readTxn };
export const compaction: Method<Revision> = { path: '/etcdserverpb.KV/Compact', read: (bytes) => readRange(new Reader(bytes)).revision };
export const leaseGrant: Method<LeaseResponse> = { path: '/etcdserverpb.Lease/LeaseGrant', read: readLease };
/** The version of the member that answers. */
export const status: Method<string> = { path: '/etcdserverpb.Maintenance/Status', read: readVersion };
export const watch: Method<WatchResponse> = { path: '/etcdserverpb.Watch/Watch', read: readWatch };

export function writeRange(request: RangeRequest): Buffer {
  const writer = new Writer();
  rangeFields(writer, request);
  return writer.finish();
}

/** Stores the value under the key if it is at `expected`; otherwise reads what it is at. */
export function writePut(key: Uint8Array, value: Uint8Array, expected: Revision, lease: number): Buffer {
  const writer = new Writer(value.length + 4 * key.length + 128);
  readInstead(writer, key);
  if (expected !== 0) operation(writer, 2, () => writer.message(1, () => writer.number(8, true).bytes(1, key)));
  operation(writer, 2, () => writer.message(2, () => writer.number(3, lease).bytes(2, value).bytes(1, key)));
  compare(writer, key, expected);
  return writer.finish();
}

export function writeDelete(key: Uint8Array, expected: Revision): Buffer {
  const writer = new Writer();
  readInstead(writer, key);
  operation(writer, 2, () => writer.message(3, () => writer.number(3, true).bytes(1, key)));
  compare(writer, key, expected);
  return writer.finish();
}

export const writeCompaction = (revision: Revision): Buffer => new Writer().number(1, revision).finish();

export const writeLease = (id: number, ttlSeconds: number): Buffer => new Writer().number(2, id).number(1, ttlSeconds).finish();

export const writeStatus = (): Buffer => Buffer.alloc(0);

/** With what was there before, in fragments where it is large, and told of progress now and then. */
export function writeWatch({ key, end, start }: WatchRequest): Buffer {
  const writer = new Writer();
  return writer
    .message(1, () => {
      writer.number(8, true).number(6, true).number(4, true).number(3, start);
      if (end !== undefined) writer.bytes(2, end);
      writer.bytes(1, key);
    })
    .finish();
}

export function writeProgressRequest(): Buffer {
  return new Writer().message(3, () => {}).finish();
}

function rangeFields(writer: Writer, { key, end, limit = 0, revision = 0, countOnly = false }: RangeRequest): void {
  writer.number(9, countOnly).number(4, revision).number(3, limit);
  if (end !== undefined) writer.bytes(2, end);
  writer.bytes(1, key);
}

const operation = (writer: Writer, branch: 2 | 3, write: () => void): Writer => writer.message(branch, write);

function readInstead(writer: Writer, key: Uint8Array): void {
  operation(writer, 3, () => writer.message(1, () => writer.bytes(1, key)));
}

/** mod_revision = expected. */
function compare(writer: Writer, key: Uint8Array, expected: Revision): void {
  writer.message(1, () => writer.number(6, expected).bytes(3, key).number(2, 2));
}

function readRange(reader: Reader): RangeResponse {
  let [revision, more, count] = [0, false, 0];
  const entries: Entry[] = [];
  while (reader.next()) {
    if (reader.field === 1) revision = readHeader(reader.message());
    else if (reader.field === 2) entries.push(readEntry(reader.message()));
    else if (reader.field === 3) more = reader.boolean();
    else if (reader.field === 4) count = reader.number();
  }
  return { revision, entries, more, count };
}

function readTxn(bytes: Buffer): TxnResponse {
  let [revision, succeeded] = [0, false];
  const entries: Entry[] = [];
  const reader = new Reader(bytes);
  while (reader.next()) {
    if (reader.field === 1) revision = readHeader(reader.message());
    else if (reader.field === 2) succeeded = reader.boolean();
    else if (reader.field === 3) entries.push(...readOperation(reader.message()));
  }
  return { revision, succeeded, entries };
}

/** Of a range its entries; of a deletion what was removed. */
function readOperation(reader: Reader): readonly Entry[] {
  const entries: Entry[] = [];
  while (reader.next()) {
    const kind = reader.field;
    const response = reader.message();
    while (response.next()) {
      if ((kind === 1 && response.field === 2) || (kind === 3 && response.field === 3)) entries.push(readEntry(response.message()));
    }
  }
  return entries;
}

function readLease(bytes: Buffer): LeaseResponse {
  let [id, ttlSeconds] = [0, 0];
  const reader = new Reader(bytes);
  while (reader.next()) {
    if (reader.field === 2) id = reader.number();
    else if (reader.field === 3) ttlSeconds = reader.number();
  }
  return { id, ttlSeconds };
}

function readVersion(bytes: Buffer): string {
  const reader = new Reader(bytes);
  while (reader.next()) if (reader.field === 2) return reader.string();
  return '';
}

function readWatch(bytes: Buffer): WatchResponse {
  let [revision, created, canceled, compactRevision, cancelReason, fragment] = [0, false, false, 0, '', false];
  const events: WatchEvent[] = [];
  const reader = new Reader(bytes);
  while (reader.next()) {
    if (reader.field === 1) revision = readHeader(reader.message());
    else if (reader.field === 3) created = reader.boolean();
    else if (reader.field === 4) canceled = reader.boolean();
    else if (reader.field === 5) compactRevision = reader.number();
    else if (reader.field === 6) cancelReason = reader.string();
    else if (reader.field === 7) fragment = reader.boolean();
    else if (reader.field === 11) events.push(readEvent(reader.message()));
  }
  return { revision, created, canceled, compactRevision, cancelReason, fragment, events };
}

function readEvent(reader: Reader): WatchEvent {
  let deleted = false;
  let entry: Entry | undefined;
  let previous: Entry | undefined;
  while (reader.next()) {
    if (reader.field === 1) deleted = reader.boolean();
    else if (reader.field === 2) entry = readEntry(reader.message());
    else if (reader.field === 3) previous = readEntry(reader.message());
  }
  if (entry === undefined) throw new RangeError('an event without a key');
  return { deleted, entry, previous };
}

function readHeader(reader: Reader): Revision {
  while (reader.next()) if (reader.field === 3) return reader.number();
  return 0;
}

const noBytes = Buffer.alloc(0);

function readEntry(reader: Reader): Entry {
  let [key, createRevision, modRevision] = ['', 0, 0];
  let value: Uint8Array = noBytes;
  while (reader.next()) {
    if (reader.field === 1) key = reader.string();
    else if (reader.field === 2) createRevision = reader.number();
    else if (reader.field === 3) modRevision = reader.number();
    else if (reader.field === 5) value = reader.bytes();
  }
  return { key, value, createRevision, modRevision };
}
