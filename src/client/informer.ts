// A local, always fresh copy of one resource, and a call for every change: what a controller is built on.
import type { Environment } from '../base/environment.ts';
import type { KubeObject } from '../machinery/object.ts';
import { isStatusError } from '../machinery/status-error.ts';
import type { ResourceClient, SelectOptions } from './client.ts';
import type { ClientWatchEvent } from './watch-stream.ts';

export interface InformerOptions<T extends KubeObject> extends SelectOptions {
  readonly client: ResourceClient<T>;
  readonly environment: Environment;
  /** Stops the informer. */
  readonly signal: AbortSignal;
  /** Called for every object seen and every change, in order; `deleted` when it is gone. Must not throw. */
  onChange(object: T, deleted: boolean): void;
  /** A stream broke and will be taken up again; for logs. */
  onRetry?(error: unknown): void;
}

/** How long to wait before watching again after a failure. A stream the server closed in peace is taken up at once. */
const retryMs = { first: 100, most: 10_000 };

export interface Informer<T> {
  get(key: string): T | undefined;
  values(): Iterable<T>;
  /** Resolves when the first full state was seen. */
  readonly synced: Promise<void>;
  /** Resolves when the signal was aborted and the last call was made. */
  readonly stopped: Promise<void>;
}

/** `namespace/name`, or `name` for cluster-scoped objects. */
export const keyOf = ({ metadata: { namespace, name = '' } }: KubeObject): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

/** Starts at once. Survives expired resourceVersions, closed streams and a server that is not there yet. */
export function startInformer<T extends KubeObject>(options: InformerOptions<T>): Informer<T> {
  const objects = new Map<string, T>();
  const synced = Promise.withResolvers<void>();
  const stopped = run(options, objects, synced.resolve);
  return { get: (key) => objects.get(key), values: () => objects.values(), synced: synced.promise, stopped };
}

async function run<T extends KubeObject>(options: InformerOptions<T>, objects: Map<string, T>, onSynced: () => void): Promise<void> {
  const { client, environment, signal, onRetry } = options;
  let resourceVersion: string | undefined;
  let delayMs = retryMs.first;
  while (!signal.aborted) {
    let present = resourceVersion === undefined ? new Set<string>() : undefined;
    try {
      for await (const event of client.watch({ ...options, resourceVersion })) {
        delayMs = retryMs.first;
        if (event.type === 'BOOKMARK' && event.initialEventsEnd && present !== undefined) {
          forgetAbsent(options, objects, present);
          present = undefined;
          onSynced();
        }
        // Until the initial events are whole, a broken stream must start over: their revisions are not in order.
        if (event.type === 'BOOKMARK') resourceVersion = event.resourceVersion;
        else {
          apply(options, objects, event, present);
          if (resourceVersion !== undefined) resourceVersion = event.object.metadata.resourceVersion;
        }
      }
    } catch (error) {
      if (signal.aborted) break;
      if (isStatusError(error) && error.status.code === 410) resourceVersion = undefined;
      onRetry?.(error);
      await pause(environment, delayMs, signal);
      delayMs = Math.min(delayMs * 2, retryMs.most);
    }
  }
}

function apply<T extends KubeObject>(
  { onChange }: InformerOptions<T>,
  objects: Map<string, T>,
  event: Exclude<ClientWatchEvent<T>, { readonly type: 'BOOKMARK' }>,
  present: Set<string> | undefined,
): void {
  const { type, object } = event;
  const key = keyOf(object);
  if (type === 'DELETED') {
    objects.delete(key);
    present?.delete(key);
    onChange(object, true);
    return;
  }
  const known = objects.get(key);
  objects.set(key, object);
  present?.add(key);
  if (known?.metadata.resourceVersion !== object.metadata.resourceVersion) onChange(object, false);
}

/** After a relist: what was not listed is gone, though nobody saw it go. */
function forgetAbsent<T extends KubeObject>({ onChange }: InformerOptions<T>, objects: Map<string, T>, present: ReadonlySet<string>): void {
  for (const [key, object] of objects) {
    if (present.has(key)) continue;
    objects.delete(key);
    onChange(object, true);
  }
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function pause(environment: Environment, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = environment.after(ms, resolve);
  signal.addEventListener(
    'abort',
    () => {
      cancel();
      resolve();
    },
    { once: true },
  );
  return promise;
}
