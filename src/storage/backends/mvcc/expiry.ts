// Deletes what has reached its end: by ordinary deletes, each with a revision of its own, so that whoever watches is told.
import type { Environment } from '../../../base/environment.ts';
import type { Limits } from '../../../base/limits.ts';
import { backendFailure, type BackendError } from '../../backend-error.ts';
import type { Expirations } from './expirations.ts';

export interface ExpiryParts {
  readonly expirations: Expirations;
  readonly environment: Environment;
  readonly limits: Limits;
  /** Deletes the entry that is there now. When it rejects with a BackendError, it is tried again. */
  readonly expire: (key: string) => Promise<unknown>;
  readonly report: ((error: BackendError) => void) | undefined;
}

/** When deletes fail, the next try comes after this. */
const retryMs = 5_000;

/** Timers do not reach further than 24 days. */
const waitMsMax = 3_600_000;

export class Expiry {
  readonly #parts: ExpiryParts;
  /** When the timer goes off, in ms since 1970; Infinity: never. */
  #wakesAt = Infinity;
  #cancel = (): void => {};
  #deleting = false;
  #failing = false;
  #stopped = false;

  constructor(parts: ExpiryParts) {
    this.#parts = parts;
    this.schedule();
  }

  /** To be called when the expirations have changed. */
  schedule(): void {
    const { expirations, environment } = this.#parts;
    const { next } = expirations;
    if (next === undefined || this.#deleting || this.#stopped || next * 1000 >= this.#wakesAt) return;
    this.#wake(Math.max(0, next * 1000 - environment.now()));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #wake(afterMs: number): void {
    const { environment } = this.#parts;
    const waitMs = Math.min(afterMs, waitMsMax);
    this.#cancel();
    this.#wakesAt = environment.now() + waitMs;
    this.#cancel = environment.after(waitMs, () => void this.#round());
  }

  /** As many as one batch holds, so that others get their turn. */
  async #round(): Promise<void> {
    const { expirations, environment, limits, expire, report } = this.#parts;
    this.#wakesAt = Infinity;
    this.#deleting = true;
    const due = expirations.due(Math.floor(environment.now() / 1000), limits.expiryBatch);
    const outcomes = await Promise.allSettled(due.map(expire));
    this.#deleting = false;
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (this.#stopped) return;
    if (failed === undefined) this.schedule();
    else {
      if (backendFailure(failed.reason) === undefined) throw failed.reason;
      if (!this.#failing) report?.(failed.reason as BackendError);
      this.#wake(retryMs);
    }
    this.#failing = failed !== undefined;
  }
}
