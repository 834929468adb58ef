// A vitest reporter that leaves the counts of a run in the file $KAPIBARA_TOTALS, for the last line of `npm test`.

import { writeFileSync } from 'node:fs';
import { env } from 'node:process';
import type { Reporter } from 'vitest/node';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  /** Each with the reason it gave, if any. */
  readonly skipped: readonly string[];
}

export default class TotalsReporter implements Reporter {
  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (modules, unhandledErrors) => {
    let passed = 0;
    let failed = unhandledErrors.length;
    const skipped: string[] = [];
    for (const module of modules) {
      // A file that could not be loaded, or whose hooks failed, has failed even where no test of it did.
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed += 1;
        else if (result.state === 'failed') failed += 1;
        else skipped.push(`${module.relativeModuleId} > ${test.fullName}: ${('note' in result && result.note) || 'no reason given'}`);
      }
    }
    const totals: Totals = { passed, failed, skipped };
    writeFileSync(env['KAPIBARA_TOTALS']!, JSON.stringify(totals));
  };
}
