// The pipeline as a web fetch function: a client in the same process needs no socket.
import type { User } from '../../access/user.ts';
import type { ApiRequest, ApiResponse, BodyWriter, Handler, HeaderList } from '../exchange.ts';
import { timeIsUp } from './aborted.ts';
import { concat } from '../respond/json-text.ts';
import { Turns } from './turns.ts';

export interface FetchOptions {
  /** Whoever calls is this user, whatever the request's headers say. Left out: the headers must say it. */
  readonly user?: User | undefined;
}

/**
 * Resolves when the head of the answer is there; rejects only when the request's signal aborts before that. An answer in pieces
 * waits for its reader; a reader that cancels it ends the request.
 */
export function createFetch(handler: Handler, { user }: FetchOptions = {}): (request: Request) => Promise<Response> {
  return (request) =>
    new Promise((resolve, reject) => {
      const client = new AbortController();
      const leave = (): void => {
        client.abort(request.signal.reason);
        reject(request.signal.reason as Error);
      };
      if (request.signal.aborted) return leave();
      request.signal.addEventListener('abort', leave, { once: true });
      void handler(apiRequest(request, client, user), new FetchResponse(request, resolve, client));
    });
}

function apiRequest(request: Request, client: AbortController, trustedUser: User | undefined): ApiRequest {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    query: search.slice(1),
    protocol: 'HTTP/1.1',
    remoteAddress: undefined,
    clientCertificate: undefined,
    trustedUser,
    header: (name) => request.headers.get(name) ?? undefined,
    body: (bytesMax) => wholeBody(request, bytesMax),
    signal: client.signal,
    stop: () => client.abort(timeIsUp),
  };
}

async function wholeBody({ body }: Request, bytesMax: number): Promise<Uint8Array | undefined> {
  if (body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    if ((size += chunk.length) > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return concat(chunks);
}

class FetchResponse implements ApiResponse {
  readonly #withoutBody: boolean;
  readonly #resolve: (response: Response) => void;
  readonly #client: AbortController;
  #started = false;

  constructor({ method }: Request, resolve: (response: Response) => void, client: AbortController) {
    this.#withoutBody = method === 'HEAD';
    this.#resolve = resolve;
    this.#client = client;
  }

  get started(): boolean {
    return this.#started;
  }

  send(status: number, headers: HeaderList, body: Uint8Array): void {
    this.#answer(status, headers, body.length === 0 ? null : (body as Uint8Array<ArrayBuffer>));
  }

  start(status: number, headers: HeaderList): BodyWriter {
    const body = new StreamedBody(this.#client);
    this.#answer(status, headers, body.stream);
    return body;
  }

  #answer(status: number, headers: HeaderList, body: Uint8Array<ArrayBuffer> | ReadableStream | null): void {
    this.#started = true;
    const hasBody = !this.#withoutBody && status !== 204 && status !== 304;
    this.#resolve(new Response(hasBody ? body : null, { status, headers: headers.map(([name, value]) => [name, value]) }));
  }
}

/** A body whose pieces wait until they are read. The reader gets copies: pieces are used again. */
class StreamedBody implements BodyWriter {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #turns = new Turns();
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  #room: PromiseWithResolvers<void> | undefined;

  constructor(client: AbortController) {
    this.stream = new ReadableStream({
      start: (controller) => void (this.#controller = controller),
      pull: () => this.#proceed(),
      cancel: (reason) => {
        this.#close();
        client.abort(reason);
      },
    });
    const { signal } = client;
    signal.addEventListener('abort', () => this.abort(signal.reason), { once: true });
  }

  write(chunk: Uint8Array, written?: () => void): Promise<void> | undefined {
    const controller = this.#controller;
    controller?.enqueue(new Uint8Array(chunk));
    written?.();
    if (controller === undefined) return undefined;
    if ((controller.desiredSize ?? 0) > 0) return this.#turns.next();
    return (this.#room ??= Promise.withResolvers<void>()).promise;
  }

  end(): void {
    this.#controller?.close();
    this.#close();
  }

  abort(reason: unknown = new Error('the server broke off its answer')): void {
    this.#controller?.error(reason);
    this.#close();
  }

  #close(): void {
    this.#controller = undefined;
    this.#proceed();
  }

  #proceed(): void {
    const room = this.#room;
    this.#room = undefined;
    room?.resolve();
  }
}
