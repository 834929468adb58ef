// Counts and times requests [E022]. What becomes of the numbers is the server's affair. upstream: endpoints/metrics.
import type { Environment } from '../../base/environment.ts';
import type { RequestInfo } from '../request-info.ts';
import { parameter } from '../query.ts';
import { isLongRunning } from './deadline.ts';
import { takeThen, type Exchange, type Filter } from './filter.ts';

/** What tells one series of requests from another, as upstream labels them. */
export interface RequestLabels {
  /** In upper case; LIST, WATCH and DELETECOLLECTION are verbs of their own. */
  readonly verb: string;
  readonly dryRun: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** Of a path that is no resource, the path. */
  readonly subresource: string;
  readonly scope: '' | 'cluster' | 'namespace' | 'resource';
}

export interface RequestMetrics {
  begin(labels: RequestLabels, longRunning: boolean): void;
  /** For every `begin`. `code` is 0 when there was no answer: the client left. */
  end(labels: RequestLabels, longRunning: boolean, outcome: { readonly code: number; readonly seconds: number }): void;
}

export const measure =
  ({ metrics, environment }: { readonly metrics: RequestMetrics; readonly environment: Environment }): Filter =>
  (next) =>
  (exchange) => {
    const labels = labelsOf(exchange);
    const longRunning = isLongRunning(exchange.info);
    const began = environment.now();
    metrics.begin(labels, longRunning);
    return takeThen(next, exchange, () => {
      metrics.end(labels, longRunning, { code: exchange.status ?? 0, seconds: (environment.now() - began) / 1_000 });
    });
  };

function labelsOf(exchange: Exchange): RequestLabels {
  const { info, request } = exchange;
  if (!info.isResourceRequest)
    return { verb: request.method, dryRun: '', group: '', version: '', resource: '', subresource: knownPath(info.path), scope: '' };
  return {
    verb: verbs[info.verb] ?? 'other',
    dryRun: request.query.includes('dryRun') ? (parameter(exchange.query, 'dryRun') ?? '') : '',
    group: info.apiGroup,
    version: info.apiVersion,
    resource: info.resource,
    subresource: info.subresource,
    scope: scopeOf(info),
  };
}

const verbs: Readonly<Record<string, string>> = {
  get: 'GET',
  list: 'LIST',
  watch: 'WATCH',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETECOLLECTION',
};

/** Anybody may ask for any path: only those that exist may become series. */
const knownPath = (path: string): string =>
  /^\/(?:healthz|livez|readyz|version|metrics|api|apis|openapi\/v[23])\/?$/.test(path) ? path : '';

function scopeOf({ name, verb, namespace }: RequestInfo): RequestLabels['scope'] {
  if (name !== '' || verb === 'create') return 'resource';
  return namespace === '' ? 'cluster' : 'namespace';
}
