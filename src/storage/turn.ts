// Long synchronous work gives way now and then, so that small requests are not kept waiting by a large one.
import type { Environment } from '../base/environment.ts';

/** How many steps between two looks at the clock. */
const stride = 64;

export class Turn {
  readonly #environment: Environment;
  readonly #ms: number;
  #endsAt: number;
  #steps = 0;

  constructor(environment: Environment, ms: number) {
    this.#environment = environment;
    this.#ms = ms;
    this.#endsAt = environment.now() + ms;
  }

  /** Counts a step. */
  isOver(): boolean {
    return ++this.#steps % stride === 0 && this.#environment.now() >= this.#endsAt;
  }

  /** Lets everything else that is due run, then starts the next turn. Rejects when `signal` has aborted. */
  async pause(signal: AbortSignal | undefined): Promise<void> {
    await nextTask();
    signal?.throwIfAborted();
    this.#endsAt = this.#environment.now() + this.#ms;
  }
}

/** A message to oneself: behind all that is waiting, and unlike a timer of the environment it keeps the process alive. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const done = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', done, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}
