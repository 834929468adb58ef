// Runs steps, as many at once as there are cores, and tells of each how long it took and, where it failed, what it said.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { run } from './run.ts';
import type { Totals } from './totals.ts';

const root = resolve(import.meta.dirname, '..');

export interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** A run of vitest counts its tests; any other step counts as one. */
  readonly tests?: boolean | undefined;
  /** Show what it says while it runs; for long steps that have the machine to themselves. */
  readonly live?: boolean | undefined;
}

/** The step that runs one of vitest.config.ts' projects. */
export function vitest(project: string, options: Pick<Step, 'live'> = {}): Step {
  const args = ['run', '--project', project, '--reporter=default', '--reporter=./scripts/totals.ts'];
  return { name: project, command: 'vitest', args, tests: true, ...options };
}

/** The totals of all steps together. Resolves when all have ended, whatever came of them. */
export async function runSteps(steps: readonly Step[]): Promise<Totals> {
  const waiting = [...steps];
  const results: Totals[] = [];
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) results.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return addTotals(results);
}

export function addTotals(all: readonly Totals[]): Totals {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

async function runStep({ name, command, args, tests, live }: Step): Promise<Totals> {
  const folder = await mkdtemp(join(tmpdir(), 'kapibara-step-'));
  const totalsFile = join(folder, 'totals.json');
  const started = performance.now();
  const { code, output } = await run(command, args, { cwd: root, live, env: { KAPIBARA_TOTALS: totalsFile } });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const totals = tests === true ? await readTotals(totalsFile) : undefined;
  await rm(folder, { recursive: true });

  const outcome = judge(code, totals);
  const count = totals === undefined ? '' : `, ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped.length} skipped`;
  console.log(`${outcome.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(8)} ${seconds.padStart(6)} s${count}`);
  if (outcome.failed > 0 && live !== true) console.log(output.trimEnd());
  for (const skip of outcome.skipped) console.log(`     skipped: ${skip}`);
  return outcome;
}

async function readTotals(file: string): Promise<Totals> {
  // A run that broke off before its end has left nothing.
  const text = await readFile(file, 'utf8').catch(() => '{ "passed": 0, "failed": 1, "skipped": [] }');
  return JSON.parse(text) as Totals;
}

/** What a step counts for. Where everything a test needs is promised to be there (CI), a test that was not run has failed. */
export function judge(code: number, totals: Totals | undefined): Totals {
  if (totals === undefined) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
  const notRun = env['CI'] === 'true' ? totals.skipped.length : 0;
  return { ...totals, failed: Math.max(totals.failed + notRun, code === 0 ? 0 : 1) };
}
