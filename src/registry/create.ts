// A create, and its second and further tries when a generated name was taken [R001, R005]. upstream:
// genericregistry.Store.Create.
import { limits } from '../base/limits.ts';
import type { KubeObject } from '../machinery/object.ts';
import { generateNameConflict, isStatusError, StatusError } from '../machinery/status-error.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import { beforeCreate, needsName, withIdentity } from './before.ts';
import { BeginHold } from './begun.ts';
import { keyOf } from './keys.ts';
import type { RequestContext, ValidateObject, WriteOptions } from './rest.ts';
import type { StoreCore } from './store-core.ts';

export interface CreateRequest<T> extends WriteOptions {
  readonly object: T;
  readonly validate: ValidateObject<T>;
}

export async function createObject<T extends KubeObject>(
  core: StoreCore<T>,
  context: RequestContext,
  request: CreateRequest<T>,
): Promise<StoredObject<T>> {
  const attempts = needsName(request.object) ? limits.generatedNameAttempts : 1;
  for (let attempt = 1; ; attempt++) {
    try {
      return await createOnce(core, context, request);
    } catch (error) {
      if (attempt === attempts || !isStatusError(error, 'AlreadyExists')) throw error;
    }
  }
}

async function createOnce<T extends KubeObject>(
  core: StoreCore<T>,
  context: RequestContext,
  request: CreateRequest<T>,
): Promise<StoredObject<T>> {
  const { hooks } = core.parts;
  const hold = new BeginHold();
  try {
    const ready = await prepareNew(core, context, { ...request, hold });
    const stored = await insert(core, context, { ...request, object: ready });
    const ended = request.dryRun ? hold.rollback() : hold.commit();
    if (ended !== undefined) await ended;
    if (hooks.afterCreate !== undefined) await hooks.afterCreate(stored, request);
    return core.decorated(stored);
  } catch (error) {
    await hold.rollback();
    throw error;
  }
}

/** Everything a new object goes through before it is stored; also on a PUT that creates. */
export async function prepareNew<T extends KubeObject>(
  core: StoreCore<T>,
  context: RequestContext,
  { object, validate, dryRun, hold }: CreateRequest<T> & { readonly hold: BeginHold },
): Promise<T> {
  const { hooks, environment } = core.parts;
  const identified = withIdentity(object, environment);
  const begun = hooks.beginCreate === undefined ? identified : await hold.begin(() => hooks.beginCreate!(identified, context, { dryRun }));
  const ready = beforeCreate(core.parts, begun, context);
  await validate(ready);
  return ready;
}

async function insert<T extends KubeObject>(
  core: StoreCore<T>,
  context: RequestContext,
  request: CreateRequest<T>,
): Promise<StoredObject<T>> {
  const { strategy, hooks } = core.parts;
  const { object } = request;
  const name = object.metadata.name!;
  const key = keyOf(strategy, context, name);
  try {
    return await core.writer(request).create(key, object, { ttlSeconds: hooks.ttlSeconds, signal: context.signal });
  } catch (error) {
    const refusal = core.refusal('create', name, error);
    throw isStatusError(refusal, 'AlreadyExists') ? await nameTaken(core, context, object, refusal) : refusal;
  }
}

/** After so many seconds a client may try for a generated name again. */
const generatedNameRetrySeconds = 1;

/** Says so when the name is only still taken, by an object that is being deleted [R007]. */
async function nameTaken<T extends KubeObject>(
  { parts: { storage, strategy, resource } }: StoreCore<T>,
  context: RequestContext,
  { metadata }: T,
  error: StatusError,
): Promise<StatusError> {
  const key = keyOf(strategy, context, metadata.name!);
  const refusal = metadata.generateName ? generateNameConflict(resource, key.name, generatedNameRetrySeconds) : error;
  const existing = await storage.get(key, { signal: context.signal }).catch(() => undefined);
  if (existing?.object().metadata.deletionTimestamp === undefined) return refusal;
  return new StatusError({ ...refusal.status, message: `object is being deleted: ${refusal.message}` }, { cause: error });
}
