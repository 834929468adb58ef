// What this server answers besides its resources: discovery, OpenAPI, health, version, the index.
import { arch, platform } from 'node:process';
import type { Environment } from '../base/environment.ts';
import type { Logger } from '../base/log.ts';
import { indexRoute } from '../endpoints/discovery/index-page.ts';
import { discoveryRoutes } from '../endpoints/discovery/routes.ts';
import { versionRoute, type VersionInfo } from '../endpoints/discovery/version.ts';
import { healthRoutes, ping, type HealthCheck } from '../endpoints/health/health.ts';
import { openapiRoutes } from '../endpoints/openapi/routes.ts';
import type { PathHandlers } from '../endpoints/router.ts';
import type { ApiGroupVersion } from '../registry/rest.ts';
import type { Backends } from '../storage/factory.ts';
import type { ServerMetrics } from './metrics.ts';
import { release } from './release.ts';

/** How far a server is between its start and its end. */
export class ServerState {
  readonly #draining = new AbortController();
  #address = '';
  #started = false;
  #stopping = false;

  /** Aborted when watches shall end. */
  get draining(): AbortSignal {
    return this.#draining.signal;
  }
  /** `host:port`; '' before the port is open. */
  get address(): string {
    return this.#address;
  }
  get isStarted(): boolean {
    return this.#started;
  }
  get isStopping(): boolean {
    return this.#stopping;
  }

  listening(address: string): void {
    this.#address = address;
  }
  /** Everything that must be there before clients come is there. */
  started(): void {
    this.#started = true;
  }
  stopping(): void {
    this.#stopping = true;
  }
  drain(): void {
    this.#draining.abort();
  }
}

export interface PathOptions {
  readonly groupVersions: readonly ApiGroupVersion[];
  readonly backends: Backends;
  readonly state: ServerState;
  readonly metrics: ServerMetrics;
  readonly environment: Environment;
  readonly log: Logger;
}

export function pathHandlers({ groupVersions, backends, state, metrics, environment, log }: PathOptions): PathHandlers {
  // A store that cannot be written can still be read: a restart would take that away, too.
  const store: HealthCheck = {
    name: 'etcd',
    async check() {
      for (const backend of backends) await backend.currentRevision();
    },
  };
  const readiness: HealthCheck = {
    name: 'etcd-readiness',
    async check() {
      for (const backend of backends) await backend.ready();
    },
  };
  const bootstrap = check('poststarthook/bootstrap-controller', () => state.isStarted, 'not finished');
  const namespaces = check('poststarthook/start-system-namespaces-controller', () => state.isStarted, 'not finished');
  const shutdown = check('shutdown', () => !state.isStopping, 'process is shutting down');
  const logging: HealthCheck = { ...ping, name: 'log' };
  const alive = [ping, logging, store, namespaces, bootstrap];
  const paths = new Map([
    ...discoveryRoutes({ versions: groupVersions, serverAddress: () => state.address }),
    ...healthRoutes({
      healthz: alive,
      livez: alive,
      readyz: [ping, logging, store, readiness, namespaces, bootstrap, shutdown],
      log,
    }),
    ...openapiRoutes({ versions: groupVersions, info: { title: 'Kubernetes', version: `${release.major}.${release.minor}` }, environment }),
    ['/version', versionRoute(versionInfo)] as const,
    ['/metrics', metrics.route] as const,
  ]);
  const index = indexRoute([...paths.keys()]);
  return paths.set('/', index).set('/index.html', index);
}

function check(name: string, holds: () => boolean, why: string): HealthCheck {
  return {
    name,
    check() {
      if (!holds()) throw new Error(why);
    },
  };
}

const goArchitectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

const versionInfo: VersionInfo = {
  major: release.major,
  minor: release.minor,
  emulationMajor: release.major,
  emulationMinor: release.minor,
  minCompatibilityMajor: release.major,
  minCompatibilityMinor: String(Number(release.minor) - 1),
  gitVersion: `v${release.kubernetes}+kapibara-${release.product}`,
  gitCommit: '',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: `${platform}/${goArchitectures[arch] ?? arch}`,
};
