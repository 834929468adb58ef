import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../base/limits.ts';
import type { BodyWriter } from '../exchange.ts';
import { ChunkedBody, ChunkPool } from './chunked-body.ts';
import { concat } from './json-text.ts';

/** Remembers what was written; gives chunks back `late`, as a socket does, or at once. */
class Recorder implements BodyWriter {
  readonly written: Uint8Array[] = [];
  readonly sizes: number[] = [];
  readonly #late: boolean;
  readonly #waiting: (() => void)[] = [];

  constructor({ late }: { readonly late: boolean }) {
    this.#late = late;
  }
  write(chunk: Uint8Array, written?: () => void): Promise<void> | undefined {
    this.sizes.push(chunk.length);
    if (!this.#late) {
      this.written.push(chunk.slice());
      written?.();
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        this.written.push(chunk.slice());
        written?.();
        resolve();
      });
    });
  }
  /** The client has read all of it. */
  deliver(): void {
    for (const deliver of this.#waiting.splice(0)) deliver();
  }
  end(): void {}
  abort(): void {}
}

test.each([true, false])('any pieces arrive whole and in order, chunks given back late: %s', async (late) => {
  const chunk = limits.responseChunkBytes;
  const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(chunk - 1, chunk, chunk + 1, 2 * chunk + 5)), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(sizes, async (lengths) => {
      const pieces = lengths.map((length, i) => new Uint8Array(length).fill(i + 1));
      const recorder = new Recorder({ late });
      let whole: Uint8Array | undefined;
      const body = new ChunkedBody(new ChunkPool(), { start: () => recorder, whole: (bytes) => void (whole = bytes) });
      const append = async (wait: Promise<void> | undefined): Promise<void> => {
        recorder.deliver();
        await wait;
      };
      for (const piece of pieces) await append(body.append(piece));
      await append(body.finish());
      expect(Buffer.from(whole ?? concat(recorder.written)).equals(Buffer.from(concat(pieces)))).toBe(true);
      expect(recorder.sizes.slice(0, -1).every((size) => size === chunk)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('a chunk is used again only when nobody needs it any more', () => {
  const pool = new ChunkPool();
  const recorder = new Recorder({ late: true });
  const body = new ChunkedBody(pool, { start: () => recorder, whole: () => undefined });
  void body.append(new Uint8Array(limits.responseChunkBytes + 1));
  const other = pool.take();
  void body.finish();
  expect(recorder.sizes).toEqual([limits.responseChunkBytes, 1]);
  pool.giveBack(other);
  expect(pool.take()).toBe(other);
});
