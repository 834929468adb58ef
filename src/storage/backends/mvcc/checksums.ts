// Verify mode: a Buffer cannot be frozen, so each value's checksum is noted when it is stored and compared when the value
// leaves history. Whoever wrote into a shared value in between is found out, if late.
import { assert } from '../../../base/assert.ts';
import type { Change, Entry } from '../../backend.ts';

export class Checksums {
  readonly #noted = new WeakMap<Uint8Array, number>();

  note(change: Change): void {
    if (change.type === 'PUT') this.#noted.set(change.entry.value, checksum(change.entry.value));
  }

  check(entry: Entry): void {
    const noted = this.#noted.get(entry.value);
    assert(noted === undefined || noted === checksum(entry.value), `nobody writes into the value of ${entry.key} at ${entry.modRevision}`);
  }
}

/** FNV-1a. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
