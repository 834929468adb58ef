// Writing the same again must not look like a change. upstream: fieldmanager.IgnoreManagedFieldsTimestampsTransformer.
import type { ManagedFieldsEntry } from '../machinery/meta/v1.ts';
import { equalJson } from '../machinery/json-value.ts';
import type { KubeObject } from '../machinery/object.ts';
import { withMeta } from './object-meta.ts';

/** `next` with the times that `previous` has in managedFields, when those times are all that differs [R026]. */
export function ignoringManagedFieldsTimes<T extends KubeObject>(next: T, previous: T): T {
  const before = previous.metadata.managedFields ?? [];
  const after = next.metadata.managedFields ?? [];
  if (after.length === 0 || after.length !== before.length) return next;
  if (after.every((entry, i) => entry.time === before[i]!.time)) return next;
  if (!after.every((entry, i) => equalJson(timeless(entry), timeless(before[i]!)))) return next;
  const restored = withMeta(next, { managedFields: before });
  return equalJson(restored, previous) ? restored : next;
}

const timeless = ({ time: _time, ...entry }: ManagedFieldsEntry): Omit<ManagedFieldsEntry, 'time'> => entry;
