import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { ReadonlyTree } from '../../../base/tree.ts';
import type { Change, Entry } from '../../backend.ts';
import { resolveLimits } from './backend.ts';
import { revisionOf } from './change.ts';
import { Checksums } from './checksums.ts';
import { History } from './history.ts';

const mebibyte = 1 << 20;

/** Pushes a put of `size` bytes, or a deletion, and returns the change. */
function write(history: History, key: string, size: number | undefined): Change | undefined {
  const previous = history.current.get(key);
  const revision = history.revision + 1;
  if (size === undefined && previous === undefined) return undefined;
  const change: Change =
    size === undefined
      ? { type: 'DELETE', key, modRevision: revision, previous: previous! }
      : {
          type: 'PUT',
          entry: { key, value: new Uint8Array(size), createRevision: previous?.createRevision ?? revision, modRevision: revision },
          previous,
        };
  history.push(change);
  history.keepRoot();
  return change;
}

function contents(tree: ReadonlyTree<Entry>): Entry[] {
  const entries: Entry[] = [];
  tree.scan('', undefined, (entry) => void entries.push(entry));
  return entries;
}

describe('history', () => {
  it('restores every revision down to its floor, through kept roots and without', () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      size: fc.option(fc.nat(50), { nil: undefined }),
      page: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.nat(20_000),
        fc.integer({ min: 1, max: 10 }),
        (steps, historyBytes, historyRootChanges) => {
          const history = new History({ compacted: 0, limits: resolveLimits({ historyBytes, historyRootChanges, historyRoots: 3 }) });
          const states = new Map([[1, contents(history.current)]]);
          const changes: Change[] = [];
          for (const { key, size, page } of steps) {
            const change = write(history, key, size);
            if (change !== undefined) changes.push(change);
            states.set(history.revision, contents(history.current));
            if (page) history.expectReturn();
          }
          const reached = [...states].filter(([revision]) => revision >= history.floor);
          for (const [revision, state] of reached) expect(contents(history.at(revision))).toEqual(state);
          for (let after = history.floor; after <= history.revision; after++) {
            const batch = history.since(after, '');
            expect(batch.revision).toBe(history.revision);
            expect(batch.changes).toEqual(changes.filter((change) => revisionOf(change) > after));
          }
        },
      ),
    );
  });

  it('keeps as much as its bytes allow, counting what was overwritten', () => {
    const history = new History({ compacted: 0, limits: resolveLimits({ historyBytes: 10_000 }) });
    for (let i = 0; i < 100; i++) write(history, 'a', 700);
    expect(history.floor).toBe(history.revision - 10);
    for (let i = 0; i < 100; i++) write(history, `key ${i}`, 100_000);
    expect(history.floor, 'what is current is not history').toBe(history.revision - 33);
  });

  it('keeps no more than that alive, whoever pages through what is gone', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    collectGarbage();
    const before = memoryUsage().arrayBuffers;
    const history = new History({ compacted: 0, limits: resolveLimits({ historyBytes: 4 * mebibyte, historyRootChanges: 10 }) });
    for (let i = 0; i < 100; i++) {
      write(history, 'a', mebibyte);
      history.expectReturn();
      history.at(Math.max(history.floor, history.revision - 2));
    }
    await vi.waitFor(() => {
      collectGarbage();
      expect(memoryUsage().arrayBuffers - before).toBeLessThan(7 * mebibyte);
    });
    expect(history.current.get('a')).toBeDefined();
  });

  it('gives a long past in pieces that follow each other', () => {
    const history = new History({ compacted: 0, limits: resolveLimits({ changesPerBatch: 7 }) });
    for (let i = 0; i < 40; i++) write(history, `${i % 2 === 0 ? 'even' : 'odd'}/${i}`, 1);
    const found: number[] = [];
    let after = 1;
    for (let pieces = 0; after < history.revision; pieces++) {
      const batch = history.since(after, 'odd/');
      expect(batch.changes.length).toBeLessThanOrEqual(7);
      expect(pieces).toBeLessThan(4);
      found.push(...batch.changes.map(revisionOf));
      after = batch.revision;
    }
    expect(found).toEqual(Array.from({ length: 20 }, (_, i) => 3 + 2 * i));
  });

  it('forgets up to a revision, and starts from a state that has no past', () => {
    const history = new History({ compacted: 7, limits: resolveLimits({}) });
    history.base({ key: 'a', value: new Uint8Array(1), createRevision: 3, modRevision: 5 });
    expect(history.revision).toBe(7);
    expect(contents(history.at(7))).toHaveLength(1);
    write(history, 'b', 1);
    write(history, 'a', undefined);
    history.forget(8);
    expect(history.floor).toBe(8);
    expect(contents(history.at(8)).map((entry) => entry.key)).toEqual(['a', 'b']);
    expect(() => history.at(7)).toThrow('a revision that history reaches');
  });

  it('finds out who wrote into a shared value, in verify mode', () => {
    const history = new History({ compacted: 0, limits: resolveLimits({ historyBytes: 0 }), checksums: new Checksums() });
    write(history, 'a', 10);
    write(history, 'a', 10);
    history.current.get('a')!.value[3] = 1;
    expect(() => write(history, 'a', 10)).toThrow('nobody writes into the value of a at 3');
  });
});
