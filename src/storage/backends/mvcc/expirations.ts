// When entries with a time to live end, in whole seconds since 1970: precise enough for what has one, and so many entries
// share a moment. Holds exactly the entries that are there and have an end.

export class Expirations {
  readonly #endOf = new Map<string, number>();
  /** The keys that end at a second. Never empty. */
  readonly #keysAt = new Map<number, Set<string>>();
  /** The keys of `keysAt`, ascending. */
  readonly #seconds: number[] = [];

  get size(): number {
    return this.#endOf.size;
  }

  /** The first second at which something ends. */
  get next(): number | undefined {
    return this.#seconds[0];
  }

  /** What holds for `key` from now on; `undefined`: it is gone, or has no end. */
  set(key: string, end: number | undefined): void {
    const before = this.#endOf.get(key);
    if (before === end) return;
    if (before !== undefined) this.#remove(key, before);
    if (end !== undefined) this.#add(key, end);
  }

  /** Keys that have ended at `second`, the earliest first, `limit` at most. They stay until they are set. */
  due(second: number, limit: number): readonly string[] {
    const keys: string[] = [];
    for (const at of this.#seconds) {
      if (at > second) break;
      for (const key of this.#keysAt.get(at)!) if (keys.push(key) === limit) return keys;
    }
    return keys;
  }

  #add(key: string, end: number): void {
    this.#endOf.set(key, end);
    const keys = this.#keysAt.get(end);
    if (keys !== undefined) {
      keys.add(key);
      return;
    }
    this.#keysAt.set(end, new Set([key]));
    this.#seconds.splice(this.#position(end), 0, end);
  }

  #remove(key: string, end: number): void {
    this.#endOf.delete(key);
    const keys = this.#keysAt.get(end)!;
    keys.delete(key);
    if (keys.size > 0) return;
    this.#keysAt.delete(end);
    this.#seconds.splice(this.#position(end), 1);
  }

  /** Of the first second at or after `second`. */
  #position(second: number): number {
    let [low, high] = [0, this.#seconds.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#seconds[middle]! < second) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
