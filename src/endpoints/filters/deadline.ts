// No request takes forever, but those that are meant to [E052–E054, E090]. When the time is up the client gets its answer
// at once, and whoever still works for it learns of it through the signal. upstream: WithRequestDeadline,
// WithTimeoutForNonLongRunningRequests, and the limit that write handlers set themselves.
import type { Environment } from '../../base/environment.ts';
import { badRequest, timeout, type StatusError } from '../../machinery/status-error.ts';
import { parseDuration } from '../duration.ts';
import { parameter } from '../query.ts';
import type { RequestInfo } from '../request-info.ts';
import { respondStatusError } from '../respond/status.ts';
import { takeThen, type Exchange, type Filter } from './filter.ts';

export interface DeadlineOptions {
  readonly environment: Environment;
  /** What a request gets that asks for nothing, and the most it can ask for. */
  readonly requestTimeoutMs: number;
}

/** The most a create, update, patch or delete gets. A number that stands out in a trace. */
const writeTimeoutMs = 34_000;

export const deadline =
  ({ environment, requestTimeoutMs }: DeadlineOptions): Filter =>
  (next) =>
  (exchange) => {
    if (isLongRunning(exchange.info)) return next(exchange);
    const allotted = allottedMs(exchange, requestTimeoutMs);
    const isWrite = writes.has(exchange.info.verb) && allotted > writeTimeoutMs;
    const cancel = environment.after(isWrite ? writeTimeoutMs : allotted, () => {
      exchange.expire(() => respondStatusError(exchange, isWrite ? lateWrite() : late()));
    });
    return takeThen(next, exchange, cancel);
  };

const late = (): StatusError => timeout('request did not complete within the allotted timeout');
const lateWrite = (): StatusError => timeout('request did not complete within requested timeout - context deadline exceeded');

const writes: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete']);

/** Throws BadRequest. */
function allottedMs(exchange: Exchange, mostMs: number): number {
  const asked = exchange.request.query === '' ? undefined : parameter(exchange.query, 'timeout');
  if (asked === undefined || asked === '') return mostMs;
  const parsed = parseDuration(asked);
  if ('complaint' in parsed) throw badRequest(`invalid timeout specified in the request URL - ${parsed.complaint}`);
  return parsed.ms > 0 && parsed.ms < mostMs ? parsed.ms : mostMs;
}

const longRunningVerbs: ReadonlySet<string> = new Set(['watch', 'proxy']);
const longRunningSubresources: ReadonlySet<string> = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

export const isLongRunning = (info: RequestInfo): boolean =>
  info.isResourceRequest && (longRunningVerbs.has(info.verb) || longRunningSubresources.has(info.subresource));
