// Long answers: many small pieces copied into a few large chunks that are used again and again. Writing the pieces one by
// one, or making a new chunk each time, takes twice as long.
import { limits } from '../../base/limits.ts';
import type { BodyWriter } from '../exchange.ts';

/** Chunks nobody writes or sends at the moment. All of one size: a view past the end of a smaller one would lose bytes silently. */
export class ChunkPool {
  readonly #free: Uint8Array[] = [];

  take(): Uint8Array {
    return this.#free.pop() ?? new Uint8Array(limits.responseChunkBytes);
  }
  giveBack(chunk: Uint8Array): void {
    if (this.#free.length < limits.responseChunksKept) this.#free.push(chunk);
  }
}

/** Where the bytes go. */
export interface ChunkedTarget {
  /** All of them, when they fit into one chunk: a copy of exact size. */
  whole(bytes: Uint8Array): Promise<void> | undefined;
  /** Once it is clear that they do not. */
  start(): BodyWriter;
}

/** Any number of `append`, then `finish` or `abandon`. Does not end the writer. */
export class ChunkedBody {
  readonly #pool: ChunkPool;
  readonly #target: ChunkedTarget;
  #chunk: Uint8Array;
  #used = 0;
  #writer: BodyWriter | undefined;

  constructor(pool: ChunkPool, target: ChunkedTarget) {
    this.#pool = pool;
    this.#target = target;
    this.#chunk = pool.take();
  }

  /** Copies. Undefined: go on at once. A promise: wait for it, then look whether the client is still there. */
  append(bytes: Uint8Array): Promise<void> | undefined {
    let wait: Promise<void> | undefined;
    let rest = bytes;
    while (rest.length > this.#chunk.length - this.#used) {
      const room = this.#chunk.length - this.#used;
      this.#chunk.set(rest.subarray(0, room), this.#used);
      this.#used += room;
      rest = rest.subarray(room);
      wait = this.#flush() ?? wait;
    }
    this.#chunk.set(rest, this.#used);
    this.#used += rest.length;
    return wait;
  }

  finish(): Promise<void> | undefined {
    if (this.#writer !== undefined) return this.#writeChunk(this.#writer);
    const whole = this.#chunk.slice(0, this.#used);
    this.#pool.giveBack(this.#chunk);
    return this.#target.whole(whole);
  }

  /** The client is gone, or the answer cannot be finished. */
  abandon(): void {
    this.#pool.giveBack(this.#chunk);
  }

  #flush(): Promise<void> | undefined {
    const wait = this.#writeChunk((this.#writer ??= this.#target.start()));
    this.#chunk = this.#pool.take();
    this.#used = 0;
    return wait;
  }

  #writeChunk(writer: BodyWriter): Promise<void> | undefined {
    const chunk = this.#chunk;
    return writer.write(this.#used === chunk.length ? chunk : chunk.subarray(0, this.#used), () => this.#pool.giveBack(chunk));
  }
}
