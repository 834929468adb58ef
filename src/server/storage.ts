// The stores a server keeps its objects in, and where each resource finds its own.
import { join } from 'node:path';
import type { RESTOptionsGetter } from '../registry/rest-options.ts';
import { StorageFactoryRESTOptionsGetter, undecoratedStorage } from '../registry/rest-options.ts';
import { verifiedStorage } from '../registry/verified-storage.ts';
import { DefaultStorageFactory } from '../registry/storage-factory.ts';
import { openEmbedded } from '../storage/backends/embedded/open.ts';
import type { BackendError } from '../storage/backend-error.ts';
import { openMemory } from '../storage/backends/memory/memory.ts';
import type { MvccOptions } from '../storage/backends/mvcc/backend.ts';
import { Backends, defaultStorageConfig, type BackendOpeners, type StorageConfig } from '../storage/factory.ts';
import type { CompletedOptions } from './options.ts';
import { schemaStamp } from './stamp.ts';

export interface ServerStorage extends AsyncDisposable {
  readonly restOptions: RESTOptionsGetter;
  readonly backends: Backends;
  /** For people; undefined: nothing is kept. */
  readonly path: string | undefined;
}

/** Rejects, in one line, with what is wrong with the store or its directory. `committed` is told of every commit. */
export async function openStorage(options: CompletedOptions, committed: (writes: number) => void): Promise<ServerStorage> {
  const factory = new DefaultStorageFactory({ config: storageConfig(options) });
  const backends = await Backends.open(factory.configs(), openers(options, committed));
  const restOptions = new StorageFactoryRESTOptionsGetter({
    factory,
    backends,
    decorator: () => (options.verify ? verifiedStorage(undecoratedStorage) : undecoratedStorage),
    environment: options.environment,
    enableGarbageCollection: options.enableGarbageCollector,
    deleteCollectionWorkers: options.deleteCollectionWorkers,
  });
  return {
    restOptions,
    backends,
    path: pathOf(options),
    [Symbol.asyncDispose]: () => backends[Symbol.asyncDispose](),
  };
}

function pathOf({ storage, dataDir, etcdServers }: CompletedOptions): string | undefined {
  if (storage === 'etcd3') return etcdServers.join(', ');
  return storage === 'memory' ? undefined : join(dataDir ?? '', 'store.db');
}

const storageConfig = (options: CompletedOptions): StorageConfig => ({
  ...defaultStorageConfig,
  type: options.storage,
  prefix: options.etcdPrefix,
  serverList: options.etcdServers,
  trustedCAFile: options.etcdCafile,
  certFile: options.etcdCertfile,
  keyFile: options.etcdKeyfile,
  directory: options.storage === 'embedded' ? options.dataDir : undefined,
  mediaType: options.storageMediaType,
  compactionIntervalMs: options.etcdCompactionIntervalSeconds * 1000,
});

function openers(options: CompletedOptions, committed: (writes: number) => void): BackendOpeners {
  const { environment, log, verify, historyBytes, historyRevisions } = options;
  const report = (error: BackendError): void => log.error({ err: error }, 'the store reports a failure');
  const common = (config: StorageConfig): MvccOptions => ({
    environment,
    limits: { historyBytesStored: historyBytes, historyRevisionsStored: historyRevisions },
    verify,
    committed,
    compactionIntervalMs: config.compactionIntervalMs,
    report,
  });
  return {
    embedded: (config) => openEmbedded({ ...common(config), directory: config.directory ?? '', stamp: schemaStamp() }),
    memory: (config) => Promise.resolve(openMemory(common(config))),
    async etcd3({ serverList, trustedCAFile, certFile, keyFile, compactionIntervalMs }) {
      // gRPC takes a while to load, which only those wait for who use it.
      const { openEtcd3 } = await import('../storage/backends/etcd3/open.ts');
      const files = { caFile: trustedCAFile, certFile, keyFile };
      const leaseReuseSeconds = options.leaseReuseDurationSeconds;
      return openEtcd3({ ...files, servers: serverList, environment, compactionIntervalMs, leaseReuseSeconds, report });
    },
  };
}
