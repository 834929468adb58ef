// `npm run check`: everything that can be known in under a minute.
//
// Each step is a tool with the house's rules; what it says is shown when it fails.

import { exit } from 'node:process';
import { runSteps, vitest, type Step } from './steps.ts';

/** Longest first, so that no core is left waiting for the last one. */
export const checkSteps: readonly Step[] = [
  vitest('unit'),
  { name: 'types', command: 'tsc', args: ['-b'] },
  { name: 'format', command: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings', '--format', 'unix'] },
  { name: 'knip', command: 'knip', args: ['--no-progress'] },
  { name: 'tidy', command: 'node', args: ['scripts/tidy.ts'] },
];

if (import.meta.main) {
  const { passed, failed } = await runSteps(checkSteps);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) exit(1);
}
