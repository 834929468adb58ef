// `npm test`: the check, then the suites over real backends, then real clients against the built command.
//
// Its last line is `N passed, N failed`: every test, and one for each other step.

import { exit } from 'node:process';
import { checkSteps } from './check.ts';
import { addTotals, runSteps, vitest, type Step } from './steps.ts';

const rounds: readonly (readonly Step[])[] = [
  checkSteps,
  [{ name: 'build', command: 'node', args: ['scripts/build.ts'] }],
  [vitest('suites', { live: true })],
  [vitest('e2e', { live: true })],
];

const results = [];
for (const steps of rounds) results.push(await runSteps(steps));
const { passed, failed } = addTotals(results);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) exit(1);
