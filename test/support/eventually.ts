// Waiting for something to become true, without guessing how long it takes.

import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
  /** How long until giving up; generous, because only a failing test waits for all of it. */
  readonly timeoutMs?: number | undefined;
}

const firstPauseMs = 2;
const pauseMsMax = 50;

/**
 * Runs `check` again and again until it neither throws nor returns false, null or undefined; resolves with what it returned.
 * When time is up, rejects with what the last try threw as the cause. For an assertion, which returns nothing, vitest has `vi.waitFor`.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 10_000 }: Patience = {},
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
    let cause: unknown;
    try {
      const result = await check();
      if (result !== false && result !== null && result !== undefined) return result as Exclude<T, false | null | undefined>;
      cause = new Error(`the last try returned ${String(result)}`);
    } catch (thrown) {
      cause = thrown;
    }
    if (performance.now() + pauseMs > deadline) throw new Error(`not within ${timeoutMs} ms: ${String(cause)}`, { cause });
    await sleep(pauseMs);
  }
}
