// The stores that histories run on. A cache of one revision after another, so that memory holds only the latest past.
import type { OpenedStorage } from '../../../src/storage/conformance/storage/case.ts';
import { widgetCodec, type Widget } from '../../../src/storage/conformance/storage/widget.ts';
import type { Backend } from '../../../src/storage/backend.ts';
import { openEmbedded } from '../../../src/storage/backends/embedded/open.ts';
import { openMemory } from '../../../src/storage/backends/memory/memory.ts';
import { ObjectStore } from '../../../src/storage/object-store.ts';
import type { HistoryOptions } from './history.ts';

type Stores = Pick<HistoryOptions, 'open' | 'reopen'>;

/** Of the last of the compactions that clients ask for, and no others. */
const options = { compactionIntervalMs: 0, verify: true } as const;

export function memoryHistories(): Stores {
  return { open: async () => storageOver(openMemory(options)) };
}

/** Most of the past is read from disk. */
export function embeddedHistories(directory: string): Stores {
  const limits = { historyBytes: 50_000, historyPageBytes: 10_000, compactionChunkRevisions: 100 };
  const open = async (): Promise<OpenedStorage<Widget>> =>
    storageOver(await openEmbedded({ ...options, directory, stamp: 'histories', limits }));
  return { open, reopen: open };
}

export function storageOver(backend: Backend): OpenedStorage<Widget> {
  return {
    storage: new ObjectStore({ backend, codec: widgetCodec, namespaced: true, resourcePrefix: 'widgets' }),
    compact: (revision) => backend.compact(revision),
    writeElsewhere: () => Promise.reject(new Error('nobody writes elsewhere')),
    [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose](),
  };
}
