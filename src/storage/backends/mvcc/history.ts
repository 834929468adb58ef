// The committed state and its recent past. The past is a ring of changes: since each knows what it replaced, any
// revision that the ring reaches back to can be restored by undoing changes on a copy of a later tree.
import { assert } from '../../../base/assert.ts';
import type { Limits } from '../../../base/limits.ts';
import { Ring } from '../../../base/ring.ts';
import { Tree, type ReadonlyTree } from '../../../base/tree.ts';
import type { Change, ChangeBatch, Entry, Revision } from '../../backend.ts';
import { keyOf, revisionOf } from './change.ts';
import type { Checksums } from './checksums.ts';

/** The state at a revision. */
interface Root {
  readonly revision: Revision;
  readonly tree: Tree<Entry>;
}

/** What a change keeps alive besides the replaced value: two objects, a slot and a Buffer's handle (measured). */
const changeOverheadBytes = 300;

/** An empty store has had a revision, since clients give a meaning of its own to 0. */
const emptyStoreRevision = 1;

/** Restored states kept, for those who page through one of them. */
const recentStates = 8;

export interface HistoryOptions {
  /** Everything up to here is compacted: it is the state to begin with, and has no past. 0: nothing was. */
  readonly compacted: Revision;
  readonly limits: Limits;
  /** Verify mode. */
  readonly checksums?: Checksums | undefined;
}

export class History {
  readonly #limits: Limits;
  readonly #checksums: Checksums | undefined;
  readonly #tree = new Tree<Entry>();
  readonly #ring = new Ring<Change>();
  #ringBytes = 0;
  #revision: Revision;
  #floor: Revision;
  /** Ascending, none below the floor; the further back, the further apart. */
  #roots: Root[] = [];
  #changesSinceRoot = 0;
  /** The last used first. */
  #recent: Root[] = [];

  constructor({ compacted, limits, checksums }: HistoryOptions) {
    this.#revision = Math.max(compacted, emptyStoreRevision);
    this.#floor = compacted;
    this.#limits = limits;
    this.#checksums = checksums;
  }

  /** The newest committed one. */
  get revision(): Revision {
    return this.#revision;
  }

  /** The ring holds every change above it; states at or above it can be restored. */
  get floor(): Revision {
    return this.#floor;
  }

  /** The newest state. It changes with the next commit: to be read in the same turn. */
  get current(): ReadonlyTree<Entry> {
    return this.#tree;
  }

  /** For loading, before any change: part of the state to begin with. */
  base(entry: Entry): void {
    assert(entry.modRevision <= this.#floor, 'the past begins after what it begins with');
    this.#tree.set(entry.key, entry);
  }

  /** For loading: revisions up to this one were taken by something that is no longer there. */
  skipTo(revision: Revision): void {
    this.#revision = Math.max(this.#revision, revision);
  }

  /** Makes `change` the newest. */
  push(change: Change): void {
    const revision = revisionOf(change);
    assert(revision > this.#revision, 'revisions grow');
    this.#checksums?.note(change);
    if (change.type === 'PUT') this.#tree.set(change.entry.key, change.entry);
    else this.#tree.delete(change.key);
    this.#revision = revision;
    this.#ring.push(change);
    this.#ringBytes += keptBytes(change);
    this.#changesSinceRoot += 1;
    while (this.#ringBytes > this.#limits.historyBytes) this.#dropOldest();
  }

  /** Keeps the current state, when enough has happened since the last one kept. */
  keepRoot(): void {
    if (this.#changesSinceRoot < this.#limits.historyRootChanges) return;
    this.#changesSinceRoot = 0;
    this.#roots.push({ revision: this.#revision, tree: new Tree(this.#tree) });
    if (this.#roots.length > this.#limits.historyRoots) this.#roots = this.#roots.filter((_, i) => i % 2 === 0);
  }

  /** Forgets the changes at or below `revision`. */
  forget(revision: Revision): void {
    while (this.#ring.size > 0 && revisionOf(this.#ring.at(0)) <= revision) this.#dropOldest();
    this.#raiseFloor(revision);
  }

  /** The state at `revision`, between the floor and now. To be read in the same turn. */
  at(revision: Revision): ReadonlyTree<Entry> {
    assert(revision >= this.#floor && revision <= this.#revision, 'a revision that history reaches');
    if (revision === this.#revision) return this.#tree;
    const root = this.#recent.find((recent) => recent.revision === revision) ?? this.#restore(revision);
    this.#use(root);
    return root.tree;
  }

  /** Somebody will soon ask for the state of now again: keeps it, so that nothing needs to be undone. */
  expectReturn(): void {
    const known = this.#recent.find((recent) => recent.revision === this.#revision);
    this.#use(known ?? { revision: this.#revision, tree: new Tree(this.#tree) });
  }

  /** The changes under `prefix` after a revision at or above the floor; as many as one batch may hold. */
  since(after: Revision, prefix: string): ChangeBatch {
    assert(after >= this.#floor, 'a revision that history reaches');
    const changes: Change[] = [];
    for (let i = this.#indexAfter(after); i < this.#ring.size; i++) {
      const change = this.#ring.at(i);
      if (!keyOf(change).startsWith(prefix)) continue;
      changes.push(change);
      if (changes.length === this.#limits.changesPerBatch) return { revision: revisionOf(change), changes };
    }
    return { revision: this.#revision, changes };
  }

  #restore(revision: Revision): Root {
    const later = this.#roots.find((root) => root.revision >= revision) ?? { revision: this.#revision, tree: this.#tree };
    const tree = new Tree(later.tree);
    const first = this.#indexAfter(revision);
    for (let i = this.#indexAfter(later.revision) - 1; i >= first; i--) undo(this.#ring.at(i), tree);
    return { revision, tree };
  }

  #use(root: Root): void {
    this.#recent = [root, ...this.#recent.filter((other) => other !== root)].slice(0, recentStates);
  }

  #indexAfter(revision: Revision): number {
    return this.#ring.firstIndex((change) => revisionOf(change) > revision);
  }

  #dropOldest(): void {
    const oldest = this.#ring.shift();
    this.#ringBytes -= keptBytes(oldest);
    if (oldest.previous !== undefined) this.#checksums?.check(oldest.previous);
    this.#raiseFloor(revisionOf(oldest));
  }

  /** Kept states below the floor would keep values alive that nobody counts any more. */
  #raiseFloor(revision: Revision): void {
    if (revision <= this.#floor) return;
    this.#floor = revision;
    while (this.#roots[0] !== undefined && this.#roots[0].revision < revision) this.#roots.shift();
    if (this.#recent.some((root) => root.revision < revision)) {
      this.#recent = this.#recent.filter((root) => root.revision >= revision);
    }
  }
}

/** The newest value of a key is alive anyway, so what a change costs is the value that it replaced. */
function keptBytes(change: Change): number {
  return (change.previous?.value.byteLength ?? 0) + changeOverheadBytes;
}

function undo(change: Change, tree: Tree<Entry>): void {
  if (change.previous === undefined) tree.delete(keyOf(change));
  else tree.set(change.previous.key, change.previous);
}
