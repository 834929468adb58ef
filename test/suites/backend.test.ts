// The published backend suite over every backend there is.
import { describe, onTestFinished } from 'vitest';
import type { Limits } from '../../src/base/limits.ts';
import type { Backend } from '../../src/storage/backend.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';
import { openMemory } from '../../src/storage/backends/memory/memory.ts';
import { backendConformance } from '../../src/storage/conformance/backend.ts';
import { declareCases } from '../support/declare-cases.ts';
import { tempFolder } from '../support/temp-folder.ts';

const inProcess = { readAtRevision: true, progress: true, ttl: true };

describe('memory', () => {
  declareCases(
    'memory',
    backendConformance({
      capabilities: { ...inProcess, durable: false },
      open: async () => ({ backend: openMemory({ verify: true }) }),
    }),
  );
});

describe('embedded', () => {
  declareEmbedded({});
});

// Everything that memory would remember is read from disk, in small pieces.
describe('embedded, without memory of the past', () => {
  declareEmbedded({ historyBytes: 0, historyPageBytes: 100, changesPerBatch: 3, compactionChunkRevisions: 2 });
});

function declareEmbedded(limits: Partial<Limits>): void {
  declareCases(
    'embedded',
    backendConformance({
      capabilities: { ...inProcess, durable: true },
      open: async () => {
        const folder = await tempFolder();
        onTestFinished(() => folder[Symbol.asyncDispose]());
        const open = (): Promise<Backend> => openEmbedded({ directory: folder.path, stamp: 'suite', verify: true, limits });
        return { backend: await open(), reopen: open };
      },
    }),
  );
}
