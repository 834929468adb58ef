// One watch on one member: a stream that says what happened in the order that it happened, until it breaks.
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { requireLeader } from './calls.ts';
import type { Member } from './connection.ts';
import { watch, writeProgressRequest, writeWatch, type WatchRequest, type WatchResponse } from './messages.ts';

export class WatchStream {
  readonly #stream: ClientDuplexStream<Buffer, WatchResponse>;
  readonly #responsesMax: number;
  /** etcd hung up, the connection broke, or the reader has had enough. */
  #broken = false;
  /** Who waits for the next responses. */
  #waiting: (() => void) | undefined;

  /** `responsesMax`: taken at once. */
  constructor({ client }: Member, request: WatchRequest, responsesMax: number) {
    this.#responsesMax = responsesMax;
    const same = (bytes: Buffer): Buffer => bytes;
    this.#stream = client.makeBidiStreamRequest(watch.path, same, watch.read, requireLeader());
    this.#stream.on('readable', () => this.#wake());
    this.#stream.on('error', () => this.#end());
    this.#stream.on('end', () => this.#end());
    this.#stream.write(writeWatch(request));
  }

  /** What came since the last call, waiting once for something to come, or for `wake`; undefined when the stream is broken. */
  async next(): Promise<readonly WatchResponse[] | undefined> {
    const responses = this.#take();
    if (responses.length > 0) return responses;
    if (this.#broken) return undefined;
    await new Promise<void>((resolve) => (this.#waiting = resolve));
    return this.#take();
  }

  /** Ends a wait. */
  wake(): void {
    this.#wake();
  }

  /** Whether somebody waits for what comes next. */
  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  requestProgress(): void {
    if (!this.#broken) this.#stream.write(writeProgressRequest());
  }

  close(): void {
    this.#end();
    this.#stream.cancel();
  }

  /** Reading lets the member send more: who does not read is not sent more than the window holds. */
  #take(): WatchResponse[] {
    const responses: WatchResponse[] = [];
    while (responses.length < this.#responsesMax) {
      const response = this.#stream.read() as WatchResponse | null;
      if (response === null) break;
      responses.push(response);
    }
    return responses;
  }

  #end(): void {
    this.#broken = true;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }
}
