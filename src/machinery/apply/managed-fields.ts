// metadata.managedFields: who owns which fields [A001, A003]. upstream: apimachinery util/managedfields.
import { compareKeys } from '../../base/key-order.ts';
import type { ManagedFieldsEntry } from '../meta/v1.ts';
import { goJson } from '../validation/go-text.ts';
import { emptySet, fromFieldsV1, intersection, isEmpty, overlaps, toFieldsV1, type FieldSet } from './field-set.ts';

const operations = ['Apply', 'Update'] as const;
export type Operation = (typeof operations)[number];

/** Tells entries apart. One who applies has one entry per subresource, whatever the version. */
export interface ManagerKey {
  readonly manager: string;
  readonly operation: Operation;
  readonly apiVersion: string;
  readonly subresource: string;
}

/** One entry, read. */
export interface ManagerFields extends ManagerKey {
  /** RFC 3339 in UTC, whole seconds. */
  readonly time: string | undefined;
  /** Of a stored entry it is read when somebody asks, which for most entries of most writes nobody does. */
  readonly fields: FieldSet;
  /** The entry as it stands in the store, when it says just this: spares reading it and writing it again. */
  readonly stored?: ManagedFieldsEntry | undefined;
}

/** By `managerId`. */
export type Managers = ReadonlyMap<string, ManagerFields>;

export const noManagers: Managers = new Map();

/** The text by which upstream tells managers apart, and sorts those of the same second. */
export function managerId({ manager, operation, apiVersion, subresource }: ManagerKey): string {
  return goJson({
    ...(manager !== '' && { manager }),
    operation,
    ...(operation === 'Update' && { apiVersion }),
    ...(subresource !== '' && { subresource }),
  });
}

/** Undefined when one of the entries cannot be read: then none of them counts. */
export function readManagedFields(entries: readonly ManagedFieldsEntry[]): Managers | undefined {
  const managers = new Map<string, ManagerFields>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const fields = key && fieldsOf(entry);
    if (key === undefined || fields === undefined) return undefined;
    managers.set(managerId(key), { ...key, time: entry.time, fields });
  }
  return managers;
}

/** The same for entries that `writeManagedFields` wrote. */
export function storedManagedFields(entries: readonly ManagedFieldsEntry[]): Managers {
  const managers = new Map<string, ManagerFields>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key !== undefined) managers.set(managerId(key), storedFields(key, entry));
  }
  return managers;
}

function storedFields(key: ManagerKey, entry: ManagedFieldsEntry): ManagerFields {
  let fields: FieldSet | undefined;
  return {
    ...key,
    time: entry.time,
    stored: entry,
    get fields() {
      return (fields ??= fieldsOf(entry) ?? emptySet);
    },
  };
}

/** `entry` with other fields. */
export function withFields({ manager, operation, apiVersion, subresource, time }: ManagerFields, fields: FieldSet): ManagerFields {
  return { manager, operation, apiVersion, subresource, time, fields };
}

/** Whether an entry owns a path of the set. */
export function ownsAny(entry: ManagerFields, set: FieldSet): boolean {
  return entry.stored?.fieldsV1 === undefined ? !isEmpty(intersection(entry.fields, set)) : overlaps(entry.stored.fieldsV1, set);
}

function keyOf({
  manager = '',
  operation: given,
  apiVersion = '',
  subresource = '',
  fieldsType,
}: ManagedFieldsEntry): ManagerKey | undefined {
  const operation = operations.find((known) => known === given);
  if (operation === undefined || apiVersion === '' || fieldsType !== 'FieldsV1') return undefined;
  return { manager, operation, apiVersion, subresource };
}

function fieldsOf({ fieldsV1 }: ManagedFieldsEntry): FieldSet | undefined {
  try {
    return fieldsV1 === undefined ? emptySet : fromFieldsV1(fieldsV1);
  } catch {
    return undefined;
  }
}

/** In upstream's order, without entries that own nothing. Undefined when there is nobody: the field is then left out. */
export function writeManagedFields(managers: Managers): readonly ManagedFieldsEntry[] | undefined {
  const entries = [...managers.values()].filter((entry) => entry.stored !== undefined || !isEmpty(entry.fields));
  return entries.length === 0 ? undefined : entries.toSorted(compareEntries).map(writeEntry);
}

/** Oldest first within each operation. */
function compareEntries(a: ManagerFields, b: ManagerFields): number {
  return (
    compareKeys(a.operation, b.operation) ||
    compareKeys(a.time ?? '', b.time ?? '') ||
    compareKeys(a.manager, b.manager) ||
    compareKeys(a.apiVersion, b.apiVersion) ||
    compareKeys(a.subresource, b.subresource)
  );
}

function writeEntry(entry: ManagerFields): ManagedFieldsEntry {
  if (entry.stored !== undefined) return entry.stored;
  const { manager, operation, apiVersion, subresource, time, fields } = entry;
  return {
    ...(manager !== '' && { manager }),
    operation,
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    ...(subresource !== '' && { subresource }),
  };
}
