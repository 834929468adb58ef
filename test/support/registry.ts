// A Store over the memory backend, for tests of the registry and of resources: real storage, time that stands still.
import type { Environment } from '../../src/base/environment.ts';
import { anonymous } from '../../src/access/user.ts';
import type { DeleteOptions } from '../../src/machinery/meta/v1.ts';
import type { RequestContext } from '../../src/registry/rest.ts';
import { undecoratedStorage, type RESTOptions, type RESTOptionsGetter } from '../../src/registry/rest-options.ts';
import { verifiedStorage } from '../../src/registry/verified-storage.ts';
import { openMemory } from '../../src/storage/backends/memory/memory.ts';
import { ManualClock } from '../../src/storage/conformance/manual-clock.ts';
import { defaultStorageConfig } from '../../src/storage/factory.ts';

export interface RegistryFixture extends RESTOptionsGetter, AsyncDisposable {
  readonly clock: ManualClock;
}

/** What resources are installed with. Each call is a store of its own. */
export function memoryRegistry(overrides: Partial<RESTOptions> = {}): RegistryFixture {
  const clock = new ManualClock();
  const backend = openMemory({ environment: clock, compactionIntervalMs: 0, verify: true });
  return {
    clock,
    getRESTOptions: ({ resource }) => ({
      storageConfig: defaultStorageConfig,
      backend,
      resourcePrefix: resource,
      decorator: verifiedStorage(undecoratedStorage),
      enableGarbageCollection: true,
      deleteCollectionWorkers: 1,
      countMetricPollPeriodMs: 0,
      environment: clock satisfies Environment,
      ...overrides,
    }),
    [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose](),
  };
}

export interface RecordedContext extends RequestContext {
  /** The warnings so far. */
  readonly warnings: readonly string[];
}

/** A request in `namespace`; without one, of a cluster-scoped resource or across namespaces. */
export function requestIn(namespace?: string, signal: AbortSignal = new AbortController().signal): RecordedContext {
  const warnings: string[] = [];
  return {
    user: anonymous,
    namespace,
    signal,
    warnings,
    // As a server's own context, it must not be taken apart.
    warn(this: { readonly warnings: string[] }, text: string) {
      this.warnings.push(text);
    },
  };
}

export const noAdmission = (): Promise<void> => Promise.resolve();

export const forReal = { dryRun: false };
export const dryRun = { dryRun: true };

/** A PUT of `object`: as the handler makes it, the body's uid is a precondition. */
export function put<T extends { readonly metadata: { readonly uid?: string } }>(
  object: T,
  options: { readonly dryRun: boolean } = forReal,
) {
  const { uid } = object.metadata;
  return {
    ...options,
    updated: { preconditions: uid === undefined ? undefined : { uid }, next: (): T => object },
    validateCreate: noAdmission,
    validateUpdate: noAdmission,
  };
}

/** A PATCH: computed from what is there. */
export function patch<T>(change: (current: T) => T, options: { readonly dryRun: boolean } = forReal) {
  return {
    ...options,
    updated: { next: (current: T | undefined): T => change(current!) },
    validateCreate: noAdmission,
    validateUpdate: noAdmission,
  };
}

export const deleteWith = (options: DeleteOptions = {}, write: { readonly dryRun: boolean } = forReal) => ({
  ...write,
  options,
  validate: noAdmission,
});

/** The Status that `call` is refused with. */
export async function refused(
  call: () => Promise<unknown>,
): Promise<{ readonly code: number; readonly reason: string; readonly message: string; readonly details?: unknown }> {
  try {
    await call();
  } catch (error) {
    const { status } = error as {
      readonly status?: { readonly code?: number; readonly reason?: string; readonly message?: string; readonly details?: unknown };
    };
    if (status === undefined) throw error;
    const { code = 0, reason = '', message = '', details } = status;
    return { code, reason, message, ...(details !== undefined && { details }) };
  }
  throw new Error('the call was to be refused');
}
