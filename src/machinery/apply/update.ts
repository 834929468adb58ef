// What managedFields say after a create, an update or a patch that is not an apply [A002, A010, A012, A019, A020].
// upstream: fieldmanager.FieldManager.Update and the managers it wraps.
import type { JsonObject } from '../declare.ts';
import { equalJson, isObject, type JsonValue } from '../json-value.ts';
import type { ManagedFieldsEntry } from '../meta/v1.ts';
import { isPrintable, utf8Length } from '../validation/go-text.ts';
import { capManagers } from './cap-managers.ts';
import { compareObjects, mapChanges, type Changes } from './compare.ts';
import { difference, emptySet, isEmpty, recursiveDifference, setOfFields, union, type FieldSet } from './field-set.ts';
import {
  managerId,
  noManagers,
  ownsAny,
  readManagedFields,
  storedManagedFields,
  withFields,
  writeManagedFields,
  type ManagerFields,
  type Managers,
} from './managed-fields.ts';
import type { Schema } from './schema.ts';
import type { ObjectType } from './object-type.ts';

export interface FieldUpdate {
  /** `declaredType` of a built-in kind. */
  readonly type: ObjectType;
  /** The stored object; undefined when it is about to be created. */
  readonly before: object | undefined;
  /** The object as the client wants it: decoded and defaulted, before admission and strategy have touched it. */
  readonly after: object;
  /** Who writes: see `fieldManagerOf`. */
  readonly manager: string;
  /** Of the endpoint, such as `apps/v1`. */
  readonly apiVersion: string;
  /** Of the endpoint; '' for the object itself. */
  readonly subresource?: string | undefined;
  /** Now: RFC 3339 in UTC, whole seconds. */
  readonly time: string;
  /**
   * metadata.managedFields of the body when decoding would not keep it: an empty list drops all managers and is not the same as
   * none. Default: what `after` has.
   */
  readonly sent?: readonly ManagedFieldsEntry[] | undefined;
  /** What this endpoint resets, with all below it: the status on the main endpoint, the spec on /status. Nobody comes to own it. */
  readonly resets?: FieldSet | undefined;
  /** Both objects as another version has them, for the entries of its managers. Undefined drops these entries. */
  readonly inVersion?: ((apiVersion: string) => VersionedPair | undefined) | undefined;
}

export interface VersionedPair {
  readonly type: ObjectType;
  readonly before: object;
  readonly after: object;
  readonly resets?: FieldSet | undefined;
}

/** Undefined when nobody is recorded any more: managedFields is then left out. */
export function managedFieldsAfter(update: FieldUpdate): readonly ManagedFieldsEntry[] | undefined {
  const managers = managersToStartFrom(update);
  // An object whose managers were dropped is not tracked until it is applied.
  if (managers.size === 0 && update.before !== undefined) return undefined;
  const changes = changesOf(update);
  const others = managers.size === 0 ? managers : withoutTakenFields(managers, update, changes);
  return writeManagedFields(capManagers(withWriter(others, update, changes)));
}

/** The manager's name: as the request says, or else the start of its user agent. */
export function fieldManagerOf({
  fieldManager,
  userAgent,
}: {
  readonly fieldManager: string | undefined;
  readonly userAgent: string;
}): string {
  if (fieldManager) return fieldManager;
  const start = userAgent.split('/', 1)[0]!;
  if (usualName.test(start)) return start;
  let name = '';
  for (const char of start) {
    if (isPrintable(char) && utf8Length(name) + utf8Length(char) <= managerBytesMax) name += char;
  }
  return name;
}

const managerBytesMax = 128;
/** Printable, and no longer than that. */
const usualName = /^[ -~]{0,128}$/;

/** Clients may edit managedFields, but not through a subresource, and not so that they cannot be read. */
function managersToStartFrom({ before, after, subresource, sent = entriesOf(after) }: FieldUpdate): Managers {
  const stored = entriesOf(before) ?? [];
  // Most clients send back what they got.
  if (subresource || sent === undefined || equalJson(sent, stored)) return storedManagedFields(stored);
  if (isReset(sent)) return noManagers;
  const managers = readManagedFields(sent);
  return managers === undefined || managers.size === 0 ? storedManagedFields(stored) : managers;
}

/** An empty list, or a list of one empty entry. */
function isReset(sent: readonly ManagedFieldsEntry[]): boolean {
  if (sent.length > 1) return false;
  return sent.length === 0 || Object.values(sent[0]!).every((value) => value === undefined || value === '');
}

interface Managed {
  readonly metadata?: { readonly managedFields?: readonly ManagedFieldsEntry[] };
}

const entriesOf = (object: Managed | undefined): readonly ManagedFieldsEntry[] | undefined => object?.metadata?.managedFields;

function changesOf({ type, before, after, resets }: FieldUpdate): Changes {
  return unlessReset(changesBetween(before ?? type.zero, after, type.schema), resets);
}

function changesBetween(before: object, after: object, schema: Schema): Changes {
  return compareObjects(withoutManagedFields(before), withoutManagedFields(after), schema);
}

const unlessReset = (changes: Changes, resets: FieldSet = emptySet): Changes =>
  isEmpty(resets) ? changes : mapChanges(changes, (set) => recursiveDifference(set, resets));

function withoutManagedFields(object: object): JsonObject {
  const plain = object as JsonObject;
  const metadata: JsonValue = plain['metadata'];
  if (!isObject(metadata) || metadata['managedFields'] === undefined) return plain;
  const { managedFields: _, ...rest } = metadata;
  return { ...plain, metadata: rest };
}

/** Everybody loses what this write changed, added or removed. */
function withoutTakenFields(managers: Managers, update: FieldUpdate, changes: Changes): Managers {
  const takenIn = new Map<string, FieldSet | undefined>([[update.apiVersion, takenBy(changes)]]);
  const remaining = new Map<string, ManagerFields>();
  for (const [id, entry] of managers) {
    const { apiVersion } = entry;
    if (!takenIn.has(apiVersion)) takenIn.set(apiVersion, takenInVersion(update, apiVersion));
    const taken = takenIn.get(apiVersion);
    if (taken === undefined) continue;
    if (!ownsAny(entry, taken)) {
      remaining.set(id, entry);
      continue;
    }
    const kept = difference(entry.fields, taken);
    if (!isEmpty(kept)) remaining.set(id, withFields(entry, kept));
  }
  return remaining;
}

const takenBy = ({ added, modified, removed }: Changes): FieldSet => union(union(added, modified), removed);

function takenInVersion({ inVersion }: FieldUpdate, apiVersion: string): FieldSet | undefined {
  const pair = inVersion?.(apiVersion);
  return pair && takenBy(unlessReset(changesBetween(pair.before, pair.after, pair.type.schema), pair.resets));
}

/** The writer gets what it changed or added; its time moves only then. */
function withWriter(managers: Managers, update: FieldUpdate, { added, modified }: Changes): Managers {
  const fields = difference(union(modified, added), neverOwned);
  if (isEmpty(fields)) return managers;
  const { apiVersion, subresource = '', time } = update;
  const writer = { manager: update.manager || 'unknown', operation: 'Update', apiVersion, subresource } as const;
  const id = managerId(writer);
  const previous = managers.get(id)?.fields ?? emptySet;
  return new Map(managers).set(id, { ...writer, time, fields: union(previous, fields) });
}

/** What identifies the object or is the server's own. */
const neverOwned = setOfFields(
  ['apiVersion'],
  ['kind'],
  ['metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map(
    (name) => ['metadata', name],
  ),
);
