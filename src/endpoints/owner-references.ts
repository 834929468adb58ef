// An owner named twice is named once, with a warning [R010]. upstream: dedupOwnerReferencesAndAddWarning.
import { equalJson } from '../machinery/json-value.ts';
import type { OwnerReference } from '../machinery/meta/v1.ts';
import type { KubeObject } from '../machinery/object.ts';
import { withMeta } from '../registry/object-meta.ts';

export type DedupMoment = 'as sent' | 'after mutating admission';

/** `object` itself when there is nothing to do. */
export function withoutDuplicateOwners<T extends KubeObject>(object: T, moment: DedupMoment, warn: (text: string) => void): T {
  const references = object.metadata.ownerReferences;
  if (references === undefined || references.length < 2) return object;
  const kept: OwnerReference[] = [];
  const duplicates: string[] = [];
  for (const reference of references) {
    if (kept.some((other) => other.uid === reference.uid && equalJson(other, reference))) duplicates.push(reference.uid);
    else kept.push(reference);
  }
  if (duplicates.length === 0) return object;
  warn(warning(duplicates, moment));
  return withMeta(object, { ownerReferences: kept });
}

function warning(uids: readonly string[], moment: DedupMoment): string {
  const when = moment === 'as sent' ? '' : ' after mutating admission happens';
  return `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${uids.join(', ')}`;
}
