import { expect, test } from 'vitest';
import { storeKillRounds } from '../reliability/store-kill.ts';

test('the embedded store survives 20 rounds of kill -9 under 64 writers', async () => {
  const { acknowledged } = await storeKillRounds(20);
  expect(acknowledged).toBeGreaterThan(20 * 500);
});
