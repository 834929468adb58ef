// When a watch should be told how far it is: about every minute, and once more shortly before it ends [S047].
import type { Environment } from '../base/environment.ts';

const everyMs = 60_000;
const beforeDeadlineMs = 2_000;

export class BookmarkClock {
  readonly #environment: Environment;
  readonly #deadline: number;
  readonly #onDue: () => void;
  #due = false;
  #cancel: (() => void) | undefined;

  /** `deadline` in milliseconds since 1970. `onDue` runs each time a bookmark becomes due, until it is stopped. */
  constructor(environment: Environment, deadline: number | undefined, onDue: () => void) {
    this.#environment = environment;
    this.#deadline = deadline ?? Infinity;
    this.#onDue = onDue;
  }

  get due(): boolean {
    return this.#due;
  }

  start(): void {
    const untilLast = this.#deadline - beforeDeadlineMs - this.#environment.now();
    this.#cancel = this.#environment.after(untilLast > 0 ? Math.min(everyMs, untilLast) : everyMs, () => {
      this.#due = true;
      this.#onDue();
    });
  }

  /** A bookmark was sent. */
  restart(): void {
    this.stop();
    this.start();
  }

  stop(): void {
    this.#due = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
