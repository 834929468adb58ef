// One project for each kind of test; CONTRIBUTING.md says which kind belongs where.

import { env } from 'node:process';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A forgotten `.only` would make a run of one test look like a run of all.
    allowOnly: env['CI'] !== 'true',
    projects: [
      // Beside the code, fast.
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'test/support/**/*.test.ts'], testTimeout: 30_000 } },
      // The public conformance suites over real backends.
      { test: { name: 'suites', include: ['test/suites/**/*.test.ts'], testTimeout: 30_000 } },
      // A real server and real clients, one file at a time.
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 1 } },
      // What takes longer than a test run may: crash rounds, histories, leaks.
      { test: { name: 'soak', include: ['test/soak/**/*.test.ts'], testTimeout: 3_600_000, hookTimeout: 120_000, maxWorkers: 1 } },
    ],
  },
});
