// /metrics in upstream's names. prom-client is loaded with the first scrape: a server that nobody scrapes does without.
import type * as Prometheus from 'prom-client';
import type { Step } from '../endpoints/filters/filter.ts';
import type { RequestLabels, RequestMetrics } from '../endpoints/filters/metrics.ts';
import type { ApiGroupVersion, RequestContext } from '../registry/rest.ts';
import { loopback } from '../access/user.ts';
import { release } from './release.ts';
import { componentOf, RequestCounts } from './request-counts.ts';

const seriesLabels = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component'] as const;

// CommonJS: both Node and a bundle have all of it under `default`.
const loadProm = async () => (await import('prom-client')).default;
type Prom = Awaited<ReturnType<typeof loadProm>>;

/** Requests and commits are counted from the start; what prom-client itself observes, from the first scrape on. */
export class ServerMetrics implements RequestMetrics {
  #groupVersions: readonly ApiGroupVersion[] = [];
  readonly #inFlight = { mutating: 0, readOnly: 0 };
  readonly #store = { commits: 0, writes: 0 };
  readonly #longRunning = new Set<RequestLabels>();
  readonly #requests = new RequestCounts();
  #loading: Promise<Prometheus.Registry> | undefined;

  /** Whose objects a scrape counts. */
  countObjectsOf(groupVersions: readonly ApiGroupVersion[]): void {
    this.#groupVersions = groupVersions;
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
    if (code !== 0) this.#requests.record(labels, code, longRunning ? undefined : seconds);
  }

  /** GET /metrics. */
  readonly route: Step = async (exchange) => {
    const registry = await (this.#loading ??= this.#create());
    const text = this.#requests.text() + (await registry.metrics());
    exchange.send(200, [['content-type', 'text/plain; version=0.0.4; charset=utf-8']], new TextEncoder().encode(text));
  };

  async #create(): Promise<Prometheus.Registry> {
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
    return registry;
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
          this.inc({ ...series, component: componentOf(labels.resource) });
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
