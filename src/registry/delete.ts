// A delete: removed at once, or marked first and removed when its grace period and its finalizers are over [R030].
// upstream: genericregistry.Store.Delete.
import type { Status } from '../machinery/meta/v1.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { Key, Preconditions } from '../machinery/options.ts';
import { isStatusError, notFound } from '../machinery/status-error.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import { deletionFinalizers } from './finalizers.ts';
import { checkDelete, graceOf, markedAsDeleting } from './graceful-delete.ts';
import { keyOf } from './keys.ts';
import { withMeta } from './object-meta.ts';
import type { Deleted, DeleteRequest, RequestContext } from './rest.ts';
import type { StoreCore } from './store-core.ts';

interface Call<T extends KubeObject> {
  readonly core: StoreCore<T>;
  readonly context: RequestContext;
  readonly key: Key;
  readonly request: DeleteRequest<T>;
}

export async function deleteObject<T extends KubeObject>(
  core: StoreCore<T>,
  context: RequestContext,
  name: string,
  request: DeleteRequest<T>,
): Promise<Deleted<T>> {
  const { storage, strategy, resource } = core.parts;
  const key = keyOf(strategy, context, name);
  const call: Call<T> = { core, context, key, request };
  const found = await core.interpreted('delete', name, () => storage.get(key, { signal: context.signal }));
  if (found === undefined) throw notFound(resource, name);

  const plan = checkedPlan(call, found.object());
  if (plan.is === 'pending') return { object: answer(call, found), done: false };
  const deleted = plan.is === 'remove' ? await remove(call) : await markThenRemove(call, found);
  // Since it was read, the object has become one that must not simply go: somebody added a finalizer.
  return deleted ?? (await deleteObject(core, context, name, request));
}

/** What a delete does to the object as it is. */
type Plan<T> =
  /** It is on its way already. */
  | { readonly is: 'pending' }
  /** It stays for now, as `object`: finalizers or its grace period keep it. */
  | { readonly is: 'keep'; readonly object: T }
  /** It goes, without having been written once more. */
  | { readonly is: 'remove' }
  /** It goes, but those who watch it are told first: written as `object`, then removed. */
  | { readonly is: 'announce'; readonly object: T };

function checkedPlan<T extends KubeObject>(call: Call<T>, object: T): Plan<T> {
  checkDelete(call.core.parts.kind, call.request.options, object);
  return planOf(call, object);
}

function planOf<T extends KubeObject>({ core, request: { options } }: Call<T>, object: T): Plan<T> {
  const { strategy, environment, garbageCollection } = core.parts;
  const now = environment.now();
  const grace = graceOf(object, { strategy, options, now });
  if (grace.is === 'pending') return { is: 'pending' };
  const before = object.metadata.finalizers ?? [];
  const finalizers = garbageCollection ? deletionFinalizers(before, options, strategy.garbageCollection) : before;
  const finalized = (marked: T): T => withMeta(marked, { finalizers: finalizers.length > 0 ? finalizers : undefined });
  if (grace.is === 'granted')
    return { is: grace.seconds > 0 || finalizers.length > 0 ? 'keep' : 'announce', object: finalized(grace.object) };
  return finalizers.length > 0 ? { is: 'keep', object: finalized(markedAsDeleting(object, now)) } : { is: 'remove' };
}

/** The plan is made anew inside the compare-and-swap, from what is there by then. */
async function markThenRemove<T extends KubeObject>(call: Call<T>, found: StoredObject<T>): Promise<Deleted<T> | undefined> {
  const { core, context, key, request } = call;
  let plan: Plan<T> | undefined;
  const mutate = async (current: T | undefined): Promise<T> => {
    await request.validate(current!);
    plan = checkedPlan(call, current!);
    return plan.is === 'keep' || plan.is === 'announce' ? plan.object : current!;
  };
  const options = { preconditions: request.options.preconditions, signal: context.signal };
  const stored = await core.interpreted('update', key.name, () => core.writer(request).guaranteedUpdate(key, mutate, options));
  switch (plan!.is) {
    case 'keep':
      return { object: stored, done: false };
    case 'pending':
      return { object: answer(call, found), done: false };
    case 'announce':
      // A dry run has announced nothing, so there is nothing newer to answer with.
      return request.dryRun ? { object: answer(call, stored), done: true } : await remove(call, stored);
    case 'remove':
      return await remove(call);
  }
}

/**
 * Undefined when what is there by then must not simply go. Whoever saw that the object is `announced` to go may have
 * removed it already, and even made a new one: that is what was asked for too.
 */
async function remove<T extends KubeObject>(call: Call<T>, announced?: StoredObject<T>): Promise<Deleted<T> | undefined> {
  const { core, context, key, request } = call;
  const kept = new Error('there is a reason to keep the object');
  const gone = new Error('the object was removed by others');
  const validate = async (current: T): Promise<void> => {
    if (announced !== undefined && current.metadata.uid !== announced.object().metadata.uid) throw gone;
    await request.validate(current);
    if (planOf(call, current).is !== 'remove') throw kept;
  };
  const options = { preconditions: sinceAnnounced(call, announced), validate, signal: context.signal };
  try {
    const removed = await core.interpreted('delete', key.name, () => core.writer(request).delete(key, options));
    return { object: await finished(call, removed), done: true };
  } catch (error) {
    if (error === kept) return undefined;
    if (announced !== undefined && (error === gone || isStatusError(error, 'NotFound')))
      return { object: await finished(call, announced), done: true };
    throw error;
  }
}

/** A precondition on the revision was met by what we wrote over since. */
function sinceAnnounced<T extends KubeObject>({ request }: Call<T>, announced: StoredObject<T> | undefined): Preconditions | undefined {
  const { preconditions } = request.options;
  if (announced === undefined || preconditions?.resourceVersion === undefined) return preconditions;
  return { ...preconditions, resourceVersion: String(announced.revision) };
}

async function finished<T extends KubeObject>(call: Call<T>, object: StoredObject<T>): Promise<StoredObject<T> | Status> {
  await call.core.parts.hooks.afterDelete?.(object, call.request);
  return answer(call, object);
}

/** A Status, so that clients can tell a deletion from an object that waits for its finalizers; unless the kind has it otherwise. */
function answer<T extends KubeObject>({ core }: Call<T>, object: StoredObject<T>): StoredObject<T> | Status {
  const { hooks, resource } = core.parts;
  if (hooks.returnDeletedObject === true) return core.decorated(object);
  const uid = object.object().metadata.uid;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.name,
      ...(resource.group !== '' && { group: resource.group }),
      kind: resource.resource,
      ...(uid !== undefined && { uid }),
    },
  };
}
