// Opens a cluster as a store: connects, asks the members what they can do and how far history reaches back.
import { realEnvironment, type Environment } from '../../../base/environment.ts';
import { limits as defaultLimits, type Limits } from '../../../base/limits.ts';
import type { Backend, Revision } from '../../backend.ts';
import { BackendError, backendFailure } from '../../backend-error.ts';
import { Etcd3Backend } from './backend.ts';
import { Calls, Refused } from './calls.ts';
import { Readers } from './changes.ts';
import { Compacted } from './compacted.ts';
import { startCompaction } from './compaction.ts';
import { Connection } from './connection.ts';
import { parseEndpoint } from './endpoint.ts';
import { keyBytes } from './keys.ts';
import { Leases } from './leases.ts';
import { range, status, writeRange, writeStatus } from './messages.ts';
import { checkTlsFiles, type TlsFiles } from './tls.ts';
import { answersProgress } from './version.ts';

export interface Etcd3Options extends TlsFiles {
  /** The members' addresses: `https://10.0.0.1:2379`. */
  readonly servers: readonly string[];
  readonly environment?: Environment | undefined;
  /** Bounds that differ from limits.ts. */
  readonly limits?: Partial<Limits> | undefined;
  /** How often history that was already there the last time is compacted, by whichever server is first. 0: never. Default: five minutes. */
  readonly compactionIntervalMs?: number | undefined;
  /** How much longer than asked for a key may live, so that others can share its lease. Default: 60. */
  readonly leaseReuseSeconds?: number | undefined;
  /** Told of what went wrong without a caller who could be told. */
  readonly report?: ((error: BackendError) => void) | undefined;
}

/** Rejects with `unusable`, in one line for whoever starts a server. */
export async function openEtcd3(options: Etcd3Options): Promise<Backend> {
  const { environment = realEnvironment, servers } = options;
  const limits = { ...defaultLimits, ...options.limits };
  if (servers.length === 0) throw new BackendError('etcd needs an address: set --etcd-servers', { code: 'unusable' });
  const endpoints = servers.map(parseEndpoint);
  if (endpoints.some(({ secure }) => secure)) checkTlsFiles(options, environment.now());
  const common = { endpoints, tls: options, environment, limits };
  const connection = new Connection({ ...common, windowBytes: limits.etcdCallWindowBytes });
  const watches = new Connection({ ...common, windowBytes: limits.etcdWatchWindowBytes });
  const release = (): void => {
    connection.close();
    watches.close();
  };
  try {
    return await openConnected(options, { connection, watches, environment, limits, release });
  } catch (error) {
    release();
    throw backendFailure(error)?.code === 'unavailable' ? unreachable(error as BackendError) : error;
  }
}

interface Ways {
  readonly connection: Connection;
  readonly watches: Connection;
  readonly environment: Environment;
  readonly limits: Limits;
  readonly release: () => void;
}

async function openConnected(options: Etcd3Options, { connection, watches, environment, limits, release }: Ways): Promise<Backend> {
  const calls = new Calls(connection, environment, limits);
  const floor = new Compacted();
  const compactedAt = (revision: Revision): void => floor.upTo(revision);
  const findCompacted = async (): Promise<Revision> => {
    compactedAt(await readCompacted(calls));
    return floor.revision;
  };
  await connection.connected({ ms: limits.etcdPatienceMs });
  const [progress] = await Promise.all([everyMemberAnswersProgress(connection, calls), findCompacted()]);
  const readers = new Readers({
    connection: watches,
    environment,
    limits,
    progress,
    currentRevision: () => readRevision(calls),
    compactedAt,
    findCompacted,
  });
  const leases = new Leases({ calls, environment, limits, reuseSeconds: options.leaseReuseSeconds ?? 60 });
  let stopCompaction = (): void => {};
  const close = (): void => {
    stopCompaction();
    release();
  };
  const backend = new Etcd3Backend({ calls, readers, leases, floor, limits, progress, findCompacted, release: close });
  const intervalMs = options.compactionIntervalMs ?? 5 * 60_000;
  stopCompaction = startCompaction(backend, { environment, intervalMs, report: options.report, compactedAt });
  return backend;
}

/** As far as they can be reached; at least one can. */
async function everyMemberAnswersProgress({ members }: Connection, calls: Calls): Promise<boolean> {
  const asked = await Promise.allSettled(members.map((member) => calls.askOne(member, status, writeStatus())));
  const versions = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  return versions.length > 0 && versions.every(answersProgress);
}

const noKey = keyBytes('\0');

/** How far the store is compacted; 0: not at all. etcd does not say it, but what was compacted cannot be read. */
async function readCompacted(calls: Calls): Promise<Revision> {
  let [first, last] = [1, await readRevision(calls)];
  while (first < last) {
    const middle = Math.floor((first + last) / 2);
    if (await isReadable(calls, middle)) last = middle;
    else first = middle + 1;
  }
  return first === 1 ? 0 : first;
}

async function readRevision(calls: Calls): Promise<Revision> {
  const { revision } = await calls.ask(range, writeRange({ key: noKey, countOnly: true }), { repeatable: true });
  return revision;
}

async function isReadable(calls: Calls, revision: Revision): Promise<boolean> {
  try {
    await calls.ask(range, writeRange({ key: noKey, revision, countOnly: true }), { repeatable: true });
    return true;
  } catch (error) {
    if (error instanceof Refused && error.kind === 'compacted') return false;
    throw error;
  }
}

function unreachable(error: BackendError): BackendError {
  const why = error.message.replace(/^etcd did not answer: /, '');
  const remedy = why.includes('--etcd-') ? '' : '; check --etcd-servers';
  return new BackendError(`etcd cannot be reached at ${why}${remedy}`, { code: 'unusable' }, error);
}
