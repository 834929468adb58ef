// A few rounds of what test/soak does for longer.
import { expect, test } from 'vitest';
import { storeKillRounds } from '../reliability/store-kill.ts';

test('kill -9 under 64 writers loses nothing that was acknowledged or shown', async () => {
  const { acknowledged, seen } = await storeKillRounds(3);
  expect(acknowledged).toBeGreaterThan(3_000);
  expect(seen).toBeGreaterThan(0);
});
