// Every request has an id, the client's or our own, and every answer says which [E080]. upstream: WithAuditInit.
import type { Environment } from '../../base/environment.ts';
import type { Filter } from './filter.ts';

export const auditId =
  (environment: Environment): Filter =>
  (next) =>
  (exchange) => {
    exchange.addHeader('audit-id', exchange.request.header('audit-id') || environment.uuid());
    return next(exchange);
  };
