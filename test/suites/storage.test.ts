// The published storage suite over the object store, on every backend there is.
import { describe, onTestFinished } from 'vitest';
import type { KubeObject } from '../../src/machinery/object.ts';
import type { Backend } from '../../src/storage/backend.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';
import { openMemory } from '../../src/storage/backends/memory/memory.ts';
import { storageConformance, type OpenedStorage, type StorageSetup } from '../../src/storage/conformance/storage.ts';
import { ObjectStore } from '../../src/storage/object-store.ts';
import { declareCases } from '../support/declare-cases.ts';
import { tempFolder } from '../support/temp-folder.ts';

const capabilities = { readAtRevision: true, progress: true, ttl: true };

describe('memory', () => {
  declareCases('memory', storageConformance({ capabilities, open: async (setup) => plain(openMemory({ verify: true }), setup) }));
});

describe('embedded', () => {
  declareCases(
    'embedded',
    storageConformance({
      capabilities,
      async open(setup) {
        const folder = await tempFolder();
        onTestFinished(() => folder[Symbol.asyncDispose]());
        return plain(await openEmbedded({ directory: folder.path, stamp: 'suite', verify: true }), setup);
      },
    }),
  );
});

function plain<T extends KubeObject>(backend: Backend, setup: StorageSetup<T>): OpenedStorage<T> {
  let writes = 0;
  return {
    storage: new ObjectStore({ ...setup, backend }),
    compact: (revision) => backend.compact(revision),
    async writeElsewhere() {
      const outcome = await backend.put(`/elsewhere/${setup.resourcePrefix}/${writes++}`, () => new Uint8Array(1), 0);
      if (!outcome.ok) throw new Error('nobody else writes there');
      return outcome.entry.modRevision;
    },
    [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose](),
  };
}
