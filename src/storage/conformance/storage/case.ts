// What the cases of the storage suite are made of.
import assert from 'node:assert/strict';
import type { Environment } from '../../../base/environment.ts';
import type { KubeObject } from '../../../machinery/object.ts';
import type { Predicate } from '../../../machinery/options.ts';
import type { Revision, StoredObject } from '../../../machinery/stored-object.ts';
import type { ObjectCodec } from '../../codec.ts';
import { isStorageError, type StorageErrorCode, type StorageErrorOf } from '../../errors.ts';
import type { Storage } from '../../interface.ts';
import type { ManualClock } from '../manual-clock.ts';
import { keyFrom, widget, type Widget } from './widget.ts';

/** What a storage has to be made for. */
export interface StorageSetup<T extends KubeObject> {
  readonly codec: ObjectCodec<T>;
  readonly namespaced: boolean;
  /** Of this case alone. */
  readonly resourcePrefix: string;
  readonly environment: Environment;
}

export interface OpenedStorage<T extends KubeObject> extends AsyncDisposable {
  readonly storage: Storage<T>;
  compact(revision: Revision): Promise<void>;
  /** Writes something that belongs to another resource of the same store. */
  writeElsewhere(): Promise<Revision>;
}

export interface StorageCapabilities {
  /** Lists at an older revision, and with them limits and continue tokens. */
  readonly readAtRevision: boolean;
  /** A watch learns how far the store is without a change of its own. */
  readonly progress: boolean;
  readonly ttl: boolean;
}

export type StorageNeeds = keyof StorageCapabilities;

/** What a case gets. */
export interface Stage extends OpenedStorage<Widget> {
  readonly clock: ManualClock;
}

export interface StorageCase {
  readonly name: string;
  readonly needs: readonly StorageNeeds[];
  /** Time stands still unless the case moves it. Default: real time. */
  readonly manualTime?: true;
  readonly run: (stage: Stage) => Promise<void>;
}

/** Creates `ns/name`. */
export function create(storage: Storage<Widget>, path: string, parts: Parameters<typeof widget>[1] = {}): Promise<StoredObject<Widget>> {
  return storage.create(keyFrom(path), widget(path, parts));
}

/** Updates `ns/name`, whatever is there, to have this spec. */
export function respec(storage: Storage<Widget>, path: string, spec: Widget['spec']): Promise<StoredObject<Widget>> {
  return storage.guaranteedUpdate(keyFrom(path), (current) => ({ ...current!, spec }));
}

/** Expects a refusal with this code. */
export async function refusal<C extends StorageErrorCode>(code: C, call: () => Promise<unknown>): Promise<StorageErrorOf<C>> {
  try {
    await call();
  } catch (error) {
    if (isStorageError(error, code)) return error;
    assert.fail(`a refusal with code ${code}, not ${String(error)}`);
  }
  assert.fail(`the call is refused with code ${code}`);
}

/** All there is to see of a stored object, checked for agreeing with itself. */
export function seen(object: StoredObject<Widget>): unknown {
  const decoded = object.object();
  const { metadata } = decoded;
  assert.deepEqual(JSON.parse(new TextDecoder().decode(object.bytes)), decoded, 'the bytes say what the object says');
  assert.equal(metadata.resourceVersion, String(object.revision), 'metadata carries the revision');
  assert.equal(metadata.name, object.name);
  assert.equal(metadata.namespace, object.namespace);
  assert.deepEqual(metadata.labels ?? {}, { ...object.labels });
  assert.deepEqual({ ...object.fields }, { 'spec.nodeName': decoded.spec.nodeName ?? '' });
  return decoded;
}

export const pathOf = ({ namespace, name }: StoredObject<unknown>): string => `${namespace}/${name}`;

export const onNode = (nodeName: string): Predicate => ({
  matchesAll: false,
  matches: ({ fields }) => fields['spec.nodeName'] === nodeName,
});

export const offNode = (nodeName: string): Predicate => ({
  matchesAll: false,
  matches: ({ fields }) => fields['spec.nodeName'] !== nodeName,
});

export const labelled = (label: string, value: string): Predicate => ({
  matchesAll: false,
  matches: ({ labels }) => labels[label] === value,
});

export const named = (name: string): Predicate => ({ matchesAll: false, matches: (object) => object.name === name });
