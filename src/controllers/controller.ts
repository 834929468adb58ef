// A controller: a loop over the ordinary API, like any client's. It watches, and brings what it finds to what it should be.
import type { Environment } from '../base/environment.ts';
import { pause } from '../client/informer.ts';
import type { Client } from '../client/client.ts';

export interface ControllerContext {
  readonly client: Client;
  readonly environment: Environment;
  /** Stops the controller. */
  readonly signal: AbortSignal;
  /** One line for the log: what could not be done, to which object. It will be tried again. */
  report(message: string, error: unknown): void;
}

/** Runs until the signal aborts. `start` resolves when everything it started has stopped. */
export interface Controller {
  /** Upstream's name for it, as `--controllers` takes it. */
  readonly name: string;
  start(context: ControllerContext): Promise<void>;
}

const retryMs = { first: 50, most: 30_000 };

/**
 * Keys waiting to be worked on, one at a time. A key added while it waits is worked on once; one added while it is worked on,
 * once more after. A failure is retried with growing delays. upstream: workqueue.
 */
export class WorkQueue {
  readonly #context: ControllerContext;
  readonly #work: (key: string) => Promise<void>;
  readonly #waiting = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #retries = new Set<Promise<void>>();
  #running: Promise<void> | undefined;

  constructor(context: ControllerContext, work: (key: string) => Promise<void>) {
    this.#context = context;
    this.#work = work;
  }

  add(key: string): void {
    if (this.#context.signal.aborted) return;
    this.#waiting.add(key);
    this.#running ??= this.#drain();
  }

  /** Resolves when nothing is worked on any more. Call after the signal was aborted. */
  async stopped(): Promise<void> {
    await this.#running;
    await Promise.all(this.#retries);
  }

  async #drain(): Promise<void> {
    // Not in the turn of the event that added the key.
    await Promise.resolve();
    for (let key = this.#next(); key !== undefined; key = this.#next()) await this.#one(key);
    this.#running = undefined;
  }

  #next(): string | undefined {
    if (this.#context.signal.aborted) return undefined;
    const [key] = this.#waiting;
    if (key !== undefined) this.#waiting.delete(key);
    return key;
  }

  async #one(key: string): Promise<void> {
    try {
      await this.#work(key);
      this.#failures.delete(key);
    } catch (error) {
      if (this.#context.signal.aborted) return;
      this.#context.report(key, error);
      this.#retryLater(key);
    }
  }

  #retryLater(key: string): void {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const { environment, signal } = this.#context;
    const waiting = pause(environment, Math.min(retryMs.first * 2 ** (failures - 1), retryMs.most), signal).then(() => {
      this.#retries.delete(waiting);
      this.add(key);
    });
    this.#retries.add(waiting);
  }
}
