// Node's streams as the rest of the server reads and writes them.
import type { Readable, Writable } from 'node:stream';

/** Pulls what is there, so that the sender is slowed down by its reader. Breaking out leaves the stream as it is. */
export async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  let goOn: (() => void) | undefined;
  let failure: Error | undefined;
  let over = stream.readableEnded || stream.destroyed;
  const wake = (): void => {
    goOn?.();
    goOn = undefined;
  };
  const finish = (error?: unknown): void => {
    over = true;
    if (error instanceof Error) failure = error;
    wake();
  };
  stream.on('readable', wake).on('end', finish).on('error', finish).on('close', finish);
  try {
    for (;;) {
      const chunk = stream.read() as Uint8Array | null;
      if (chunk !== null) yield chunk;
      else if (over) break;
      else await new Promise<void>((resolve) => (goOn = resolve));
    }
  } finally {
    stream.off('readable', wake).off('end', finish).off('error', finish).off('close', finish);
  }
  if (failure !== undefined || !stream.readableEnded)
    throw new Error('the client went away before its request was whole', { cause: failure });
}

/** Resolves when `stream` can take more, and when it is gone. */
export function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}
