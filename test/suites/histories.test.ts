// A little of what test/soak/store-histories.test.ts does for long, and the proof that it would notice.
import { expect, onTestFinished, test } from 'vitest';
import { faults, faulty } from '../reliability/history/faults.ts';
import { checkHistory } from '../reliability/history/history.ts';
import { embeddedHistories, memoryHistories } from '../reliability/history/stores.ts';
import { tempFolder } from '../support/temp-folder.ts';

const brief = { seed: 7, durationMs: 1_000, ttl: true };

test('everything that clients of a store in memory are told fits one order of events', async () => {
  const { checked } = await checkHistory({ ...brief, durationMs: 3_000, ...memoryHistories() });
  expect(checked['event']).toBeGreaterThan(100);
  expect(checked['ended']).toBeGreaterThan(0);
});

test('and of an embedded one', async () => {
  const folder = await tempFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const { checked } = await checkHistory({ ...brief, ...embeddedHistories(folder.path) });
  expect(checked['event']).toBeGreaterThan(100);
});

test.for(faults)('$name: is found out', async ({ change, found }) => {
  const { open } = memoryHistories();
  await expect(checkHistory({ ...brief, open: faulty(open, change) })).rejects.toThrow(found);
});
