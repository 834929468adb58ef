// Each row carries a checksum, since SQLite has none: a bit that turned on the disk is found out when the row is read, and
// nobody is served what was never written.
import { crc32 } from 'node:zlib';
import type { Revision } from '../../backend.ts';

/** CRC-32 of the value and then of the key, begun with the lower half of the revision. */
export function checksumOf(revision: Revision, key: string, value: Uint8Array | null): number {
  const seed = revision % 2 ** 32;
  return crc32(key, value === null ? seed : crc32(value, seed));
}
