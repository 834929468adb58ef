// What a server can be told, under the names of kube-apiserver's flags, and what it takes where it is told nothing.
import { isIP, isIPv4 } from 'node:net';
import { resolve } from 'node:path';
import { realEnvironment, type Environment } from '../base/environment.ts';
import { limits } from '../base/limits.ts';
import { silent, type Logger } from '../base/log.ts';
import type { StorageMediaType } from '../storage/factory.ts';
import { defaultEventTtlSeconds } from '../resources/providers.ts';

export interface ServerOptions {
  /**
   * `embedded` keeps everything in `dataDir`; `memory` forgets it when the server stops; `etcd3` keeps it in the cluster at
   * `etcdServers`. Default: etcd3 when there are `etcdServers`, else embedded when there is a `dataDir`.
   */
  readonly storage?: StorageType | undefined;
  /** Holds the embedded store, the certificates and admin.kubeconfig. */
  readonly dataDir?: string | undefined;
  /** Default 127.0.0.1: only this machine. */
  readonly bindAddress?: string | undefined;
  /** 0, the default, picks a free port. */
  readonly securePort?: number | undefined;
  /** The address other machines reach this server at: in the kubernetes Endpoints. Default: `bindAddress`. */
  readonly advertiseAddress?: string | undefined;
  /** Where certificates are kept. Default: `<dataDir>/pki`, and only in memory without a `dataDir`. */
  readonly certDir?: string | undefined;
  /** Serve with this certificate (PEM file) instead of one of our own; needs `tlsPrivateKeyFile`. */
  readonly tlsCertFile?: string | undefined;
  readonly tlsPrivateKeyFile?: string | undefined;
  /** Client certificates signed by these authorities (PEM file) are believed too. */
  readonly clientCaFile?: string | undefined;
  /** CSV: token,user,uid,"group1,group2". */
  readonly tokenAuthFile?: string | undefined;
  /** The first part of every key. */
  readonly etcdPrefix?: string | undefined;
  /** The members of a cluster: `https://10.0.0.1:2379`. */
  readonly etcdServers?: readonly string[] | undefined;
  /** PEM files, read again for every connection: who signs the members' certificates, and what this server shows them. */
  readonly etcdCafile?: string | undefined;
  readonly etcdCertfile?: string | undefined;
  readonly etcdKeyfile?: string | undefined;
  /** How often history is compacted; 0: never [S080]. */
  readonly etcdCompactionIntervalSeconds?: number | undefined;
  /** How much longer than asked for an object in etcd may live, so that others can share its lease [S081]. */
  readonly leaseReuseDurationSeconds?: number | undefined;
  /** What objects are written as [F011]. Default: protobuf in etcd, as kube-apiserver does, and JSON elsewhere, as it is served. */
  readonly storageMediaType?: StorageMediaType | undefined;
  /**
   * How much of the past a store in this process keeps for watches that resume and lists that go on: bytes of overwritten and
   * deleted objects, and revisions. What exceeds either is compacted at once, the rest after five to ten minutes. 0: no bound.
   * Defaults: 1 GiB, and any number of revisions.
   */
  readonly historyBytes?: number | undefined;
  readonly historyRevisions?: number | undefined;
  /** An IPv4 or IPv6 network in CIDR form, or one of each with a comma between them. */
  readonly serviceClusterIPRange?: string | undefined;
  /** `30000-32767` */
  readonly serviceNodePortRange?: string | undefined;
  /** `*` is all that are on by default, `name` turns one on, `-name` one off. */
  readonly controllers?: readonly string[] | undefined;
  /** False: no finalizers are added for garbage collection [F013]. */
  readonly enableGarbageCollector?: boolean | undefined;
  readonly deleteCollectionWorkers?: number | undefined;
  /** How long events are kept after their last write; 0: for ever. */
  readonly eventTtlSeconds?: number | undefined;
  /** How long a request that is not long-running may take. */
  readonly requestTimeoutSeconds?: number | undefined;
  /** The shortest time after which a watch without timeoutSeconds is closed; the longest is twice that. */
  readonly minRequestTimeoutSeconds?: number | undefined;
  /** How long to go on serving after /readyz turned red. */
  readonly shutdownDelaySeconds?: number | undefined;
  readonly log?: Logger | undefined;
  readonly environment?: Environment | undefined;
  /** Freezes every decoded object and checks invariants after each commit: for tests, slow. */
  readonly verify?: boolean | undefined;
}

export type StorageType = 'embedded' | 'memory' | 'etcd3';

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Everything decided. upstream: CompletedOptions. */
export interface CompletedOptions {
  readonly storage: StorageType;
  readonly dataDir: string | undefined;
  readonly bindAddress: string;
  readonly securePort: number;
  readonly advertiseAddress: string;
  readonly certDir: string | undefined;
  readonly serving: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  readonly clientCaFile: string | undefined;
  readonly tokenAuthFile: string | undefined;
  readonly etcdPrefix: string;
  readonly etcdServers: readonly string[];
  readonly etcdCafile: string | undefined;
  readonly etcdCertfile: string | undefined;
  readonly etcdKeyfile: string | undefined;
  readonly etcdCompactionIntervalSeconds: number;
  readonly leaseReuseDurationSeconds: number;
  readonly storageMediaType: StorageMediaType;
  readonly historyBytes: number;
  readonly historyRevisions: number;
  readonly serviceClusterIPRange: string;
  readonly serviceNodePortRange: PortRange;
  readonly controllers: readonly string[];
  readonly enableGarbageCollector: boolean;
  readonly deleteCollectionWorkers: number;
  readonly eventTtlSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly minRequestTimeoutSeconds: number;
  readonly shutdownDelaySeconds: number;
  readonly log: Logger;
  readonly environment: Environment;
  readonly verify: boolean;
}

/** An option that makes no sense. The message is one line: which option, why, and what to do. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

/** Throws OptionsError. */
export function completeOptions(options: ServerOptions): CompletedOptions {
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir);
  const storage = storageType(options, dataDir);
  const bindAddress = address('--bind-address', options.bindAddress ?? '127.0.0.1');
  return {
    storage,
    dataDir,
    bindAddress,
    securePort: whole('--secure-port', options.securePort ?? 0, 0, 65_535),
    advertiseAddress: address('--advertise-address', options.advertiseAddress ?? (isAny(bindAddress) ? '127.0.0.1' : bindAddress)),
    certDir: options.certDir ?? (dataDir === undefined ? undefined : resolve(dataDir, 'pki')),
    serving: servingFiles(options),
    clientCaFile: options.clientCaFile,
    tokenAuthFile: options.tokenAuthFile,
    etcdPrefix: options.etcdPrefix ?? '/registry',
    ...etcdOptions(options),
    storageMediaType: options.storageMediaType ?? (storage === 'etcd3' ? 'application/vnd.kubernetes.protobuf' : 'application/json'),
    historyBytes: bound('--history-bytes', options.historyBytes ?? limits.historyBytesStored),
    historyRevisions: bound('--history-revisions', options.historyRevisions ?? limits.historyRevisionsStored),
    serviceClusterIPRange: networks('--service-cluster-ip-range', options.serviceClusterIPRange ?? '10.0.0.0/24'),
    serviceNodePortRange: portRange('--service-node-port-range', options.serviceNodePortRange ?? '30000-32767'),
    controllers: options.controllers ?? ['*'],
    enableGarbageCollector: options.enableGarbageCollector ?? true,
    deleteCollectionWorkers: whole('--delete-collection-workers', options.deleteCollectionWorkers ?? 1, 1, 1_000),
    eventTtlSeconds: whole('--event-ttl', options.eventTtlSeconds ?? defaultEventTtlSeconds, 0, 10 * 365 * 86_400),
    requestTimeoutSeconds: whole('--request-timeout', options.requestTimeoutSeconds ?? 60, 1, 86_400),
    minRequestTimeoutSeconds: whole('--min-request-timeout', options.minRequestTimeoutSeconds ?? 1_800, 1, 86_400),
    shutdownDelaySeconds: whole('--shutdown-delay-duration', options.shutdownDelaySeconds ?? 0, 0, 86_400),
    log: options.log ?? silent,
    environment: options.environment ?? realEnvironment,
    verify: options.verify ?? false,
  };
}

function storageType({ storage, etcdServers = [] }: ServerOptions, dataDir: string | undefined): StorageType {
  const type = storage ?? (etcdServers.length > 0 ? 'etcd3' : dataDir === undefined ? 'memory' : 'embedded');
  if (type === 'embedded' && dataDir === undefined)
    throw new OptionsError('the embedded store needs a directory: set --data-dir, or choose --storage-backend=memory');
  if (type === 'etcd3' && etcdServers.length === 0)
    throw new OptionsError('--storage-backend=etcd3 needs the addresses of etcd: set --etcd-servers');
  if (type !== 'etcd3' && etcdServers.length > 0)
    throw new OptionsError(`--etcd-servers is for --storage-backend=etcd3: leave it out, or --storage-backend=${type}`);
  return type;
}

type EtcdOptions = Pick<
  CompletedOptions,
  'etcdServers' | 'etcdCafile' | 'etcdCertfile' | 'etcdKeyfile' | 'etcdCompactionIntervalSeconds' | 'leaseReuseDurationSeconds'
>;

const etcdOptions = (options: ServerOptions): EtcdOptions => ({
  etcdServers: options.etcdServers ?? [],
  etcdCafile: options.etcdCafile,
  etcdCertfile: options.etcdCertfile,
  etcdKeyfile: options.etcdKeyfile,
  etcdCompactionIntervalSeconds: whole('--etcd-compaction-interval', options.etcdCompactionIntervalSeconds ?? 300, 0, 86_400),
  leaseReuseDurationSeconds: whole('--lease-reuse-duration-seconds', options.leaseReuseDurationSeconds ?? 60, 0, 86_400),
});

const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::';

function servingFiles({ tlsCertFile, tlsPrivateKeyFile }: ServerOptions): CompletedOptions['serving'] {
  if (tlsCertFile === undefined && tlsPrivateKeyFile === undefined) return undefined;
  if (tlsCertFile === undefined || tlsPrivateKeyFile === undefined)
    throw new OptionsError('--tls-cert-file and --tls-private-key-file belong together: set both or neither');
  return { certificateFile: tlsCertFile, keyFile: tlsPrivateKeyFile };
}

function whole(flag: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new OptionsError(`${flag}=${value}: must be a whole number between ${least} and ${most}`);
  return value;
}

/** 0 is no bound. */
function bound(flag: string, value: number): number {
  return value === 0 || value === Infinity ? Infinity : whole(flag, value, 1, Number.MAX_SAFE_INTEGER);
}

function address(flag: string, value: string): string {
  if (isIP(value) === 0) throw new OptionsError(`${flag}=${value}: must be an IP address, such as 127.0.0.1`);
  return value;
}

/** One, or one of each family with a comma between them. */
function networks(flag: string, value: string): string {
  const ranges = value.split(',').map((range) => network(flag, range.trim()));
  const families = ranges.map((range) => isIPv4(range.split('/')[0]!));
  if (ranges.length > 2 || (ranges.length === 2 && families[0] === families[1]))
    throw new OptionsError(`${flag}=${value}: must be one network, or one of each family with a comma between them`);
  return ranges.join(',');
}

function network(flag: string, value: string): string {
  const [host = '', bits = '', ...rest] = value.split('/');
  const width = isIPv4(host) ? 32 : 128;
  const size = Number(bits);
  if (rest.length > 0 || isIP(host) === 0 || !/^\d+$/.test(bits) || size > width - 2 || size < 1)
    throw new OptionsError(`${flag}=${value}: must be a network such as 10.0.0.0/24 with room for at least two services`);
  return value;
}

function portRange(flag: string, value: string): PortRange {
  const match = /^(\d+)[-:](\d+)$/.exec(value);
  const first = Number(match?.[1]);
  const last = Number(match?.[2]);
  if (match === null || first < 1 || last > 65_535 || first > last)
    throw new OptionsError(`${flag}=${value}: must be a range of ports such as 30000-32767`);
  return { first, last };
}
