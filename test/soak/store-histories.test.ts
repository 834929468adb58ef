// 10 seeds of 30 seconds on every store of our own: test/reliability/history. `SOAK_SECONDS=5` for less, `SOAK_SEED=7` for
// one that failed.
import { env } from 'node:process';
import { describe, expect, test } from 'vitest';
import { checkHistory, type HistoryOptions } from '../reliability/history/history.ts';
import { embeddedHistories, memoryHistories } from '../reliability/history/stores.ts';
import { tempFolder } from '../support/temp-folder.ts';

const durationMs = Number(env['SOAK_SECONDS'] ?? 30) * 1_000;
const seeds = env['SOAK_SEED'] === undefined ? Array.from({ length: 10 }, (_, i) => i + 1) : [Number(env['SOAK_SEED'])];

async function check(store: string, options: Pick<HistoryOptions, 'open' | 'reopen' | 'seed'>): Promise<void> {
  const { rounds, checked } = await checkHistory({ ...options, durationMs, ttl: true });
  const counts = Object.entries(checked).map(([kind, count]) => `${kind} ${count}`);
  console.log(`${store}, seed ${options.seed}: ${rounds} rounds, all explained: ${counts.join(', ')}`);
  expect(checked['event']).toBeGreaterThan(rounds * 100);
}

describe.for(seeds)('seed %d', (seed) => {
  test('memory', async () => {
    await check('memory', { seed, ...memoryHistories() });
    expect.hasAssertions();
  });

  test('embedded', async () => {
    await using folder = await tempFolder();
    await check('embedded', { seed, ...embeddedHistories(folder.path) });
    expect.hasAssertions();
  });
});
