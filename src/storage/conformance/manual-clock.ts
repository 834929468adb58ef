// Time that passes when a case says so.
import type { Environment } from '../../base/environment.ts';
import { randomFrom } from './random.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export class ManualClock implements Environment {
  readonly random = randomFrom(1);
  #now = Date.UTC(2026, 0, 1);
  #timers: readonly Timer[] = [];
  #uuids = 0;

  now(): number {
    return this.#now;
  }

  uuid(): string {
    return `00000000-0000-4000-8000-${String(++this.#uuids).padStart(12, '0')}`;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers = [...this.#timers, timer];
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Whether anything waits for time to pass. */
  get waiting(): boolean {
    return this.#timers.length > 0;
  }

  /** Runs what becomes due, in order, each at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#firstUntil(until); next !== undefined; next = this.#firstUntil(until)) {
      const due = next;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#now = due.at;
      due.run();
    }
    this.#now = until;
  }

  #firstUntil(until: number): Timer | undefined {
    const due = this.#timers.filter(({ at }) => at <= until);
    return due.reduce<Timer | undefined>((first, timer) => (first === undefined || timer.at < first.at ? timer : first), undefined);
  }
}
