// Small questions about a change.
import type { Change, Entry, Revision } from '../../backend.ts';

export function revisionOf(change: Change): Revision {
  return change.type === 'PUT' ? change.entry.modRevision : change.modRevision;
}

export function keyOf(change: Change): string {
  return change.type === 'PUT' ? change.entry.key : change.key;
}

/** What the key holds after it. */
export function entryAfter(change: Change): Entry | undefined {
  return change.type === 'PUT' ? change.entry : undefined;
}

/** The outcome reports a deletion as what was removed, at the revision of the deletion. */
export function outcomeEntry(change: Change): Entry {
  return change.type === 'PUT' ? change.entry : { ...change.previous, modRevision: change.modRevision };
}
