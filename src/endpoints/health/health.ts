// /healthz, /livez and /readyz [E020]. upstream: server/healthz.
import type { Logger } from '../../base/log.ts';
import type { Exchange, Step } from '../filters/filter.ts';

export interface HealthCheck {
  /** As upstream names it, where upstream has it: clients ask for `/readyz/etcd`. */
  readonly name: string;
  /** Throws, or rejects, with the reason it is unhealthy. */
  check(): void | Promise<void>;
}

export interface HealthOptions {
  readonly healthz: readonly HealthCheck[];
  readonly livez: readonly HealthCheck[];
  readonly readyz: readonly HealthCheck[];
  readonly log: Logger;
}

export const ping: HealthCheck = { name: 'ping', check: () => {} };

/** The paths and what answers them: each endpoint, and below it each of its checks. */
export function healthRoutes({ log, ...endpoints }: HealthOptions): ReadonlyMap<string, Step> {
  const routes = new Map<string, Step>();
  for (const [name, checks] of Object.entries(endpoints)) {
    routes.set(`/${name}`, (exchange) => answerAll(exchange, { name, checks, log }));
    for (const check of checks) routes.set(`/${name}/${check.name}`, (exchange) => answerOne(exchange, check, log));
  }
  return routes;
}

interface Endpoint {
  readonly name: string;
  readonly checks: readonly HealthCheck[];
  readonly log: Logger;
}

async function answerAll(exchange: Exchange, { name, checks, log }: Endpoint): Promise<void> {
  const excluded = new Set(exchange.query.getAll('exclude'));
  const lines: string[] = [];
  const failed: string[] = [];
  for (const each of checks) {
    if (excluded.delete(each.name)) {
      lines.push(`[+]${each.name} excluded: ok`);
      continue;
    }
    const reason = await failureOf(each);
    lines.push(reason === undefined ? `[+]${each.name} ok` : `[-]${each.name} failed: reason withheld`);
    if (reason !== undefined) failed.push(each.name);
    if (reason !== undefined) log.info({ check: each.name, reason }, `${name} check failed`);
  }
  if (excluded.size > 0)
    lines.push(
      `warn: some health checks cannot be excluded: no matches for ${[...excluded].map((each) => JSON.stringify(each)).join(', ')}`,
    );
  if (failed.length > 0) return sendText(exchange, 500, `${lines.join('\n')}\n${name} check failed\n`, true);
  sendText(exchange, 200, exchange.query.has('verbose') ? `${lines.join('\n')}\n${name} check passed\n` : 'ok', true);
}

async function answerOne(exchange: Exchange, check: HealthCheck, log: Logger): Promise<void> {
  const reason = await failureOf(check);
  if (reason === undefined) return sendText(exchange, 200, 'ok', false);
  log.info({ check: check.name, reason }, 'health check failed');
  sendText(exchange, 500, `internal server error: ${reason}\n`, true);
}

async function failureOf({ check }: HealthCheck): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function sendText(exchange: Exchange, status: number, text: string, nosniff: boolean): void {
  const headers: (readonly [string, string])[] = [['content-type', 'text/plain; charset=utf-8']];
  if (nosniff) headers.push(['x-content-type-options', 'nosniff']);
  exchange.send(status, headers, new TextEncoder().encode(text));
}
