// One project per kind of test; CONTRIBUTING.md says what belongs where.
import { defineConfig } from 'vitest/config';

// unit: beside the code, fast. suites: the public conformance suites over real backends. e2e: a real server and real clients.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'] } },
      { test: { name: 'suites', include: ['test/suites/**/*.test.ts'], testTimeout: 30_000 } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 1 } },
    ],
  },
});
