// Deleting whatever a list returns, page by page, each object as if it had been named [R040]. Not atomic: after an error,
// some are gone and some are not.
import { limits } from '../base/limits.ts';
import type { ListOptions, Page } from '../machinery/options.ts';
import { isStatusError } from '../machinery/status-error.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import type { DeleteRequest, GracefulDeleter, Lister, RequestContext } from './rest.ts';

export interface CollectionRequest<T> extends DeleteRequest<T> {
  readonly list: ListOptions;
  /** How many objects are being deleted at a time [R041]. */
  readonly workers: number;
  readonly pageItems?: number | undefined;
}

/** Resolves to what was listed, each object as it was before its deletion. With a limit, only the first page is deleted. */
export async function deleteCollection<T>(
  store: Lister<T> & GracefulDeleter<T>,
  context: RequestContext,
  request: CollectionRequest<T>,
): Promise<Page<T>> {
  const { limit } = request.list;
  const { pageItems = limits.deleteCollectionPageItems } = request;
  if (limit !== undefined && limit > 0) {
    const page = await store.list(context, request.list);
    await deleteAll(store, context, { ...request, items: page.items });
    return page;
  }
  const items: StoredObject<T>[] = [];
  let options: ListOptions = { ...request.list, limit: pageItems };
  for (;;) {
    const page = await store.list(context, options);
    await deleteAll(store, context, { ...request, items: page.items });
    items.push(...page.items);
    if (page.continue === undefined) return { items, revision: page.revision };
    options = { ...options, continue: page.continue, freshness: undefined };
  }
}

/** Stops at the first error, which is the one reported. */
async function deleteAll<T>(
  store: GracefulDeleter<T>,
  context: RequestContext,
  request: CollectionRequest<T> & { readonly items: readonly StoredObject<T>[] },
): Promise<void> {
  const waiting = request.items.values();
  let failure: { readonly error: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (const { name } of waiting) {
      if (failure !== undefined) return;
      try {
        context.signal.throwIfAborted();
        await store.delete(context, name, request);
      } catch (error) {
        // Somebody else was faster.
        if (!isStatusError(error, 'NotFound')) failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, request.workers) }, work));
  if (failure !== undefined) throw failure.error;
}
