// Node's streams as the rest of the server reads and writes them.
import type { Readable, Writable } from 'node:stream';
import { concat } from '../respond/json-text.ts';

/** Undefined once there is more than `bytesMax`: what is still to come is left where it is. Rejects when the sender goes away. */
export function readWhole(stream: Readable, bytesMax: number): Promise<Uint8Array | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const take = (chunk: Uint8Array): void => {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= bytesMax) return;
    stop();
    stream.pause();
    resolve(undefined);
  };
  const finish = (): void => {
    stop();
    resolve(chunks.length === 1 ? chunks[0]! : concat(chunks));
  };
  const fail = (cause?: unknown): void => {
    stop();
    reject(new Error('the client went away before its request was whole', { cause }));
  };
  const stop = (): void => void stream.off('data', take).off('end', finish).off('error', fail).off('close', fail);
  if (stream.readableEnded) finish();
  else if (stream.destroyed) fail(stream.errored ?? undefined);
  else stream.on('end', finish).on('error', fail).on('close', fail).on('data', take);
  return promise;
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
