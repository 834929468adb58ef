// The stores a server keeps its objects in, and where each resource finds its own.
import { join } from 'node:path';
import type { RESTOptionsGetter } from '../registry/rest-options.ts';
import { StorageFactoryRESTOptionsGetter, undecoratedStorage } from '../registry/rest-options.ts';
import { verifiedStorage } from '../registry/verified-storage.ts';
import { DefaultStorageFactory } from '../registry/storage-factory.ts';
import { openEmbedded } from '../storage/backends/embedded/open.ts';
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
    path: options.storage === 'memory' ? undefined : join(options.dataDir ?? '', 'store.db'),
    [Symbol.asyncDispose]: () => backends[Symbol.asyncDispose](),
  };
}

const storageConfig = ({ storage, dataDir, etcdPrefix }: CompletedOptions): StorageConfig => ({
  ...defaultStorageConfig,
  type: storage,
  prefix: etcdPrefix,
  directory: storage === 'memory' ? undefined : dataDir,
});

function openers(
  { environment, log, verify, historyBytes, historyRevisions }: CompletedOptions,
  committed: (writes: number) => void,
): BackendOpeners {
  const common = (config: StorageConfig): MvccOptions => ({
    environment,
    limits: { historyBytesStored: historyBytes, historyRevisionsStored: historyRevisions },
    verify,
    committed,
    compactionIntervalMs: config.compactionIntervalMs,
    report: (error) => log.error({ err: error }, 'the store reports a failure'),
  });
  return {
    embedded: (config) => openEmbedded({ ...common(config), directory: config.directory ?? '', stamp: schemaStamp() }),
    memory: (config) => Promise.resolve(openMemory(common(config))),
  };
}
