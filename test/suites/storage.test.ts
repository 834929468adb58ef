// The published storage suite over the object store, on every backend there is.
import { describe, onTestFinished } from 'vitest';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';
import { openMemory } from '../../src/storage/backends/memory/memory.ts';
import { storageConformance } from '../../src/storage/conformance/storage.ts';
import { declareCases } from '../support/declare-cases.ts';
import { plainStorage } from '../support/object-storage.ts';
import { tempFolder } from '../support/temp-folder.ts';

const capabilities = { readAtRevision: true, progress: true, ttl: true };

describe('memory', () => {
  declareCases('memory', storageConformance({ capabilities, open: async (setup) => plainStorage(openMemory({ verify: true }), setup) }));
});

describe('embedded', () => {
  declareCases(
    'embedded',
    storageConformance({
      capabilities,
      async open(setup) {
        const folder = await tempFolder();
        onTestFinished(() => folder[Symbol.asyncDispose]());
        return plainStorage(await openEmbedded({ directory: folder.path, stamp: 'suite', verify: true }), setup);
      },
    }),
  );
});
