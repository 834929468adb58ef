// The published backend suite over every backend there is.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import type { Backend } from '../../src/storage/backend.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';
import { openMemory } from '../../src/storage/backends/memory/memory.ts';
import { backendConformance, type BackendConformanceOptions } from '../../src/storage/conformance/backend.ts';

const inProcess = { readAtRevision: true, progress: true, ttl: false };

describe('memory', () => {
  declare({
    capabilities: { ...inProcess, durable: false },
    open: async () => ({ backend: openMemory({ verify: true }) }),
  });
});

describe('embedded', () => {
  declare({
    capabilities: { ...inProcess, durable: true },
    open: async () => {
      const directory = await mkdtemp(join(tmpdir(), 'kapibara-suite-'));
      const open = (): Promise<Backend> => openEmbedded({ directory, stamp: 'suite', verify: true });
      onTestFinished(() => rm(directory, { recursive: true }));
      return { backend: await open(), reopen: open };
    },
  });
});

function declare(options: BackendConformanceOptions): void {
  for (const { name, skip, run } of backendConformance(options)) {
    test(name, async (context) => {
      context.skip(skip !== undefined, skip);
      await run();
    });
  }
}
