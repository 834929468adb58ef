// What is thrown on the way becomes an answer: a refusal its Status, any other error a Status 500 with its text, and a bug a
// plain 500; the last two go to the log [E081]. An answer that has begun can only be broken off. upstream:
// WithPanicRecovery; there handlers write their own errors.
import type { Logger } from '../../base/log.ts';
import { isStatusError } from '../../machinery/status-error.ts';
import { respondStatusError } from '../respond/status.ts';
import { sendText } from '../respond/text.ts';
import { take, type Exchange, type Filter } from './filter.ts';

export const recoverPanics =
  (log: Logger): Filter =>
  (next) =>
  (exchange) =>
    take(next, exchange).catch((error: unknown) => recover(log, exchange, error));

function recover(log: Logger, exchange: Exchange, error: unknown): void {
  if (exchange.request.signal.aborted) return;
  if (!isStatusError(error)) logFailure(log, exchange, error);
  if (exchange.started) exchange.abort();
  else if (isBug(error)) sendText(exchange, 500, 'This request caused apiserver to panic. Look in the logs for details.');
  else respondStatusError(exchange, error);
}

const bugs: ReadonlySet<string> = new Set(['AssertionError', 'TypeError', 'ReferenceError', 'RangeError', 'SyntaxError']);

const isBug = (error: unknown): boolean => !(error instanceof Error) || bugs.has(error.name);

function logFailure(log: Logger, { request }: Exchange, error: unknown): void {
  const { method, path, remoteAddress } = request;
  log.error({ method, path, remoteAddress, err: error }, 'a request failed in a way that nobody provided for');
}
