// What the parts of an ObjectStore share: the way from a backend's entries to stored objects.
import type { Environment } from '../base/environment.ts';
import { hasEnvelope } from '../machinery/codec/envelope.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { Revision } from '../machinery/stored-object.ts';
import type { Backend, Entry } from './backend.ts';
import type { Scratch } from './draft.ts';
import { StorageError } from './errors.ts';
import { StoredRevision, type RevisionKind } from './stored-revision.ts';
import type { Transformer } from './transformer.ts';

export interface ObjectAccess<T extends KubeObject> {
  readonly backend: Backend;
  readonly kind: RevisionKind<T>;
  readonly transformer: Transformer;
  readonly environment: Environment;
  readonly scratch: Scratch;
  /** What is stored instead of JSON in native form. */
  readonly encode: ((object: T) => Uint8Array) | undefined;
}

/** What an entry holds once it is opened. */
export interface Plain {
  readonly bytes: Uint8Array;
  readonly native: boolean;
  /** An update that changes nothing writes all the same [S013]. */
  readonly stale: boolean;
}

export function openEntry<T extends KubeObject>(access: ObjectAccess<T>, entry: Entry): Plain {
  const { plain, stale } = open(access.transformer, entry);
  return { bytes: plain, native: entry.modRevision >= nativeFrom(access) && !hasEnvelope(plain), stale };
}

/** Throws Corrupt when the entry cannot be read. */
export function revisionOf<T extends KubeObject>(
  access: ObjectAccess<T>,
  entry: Entry,
  plain = openEntry(access, entry),
): StoredRevision<T> {
  const { key, modRevision: revision } = entry;
  return StoredRevision.of(access.kind, { key, revision, bytes: plain.bytes }, plain.native);
}

function nativeFrom<T extends KubeObject>({ backend, kind }: ObjectAccess<T>): Revision {
  return Math.max(backend.nativeFrom, kind.codec.nativeFrom ?? 0);
}

function open(transformer: Transformer, { key, value, modRevision }: Entry): { readonly plain: Uint8Array; readonly stale: boolean } {
  try {
    return transformer.open(value, key);
  } catch (error) {
    const why = `data from the storage is not transformable revision=${modRevision}: ${String(error)}`;
    throw new StorageError({ code: 'Corrupt', key, revision: modRevision, why }, error);
  }
}
