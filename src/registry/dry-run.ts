// Writes that check everything and store nothing [R042]. upstream: DryRunnableStorage.
import type { KubeObject } from '../machinery/object.ts';
import type { Key } from '../machinery/options.ts';
import { computed, type StoredObject } from '../machinery/stored-object.ts';
import { StorageError } from '../storage/errors.ts';
import type { CreateOptions, DeleteOptions, Mutate, Storage, UpdateOptions } from '../storage/interface.ts';

/** The writing half of a Storage. */
export type Writer<T extends KubeObject> = Pick<Storage<T>, 'create' | 'guaranteedUpdate' | 'delete'>;

/**
 * Goes through the storage's own checks (preconditions, what is there and what is not) by really starting the write, and
 * steps out of it at the moment when the storage would store. Answers with what it would have stored; the resourceVersion
 * is the one the object has now.
 */
export function dryRunOf<T extends KubeObject>(storage: Storage<T>): Writer<T> {
  return {
    async create(key, object, options: CreateOptions = {}) {
      const existing = await storage.get(key, options);
      if (existing !== undefined) throw new StorageError({ code: 'KeyExists', key: textOf(key) });
      return computed(object);
    },

    async guaranteedUpdate(key, mutate: Mutate<T>, options?: UpdateOptions<T>) {
      let next: T | undefined;
      await stepOut((end) =>
        storage.guaranteedUpdate(
          key,
          async (current, stored) => {
            next = await mutate(current, stored);
            return current ?? end();
          },
          options,
        ),
      );
      return computed(next!);
    },

    async delete(key, options: DeleteOptions<T> = {}) {
      let current: T | undefined;
      await stepOut((end) =>
        storage.delete(key, {
          ...options,
          async validate(object) {
            await options.validate?.(object);
            current = object;
            end();
          },
        }),
      );
      return computed(current!);
    },
  };
}

/** Runs `write`, which may end itself by calling `end`: what it throws reaches nobody else. */
async function stepOut(write: (end: () => never) => Promise<StoredObject<unknown>>): Promise<void> {
  const stop = new Error('dry run');
  try {
    await write(() => {
      throw stop;
    });
  } catch (error) {
    if (error !== stop) throw error;
  }
}

/** Only for the error's text, which no answer shows: `KeyExists` becomes AlreadyExists. */
const textOf = ({ namespace, name }: Key): string => (namespace === undefined ? name : `${namespace}/${name}`);
