// An update: computed inside the storage's compare-and-swap, so that whatever decides it has seen what it replaces [R020].
// upstream: genericregistry.Store.Update.
import type { GroupResource, KubeObject } from '../machinery/object.ts';
import { conflict, invalid, StatusError, toStatus } from '../machinery/status-error.ts';
import { computed, type StoredObject } from '../machinery/stored-object.ts';
import { invalid as invalidField } from '../machinery/validation/field-error.ts';
import { quote } from '../machinery/validation/go-text.ts';
import { Path } from '../machinery/validation/path.ts';
import { isStorageError } from '../storage/errors.ts';
import { beforeUpdate } from './before.ts';
import { BeginHold } from './begun.ts';
import { prepareNew } from './create.ts';
import { keyOf } from './keys.ts';
import { ignoringManagedFieldsTimes } from './managed-fields-times.ts';
import { withMeta } from './object-meta.ts';
import type { RequestContext, Updated, UpdateRequest } from './rest.ts';
import type { StoreCore } from './store-core.ts';

interface Call<T extends KubeObject> {
  readonly core: StoreCore<T>;
  readonly context: RequestContext;
  readonly name: string;
  readonly request: UpdateRequest<T>;
  readonly hold: BeginHold;
}

/** What an attempt came to. `emptied`: the last finalizer of an object that was waiting for that is gone [R031]. */
interface Attempt<T> {
  readonly is: 'created' | 'updated' | 'emptied';
  readonly object: T;
}

export async function updateObject<T extends KubeObject>(
  core: StoreCore<T>,
  context: RequestContext,
  name: string,
  request: UpdateRequest<T>,
): Promise<Updated<T>> {
  const call: Call<T> = { core, context, name, request, hold: new BeginHold() };
  try {
    const { attempt, stored } = await write(call);
    if (attempt.is === 'emptied') return await remove(call, attempt.object);
    await (request.dryRun ? call.hold.rollback() : call.hold.commit());
    const created = attempt.is === 'created';
    if (created) await core.parts.hooks.afterCreate?.(stored, request);
    else await core.parts.hooks.afterUpdate?.(stored, request);
    return { object: core.decorated(stored), created };
  } finally {
    await call.hold.rollback();
  }
}

async function write<T extends KubeObject>(call: Call<T>): Promise<{ readonly attempt: Attempt<T>; readonly stored: StoredObject<T> }> {
  const { core, context, name, request } = call;
  const { strategy, hooks } = core.parts;
  const key = keyOf(strategy, context, name);
  const options = {
    preconditions: request.updated.preconditions,
    upsert: mayCreate(call),
    ttlSeconds: hooks.ttlSeconds,
    signal: context.signal,
  };
  let attempt: Attempt<T> | undefined;
  const mutate = async (current: T | undefined, stored: StoredObject<T> | undefined): Promise<T> => {
    attempt = current === undefined ? await attemptCreate(call) : await attemptUpdate(call, current, stored!);
    // An object that is to be removed is not written once more before.
    return attempt.is === 'emptied' ? current! : attempt.object;
  };
  const stored = await core.interpreted('update', name, () => core.writer(request).guaranteedUpdate(key, mutate, options));
  return { attempt: attempt!, stored };
}

const mayCreate = <T extends KubeObject>({ core, request }: Call<T>): boolean =>
  core.parts.strategy.allowCreateOnUpdate || request.forceAllowCreate === true;

async function attemptCreate<T extends KubeObject>({ core, context, request, hold }: Call<T>): Promise<Attempt<T>> {
  const object = withMeta(await request.updated.next(undefined), { resourceVersion: undefined });
  const { dryRun, validateCreate: validate } = request;
  return { is: 'created', object: await prepareNew(core, context, { object, validate, dryRun, hold }) };
}

async function attemptUpdate<T extends KubeObject>(call: Call<T>, previous: T, stored: StoredObject<T>): Promise<Attempt<T>> {
  const { core, context, request, hold } = call;
  const { parts } = core;
  const given = atRevision(call, await request.updated.next(previous), String(stored.revision));
  const { hooks } = parts;
  const begun = hooks.beginUpdate === undefined ? given : await hold.begin(() => hooks.beginUpdate!(given, previous, context, request));
  const prepared = beforeUpdate(parts, { next: begun, previous }, context);
  const next = ignoringManagedFieldsTimes(prepared, previous);
  await request.validateUpdate(next, previous);
  return {
    is: emptied(next, previous) && (parts.hooks.deleteDuringUpdate?.(next, previous) ?? true) ? 'emptied' : 'updated',
    object: next,
  };
}

/** `next` as an update of revision `current`. Throws Conflict when it was made from another one [R021, R022]. */
function atRevision<T extends KubeObject>({ core, name }: Call<T>, next: T, current: string): T {
  const { strategy, resource } = core.parts;
  const given = revisionOf(next);
  if (given === 0n) {
    if (strategy.allowUnconditionalUpdate) return withMeta(next, { resourceVersion: current });
    throw revisionMissing(resource, name);
  }
  if (String(given) !== current)
    throw conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');
  return next;
}

/** 0 when there is none. What is no number is answered 500 without a reason, as upstream does. */
function revisionOf({ metadata: { resourceVersion = '' } }: KubeObject): bigint {
  if (/^\d*$/.test(resourceVersion)) return BigInt(resourceVersion);
  throw new StatusError(toStatus(new Error(`strconv.ParseUint: parsing ${quote(resourceVersion)}: invalid syntax`)));
}

/** Upstream names the resource where others name the kind. */
function revisionMissing({ group, resource }: GroupResource, name: string): StatusError {
  const error = invalidField(Path.of('metadata', 'resourceVersion'), 0, 'must be specified for an update');
  return invalid({ group, kind: resource }, name, [error]);
}

/** upstream: ShouldDeleteDuringUpdate. */
function emptied({ metadata: next }: KubeObject, { metadata: previous }: KubeObject): boolean {
  return (next.finalizers ?? []).length === 0 && previous.deletionTimestamp !== undefined && !previous.deletionGracePeriodSeconds;
}

/** Clients expect the object they sent when a PUT succeeds, also when it is gone with that. */
async function remove<T extends KubeObject>({ core, context, name, request }: Call<T>, object: T): Promise<Updated<T>> {
  const { strategy, hooks } = core.parts;
  const key = keyOf(strategy, context, name);
  const options = { preconditions: { ...request.updated.preconditions, uid: object.metadata.uid }, signal: context.signal };
  const removed = await core.interpreted('delete', name, () => core.writer(request).delete(key, options).catch(goneAlready));
  if (removed !== undefined) await hooks.afterDelete?.(removed, request);
  return { object: computed(object), created: false };
}

/** Another request removed the last finalizer as well, and was faster. */
function goneAlready(error: unknown): undefined {
  if (!isStorageError(error, 'KeyNotFound')) throw error;
}
