// The objects of one resource under the kind of another: events of events.k8s.io are the core group's, told in other words
// [F003, F004].
import type { KubeObject } from '../machinery/object.ts';
import type { Predicate } from '../machinery/options.ts';
import type { Revision, StoredObject } from '../machinery/stored-object.ts';
import type { Watch, WatchEvent } from '../machinery/watch.ts';
import type { ObjectCodec } from '../storage/codec.ts';
import type { DeleteOptions, Storage, UpdateOptions } from '../storage/interface.ts';
import type { Conversion } from './definition.ts';

/** `codec` is the served kind's: it makes the bytes that readers get. */
export function convertedStorage<T extends KubeObject, S extends KubeObject>(
  storage: Storage<S>,
  codec: ObjectCodec<T>,
  conversion: Conversion<T, S>,
): Storage<T> {
  const { fromStored, toStored } = conversion;
  const served = (stored: StoredObject<S>): StoredObject<T> => new ConvertedObject(stored, codec, conversion);
  const ofStored = (predicate: Predicate | undefined): Predicate | undefined =>
    predicate && { ...predicate, matches: (stored) => predicate.matches(served(stored as StoredObject<S>)) };
  return {
    async get(key, options) {
      const stored = await storage.get(key, options);
      return stored && served(stored);
    },
    async getList(scope, options = {}) {
      const page = await storage.getList(scope, { ...options, predicate: ofStored(options.predicate) });
      return { ...page, items: page.items.map(served) };
    },
    create: async (key, object, options) => served(await storage.create(key, toStored(object), options)),
    async guaranteedUpdate(key, mutate, { hint: _hint, ...options }: UpdateOptions<T> = {}) {
      const mutateStored = async (current: S | undefined, stored: StoredObject<S> | undefined): Promise<S> => {
        const object = current && fromStored(current);
        const next = await mutate(object, stored && served(stored));
        return next === object ? current! : toStored(next);
      };
      return served(await storage.guaranteedUpdate(key, mutateStored, options));
    },
    async delete(key, { hint: _hint, validate, ...options }: DeleteOptions<T> = {}) {
      const validateStored = validate && ((current: S) => validate(fromStored(current)));
      return served(await storage.delete(key, { ...options, validate: validateStored }));
    },
    watch: async (scope, options) =>
      servedWatch(await storage.watch(scope, { ...options, predicate: ofStored(options.predicate) }), served),
    getCurrentResourceVersion: (options) => storage.getCurrentResourceVersion(options),
    readinessCheck: () => storage.readinessCheck(),
    requestWatchProgress: () => storage.requestWatchProgress(),
    compactRevision: () => storage.compactRevision(),
    stats: () => storage.stats(),
  };
}

async function* servedWatch<T, S>(watch: Watch<S>, served: (stored: StoredObject<S>) => StoredObject<T>): Watch<T> {
  const servedEvent = (event: WatchEvent<S>): WatchEvent<T> => ('object' in event ? { ...event, object: served(event.object) } : event);
  for await (const batch of watch) yield batch.map(servedEvent);
}

const encoder = new TextEncoder();

/** Converted when somebody looks inside; then once, and encoded once. */
class ConvertedObject<T extends KubeObject, S extends KubeObject> implements StoredObject<T> {
  readonly #stored: StoredObject<S>;
  readonly #codec: ObjectCodec<T>;
  readonly #conversion: Conversion<T, S>;
  #bytes: Uint8Array | undefined;
  #fields: Readonly<Record<string, string>> | undefined;

  constructor(stored: StoredObject<S>, codec: ObjectCodec<T>, conversion: Conversion<T, S>) {
    this.#stored = stored;
    this.#codec = codec;
    this.#conversion = conversion;
  }

  get revision(): Revision {
    return this.#stored.revision;
  }
  get namespace(): string | undefined {
    return this.#stored.namespace;
  }
  get name(): string {
    return this.#stored.name;
  }
  get labels(): Readonly<Record<string, string>> {
    return this.#stored.labels;
  }
  get fields(): Readonly<Record<string, string>> {
    return (this.#fields ??= this.#codec.fields?.(this.object()) ?? {});
  }
  get bytes(): Uint8Array {
    return (this.#bytes ??= encoder.encode(this.#codec.stringify(this.object(), String(this.revision))));
  }

  object(): T {
    return this.#conversion.fromStored(this.#stored.object());
  }
}
