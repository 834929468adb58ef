// One of the store's threads, seen from the server's: questions and answers. It keeps the process alive only while a
// question is open.
import { Worker } from 'node:worker_threads';
import type { Revision } from '../../backend.ts';
import type { Started, WorkerStart } from './protocol.ts';

/** The thread ended before it answered. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
}

export class Thread<Request, Reply> {
  /** What the file held when the thread opened it. */
  readonly lastRevision: Revision;
  readonly #worker: Worker;
  readonly #open = new Map<number, PromiseWithResolvers<Reply>>();
  #nextId = 0;
  #ended: ThreadEnded | undefined;

  /** Rejects with the thread's own words when it cannot open the file. */
  static async start<Request, Reply>(url: URL, start: WorkerStart): Promise<Thread<Request, Reply>> {
    // A small young generation: the thread handles values and keeps none.
    const worker = new Worker(url, { workerData: start, resourceLimits: { maxYoungGenerationSizeMb: 4 } });
    const started = await firstMessage(worker);
    if (started.ok) return new Thread<Request, Reply>(worker, started.lastRevision);
    await worker.terminate();
    throw new Error(started.message);
  }

  private constructor(worker: Worker, lastRevision: Revision) {
    this.lastRevision = lastRevision;
    this.#worker = worker;
    worker.unref();
    worker.on('message', ({ id, reply }: { readonly id: number; readonly reply: Reply }) => this.#answer(id, reply));
    worker.on('error', (error) => this.#end(new ThreadEnded('the thread failed', { cause: error })));
    worker.on('exit', (code) => this.#end(new ThreadEnded(`the thread ended with code ${code}`)));
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Rejects with ThreadEnded; then nobody knows how far the thread came. Values are copied to it. */
  ask(request: Request): Promise<Reply> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    const answer = Promise.withResolvers<Reply>();
    if (this.#open.size === 0) this.#worker.ref();
    this.#open.set(id, answer);
    this.#worker.postMessage({ id, request });
    return answer.promise;
  }

  #answer(id: number, reply: Reply): void {
    const answer = this.#open.get(id);
    this.#open.delete(id);
    if (this.#open.size === 0) this.#worker.unref();
    answer?.resolve(reply);
  }

  #end(ended: ThreadEnded): void {
    this.#ended ??= ended;
    for (const answer of this.#open.values()) answer.reject(this.#ended);
    this.#open.clear();
  }
}

function firstMessage(worker: Worker): Promise<Started> {
  return new Promise((resolve) => {
    const settle = (started: Started): void => {
      worker.off('message', settle).off('error', onError).off('exit', onExit);
      resolve(started);
    };
    const onError = (error: Error): void => settle({ ok: false, message: error.message });
    const onExit = (code: number): void => settle({ ok: false, message: `the thread ended with code ${code}` });
    worker.on('message', settle).on('error', onError).on('exit', onExit);
  });
}
