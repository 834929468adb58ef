// How a namespace is deleted: the first DELETE closes it, somebody empties it and takes its finalizers off the list, and
// it goes with the last of them, or with a DELETE that finds none [B012]. upstream: namespace storage REST.Delete.
import type { Namespace } from '../../../api/core/v1/namespace.ts';
import type { DeleteOptions } from '../../../machinery/meta/v1.ts';
import { conflict } from '../../../machinery/status-error.ts';
import { formatTime } from '../../../machinery/time.ts';
import { deletionFinalizers } from '../../../registry/finalizers.ts';
import { withMeta } from '../../../registry/object-meta.ts';
import type { Deleted, DeleteRequest, GracefulDeleter, RequestContext } from '../../../registry/rest.ts';
import type { Store } from '../../../registry/store.ts';

type Demands = NonNullable<DeleteOptions['preconditions']>;

interface Call {
  readonly store: Store<Namespace>;
  readonly context: RequestContext;
  readonly name: string;
  readonly request: DeleteRequest<Namespace>;
}

/** Nobody has anything left to do in it. */
export const isFinalized = ({ spec }: Namespace): boolean => (spec.finalizers ?? []).length === 0;

export function deleteNamespace(store: Store<Namespace>): GracefulDeleter<Namespace>['delete'] {
  return async (context, name, request) => {
    const found = await store.get(context, name);
    const namespace = found.object();
    const preconditions = preconditionsOf(store, request.options, namespace);
    const call: Call = { store, context, name, request: { ...request, options: { ...request.options, preconditions } } };
    if (namespace.metadata.deletionTimestamp === undefined) return close(call, preconditions);
    if (!isFinalized(namespace)) return { object: found, done: false };
    return store.delete(context, name, call.request);
  };
}

/** What the client demands; and in any case the deletion means this namespace and not a later one of the same name. */
function preconditionsOf(
  { parts: { resource } }: Store<Namespace>,
  { preconditions = {} }: DeleteOptions,
  { metadata }: Namespace,
): Demands {
  const { name = '', uid = '', resourceVersion = '' } = metadata;
  const wanted: Demands & { readonly uid: string } = { ...preconditions, uid: preconditions.uid ?? uid };
  const refuse = (what: string, given: string, has: string): Error =>
    conflict(resource, name, `Precondition failed: ${what} in precondition: ${given}, ${what} in object meta: ${has}`);
  if (wanted.uid !== uid) throw refuse('UID', wanted.uid, uid);
  if (wanted.resourceVersion !== undefined && wanted.resourceVersion !== resourceVersion)
    throw refuse('ResourceVersion', wanted.resourceVersion, resourceVersion);
  return wanted;
}

/** From now on nothing is created in it, and it is emptied. */
async function close({ store, context, name, request }: Call, preconditions: Demands): Promise<Deleted<Namespace>> {
  const { environment, garbageCollection } = store.parts;
  const mutate = async (current: Namespace | undefined): Promise<Namespace> => {
    const namespace = current!;
    await request.validate(namespace);
    // Another request was faster.
    if (namespace.metadata.deletionTimestamp !== undefined) return namespace;
    const before = namespace.metadata.finalizers ?? [];
    const finalizers = garbageCollection ? deletionFinalizers(before, request.options, undefined) : before;
    const closed = withMeta(namespace, {
      deletionTimestamp: formatTime(environment.now()),
      finalizers: finalizers.length > 0 ? finalizers : undefined,
    });
    return { ...closed, status: { ...closed.status, phase: 'Terminating' } };
  };
  const write = () => store.writer(request).guaranteedUpdate({ name }, mutate, { preconditions, signal: context.signal });
  return { object: await store.interpreted('delete', name, write), done: false };
}
