// kill -9 under 64 writers, on the store alone: what was acknowledged is there, what was shown to a reader is there, the
// revision does not go back, and a reader resumed from the last revision it saw misses nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import type { Backend } from '../../src/storage/backend.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';
import { readChanges } from '../../src/storage/conformance/backend/store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const program = join(import.meta.dirname, 'store-writers.ts');

interface Acknowledged {
  readonly revision: number;
  /** `undefined`: deleted. */
  readonly length: number | undefined;
}

/** What a process said before it was killed. */
interface Testimony {
  readonly acknowledged: ReadonlyMap<string, Acknowledged>;
  readonly acknowledgements: number;
  /** In the order that the reader of `changes` was shown them. */
  readonly seen: readonly number[];
  readonly start: number;
}

export async function storeKillRounds(rounds: number): Promise<{ readonly acknowledged: number; readonly seen: number }> {
  await using folder = await tempFolder();
  const total = { acknowledged: 0, seen: 0 };
  for (let round = 0; round < rounds; round++) {
    const testimony = await writeUntilKilled(folder.path, 500 + ((round * 1_231) % 4_000));
    await using backend = await openEmbedded({ directory: folder.path, stamp: 'test', compactionIntervalMs: 0 });
    await verify(backend, testimony);
    total.acknowledged += testimony.acknowledgements;
    total.seen += testimony.seen.length;
  }
  return total;
}

async function writeUntilKilled(directory: string, acknowledgements: number): Promise<Testimony> {
  const child = spawn(execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const testimony = { acknowledged: new Map<string, Acknowledged>(), acknowledgements: 0, seen: [] as number[], start: 0 };
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const [what, first, second, third] = line.split(' ');
    if (what === 'open') testimony.start = Number(first);
    else if (what === 'saw') testimony.seen.push(Number(first));
    else if (third !== undefined) {
      const length = third === '-' ? undefined : Number(third);
      testimony.acknowledged.set(first!, { revision: Number(second), length });
      testimony.acknowledgements += 1;
      if (testimony.acknowledgements === acknowledgements) child.kill('SIGKILL');
    }
  });
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  expect(child.signalCode, 'the process was killed and did not fail').toBe('SIGKILL');
  return testimony;
}

async function verify(backend: Backend, { acknowledged, seen, start }: Testimony): Promise<void> {
  const current = await backend.currentRevision();
  const highest = Math.max(start, seen.at(-1) ?? 0, ...[...acknowledged.values()].map(({ revision }) => revision));
  expect(current).toBeGreaterThanOrEqual(highest);
  for (const [key, { revision, length }] of acknowledged) {
    const { entry } = await backend.get(key);
    // One write per key may have been under way: it may be there, too.
    if (entry === undefined ? length !== undefined : entry.modRevision !== revision) await expectLaterChange(backend, key, revision);
    else expect(entry?.value.byteLength, key).toBe(length);
  }
  await verifyResume(backend, seen);
}

async function expectLaterChange(backend: Backend, key: string, after: number): Promise<void> {
  expect(await readChanges(backend, key, after), `${key} has changed since its last acknowledged write`).not.toHaveLength(0);
}

/** The reader was shown every revision there is from where it began, and goes on with the next one. */
async function verifyResume(backend: Backend, seen: readonly number[]): Promise<void> {
  const from = Math.max(backend.compactedRevision(), (seen[0] ?? 1) - 1);
  const now = (await readChanges(backend, '/writers/', from)).map((change) =>
    change.type === 'PUT' ? change.entry.modRevision : change.modRevision,
  );
  const shown = seen.filter((revision) => revision > from);
  expect(shown).toEqual(now.slice(0, shown.length));
}
