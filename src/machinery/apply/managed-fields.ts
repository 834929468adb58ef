// metadata.managedFields: who owns which fields [A001, A003]. upstream: apimachinery util/managedfields.
import { compareKeys } from '../../base/key-order.ts';
import type { ManagedFieldsEntry } from '../meta/v1.ts';
import { goJson } from '../validation/go-text.ts';
import { emptySet, fromFieldsV1, isEmpty, toFieldsV1, type FieldSet } from './field-set.ts';

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
  readonly fields: FieldSet;
  /** The entry as it was before, when `fields` is what it says: spares writing the same again. */
  readonly stored?: ManagedFieldsEntry | undefined;
}

/** By `managerId`. No entry has an empty set. */
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

export interface ReadOptions {
  /** The entries come from the store, so what is not changed may be written as it stands. */
  readonly keep?: boolean | undefined;
}

/** Undefined when one of the entries cannot be read: then none of them counts. */
export function readManagedFields(entries: readonly ManagedFieldsEntry[], { keep = false }: ReadOptions = {}): Managers | undefined {
  const managers = new Map<string, ManagerFields>();
  for (const entry of entries) {
    const read = readEntry(entry);
    if (read === undefined) return undefined;
    managers.set(managerId(read), keep ? { ...read, stored: entry } : read);
  }
  return managers;
}

function readEntry(entry: ManagedFieldsEntry): ManagerFields | undefined {
  const { manager = '', apiVersion = '', subresource = '', fieldsType, fieldsV1, time } = entry;
  const operation = operations.find((known) => known === entry.operation);
  if (operation === undefined || apiVersion === '' || fieldsType !== 'FieldsV1') return undefined;
  try {
    const fields = fieldsV1 === undefined ? emptySet : fromFieldsV1(fieldsV1);
    return { manager, operation, apiVersion, subresource, time, fields };
  } catch {
    return undefined;
  }
}

/** In upstream's order. Undefined when there is nobody: the field is then left out. */
export function writeManagedFields(managers: Managers): readonly ManagedFieldsEntry[] | undefined {
  const entries = [...managers.values()].filter(({ fields }) => !isEmpty(fields));
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

function writeEntry({ manager, operation, apiVersion, subresource, time, fields, stored }: ManagerFields): ManagedFieldsEntry {
  if (stored !== undefined) return stored;
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
