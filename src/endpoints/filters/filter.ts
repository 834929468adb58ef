// What a filter of the pipeline is, and the exchange that passes through all of them.
import { assert } from '../../base/assert.ts';
import type { User } from '../../access/user.ts';
import type { ApiRequest, ApiResponse, BodyWriter, HeaderList } from '../exchange.ts';
import { parseQuery } from '../query.ts';
import type { RequestInfo } from '../request-info.ts';

/** What is left to do for an exchange. It may throw at once, too: few steps wait, and an async function costs a request more than they do. */
export type Step = (exchange: Exchange) => Promise<void>;

/** Does its part before, after or instead of what comes next. */
export type Filter = (next: Step) => Step;

/** Takes a step that only ever rejects. */
export function take(step: Step, exchange: Exchange): Promise<void> {
  try {
    return step(exchange);
  } catch (error) {
    return rejected(error);
  }
}

async function rejected(error: unknown): Promise<never> {
  throw error;
}

/** Takes a step, then calls `over`, however it went. */
export function takeThen(step: Step, exchange: Exchange, over: () => void): Promise<void> {
  return take(step, exchange).then(over, (error: unknown) => {
    over();
    throw error;
  });
}

/**
 * A request on its way through the pipeline, and the one way to answer it. Each filter adds what it found out; reading
 * something before its filter ran is a bug.
 */
export class Exchange implements ApiResponse {
  readonly request: ApiRequest;
  /** Decoded. */
  readonly path: string;
  readonly #response: ApiResponse;
  #query: URLSearchParams | undefined;
  #info: RequestInfo | undefined;
  #user: User | undefined;
  readonly #headers: (readonly [string, string])[] = [];
  #warnings: Set<string> | undefined;
  #warningHeaders: ((texts: ReadonlySet<string>) => HeaderList) | undefined;
  #body: BodyWriter | undefined;
  #status: number | undefined;
  #expired = false;

  constructor(request: ApiRequest, response: ApiResponse, path: string) {
    this.request = request;
    this.#response = response;
    this.path = path;
  }

  get query(): URLSearchParams {
    return (this.#query ??= parseQuery(this.request.query));
  }

  get info(): RequestInfo {
    assert(this.#info !== undefined, 'the request info filter ran');
    return this.#info;
  }
  set info(info: RequestInfo) {
    this.#info = info;
  }

  get user(): User {
    assert(this.#user !== undefined, 'the authentication filter ran');
    return this.#user;
  }
  set user(user: User) {
    this.#user = user;
  }

  /** Adds a Warning header, until the head is sent. */
  warn(text: string): void {
    (this.#warnings ??= new Set()).add(text);
  }
  /** How warnings become headers; until somebody says so, they do not. */
  showWarnings(headers: (texts: ReadonlySet<string>) => HeaderList): void {
    this.#warningHeaders = headers;
  }

  /** Goes out with whatever answer, unless the answer has a header of that name itself. */
  addHeader(name: string, value: string): void {
    this.#headers.push([name, value]);
  }

  /** Aborted when the client is gone or the deadline passed. */
  get signal(): AbortSignal {
    return this.request.signal;
  }

  get started(): boolean {
    return this.#expired || this.#response.started;
  }

  /** Of the answer; undefined while there is none. */
  get status(): number | undefined {
    return this.#status;
  }

  send(status: number, headers: HeaderList, body: Uint8Array): void {
    this.#status ??= status;
    if (!this.#expired) this.#response.send(status, this.#withCommon(headers), body);
  }

  start(status: number, headers: HeaderList): BodyWriter {
    this.#status ??= status;
    if (this.#expired) return ended;
    return (this.#body = this.#response.start(status, this.#withCommon(headers)));
  }

  /** Breaks off an answer in pieces, so that the client sees that it is not whole. */
  abort(): void {
    this.#body?.abort();
  }

  /**
   * The deadline passed: everybody who listens to `signal` stops, `answer` gets to answer if nobody did, and whatever the
   * handler still sends is dropped.
   */
  expire(answer: () => void): void {
    if (this.#response.started) this.#body?.abort();
    else answer();
    this.#expired = true;
    this.request.stop();
  }

  #withCommon(own: HeaderList): HeaderList {
    const common = this.#headers.filter(([name]) => !own.some((header) => header[0] === name));
    const warnings = this.#warnings === undefined ? [] : (this.#warningHeaders?.(this.#warnings) ?? []);
    return [...own, ...common, ...warnings];
  }
}

/** Swallows what a handler writes after its deadline. */
const ended: BodyWriter = {
  write(_chunk, written) {
    written?.();
    return undefined;
  },
  end: () => {},
  abort: () => {},
};
