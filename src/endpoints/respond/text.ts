// Answers in plain text, as upstream gives them where no API object can stand.
import { sanitized } from '../../access/authz/forbidden.ts';
import { quote } from '../../machinery/validation/go-text.ts';
import type { ApiRequest, ApiResponse } from '../exchange.ts';

const encoder = new TextEncoder();

/** upstream: http.Error, whose text ends in a newline. */
export function sendText(response: ApiResponse, status: number, text: string): void {
  const headers = [
    ['content-type', 'text/plain; charset=utf-8'],
    ['x-content-type-options', 'nosniff'],
  ] as const;
  response.send(status, headers, encoder.encode(`${text}\n`));
}

/** Something of ours failed before an API handler was found. upstream: responsewriters.InternalError. */
export function sendInternalError(exchange: ApiResponse & { readonly request: ApiRequest }, text: string): void {
  const { path, query } = exchange.request;
  const uri = query === '' ? path : `${path}?${query}`;
  sendText(exchange, 500, sanitized(`Internal Server Error: ${quote(uri)}: ${text}`));
}
