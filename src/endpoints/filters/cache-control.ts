// Nothing is cached on the way unless its handler says otherwise. upstream: WithCacheControl.
import type { Filter } from './filter.ts';

export const cacheControl: Filter = (next) => (exchange) => {
  exchange.addHeader('cache-control', 'no-cache, private');
  return next(exchange);
};
