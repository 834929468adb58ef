// Opens a directory as a store: takes the lock, checks the format, loads everything, starts the thread that writes.
import { mkdirSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { realEnvironment } from '../../../base/environment.ts';
import type { Limits } from '../../../base/limits.ts';
import type { Backend, Revision } from '../../backend.ts';
import { BackendError, backendFailure } from '../../backend-error.ts';
import { MvccBackend, resolveLimits, type MvccOptions } from '../mvcc/backend.ts';
import { Checksums } from '../mvcc/checksums.ts';
import { Expirations } from '../mvcc/expirations.ts';
import { History } from '../mvcc/history.ts';
import { Retention } from '../mvcc/retention.ts';
import { DiskHistory, type ReaderThread } from './disk-history.ts';
import type { Fault } from './faults.ts';
import { checkStructure, isDamage, loadHistory } from './load.ts';
import { createPrivately, lockDirectory, storePath, type Lock } from './lock.ts';
import { SqliteLog, type WriterThread } from './log.ts';
import type { WorkerStart } from './protocol.ts';
import { noteWriter, prepareSchema, readMeta } from './schema.ts';
import { codeOf, messageOf, openFile, sqliteCode } from './sqlite.ts';
import { Thread } from './thread.ts';
import { defaultWorkerUrl } from './worker-url.ts';

export interface EmbeddedOptions extends MvccOptions {
  /** Made if it is not there, readable by its owner only. The store is its files store.*; nothing else is touched. */
  readonly directory: string;
  /** Names the program and schema that seals values here. When it changes, `nativeFrom` moves behind all there is. */
  readonly stamp: string;
  /** Where the program of the threads is, when it is not where worker-url.ts looks for it. */
  readonly workerUrl?: URL | undefined;
  /** For tests of what goes wrong. */
  readonly faults?: readonly Fault[] | undefined;
  /** For tests of a full disk: pages the file may have. */
  readonly maxPages?: number | undefined;
}

/** Rejects with `locked`, `format` or `unusable`, each in one line for whoever starts a server. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Backend> {
  const { directory } = options;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const lock = lockDirectory(directory);
    try {
      return await openLocked(options, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw backendFailure(error) === undefined ? unusable(directory, error) : error;
  }
}

async function openLocked(options: EmbeddedOptions, lock: Lock): Promise<Backend> {
  const path = storePath(options.directory);
  const limits = resolveLimits(options.limits);
  createPrivately(path);
  const db = openFile(path);
  try {
    prepareSchema(db, path);
    // It starts while this thread loads.
    const threads = storeThreads(path, options, limits);
    const writer = threads.startWriter();
    try {
      const loaded = loadFile(db, options, limits);
      const { environment = realEnvironment, report } = options;
      const older = new DiskHistory({ start: threads.startReader, environment, idleMs: limits.historyReaderIdleMs });
      const log = new SqliteLog({
        writer,
        startAnother: threads.startWriter,
        older,
        last: loaded.history.revision,
        environment,
        release: () => lock.release(),
        report,
      });
      return new MvccBackend({ ...options, ...loaded, log });
    } catch (error) {
      await writer.then((thread) => thread.ask({ type: 'close' })).catch(() => {});
      throw error;
    }
  } finally {
    db.close();
  }
}

interface Loaded {
  readonly history: History;
  readonly expirations: Expirations;
  readonly retention: Retention;
  readonly compacted: Revision;
  readonly nativeFrom: Revision;
}

function loadFile(db: DatabaseSync, { stamp, verify }: EmbeddedOptions, limits: Limits): Loaded {
  checkStructure(db);
  const compacted = readMeta(db, 'compacted') ?? 0;
  const history = new History({ compacted, limits, checksums: verify === true ? new Checksums() : undefined });
  const [expirations, retention] = [new Expirations(), new Retention(limits)];
  loadHistory(db, { history, expirations, retention }, compacted);
  return { history, expirations, retention, compacted, nativeFrom: noteWriter(db, stamp, history.revision + 1) };
}

interface StoreThreads {
  readonly startWriter: () => Promise<WriterThread>;
  readonly startReader: () => Promise<ReaderThread>;
}

function storeThreads(path: string, options: EmbeddedOptions, limits: Limits): StoreThreads {
  const url = options.workerUrl ?? defaultWorkerUrl();
  const start = workerStart(path, options, limits);
  let life = 0;
  return {
    startWriter: () => {
      life += 1;
      const faults = start.faults.filter((fault) => (fault.life ?? 1) === life);
      return Thread.start(url, { ...start, faults, recovering: life > 1 });
    },
    startReader: () => Thread.start(url, { ...start, role: 'reader' }),
  };
}

function workerStart(path: string, { faults = [], maxPages }: EmbeddedOptions, limits: Limits): WorkerStart {
  const { compactionChunkRevisions, compactionChunkMs, historyPageBytes, changesPerBatch } = limits;
  return {
    role: 'writer',
    path,
    recovering: false,
    compactionChunkRevisions,
    compactionChunkMs,
    historyPageBytes,
    changesPerBatch,
    faults,
    maxPages,
  };
}

function unusable(directory: string, error: unknown): BackendError {
  const what = codeOf(error) === sqliteCode.notADatabase ? 'store.db is not a database' : messageOf(error);
  const message = isDamage(error)
    ? `the store in ${directory} is damaged: ${what}; restore a backup with kapibara restore, or choose another data directory`
    : `the store in ${directory} cannot be used: ${what}; check its permissions and free space, or choose another data directory`;
  return new BackendError(message, { code: 'unusable' }, error);
}
