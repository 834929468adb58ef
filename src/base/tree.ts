// An ordered map from string to anything whose snapshot costs nothing until somebody writes: a B+ tree that shares nodes.
// Keys stand in the order of key-order.ts.
import sortedBTree from 'sorted-btree';
import { compareKeys, comparePlainKeys, needsWideOrder, prefixEnd } from './key-order.ts';

/** What a reader needs. */
export interface ReadonlyTree<V> {
  readonly size: number;
  get(key: string): V | undefined;
  /**
   * Visits the entries whose key starts with `prefix` and comes after `after`, in order, until `visit` returns false.
   * `visit` must not write to the tree.
   */
  scan(prefix: string, after: string | undefined, visit: (value: V, key: string) => boolean | void): void;
  /** How many entries `scan` would visit. Looks into the leaves at both ends only. */
  count(prefix: string, after?: string): number;
}

/** Larger nodes look up faster, smaller ones are cheaper to copy when a snapshot shares them. */
const nodeSize = 64;

type BTree<V> = sortedBTree.default<string, V>;

/** A CommonJS default export: Node hands out the module that holds it, vitest the class itself. */
const BTree = 'default' in sortedBTree ? sortedBTree.default : sortedBTree;

/** Every copy of a tree shares one, so that all of them agree. It changes once, and plain keys keep their order then. */
interface Order {
  wide: boolean;
}

export class Tree<V> implements ReadonlyTree<V> {
  readonly #order: Order;
  readonly #entries: BTree<V>;

  /** Empty, or a copy of `from` in constant time: from now on neither sees what is written to the other. */
  constructor(from?: Tree<V>) {
    this.#order = from === undefined ? { wide: false } : from.#order;
    this.#entries = from === undefined ? emptyEntries(this.#order) : from.#entries.clone();
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: V): void {
    if (!this.#order.wide && needsWideOrder(key)) this.#order.wide = true;
    this.#entries.set(key, value);
  }

  /** Returns whether there was something to delete. */
  delete(key: string): boolean {
    return this.#entries.delete(key);
  }

  /** A view of now that later writes do not change. */
  snapshot(): ReadonlyTree<V> {
    return new Tree(this);
  }

  scan(prefix: string, after: string | undefined, visit: (value: V, key: string) => boolean | void): void {
    this.#range(prefix, after, (key, value) => (key !== after && visit(value, key) === false ? stop : undefined));
  }

  count(prefix: string, after?: string): number {
    const found = this.#range(prefix, after, undefined);
    return after !== undefined && after.startsWith(prefix) && this.#entries.has(after) ? found - 1 : found;
  }

  /** `after` itself, when it is there, is part of this range. */
  #range(prefix: string, after: string | undefined, visit: Visit<V> | undefined): number {
    const last = this.#entries.maxKey();
    if (last === undefined) return 0;
    const from = after !== undefined && compareKeys(after, prefix) > 0 ? after : prefix;
    const end = prefixEnd(prefix);
    // No key may need the wide order, and the bounds still do: what follows U+FFFF is a surrogate pair.
    if (!this.#order.wide && (needsWideOrder(from) || (end !== undefined && needsWideOrder(end)))) this.#order.wide = true;
    if (compareKeys(from, end ?? last) > 0) return 0;
    return this.#entries.forRange(from, end ?? last, end === undefined, visit);
  }
}

const stop = { break: 0 };

type Visit<V> = (key: string, value: V) => typeof stop | undefined;

function emptyEntries<V>(order: Order): BTree<V> {
  return new BTree<string, V>(undefined, (a, b) => (order.wide ? compareKeys(a, b) : comparePlainKeys(a, b)), nodeSize);
}
