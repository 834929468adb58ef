// A request over HTTP/2, on Node's core stream: the hot path, without the compatibility layer's objects.
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { ApiRequest, ApiResponse, BodyWriter, HeaderList } from '../exchange.ts';
import type { Connection } from './connection.ts';
import { clientGone, timeIsUp } from './aborted.ts';
import { closesConnection, http2Headers } from './headers.ts';
import { drained, readWhole } from './readable.ts';
import { Turns } from './turns.ts';

interface Http2Parts {
  readonly connection: Connection;
  /** The answer to this request. */
  readonly response: Http2Response;
}

export class Http2Request implements ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly protocol = 'HTTP/2';
  readonly trustedUser = undefined;
  readonly #headers: IncomingHttpHeaders;
  readonly #stream: ServerHttp2Stream;
  readonly #connection: Connection;
  readonly #response: Http2Response;
  #gone: AbortController | undefined;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, { connection, response }: Http2Parts) {
    const target = headers[':path'] ?? '/';
    const mark = target.indexOf('?');
    this.method = headers[':method'] ?? 'GET';
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = mark < 0 ? '' : target.slice(mark + 1);
    this.#stream = stream;
    this.#headers = headers;
    this.#connection = connection;
    this.#response = response;
  }

  get remoteAddress(): string | undefined {
    return this.#connection.remoteAddress;
  }
  get clientCertificate(): ApiRequest['clientCertificate'] {
    return this.#connection.clientCertificate;
  }

  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  async body(bytesMax: number): Promise<Uint8Array | undefined> {
    const stream = this.#stream;
    const whole = await readWhole(stream, bytesMax);
    if (whole === undefined) stream.once('finish', () => stream.close(constants.NGHTTP2_NO_ERROR));
    return whole;
  }

  get signal(): AbortSignal {
    if (this.#gone === undefined) {
      const gone = (this.#gone = new AbortController());
      const stream = this.#stream;
      if (stream.destroyed) gone.abort(clientGone);
      // Once the answer is out nobody waits for the signal any more, and telling them costs as much as the answer.
      else
        stream.once('close', () => {
          if (!this.#response.ended) gone.abort(clientGone);
        });
    }
    return this.#gone.signal;
  }

  stop(): void {
    (this.#gone ??= new AbortController()).abort(timeIsUp);
  }
}

interface Framing {
  /** No body follows. */
  readonly endStream: boolean;
  readonly contentLength?: number;
}

const withoutBody = { endStream: true } as const;

/** Also the writer of its own body: one object less for every request. */
export class Http2Response implements ApiResponse, BodyWriter {
  readonly #stream: ServerHttp2Stream;
  readonly #withoutBody: boolean;
  #turns: Turns | undefined;
  #started = false;
  #ended = false;

  constructor(stream: ServerHttp2Stream, method: string | undefined) {
    this.#stream = stream;
    this.#withoutBody = method === 'HEAD';
  }

  get started(): boolean {
    return this.#started;
  }
  get #isGone(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }
  /** Nothing will be added to the answer. The stream cannot tell: it also ends when the client is gone. */
  get ended(): boolean {
    return this.#ended;
  }

  send(status: number, headers: HeaderList, body: Uint8Array): void {
    const empty = this.#withoutBody || body.length === 0;
    this.#respond(status, headers, { endStream: empty, contentLength: body.length });
    this.#ended = true;
    if (!empty && !this.#isGone) this.#stream.end(body);
  }

  start(status: number, headers: HeaderList): BodyWriter {
    this.#respond(status, headers, { endStream: this.#withoutBody });
    this.#turns = new Turns();
    return this;
  }

  #respond(status: number, headers: HeaderList, { endStream, contentLength }: Framing): void {
    this.#started = true;
    const stream = this.#stream;
    if (this.#isGone) return;
    stream.respond(http2Headers(status, headers, contentLength), endStream ? withoutBody : undefined);
    if (closesConnection(headers)) stream.session?.close();
  }

  write(chunk: Uint8Array, written?: () => void): Promise<void> | undefined {
    const stream = this.#stream;
    if (this.#isGone || stream.writableEnded) {
      written?.();
      return undefined;
    }
    if (stream.write(chunk, written)) return this.#turns!.next();
    return drained(stream).then(() => this.#turns!.restart());
  }

  end(): void {
    this.#ended = true;
    if (!this.#isGone) this.#stream.end();
  }

  abort(): void {
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    this.#stream.destroy();
  }
}
