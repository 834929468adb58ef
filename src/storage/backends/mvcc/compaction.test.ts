import { expect, it } from 'vitest';
import { realEnvironment, type Environment } from '../../../base/environment.ts';
import type { Backend } from '../../backend.ts';
import { openMemory } from '../memory/memory.ts';

/** Time that passes when the test says so. */
function manualTime(): { environment: Environment; pass: () => Promise<void>; readonly waiting: number } {
  const timers = new Set<() => void>();
  return {
    environment: {
      ...realEnvironment,
      after: (_, run) => {
        timers.add(run);
        return () => timers.delete(run);
      },
    },
    get waiting() {
      return timers.size;
    },
    pass: async () => {
      const due = [...timers];
      timers.clear();
      for (const run of due) run();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

async function write(backend: Backend): Promise<void> {
  await backend.put(crypto.randomUUID(), () => new Uint8Array(1), 0);
}

it('compacts what was already there one interval ago', async () => {
  const time = manualTime();
  const backend = openMemory({ environment: time.environment });
  await write(backend);
  await time.pass();
  expect(backend.compactedRevision()).toBe(0);
  const atFirst = await backend.currentRevision();
  await write(backend);
  await time.pass();
  expect(backend.compactedRevision()).toBe(atFirst);
  await time.pass();
  expect(backend.compactedRevision()).toBe(atFirst + 1);
  expect(time.waiting).toBe(1);
  await backend[Symbol.asyncDispose]();
  expect(time.waiting).toBe(0);
});

it('never compacts when told so', async () => {
  const time = manualTime();
  await using backend = openMemory({ environment: time.environment, compactionIntervalMs: 0 });
  await write(backend);
  expect(time.waiting).toBe(0);
});
