// A request over HTTP/1.1: curl, probes, and what upgrades its connection.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRequest, ApiResponse, BodyWriter, HeaderList } from '../exchange.ts';
import { clientGone, timeIsUp } from './aborted.ts';
import type { Connection } from './connection.ts';
import { http1Headers } from './headers.ts';
import { drained, readWhole } from './readable.ts';
import { Turns } from './turns.ts';

export class Http1Request implements ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly protocol = 'HTTP/1.1';
  readonly trustedUser = undefined;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #connection: Connection;
  #gone: AbortController | undefined;

  constructor(message: IncomingMessage, response: ServerResponse, connection: Connection) {
    const target = (message.url ?? '/').replace(/^https?:\/\/[^/]*/, '');
    const mark = target.indexOf('?');
    this.method = message.method ?? 'GET';
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = mark < 0 ? '' : target.slice(mark + 1);
    this.#message = message;
    this.#response = response;
    this.#connection = connection;
  }

  get remoteAddress(): string | undefined {
    return this.#connection.remoteAddress;
  }
  get clientCertificate(): ApiRequest['clientCertificate'] {
    return this.#connection.clientCertificate;
  }

  header(name: string): string | undefined {
    return this.#message.headersDistinct[name]?.join(', ');
  }

  /** What is not read Node discards once the answer is sent. */
  body(bytesMax: number): Promise<Uint8Array | undefined> {
    return readWhole(this.#message, bytesMax);
  }

  get signal(): AbortSignal {
    if (this.#gone === undefined) {
      const gone = (this.#gone = new AbortController());
      const response = this.#response;
      if (response.destroyed) gone.abort(clientGone);
      // Not when the answer is out: see http2.ts.
      else
        response.once('close', () => {
          if (!response.writableEnded) gone.abort(clientGone);
        });
    }
    return this.#gone.signal;
  }

  stop(): void {
    (this.#gone ??= new AbortController()).abort(timeIsUp);
  }
}

export class Http1Response implements ApiResponse, BodyWriter {
  readonly #response: ServerResponse;
  readonly #turns = new Turns();

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get started(): boolean {
    return this.#response.headersSent;
  }

  send(status: number, headers: HeaderList, body: Uint8Array): void {
    this.#response.writeHead(status, http1Headers([...headers, ['content-length', String(body.length)]]));
    this.#response.end(body);
  }

  start(status: number, headers: HeaderList): BodyWriter {
    this.#response.writeHead(status, http1Headers(headers));
    this.#response.flushHeaders();
    return this;
  }

  write(chunk: Uint8Array, written?: () => void): Promise<void> | undefined {
    const response = this.#response;
    if (response.destroyed || response.writableEnded) {
      written?.();
      return undefined;
    }
    if (response.write(chunk, written)) return this.#turns.next();
    return drained(response).then(() => this.#turns.restart());
  }

  end(): void {
    this.#response.end();
  }

  abort(): void {
    this.#response.destroy();
  }
}
