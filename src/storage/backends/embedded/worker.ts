// The program of the store's threads: one writes, another, started when first needed, reads what memory no longer holds.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../base/assert.ts';
import type { Started, WorkerStart } from './protocol.ts';
import { Reader } from './reader.ts';
import { messageOf } from './sqlite.ts';
import { Writer } from './writer.ts';

const port = parentPort;
assert(port !== null, 'this program runs in a thread');
const start = workerData as WorkerStart;

/** `answer` does not throw: what goes wrong is part of the reply. */
function serve<Request extends { readonly type: string }>(role: {
  readonly lastRevision: number;
  answer(request: Request): { readonly reply: unknown; readonly transfer: readonly ArrayBuffer[] };
}): void {
  assert(port !== null, 'this program runs in a thread');
  port.postMessage({ ok: true, lastRevision: role.lastRevision } satisfies Started);
  port.on('message', ({ id, request }: { readonly id: number; readonly request: Request }) => {
    const { reply, transfer } = role.answer(request);
    port.postMessage({ id, reply }, transfer);
    if (request.type === 'close') port.close();
  });
}

try {
  if (start.role === 'writer') serve(new Writer(start));
  else serve(new Reader(start));
} catch (error) {
  port.postMessage({ ok: false, message: messageOf(error) } satisfies Started);
}
