// The cases of a published suite as tests. What the options declare as missing is said aloud and is no test: a skipped test
// is one that could not run, and under CI a failure.
import { test } from 'vitest';

interface Case {
  readonly name: string;
  /** Why it does not apply: a capability that was not declared. */
  readonly skip?: string | undefined;
  run(): Promise<void>;
}

export function declareCases(subject: string, cases: readonly Case[]): void {
  for (const { name, skip, run } of cases) {
    if (skip === undefined) test(name, run);
    else console.info(`${subject} declares a gap (${skip}): ${name}`);
  }
}
