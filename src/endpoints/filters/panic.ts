// What is thrown on the way becomes an answer: a refusal its Status, a bug 500 and a line in the log [E081]. An answer that
// has begun can only be broken off. upstream: WithPanicRecovery; there handlers write their own errors.
import type { Logger } from '../../base/log.ts';
import { isStatusError } from '../../machinery/status-error.ts';
import { respondStatusError } from '../respond/status.ts';
import { sendText } from '../respond/text.ts';
import type { Exchange, Filter } from './filter.ts';

export const recoverPanics =
  (log: Logger): Filter =>
  (next) =>
  async (exchange) => {
    try {
      await next(exchange);
    } catch (error) {
      const refusal = isStatusError(error);
      if (!refusal) logPanic(log, exchange, error);
      if (exchange.started) exchange.abort();
      else if (refusal) respondStatusError(exchange, error);
      else sendText(exchange, 500, 'This request caused apiserver to panic. Look in the logs for details.');
    }
  };

function logPanic(log: Logger, { request }: Exchange, error: unknown): void {
  const { method, path, remoteAddress } = request;
  log.error({ method, path, remoteAddress, err: error }, 'a request failed in a way that it must not');
}
