// Whoever writes a long answer lets others have their turn now and then.
import { setImmediate } from 'node:timers/promises';
import { limits } from '../../base/limits.ts';

export class Turns {
  #since = performance.now();

  /** Undefined: go on. Otherwise wait, because the event loop was kept for long enough. */
  next(): Promise<void> | undefined {
    if (performance.now() - this.#since < limits.responseSliceMs) return undefined;
    return setImmediate().then(() => void (this.#since = performance.now()));
  }

  /** The event loop ran, as it does whenever somebody waits. */
  restart(): void {
    this.#since = performance.now();
  }
}
