import { describe, expect, it } from 'vitest';
import { realEnvironment, type Environment } from '../../../base/environment.ts';
import type { Limits } from '../../../base/limits.ts';
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

describe('by size', () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const value = (bytes: number) => () => new Uint8Array(bytes);

  /** How many revisions history reaches back, after each of so many updates of one key. */
  async function reach(limits: Partial<Limits>, updates: number): Promise<readonly number[]> {
    await using backend = openMemory({ limits, compactionIntervalMs: 0 });
    const found: number[] = [];
    let expected = 0;
    for (let i = 0; i < updates; i++) {
      const outcome = await backend.put('key', value(1_000), expected);
      expected = outcome.ok ? outcome.entry.modRevision : expected;
      await turn();
      found.push(expected - Math.max(1, backend.compactedRevision()));
    }
    return found;
  }

  it('keeps no more revisions than it may, and not much less', async () => {
    const found = await reach({ historyRevisionsStored: 100 }, 400);
    expect(Math.max(...found)).toBe(100);
    expect(Math.min(...found.slice(100))).toBeGreaterThanOrEqual(70);
  });

  it('keeps no more bytes than it may, and not much less', async () => {
    const found = await reach({ historyBytesStored: 100_000 }, 400);
    expect(Math.max(...found)).toBeGreaterThan(80);
    expect(Math.max(...found)).toBeLessThan(100);
    expect(Math.min(...found.slice(100))).toBeGreaterThanOrEqual(65);
  });

  it('ends when memory has let go of more already', async () => {
    const found = await reach({ historyRevisionsStored: 100, historyBytes: 10_000 }, 300);
    expect(Math.max(...found)).toBeLessThan(100);
  });

  it('lets a value go that is too large for its bound by itself', async () => {
    const found = await reach({ historyBytesStored: 10 }, 5);
    expect(found.slice(1)).toEqual([0, 0, 0, 0]);
  });
});
