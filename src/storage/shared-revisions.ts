// The latest revisions of a resource, one object each for all watches, so that N watchers parse a change once.
// A table with a place per revision: nothing to keep in order, and the garbage collector has no weak map to look through.
import { limits } from '../base/limits.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { Entry, Revision } from './backend.ts';
import { isStorageError, StorageError } from './errors.ts';
import { revisionOf, type ObjectAccess } from './object-access.ts';
import type { StoredRevision } from './stored-revision.ts';

export class SharedRevisions<T extends KubeObject> {
  readonly #access: ObjectAccess<T>;
  readonly #stored: Table<T>;
  readonly #removed: Table<T>;

  constructor(access: ObjectAccess<T>) {
    this.#access = access;
    this.#stored = Array.from({ length: limits.sharedRevisions });
    this.#removed = Array.from({ length: limits.sharedRevisions });
  }

  of(entry: Entry): StoredRevision<T> {
    return shared(this.#stored, entry.key, entry.modRevision, () => revisionOf(this.#access, entry));
  }

  /** Of what a deletion removed. */
  ofDeleted(entry: Entry): StoredRevision<T> {
    try {
      return this.of(entry);
    } catch (error) {
      if (isStorageError(error, 'Corrupt')) throw new StorageError({ code: 'CorruptDeleted', why: error.problem.why }, error);
      throw error;
    }
  }

  /** `last` as it goes away at `revision`: deleted, or out of a selector. */
  removed(last: StoredRevision<T>, revision: Revision): StoredRevision<T> {
    return shared(this.#removed, last.key, revision, () => last.at(revision));
  }
}

type Table<T extends KubeObject> = (StoredRevision<T> | undefined)[];

function shared<T extends KubeObject>(table: Table<T>, key: string, revision: Revision, make: () => StoredRevision<T>): StoredRevision<T> {
  const place = revision % table.length;
  const held = table[place];
  if (held !== undefined && held.revision === revision && held.key === key) return held;
  return (table[place] = make());
}
