import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assert } from './assert.ts';
import { compareKeys, prefixEnd } from './key-order.ts';
import { Tree, type ReadonlyTree } from './tree.ts';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Few characters, so that keys share prefixes, from every range that is encoded or ordered differently. */
const key = fc
  .array(fc.constantFrom('a', 'b', '/', '\u007f', '\u00e9', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'), { maxLength: 4 })
  .map((characters) => characters.join(''));

function contents<V>(tree: ReadonlyTree<V>, prefix = '', after?: string): [string, V][] {
  const found: [string, V][] = [];
  tree.scan(prefix, after, (value, at) => void found.push([at, value]));
  return found;
}

/** To both; `undefined` deletes. */
function write(at: string, value: number | undefined, tree: Tree<number>, model: Map<string, number>): void {
  if (value === undefined) {
    assert(tree.delete(at) === model.delete(at), 'the tree knows what it deletes');
    return;
  }
  tree.set(at, value);
  model.set(at, value);
}

describe('key order', () => {
  it('is the order of the UTF-8 bytes', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(byBytes(a, b));
      }),
    );
  });

  it('ends a prefix right after its last key', () => {
    fc.assert(
      fc.property(key, key, (prefix, other) => {
        const end = prefixEnd(prefix);
        const inside = byBytes(prefix, other) <= 0 && (end === undefined || byBytes(other, end) < 0);
        expect(inside).toBe(other.startsWith(prefix));
      }),
    );
  });
});

describe('tree', () => {
  const step = fc.oneof(
    { weight: 9, arbitrary: fc.record({ type: fc.constant('write' as const), key, value: fc.option(fc.nat(), { nil: undefined }) }) },
    { weight: 1, arbitrary: fc.constant({ type: 'snapshot' as const }) },
  );

  it('behaves like a sorted map, and its snapshots stay as they were', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), key, key, (steps, prefix, after) => {
        const tree = new Tree<number>();
        const model = new Map<string, number>();
        const kept: { snapshot: ReadonlyTree<number>; model: [string, number][] }[] = [];
        const sorted = (): [string, number][] => [...model].sort(([a], [b]) => byBytes(a, b));
        for (const one of steps) {
          if (one.type === 'snapshot') kept.push({ snapshot: tree.snapshot(), model: sorted() });
          else write(one.key, one.value, tree, model);
        }
        kept.push({ snapshot: tree, model: sorted() });
        for (const { snapshot, model: expected } of kept) {
          const inRange = expected.filter(([at]) => at.startsWith(prefix) && byBytes(at, after) > 0);
          expect(contents(snapshot)).toEqual(expected);
          expect(contents(snapshot, prefix, after)).toEqual(inRange);
          expect(snapshot.count(prefix, after)).toBe(inRange.length);
          expect(snapshot.size).toBe(expected.length);
        }
      }),
    );
  });

  it('finds what starts with the last character before the surrogate pairs', () => {
    const tree = new Tree<number>();
    tree.set('', 0);
    expect(tree.count('\uFFFF', '')).toBe(0);
    tree.set('\uFFFFa', 1);
    expect(tree.count('\uFFFF')).toBe(1);
    expect(contents(tree, '\uFFFF')).toEqual([['\uFFFFa', 1]]);
  });

  it('keeps thousands of keys in order through churn under snapshots', () => {
    const tree = new Tree<number>();
    const model = new Map<string, number>();
    const snapshots: { snapshot: ReadonlyTree<number>; size: number }[] = [];
    let state = 7;
    for (let i = 0; i < 20_000; i++) {
      state = (state * 48271) % 2147483647;
      const at = `/registry/pods/n${state % 7}/p${state % 3001}`;
      write(at, state % 3 === 0 ? undefined : i, tree, model);
      if (i % 1000 === 0) snapshots.push({ snapshot: tree.snapshot(), size: model.size });
    }
    expect(contents(tree)).toEqual([...model].sort(([a], [b]) => byBytes(a, b)));
    for (const { snapshot, size } of snapshots) expect(contents(snapshot)).toHaveLength(size);
  });

  it('stops when the visitor says so, and starts after the key it is given', () => {
    const tree = new Tree<number>();
    for (let i = 0; i < 300; i++) tree.set(`k${String(i).padStart(3, '0')}`, i);
    const seen: number[] = [];
    tree.scan('k', 'k100', (value) => {
      seen.push(value);
      return seen.length < 3;
    });
    expect(seen).toEqual([101, 102, 103]);
    expect(tree.count('k1', 'k150')).toBe(49);
    expect(tree.count('k1', 'k2')).toBe(0);
  });
});
