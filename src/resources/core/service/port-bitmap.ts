// Which numbers of a range are taken, a bit for each, as Go writes a big.Int: the bit of the first number is the lowest one
// of the last byte, and there are no zero bytes in front.

export class PortBitmap {
  readonly #bits: Uint8Array;
  readonly size: number;

  /** `bytes` as they were written; bits beyond `size` are dropped. */
  constructor(size: number, bytes: Uint8Array = new Uint8Array(0)) {
    this.size = size;
    this.#bits = new Uint8Array(Math.ceil(size / 8));
    for (let i = 0; i < Math.min(bytes.length, this.#bits.length); i++) this.#bits[i] = bytes[bytes.length - 1 - i]!;
  }

  has(index: number): boolean {
    return (this.#bits[index >> 3]! & (1 << (index & 7))) !== 0;
  }

  /** False when it was taken already. */
  take(index: number): boolean {
    if (this.has(index)) return false;
    this.#bits[index >> 3]! |= 1 << (index & 7);
    return true;
  }

  giveBack(index: number): void {
    this.#bits[index >> 3]! &= ~(1 << (index & 7));
  }

  copy(): PortBitmap {
    return new PortBitmap(this.size, this.bytes());
  }

  /** The first free index from `start` on within [first, end), going round. */
  firstFree({ first, end, start }: { readonly first: number; readonly end: number; readonly start: number }): number | undefined {
    for (let i = 0; i < end - first; i++) {
      const index = first + ((start - first + i) % (end - first));
      if (!this.has(index)) return index;
    }
    return undefined;
  }

  bytes(): Uint8Array {
    const length = this.#bits.findLastIndex((byte) => byte !== 0) + 1;
    return this.#bits.slice(0, length).toReversed();
  }
}
