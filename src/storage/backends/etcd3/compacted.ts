// How far this client knows the store to be compacted.
import type { Revision } from '../../backend.ts';

export class Compacted {
  #revision: Revision = 0;

  get revision(): Revision {
    return this.#revision;
  }

  /** It never goes back. */
  upTo(revision: Revision): void {
    this.#revision = Math.max(this.#revision, revision);
  }
}
