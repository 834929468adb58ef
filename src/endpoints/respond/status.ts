// Errors as the client gets to see them: a v1 Status in what it accepts, or in JSON when that cannot be [E034, E071].
// upstream: responsewriters.ErrorNegotiated.
import * as meta from '../../machinery/meta/v1.ts';
import { toStatus, type Status } from '../../machinery/status-error.ts';
import { goJson } from '../../machinery/validation/go-text.ts';
import type { ApiResponse } from '../exchange.ts';
import type { Exchange } from '../filters/filter.ts';
import { acceptable, mediaTypeOf, plainOffer, wantsPretty, type Encoding } from '../negotiate.ts';
import { encodeProtobufObject } from './encodings.ts';
import { finished } from './finish.ts';
import { indent, utf8 } from './json-text.ts';

export function respondStatusError(exchange: Exchange, error: unknown): void {
  respondStatus(exchange, toStatus(error));
}

/** With the status's code. */
export function respondStatus(exchange: Exchange, status: Status): void {
  const { request } = exchange;
  const accepted = acceptable(request.header('accept'), plainOffer);
  if (accepted === undefined) return sendIndented(exchange, status);
  const pretty = accepted.pretty || wantsPretty(request.query, request.header('user-agent'));
  send(exchange, status, mediaTypeOf[accepted.encoding], finished(encodeStatus(status, accepted.encoding), accepted.encoding, pretty));
}

/** As JSON where the encoding is JSON or YAML, which is made of it. */
export function encodeStatus(status: meta.Status, encoding: Encoding): Uint8Array {
  return encoding === 'protobuf' ? encodeProtobufObject(meta.Status, status) : utf8(goJson(status));
}

/** For who accepts nothing that could be sent. */
function sendIndented(exchange: Exchange, status: Status): void {
  send(exchange, status, mediaTypeOf.json, indent(utf8(goJson(status))));
}

function send(response: ApiResponse, { code, details }: Status, mediaType: string, body: Uint8Array): void {
  const retryAfter = details?.retryAfterSeconds ?? 0;
  const headers: (readonly [string, string])[] = [['content-type', mediaType]];
  if (retryAfter > 0) headers.push(['retry-after', String(retryAfter)]);
  response.send(code, headers, body);
}
