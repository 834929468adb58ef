// Keeps managedFields from growing without end [A012]. upstream: fieldmanager capManagersManager.
import { compareKeys } from '../../base/key-order.ts';
import { union } from './field-set.ts';
import { managerId, type ManagerFields, type Managers } from './managed-fields.ts';

/** So many Update entries may stand beside each other. */
const updateManagersMax = 10;

/** Merges the oldest Update entries of each version into one, which is then called `ancient-changes`. */
export function capManagers(managers: Managers): Managers {
  if (managers.size <= updateManagersMax) return managers;
  const updates = [...managers].filter(([, { operation }]) => operation === 'Update');
  let excess = updates.length - updateManagersMax;
  if (excess <= 0) return managers;
  const capped = new Map(managers);
  const firstOfVersion = new Map<string, string>();
  for (const [id, entry] of updates.toSorted(compareAge)) {
    if (excess === 0) break;
    const bucket = bucketOf(entry);
    const bucketId = managerId(bucket);
    const first = firstOfVersion.get(entry.apiVersion);
    if (first === undefined) {
      firstOfVersion.set(entry.apiVersion, id);
    } else if (id !== bucketId) {
      const base = capped.get(bucketId) ?? capped.get(first)!;
      if (!capped.has(bucketId)) capped.delete(first);
      capped.delete(id);
      capped.set(bucketId, { ...bucket, time: entry.time, fields: union(base.fields, entry.fields) });
      excess--;
    }
  }
  return capped;
}

const bucketOf = ({ apiVersion }: ManagerFields) =>
  ({ manager: 'ancient-changes', operation: 'Update', apiVersion, subresource: '' }) as const;

const compareAge = ([idA, a]: readonly [string, ManagerFields], [idB, b]: readonly [string, ManagerFields]): number =>
  compareKeys(a.time ?? '', b.time ?? '') || compareKeys(idA, idB);
