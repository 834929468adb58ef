// Writes as compare-and-swap loops: an attempt is computed from a state that may be stale (a hint, or one that another
// write has overtaken), so a refusal counts only once it was based on what the store holds now [S010, S011].
import { limits } from '../base/limits.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { Key, Preconditions } from '../machinery/options.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import type { Entry, Seal } from './backend.ts';
import { raise } from './backend-failures.ts';
import { EncodedDraft, NativeDraft, type Draft } from './draft.ts';
import { StorageError } from './errors.ts';
import type { CreateOptions, DeleteOptions, Mutate, UpdateOptions } from './interface.ts';
import { keyOf } from './keys.ts';
import { versionText } from './native-form.ts';
import { openEntry, revisionOf, type ObjectAccess } from './object-access.ts';
import { StoredRevision } from './stored-revision.ts';

/** What an attempt starts from. */
interface State<T extends KubeObject> {
  /** Undefined: the key is absent. */
  readonly stored: StoredObject<T> | undefined;
  /** Read from the store, not a hint. */
  readonly fresh: boolean;
  /** As they are stored, once opened. */
  readonly bytes: () => Uint8Array;
  /** To be written even if nothing changes [S013]. */
  readonly stale: boolean;
}

export async function createObject<T extends KubeObject>(
  access: ObjectAccess<T>,
  place: Key,
  object: T,
  options: CreateOptions,
): Promise<StoredObject<T>> {
  const key = keyOf(access.kind.keys, place);
  const { resourceVersion = '' } = object.metadata;
  if (resourceVersion !== '' && resourceVersion !== '0') throw new StorageError({ code: 'ResourceVersionSet' });
  const attempt = await put(access, { key, object, draft: draftOf(access, object), expected: 0 }, options);
  if (attempt.written === undefined) throw new StorageError({ code: 'KeyExists', key });
  return attempt.written;
}

export async function updateObject<T extends KubeObject>(
  access: ObjectAccess<T>,
  key: string,
  mutate: Mutate<T>,
  options: UpdateOptions<T>,
): Promise<StoredObject<T>> {
  const { hint, upsert = false, preconditions, signal } = options;
  const read = async (): Promise<State<T>> => present(await readState(access, key, signal), key, upsert);
  let state = hint === undefined ? await read() : hinted(access, hint);
  for (let attempts = 0; attempts < limits.writeAttempts; attempts++) {
    signal?.throwIfAborted();
    const { stored } = state;
    const current = stored?.object();
    let next: T;
    try {
      requirePreconditions(key, current, preconditions);
      next = await mutate(current, stored);
    } catch (error) {
      state = await retried(state, error, read);
      continue;
    }
    const draft = draftOf(access, next, state);
    if (stored !== undefined && !state.stale && (next === current || draft.same(state.bytes()))) {
      if (state.fresh) return stored;
      // Only what the store holds now can be left as it is.
      state = await read();
      if (state.stored?.revision === stored.revision && !state.stale && draft.same(state.bytes())) return state.stored;
      continue;
    }
    const attempt = await put(access, { key, object: next, draft, expected: stored?.revision ?? 0 }, options);
    if (attempt.written !== undefined) return attempt.written;
    state = present(stateOf(access, attempt.current), key, upsert);
  }
  throw new StorageError({ code: 'Contended', key });
}

export async function deleteObject<T extends KubeObject>(
  access: ObjectAccess<T>,
  key: string,
  options: DeleteOptions<T>,
): Promise<StoredObject<T>> {
  const { hint, signal } = options;
  const read = async (): Promise<State<T>> => present(await readState(access, key, signal), key, false);
  let state = hint === undefined ? await read() : hinted(access, hint);
  for (let attempts = 0; attempts < limits.writeAttempts; attempts++) {
    signal?.throwIfAborted();
    const stored = state.stored!;
    try {
      await requireDeletable(key, stored, options);
    } catch (error) {
      state = await retried(state, error, read);
      continue;
    }
    const outcome = await access.backend.delete(key, stored.revision, { signal }).catch(raise);
    if (outcome.ok) return removed(access, stored, outcome.entry);
    state = present(stateOf(access, outcome.current), key, false);
  }
  throw new StorageError({ code: 'Contended', key });
}

const hinted = <T extends KubeObject>({ encode }: ObjectAccess<T>, hint: StoredObject<T>): State<T> => ({
  stored: hint,
  fresh: false,
  bytes: () => (encode === undefined ? hint.bytes : encode(hint.object())),
  stale: false,
});

const absentBytes = new Uint8Array(0);

async function readState<T extends KubeObject>(access: ObjectAccess<T>, key: string, signal: AbortSignal | undefined): Promise<State<T>> {
  const { entry } = await access.backend.get(key, { signal }).catch(raise);
  return stateOf(access, entry);
}

function stateOf<T extends KubeObject>(access: ObjectAccess<T>, entry: Entry | undefined): State<T> {
  if (entry === undefined) return { stored: undefined, fresh: true, bytes: () => absentBytes, stale: false };
  const plain = openEntry(access, entry);
  return { stored: revisionOf(access, entry, plain), fresh: true, bytes: () => plain.bytes, stale: plain.stale };
}

function present<T extends KubeObject>(state: State<T>, key: string, mayBeAbsent: boolean): State<T> {
  if (state.stored === undefined && !mayBeAbsent) throw new StorageError({ code: 'KeyNotFound', key });
  return state;
}

/** The state to try again with, or `error`, when it was based on what the store holds. */
async function retried<T extends KubeObject>(state: State<T>, error: unknown, read: () => Promise<State<T>>): Promise<State<T>> {
  if (state.fresh) throw error;
  const fresh = await read();
  if (fresh.stored?.revision === state.stored?.revision) throw error;
  return fresh;
}

/** An absent object has neither uid nor resourceVersion. */
function requirePreconditions(key: string, current: KubeObject | undefined, { uid, resourceVersion }: Preconditions = {}): void {
  const meta = current?.metadata;
  if (uid !== undefined && uid !== (meta?.uid ?? ''))
    throw new StorageError({
      code: 'InvalidObject',
      key,
      why: `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${meta?.uid ?? ''}`,
    });
  if (resourceVersion !== undefined && resourceVersion !== (meta?.resourceVersion ?? ''))
    throw new StorageError({
      code: 'InvalidObject',
      key,
      why: `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${meta?.resourceVersion ?? ''}`,
    });
}

async function requireDeletable<T extends KubeObject>(
  key: string,
  stored: StoredObject<T>,
  { preconditions, validate }: DeleteOptions<T>,
): Promise<void> {
  if (preconditions === undefined && validate === undefined) return;
  const current = stored.object();
  requirePreconditions(key, current, preconditions);
  await validate?.(current);
}

/** `entry` carries the revision of the deletion; what it holds was written at that of `stored`. */
function removed<T extends KubeObject>(access: ObjectAccess<T>, stored: StoredObject<T>, entry: Entry): StoredObject<T> {
  const last =
    stored instanceof StoredRevision ? (stored as StoredRevision<T>) : revisionOf(access, { ...entry, modRevision: stored.revision });
  return last.at(entry.modRevision);
}

/** `state`: what it is going to be compared with. */
function draftOf<T extends KubeObject>({ scratch, kind, encode }: ObjectAccess<T>, object: T, state?: State<T>): Draft {
  if (encode !== undefined) return new EncodedDraft(encode(object));
  return new NativeDraft(scratch, kind.codec.stringify(object, state === undefined ? '' : versionText(state.bytes())));
}

interface Write<T> {
  readonly key: string;
  readonly object: T;
  readonly draft: Draft;
  /** 0: the key must be absent. */
  readonly expected: number;
}

/** Either the object was written, or the key is at `current` now. */
async function put<T extends KubeObject>(
  { backend, kind, transformer, encode }: ObjectAccess<T>,
  { key, object, draft, expected }: Write<T>,
  { ttlSeconds, signal }: CreateOptions,
): Promise<{ readonly written?: StoredRevision<T>; readonly current?: Entry | undefined }> {
  let plain: Uint8Array = absentBytes;
  const seal: Seal = (revision) => {
    plain = draft.seal(revision);
    return transformer.seal(plain, key);
  };
  const outcome = await backend.put(key, seal, expected, { ttlSeconds, signal }).catch(raise);
  if (!outcome.ok) return { current: outcome.current };
  const revision = outcome.entry.modRevision;
  // As a read would give it: not everything that JSON can say is encoded.
  if (encode !== undefined) return { written: StoredRevision.of(kind, { key, revision, bytes: plain }, false) };
  return { written: StoredRevision.written(kind, { key, revision, bytes: plain }, object) };
}
