// One HTTP exchange as the pipeline sees it, whatever carries it: HTTP/2, HTTP/1.1 or an in-process fetch.
import type { ClientCertificate } from '../access/authn/peer.ts';
import type { User } from '../access/user.ts';

/** Names in lower case. A repeated header is repeated here. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

export interface ApiRequest {
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  /** Without the question mark; '' when there is none. */
  readonly query: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  /** The peer's address, for logs; undefined in process. */
  readonly remoteAddress: string | undefined;
  /** What the client identified itself with in the TLS handshake, if anything. */
  readonly clientCertificate: ClientCertificate | undefined;
  /** Already trusted as this user: only an in-process client can say so. */
  readonly trustedUser: User | undefined;
  /** `name` in lower case. Repeated headers are joined with ', '. */
  header(name: string): string | undefined;
  /**
   * The whole body, to be asked for once. Undefined when there is more of it than `bytesMax`: then the rest is not read, and the
   * connection goes on. Rejects when the client goes away.
   */
  body(bytesMax: number): Promise<Uint8Array | undefined>;
  /** Aborted when the client is gone, or nobody needs the answer any more. Costs something, so made when first asked for. */
  readonly signal: AbortSignal;
  /** Aborts `signal`: the time is up. */
  stop(): void;
}

export interface ApiResponse {
  /** True once a head was sent: an error can then no longer become a status code. */
  readonly started: boolean;
  /** Head and whole body at once: the fast path. `body` is shared and never written to. */
  send(status: number, headers: HeaderList, body: Uint8Array): void;
  /** Head now, body in pieces. */
  start(status: number, headers: HeaderList): BodyWriter;
}

export interface BodyWriter {
  /**
   * Writes a piece. Undefined: go on at once. A promise: wait for it (backpressure); it resolves also when the client is
   * gone. `written` is called once
   * nobody needs the chunk any more, also when the client is gone: the caller may then overwrite it.
   */
  write(chunk: Uint8Array, written?: () => void): Promise<void> | undefined;
  end(): void;
  /** Breaks the connection or stream, so that the client sees that the body is not whole. */
  abort(): void;
}

/** Answers one request. Never rejects: what goes wrong becomes a Status or an aborted stream. */
export type Handler = (request: ApiRequest, response: ApiResponse) => Promise<void>;
