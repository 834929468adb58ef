// How much history there is since the last compaction, and up to where it has to go when that is more than it may be.
import type { Limits } from '../../../base/limits.ts';
import type { Change, Revision } from '../../backend.ts';
import { revisionOf } from './change.ts';

/** How much there was when `revision` was the newest, counted from the start of the process. */
interface Mark {
  readonly revision: Revision;
  readonly changes: number;
  readonly bytes: number;
}

/** Marks are as far apart as this part of a bound. */
const steps = 32;

/** Compaction leaves this part of a bound, so that there is not another one soon. */
const remainder = 0.75;

/** What a replaced row takes besides its value and its key. */
const rowOverheadBytes = 40;

export class Retention {
  readonly #limits: Limits;
  readonly #marks: Mark[] = [];
  #newest: Mark = { revision: 0, changes: 0, bytes: 0 };
  /** Up to here it is compacted. */
  #base: Mark = this.#newest;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** `change` happened. */
  note(change: Change): void {
    const { changes, bytes } = this.#newest;
    this.#newest = { revision: revisionOf(change), changes: changes + 1, bytes: bytes + historyBytes(change) };
    if (this.#exceeds(this.#newest, this.#marks.at(-1) ?? this.#base, 1 / steps)) this.#marks.push(this.#newest);
  }

  /** What happened up to `revision` is compacted, or about to be. */
  forget(revision: Revision): void {
    while (this.#marks[0] !== undefined && this.#marks[0].revision <= revision) this.#base = this.#marks.shift()!;
  }

  /** Up to where to compact; `undefined`: history is within its bounds. */
  get excess(): Revision | undefined {
    if (!this.#exceeds(this.#newest, this.#base, 1)) return undefined;
    return this.#marks.find((mark) => !this.#exceeds(this.#newest, mark, remainder))?.revision;
  }

  #exceeds(now: Mark, since: Mark, part: number): boolean {
    const { historyRevisionsStored, historyBytesStored } = this.#limits;
    return now.changes - since.changes > historyRevisionsStored * part || now.bytes - since.bytes > historyBytesStored * part;
  }
}

function historyBytes({ previous }: Change): number {
  return previous === undefined ? 0 : previous.value.byteLength + previous.key.length + rowOverheadBytes;
}
