// The built-in policy. By age: what was already there one interval ago is compacted, so history reaches back between one and
// two intervals; nothing of that is persisted, after a restart it takes one interval more. By size: when history outgrows
// its bounds, the oldest part of it goes at once.
import type { Environment } from '../../../base/environment.ts';
import type { Backend, Revision } from '../../backend.ts';
import { backendFailure, type BackendError } from '../../backend-error.ts';
import type { Retention } from './retention.ts';

export interface CompactionParts {
  readonly backend: Backend;
  readonly environment: Environment;
  /** 0: not by age. */
  readonly intervalMs: number;
  readonly retention: Retention;
  readonly report: ((error: BackendError) => void) | undefined;
}

export class Compaction {
  readonly #parts: CompactionParts;
  #cancelRound = (): void => {};
  #shrinking = false;

  constructor(parts: CompactionParts) {
    this.#parts = parts;
    if (parts.intervalMs > 0) this.#wait(0);
    this.grown();
  }

  /** To be called when there is more history. */
  grown(): void {
    if (!this.#shrinking && this.#parts.retention.excess !== undefined) void this.#shrink();
  }

  stop(): void {
    this.#cancelRound();
  }

  #wait(previous: Revision): void {
    const { environment, intervalMs } = this.#parts;
    this.#cancelRound = environment.after(intervalMs, () => void this.#round(previous));
  }

  async #round(previous: Revision): Promise<void> {
    await this.#attempt(async () => {
      const { backend } = this.#parts;
      this.#wait(await backend.currentRevision());
      if (previous > 0) await backend.compact(previous);
    });
  }

  /** What fails is made up for by the next one. */
  async #shrink(): Promise<void> {
    const { backend, retention } = this.#parts;
    this.#shrinking = true;
    await this.#attempt(async () => {
      for (let excess = retention.excess; excess !== undefined; excess = retention.excess) await backend.compact(excess);
    });
    this.#shrinking = false;
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      const failure = backendFailure(error);
      if (failure === undefined) throw error;
      if (failure.code !== 'closed') this.#parts.report?.(error as BackendError);
    }
  }
}
