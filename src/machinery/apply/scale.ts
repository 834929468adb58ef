// Who owns the number of replicas, told from the object to its Scale and back [A016]: a write through /scale is a write to
// another kind, with a path of its own. upstream: managedfields.ScaleHandler.
import type { ManagedFieldsEntry } from '../meta/v1.ts';
import { difference, hasPath, isEmpty, setOfPath } from './field-set.ts';
import { readManagedFields, writeManagedFields, type ManagerFields, type Managers } from './managed-fields.ts';
import type { PathElement } from './path-element.ts';

const scaleVersion = 'autoscaling/v1';
const replicasInScale: readonly PathElement[] = ['f:spec', 'f:replicas'];

/** For each version of the resource, where its replicas are; null in a version that has none. Other versions' entries are dropped. */
export type ReplicasPaths = ReadonlyMap<string, readonly PathElement[] | null>;

/** managedFields of the Scale: those who own the replicas. Undefined when the entries cannot be read. */
export function scaleManagedFields(
  parent: readonly ManagedFieldsEntry[],
  replicas: ReplicasPaths,
): readonly ManagedFieldsEntry[] | undefined {
  const managers = readManagedFields(parent);
  if (managers === undefined) return undefined;
  const owners = new Map<string, ManagerFields>();
  for (const [id, entry] of managers) {
    const path = replicas.get(entry.apiVersion);
    if (path && hasPath(entry.fields, path)) owners.set(id, { ...entry, apiVersion: scaleVersion, fields: setOfPath(replicasInScale) });
  }
  return writeManagedFields(owners);
}

export interface ScaleWrite {
  readonly parent: readonly ManagedFieldsEntry[];
  /** managedFields of the Scale after the write. */
  readonly scale: readonly ManagedFieldsEntry[];
  readonly replicas: ReplicasPaths;
  /** The version in which the parent records new owners. */
  readonly apiVersion: string;
}

/** managedFields of the object after a write through its Scale. Undefined when nobody is left, or nothing can be read. */
export function parentManagedFields(write: ScaleWrite): readonly ManagedFieldsEntry[] | undefined {
  const before = readManagedFields(write.parent);
  const owners = readManagedFields(write.scale);
  if (before === undefined || owners === undefined) return undefined;
  return writeManagedFields(new Map([...keptEntries(before, owners, write.replicas), ...newEntries(before, owners, write)]));
}

/** Who no longer stands in the Scale has lost the replicas. So has everyone who got them by updating the object: see `managerId`. */
function* keptEntries(before: Managers, owners: Managers, replicas: ReplicasPaths): Iterable<[string, ManagerFields]> {
  for (const [id, entry] of before) {
    const path = replicas.get(entry.apiVersion);
    if (path === undefined) continue;
    const lost = ownsAt(entry, path) && !owners.has(id);
    const fields = lost ? difference(entry.fields, setOfPath(path!)) : entry.fields;
    if (!isEmpty(fields)) yield [id, { ...entry, fields }];
  }
}

/** A new owner has a time only if the object knew it before. */
function* newEntries(before: Managers, owners: Managers, { replicas, apiVersion }: ScaleWrite): Iterable<[string, ManagerFields]> {
  const path = replicas.get(apiVersion);
  for (const [id, entry] of owners) {
    const parent = before.get(id);
    const kept = parent !== undefined && ownsAt(parent, replicas.get(parent.apiVersion));
    if (kept || !path || !hasPath(entry.fields, replicasInScale)) continue;
    yield [id, { ...entry, apiVersion, fields: setOfPath(path), time: parent?.time }];
  }
}

const ownsAt = ({ fields }: ManagerFields, path: readonly PathElement[] | null | undefined): boolean =>
  path !== null && path !== undefined && hasPath(fields, path);
