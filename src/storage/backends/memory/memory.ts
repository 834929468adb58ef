// A store that forgets everything when the process ends: for tests, for ephemeral servers, and as the simplest Backend
// that passes the conformance suite.
import type { Backend } from '../../backend.ts';
import { MvccBackend, resolveLimits, type MvccOptions } from '../mvcc/backend.ts';
import { Checksums } from '../mvcc/checksums.ts';
import { Expirations } from '../mvcc/expirations.ts';
import { History } from '../mvcc/history.ts';
import type { Log } from '../mvcc/log.ts';
import { Retention } from '../mvcc/retention.ts';

/** What memory lets go of is compacted: history is bounded in bytes besides reaching back two intervals at most. */
export type MemoryOptions = MvccOptions;

export function openMemory(options: MemoryOptions = {}): Backend {
  const limits = resolveLimits(options.limits);
  const history = new History({ compacted: 0, limits, checksums: options.verify === true ? new Checksums() : undefined });
  const [expirations, retention] = [new Expirations(), new Retention(limits)];
  return new MvccBackend({ ...options, log: nothingToDo, history, expirations, retention, compacted: 0, nativeFrom: 1 });
}

const nothingToDo: Log = {
  commit: () => Promise.resolve({ ok: true }),
  compact: () => Promise.resolve(),
  failure: undefined,
  trouble: undefined,
  older: undefined,
  close: () => Promise.resolve(),
};
