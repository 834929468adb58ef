// The object store over any backend, as the storage suite wants it.
import type { KubeObject } from '../../src/machinery/object.ts';
import type { Backend } from '../../src/storage/backend.ts';
import type { OpenedStorage, StorageSetup } from '../../src/storage/conformance/storage.ts';
import type { StorageMediaType } from '../../src/storage/factory.ts';
import { ObjectStore } from '../../src/storage/object-store.ts';

/** Closes the backend with the storage. */
export function plainStorage<T extends KubeObject>(
  backend: Backend,
  setup: StorageSetup<T>,
  mediaType?: StorageMediaType,
): OpenedStorage<T> {
  let writes = 0;
  return {
    storage: new ObjectStore({ ...setup, backend, mediaType }),
    compact: (revision) => backend.compact(revision),
    async writeElsewhere() {
      const outcome = await backend.put(`/elsewhere/${setup.resourcePrefix}/${writes++}`, () => new Uint8Array(1), 0);
      if (!outcome.ok) throw new Error('nobody else writes there');
      return outcome.entry.modRevision;
    },
    [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose](),
  };
}
