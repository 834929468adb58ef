// What this client has heard of the store so far.
import type { Revision } from '../../backend.ts';

export class Seen {
  #newest: Revision = 0;
  #compacted: Revision = 0;

  get newest(): Revision {
    return this.#newest;
  }

  get compacted(): Revision {
    return this.#compacted;
  }

  at(revision: Revision): void {
    this.#newest = Math.max(this.#newest, revision);
  }

  compactedAt(revision: Revision): void {
    this.#compacted = Math.max(this.#compacted, revision);
  }
}
