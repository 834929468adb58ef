// Which store a server's objects are in, and how it is opened. upstream: storagebackend.Config, factory.Create.
import type { Backend } from './backend.ts';
import { identity, type Transformer } from './transformer.ts';

export type StorageMediaType = 'application/json' | 'application/vnd.kubernetes.protobuf';

/** One store. Two configs with the same place are opened once and share a Backend. */
export interface StorageConfig {
  /** `embedded`, `memory`, `etcd3`, `etcd2`, or what else has an opener. '' is the first of them. */
  readonly type: string;
  /** All keys start with it. */
  readonly prefix: string;
  /** Of a remote store. */
  readonly serverList: readonly string[];
  readonly keyFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly trustedCAFile?: string | undefined;
  /** Of a store on this machine: where its data is. */
  readonly directory?: string | undefined;
  /** What objects are written as [F011]. Both are read. */
  readonly mediaType: StorageMediaType;
  readonly transformer: Transformer;
  /** How often history is compacted; 0 never. */
  readonly compactionIntervalMs: number;
  /** How long /healthz and /livez, and how long /readyz, wait for the store. */
  readonly healthcheckTimeoutMs: number;
  readonly readycheckTimeoutMs: number;
}

export const defaultStorageConfig: StorageConfig = {
  type: '',
  prefix: '/registry',
  serverList: [],
  mediaType: 'application/json',
  transformer: identity,
  compactionIntervalMs: 5 * 60_000,
  healthcheckTimeoutMs: 2_000,
  readycheckTimeoutMs: 2_000,
};

export type BackendOpener = (config: StorageConfig) => Promise<Backend>;

/** By type, in order: the first is what an empty type means. */
export type BackendOpeners = Readonly<Record<string, BackendOpener>>;

/** Opens the store. An unknown type is an error of whoever configured the server: `unknown storage type: X`. */
export function createBackend(config: StorageConfig, openers: BackendOpeners): Promise<Backend> {
  const type = config.type === '' ? Object.keys(openers)[0] : config.type;
  const open = type !== undefined && Object.hasOwn(openers, type) ? openers[type] : undefined;
  if (open === undefined) return Promise.reject(new Error(`unknown storage type: ${config.type}`));
  return open({ ...config, type: type! });
}

/** The stores of one server, each opened once. Disposing closes them all. */
export class Backends implements AsyncDisposable {
  readonly #opened: ReadonlyMap<string, Backend>;

  private constructor(opened: ReadonlyMap<string, Backend>) {
    this.#opened = opened;
  }

  /** Opens what `configs` name; when one cannot be opened, closes the others again. */
  static async open(configs: Iterable<StorageConfig>, openers: BackendOpeners): Promise<Backends> {
    const opened = new Map<string, Backend>();
    const backends = new Backends(opened);
    try {
      for (const config of configs) {
        const place = placeOf(config);
        if (!opened.has(place)) opened.set(place, await createBackend(config, openers));
      }
    } catch (error) {
      await backends[Symbol.asyncDispose]();
      throw error;
    }
    return backends;
  }

  /** The backend of a config that was among those opened. */
  of(config: StorageConfig): Backend {
    const backend = this.#opened.get(placeOf(config));
    if (backend === undefined) throw new Error(`no store was opened at ${placeOf(config)}`);
    return backend;
  }

  /** Each one once: for health checks and compaction. */
  [Symbol.iterator](): Iterator<Backend> {
    return this.#opened.values();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.#opened.values(), (backend) => backend[Symbol.asyncDispose]()));
  }
}

const placeOf = ({ type, serverList, directory }: StorageConfig): string => JSON.stringify([type, directory ?? null, ...serverList]);
