// A queue whose elements can be reached by index: what is pushed last and shifted first, without moving anything.
import { assert } from './assert.ts';

export class Ring<T> {
  #slots = emptySlots<T>(16);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** 0 is the oldest. */
  at(index: number): T {
    assert(index >= 0 && index < this.#size, 'an index within the ring');
    return this.#slots[(this.#head + index) % this.#slots.length] as T;
  }

  push(element: T): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) % this.#slots.length] = element;
    this.#size += 1;
  }

  /** Removes and returns the oldest. */
  shift(): T {
    const oldest = this.at(0);
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#slots.length;
    this.#size -= 1;
    return oldest;
  }

  /** The index of the first element for which `test` holds, `size` when there is none; it must hold for all after that. */
  firstIndex(test: (element: T) => boolean): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (test(this.at(middle))) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #grow(): void {
    const inOrder = [...this.#slots.slice(this.#head), ...this.#slots.slice(0, this.#head)];
    this.#slots = inOrder.concat(emptySlots<T>(inOrder.length));
    this.#head = 0;
  }
}

function emptySlots<T>(length: number): (T | undefined)[] {
  return Array.from<T | undefined>({ length });
}
