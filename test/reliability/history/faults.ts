// Storages that lie now and then, for the proof that a history check finds them out.
import { computed, type StoredObject } from '../../../src/machinery/stored-object.ts';
import type { Page } from '../../../src/machinery/options.ts';
import type { Watch, WatchBatch } from '../../../src/machinery/watch.ts';
import type { OpenedStorage } from '../../../src/storage/conformance/storage/case.ts';
import type { Widget } from '../../../src/storage/conformance/storage/widget.ts';
import { StorageError } from '../../../src/storage/errors.ts';
import type { Storage } from '../../../src/storage/interface.ts';

type Change = (storage: Storage<Widget>) => Partial<Storage<Widget>>;

export interface Fault {
  readonly name: string;
  /** The methods that take the place of the storage's own. */
  readonly change: Change;
  /** How the check says so. */
  readonly found: RegExp;
}

export function faulty(open: () => Promise<OpenedStorage<Widget>>, change: Change): () => Promise<OpenedStorage<Widget>> {
  return async () => {
    const opened = await open();
    const changed = change(opened.storage);
    const storage = new Proxy(opened.storage, {
      get(own, name) {
        const method: unknown = Reflect.get(changed, name) ?? Reflect.get(own, name);
        return typeof method === 'function' ? method.bind(own) : method;
      },
    });
    return { ...opened, storage, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
  };
}

/** True every so many times. */
function sometimes(every = 50): () => boolean {
  let count = 0;
  return () => ++count % every === 0;
}

const changingWatches =
  (changeBatch: (batch: WatchBatch<Widget>) => WatchBatch<Widget>): Change =>
  (storage) => ({
    async watch(scope, options) {
      const watch = await storage.watch(scope, options);
      // Somebody has to know the truth.
      return scope.namespace === undefined ? watch : changedWatch(watch, changeBatch);
    },
  });

async function* changedWatch(watch: Watch<Widget>, change: (batch: WatchBatch<Widget>) => WatchBatch<Widget>): Watch<Widget> {
  for await (const batch of watch) {
    const changed = change(batch);
    if (changed.length > 0) yield changed;
  }
}

export const faults: readonly Fault[] = [
  {
    name: 'a read that is stale',
    found: /though there was only/,
    change(storage) {
      const [now, older] = [sometimes(), new Map<string, StoredObject<Widget> | undefined>()];
      return {
        async get(key, options) {
          const path = `${key.namespace}/${key.name}`;
          const fresh = await storage.get(key, options);
          if (now()) return older.get(path);
          older.set(path, fresh);
          return fresh;
        },
      };
    },
  },
  {
    name: 'a list that is stale',
    found: /a list at \d+ after \d+ was seen/,
    change(storage) {
      const now = sometimes(5);
      let older: Page<Widget> | undefined;
      return {
        async getList(scope, options = {}) {
          const page = await storage.getList(scope, options);
          const whole = scope.namespace === undefined && options.predicate?.matchesAll === true && page.continue === undefined;
          if (!whole || options.freshness !== undefined || options.continue !== undefined) return page;
          if (older !== undefined && now()) return older;
          older = page;
          return page;
        },
      };
    },
  },
  {
    name: 'a list that leaves something out',
    found: /the list of/,
    change(storage) {
      const now = sometimes();
      return {
        async getList(scope, options) {
          const page = await storage.getList(scope, options);
          return page.items.length > 0 && now() ? { ...page, items: page.items.slice(1) } : page;
        },
      };
    },
  },
  {
    name: 'an update that overwrites another one',
    found: /knew what it replaced/,
    change(storage) {
      const now = sometimes(5);
      return {
        async guaranteedUpdate(key, mutate, options) {
          const old = await storage.get(key);
          if (old === undefined || !now()) return storage.guaranteedUpdate(key, mutate, options);
          await new Promise((resolve) => setImmediate(resolve));
          return storage.guaranteedUpdate(key, () => mutate(old.object(), old));
        },
      };
    },
  },
  {
    name: 'a write that is acknowledged and not stored',
    found: /every acknowledged write was told|knew what it replaced|though there was only/,
    change(storage) {
      const now = sometimes();
      return {
        create: async (key, object, options) => (now() ? computed(object) : storage.create(key, object, options)),
      };
    },
  },
  {
    name: 'an object that goes away before its time',
    found: /lived until|which nobody asked for/,
    change: (storage) => ({
      async create(key, object, options = {}) {
        const stored = await storage.create(key, object, options);
        if (options.ttlSeconds !== undefined) await storage.delete(key).catch(() => {});
        return stored;
      },
    }),
  },
  {
    name: 'a refusal for no reason',
    found: /though there was only/,
    change(storage) {
      const now = sometimes();
      return {
        async delete(key, options) {
          if ((await storage.get(key)) !== undefined && now()) throw new StorageError({ code: 'KeyNotFound', key: key.name });
          return storage.delete(key, options);
        },
      };
    },
  },
  {
    name: 'a watch that leaves something out',
    found: /deepEqual|deep-equal|Expected values/i,
    change(storage) {
      const now = sometimes();
      return changingWatches((batch) => (now() ? batch.slice(1) : batch))(storage);
    },
  },
  {
    name: 'a watch that repeats itself',
    found: /comes after/,
    change(storage) {
      const now = sometimes();
      return changingWatches((batch) => (now() ? [...batch, ...batch] : batch))(storage);
    },
  },
  {
    name: 'a watch that tells of what it does not select',
    found: /Expected values|the list of/i,
    change: (storage) => ({
      watch: (scope, options) => storage.watch(scope, scope.namespace === 'a' ? { ...options, predicate: undefined } : options),
    }),
  },
];
