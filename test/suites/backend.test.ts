// The published backend suite over every backend there is.
import { describe, test } from 'vitest';
import { openMemory } from '../../src/storage/backends/memory/memory.ts';
import { backendConformance, type BackendConformanceOptions } from '../../src/storage/conformance/backend.ts';

const inProcess = { readAtRevision: true, progress: true, ttl: false };

describe('memory', () => {
  declare({
    capabilities: { ...inProcess, durable: false },
    open: async () => ({ backend: openMemory({ verify: true }) }),
  });
});

function declare(options: BackendConformanceOptions): void {
  for (const { name, skip, run } of backendConformance(options)) {
    // oxlint-disable-next-line vitest/valid-title, vitest/expect-expect -- the suite brings its names and its assertions
    test(name, async (context) => {
      context.skip(skip !== undefined, skip);
      await run();
    });
  }
}
