// Reads off the path what the request is about. upstream: WithRequestInfo.
import { requestInfo, RequestInfoError, type RequestInfo } from '../request-info.ts';
import { sendInternalError } from '../respond/text.ts';
import type { Filter } from './filter.ts';

export const resolveRequestInfo: Filter = (next) => (exchange) => {
  const { request, path, query } = exchange;
  let info: RequestInfo;
  try {
    info = requestInfo({ method: request.method, path, query });
  } catch (error) {
    if (!(error instanceof RequestInfoError)) throw error;
    return Promise.resolve(sendInternalError(exchange, `failed to create RequestInfo: ${error.message}`));
  }
  exchange.info = info;
  return next(exchange);
};
