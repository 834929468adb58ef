// /metrics in upstream's names. prom-client is loaded after the port is open, so that starting does not wait for it.
import type * as Prometheus from 'prom-client';
import type { Step } from '../endpoints/filters/filter.ts';
import type { RequestLabels, RequestMetrics } from '../endpoints/filters/metrics.ts';
import type { ApiGroupVersion, RequestContext } from '../registry/rest.ts';
import { loopback } from '../access/user.ts';
import { release } from './release.ts';

/** Seconds, as upstream's. */
const durationBuckets = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];
const seriesLabels = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component'] as const;
const requestLabels = [...seriesLabels, 'dry_run'] as const;

// CommonJS: both Node and a bundle have all of it under `default`.
const loadProm = async () => (await import('prom-client')).default;
type Prom = Awaited<ReturnType<typeof loadProm>>;

interface Instruments {
  readonly registry: Prometheus.Registry;
  readonly requests: Prometheus.Counter;
  readonly durations: Prometheus.Histogram;
}

/** Counts from the moment prom-client is there: `load` starts it, or else the first scrape. */
export class ServerMetrics implements RequestMetrics {
  #groupVersions: readonly ApiGroupVersion[] = [];
  readonly #inFlight = { mutating: 0, readOnly: 0 };
  readonly #store = { commits: 0, writes: 0 };
  readonly #longRunning = new Set<RequestLabels>();
  #instruments: Instruments | undefined;
  #loading: Promise<Instruments> | undefined;

  /** Whose objects a scrape counts. */
  countObjectsOf(groupVersions: readonly ApiGroupVersion[]): void {
    this.#groupVersions = groupVersions;
  }

  load(): Promise<Instruments> {
    return (this.#loading ??= this.#create());
  }

  /** The store made this many writes durable at once. */
  committed(writes: number): void {
    this.#store.commits++;
    this.#store.writes += writes;
  }

  begin(labels: RequestLabels, longRunning: boolean): void {
    if (longRunning) this.#longRunning.add(labels);
    else this.#inFlight[kindOf(labels)]++;
  }

  end(labels: RequestLabels, longRunning: boolean, { code, seconds }: { readonly code: number; readonly seconds: number }): void {
    if (longRunning) this.#longRunning.delete(labels);
    else this.#inFlight[kindOf(labels)]--;
    const instruments = this.#instruments;
    if (instruments === undefined || code === 0) return;
    const { dryRun, ...series } = labels;
    const labelled = { ...series, component: componentOf(labels), dry_run: dryRun };
    instruments.requests.inc({ ...labelled, code });
    if (!longRunning) instruments.durations.observe(labelled, seconds);
  }

  /** GET /metrics. */
  readonly route: Step = async (exchange) => {
    const { registry } = await this.load();
    const text = await registry.metrics();
    exchange.send(200, [['content-type', 'text/plain; version=0.0.4; charset=utf-8']], new TextEncoder().encode(text));
  };

  async #create(): Promise<Instruments> {
    const prom = await loadProm();
    const registry = new prom.Registry();
    const registers = [registry];
    prom.collectDefaultMetrics({ register: registry });
    new prom.Gauge({
      name: 'kubernetes_build_info',
      help: 'What is running; always 1.',
      labelNames: ['major', 'minor', 'git_version'],
      registers,
    }).set({ major: release.major, minor: release.minor, git_version: `v${release.kubernetes}` }, 1);
    this.#observeLoad(prom, registers);
    this.#observeLongRunning(prom, registers);
    this.#countCommits(prom, registers);
    this.#countObjects(prom, registers);
    this.#instruments = {
      registry,
      requests: new prom.Counter({
        name: 'apiserver_request_total',
        help: 'Answered requests.',
        labelNames: [...requestLabels, 'code'],
        registers,
      }),
      durations: new prom.Histogram({
        name: 'apiserver_request_duration_seconds',
        help: 'How long requests took, long-running ones aside.',
        labelNames: requestLabels,
        buckets: durationBuckets,
        registers,
      }),
    };
    return this.#instruments;
  }

  #observeLoad(prom: Prom, registers: Prometheus.Registry[]): void {
    const inFlight = this.#inFlight;
    new prom.Gauge({
      name: 'apiserver_current_inflight_requests',
      help: 'Requests being worked on, long-running ones aside.',
      labelNames: ['request_kind'],
      registers,
      collect() {
        this.set({ request_kind: 'mutating' }, inFlight.mutating);
        this.set({ request_kind: 'readOnly' }, inFlight.readOnly);
      },
    });
  }

  #observeLongRunning(prom: Prom, registers: Prometheus.Registry[]): void {
    const longRunning = this.#longRunning;
    new prom.Gauge({
      name: 'apiserver_longrunning_requests',
      help: 'Watches and other requests that are meant to stay.',
      labelNames: seriesLabels,
      registers,
      collect() {
        this.reset();
        for (const labels of longRunning) {
          const { dryRun: _, ...series } = labels;
          this.inc({ ...series, component: componentOf(labels) });
        }
      },
    });
  }

  #countCommits(prom: Prom, registers: Prometheus.Registry[]): void {
    const store = this.#store;
    const count = (name: string, help: string, value: () => number): void => {
      new prom.Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(value());
        },
      });
    };
    count('kapibara_store_commits_total', 'Commits of the store, each one sync to disk.', () => store.commits);
    count('kapibara_store_writes_total', 'Writes in them.', () => store.writes);
  }

  #countObjects(prom: Prom, registers: Prometheus.Registry[]): void {
    const groupVersions = this.#groupVersions;
    new prom.Gauge({
      name: 'apiserver_resource_objects',
      help: 'Stored objects at the time of this scrape.',
      labelNames: ['group', 'resource'],
      registers,
      async collect() {
        for (const { group, resources } of groupVersions)
          for (const { name, rest } of resources) {
            const page = rest.get === undefined ? undefined : await rest.list?.(counting, { limit: 1 });
            if (page !== undefined) this.set({ group, resource: name }, page.items.length + (page.remainingItemCount ?? 0));
          }
      },
    });
  }
}

const counting: RequestContext = { user: loopback, namespace: undefined, signal: new AbortController().signal, warn: () => {} };

const mutating: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE', 'DELETECOLLECTION']);
const kindOf = ({ verb }: RequestLabels): 'mutating' | 'readOnly' => (mutating.has(verb) ? 'mutating' : 'readOnly');
const componentOf = ({ resource }: RequestLabels): string => (resource === '' ? '' : 'apiserver');
