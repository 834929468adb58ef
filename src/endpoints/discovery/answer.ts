// Answers with an object of the API's own (discovery, not a stored one) in what the client accepts.
import type { Message } from '../../machinery/declare.ts';
import type { HeaderList } from '../exchange.ts';
import type { Exchange } from '../filters/filter.ts';
import { mediaTypeOf, negotiate, plainOffer, wantsPretty, type Accepted, type Encoding } from '../negotiate.ts';
import { encodeProtobufObject, yamlOf } from '../respond/encodings.ts';
import { indent, jsonLine } from '../respond/json-text.ts';

export interface AnswerOptions {
  /** Where the client's Accept header was already understood in another way. */
  readonly encoding?: Encoding | undefined;
  /** Follows the media type: `;g=…;v=v2;as=…`. */
  readonly parameters?: string | undefined;
  readonly headers?: HeaderList | undefined;
}

/** Throws NotAcceptable. */
export function answerObject<T extends object>(exchange: Exchange, type: Message<T>, object: T, options: AnswerOptions = {}): void {
  const { request } = exchange;
  const { encoding, parameters = '', headers = [] } = options;
  const accepted: Accepted =
    encoding === undefined ? negotiate(request.header('accept'), plainOffer) : { encoding, transform: undefined, pretty: false };
  const pretty = accepted.pretty || wantsPretty(request.query, request.header('user-agent'));
  const body = encode(type, object, accepted.encoding, pretty);
  exchange.send(200, [['content-type', mediaTypeOf[accepted.encoding] + parameters], ...headers], body);
}

function encode<T extends object>(type: Message<T>, object: T, encoding: Encoding, pretty: boolean): Uint8Array {
  switch (encoding) {
    case 'json':
      return pretty ? indent(jsonLine(object)) : jsonLine(object);
    case 'yaml':
      return yamlOf(jsonLine(object));
    case 'protobuf':
      return encodeProtobufObject(type, object);
  }
}
