// Lists without a limit. upstream: List, ConsistentList, GetListRecursivePrefix, NamespaceScopedList, CompactRevision.
import assert from 'node:assert/strict';
import type { Predicate, Scope } from '../../../machinery/options.ts';
import type { Revision } from '../../../machinery/stored-object.ts';
import type { Storage } from '../../interface.ts';
import { create, labelled, named, offNode, onNode, pathOf, refusal, respec, type StorageCase } from './case.ts';
import { keyFrom, type Widget } from './widget.ts';

/** Each step is one write; what a list at its revision gives. */
const steps: readonly { readonly write: (storage: Storage<Widget>) => Promise<{ readonly revision: Revision }>; readonly list: string }[] =
  [
    { write: (storage) => create(storage, 'first/bar'), list: 'first/bar' },
    { write: (storage) => create(storage, 'second/bar'), list: 'first/bar second/bar' },
    { write: (storage) => create(storage, 'second/foo'), list: 'first/bar second/bar second/foo' },
    { write: (storage) => create(storage, 'third/barfoo'), list: 'first/bar second/bar second/foo third/barfoo' },
    { write: (storage) => create(storage, 'third/foo'), list: 'first/bar second/bar second/foo third/barfoo third/foo' },
    { write: (storage) => create(storage, 'second/baz'), list: 'first/bar second/bar second/baz second/foo third/barfoo third/foo' },
    {
      write: (storage) => respec(storage, 'first/bar', { nodeName: 'n1' }),
      list: 'first/bar second/bar second/baz second/foo third/barfoo third/foo',
    },
    { write: (storage) => storage.delete(keyFrom('second/baz')), list: 'first/bar second/bar second/foo third/barfoo third/foo' },
  ];

/** Returns the revision of each step. */
export async function seed(storage: Storage<Widget>): Promise<readonly Revision[]> {
  const revisions: Revision[] = [];
  for (const { write } of steps) revisions.push((await write(storage)).revision);
  return revisions;
}

const selections: readonly { readonly scope: Scope; readonly predicate: Predicate; readonly list: string }[] = [
  { scope: {}, predicate: onNode('n1'), list: 'first/bar' },
  { scope: {}, predicate: offNode('n1'), list: 'second/bar second/foo third/barfoo third/foo' },
  { scope: {}, predicate: named('foo'), list: 'second/foo third/foo' },
  { scope: { namespace: 'third' }, predicate: named('foo'), list: 'third/foo' },
  { scope: { namespace: 'first' }, predicate: named('foo'), list: '' },
  { scope: {}, predicate: labelled('app', 'x'), list: '' },
];

export const listCases: readonly StorageCase[] = [
  {
    name: 'list: of nothing has no items, and the revision of now',
    needs: [],
    async run({ storage, writeElsewhere }) {
      await writeElsewhere();
      const page = await storage.getList({});
      assert.deepEqual(page.items, []);
      assert.equal(page.revision, await storage.getCurrentResourceVersion());
      assert.equal(page.continue, undefined);
    },
  },
  {
    name: 'list: everything, or one namespace, in key order',
    needs: [],
    async run({ storage }) {
      await seed(storage);
      await create(storage, 'second-2/bar');
      await create(storage, 'secon/bar');
      const all = 'first/bar secon/bar second-2/bar second/bar second/foo third/barfoo third/foo';
      assert.equal(await listed(storage, {}), all);
      assert.equal(await listed(storage, { namespace: '' }), all);
      assert.equal(await listed(storage, { namespace: 'second' }), 'second/bar second/foo');
      assert.equal(await listed(storage, { namespace: 'none' }), '');
      assert.equal(await listed(storage, { namespace: 'first', name: 'bar' }), 'first/bar');
    },
  },
  {
    name: 'list: what a selector matches, and nothing else',
    needs: [],
    async run({ storage }) {
      await seed(storage);
      for (const { scope, predicate, list } of selections) assert.equal(await listed(storage, scope, { predicate }), list);
    },
  },
  {
    name: 'list: without a revision is of now, though other resources were written',
    needs: [],
    async run({ storage, writeElsewhere }) {
      await create(storage, 'ns/foo');
      for (let i = 0; i < 3; i++) {
        const revision = await writeElsewhere();
        const page = await storage.getList({});
        assert.equal(page.revision, revision);
        assert.equal((await storage.getList({ namespace: 'empty' })).revision, revision);
      }
      const any = await storage.getList({}, { freshness: { at: 'any' } });
      assert(any.revision <= (await storage.getCurrentResourceVersion()));
    },
  },
  {
    name: 'list: not older than a revision',
    needs: [],
    async run({ storage }) {
      const revisions = await seed(storage);
      const last = revisions.at(-1)!;
      const page = await storage.getList({}, { freshness: { at: 'notOlderThan', revision: last } });
      assert(page.revision >= last);
      assert.equal(page.items.map(pathOf).join(' '), steps.at(-1)!.list);
      for (const revision of revisions) {
        const older = await storage.getList({}, { freshness: { at: 'notOlderThan', revision } });
        assert(older.revision >= revision);
      }
    },
  },
  {
    name: 'list: exactly as it was at every revision',
    needs: ['readAtRevision'],
    async run({ storage, writeElsewhere }) {
      const revisions = await seed(storage);
      const later = await writeElsewhere();
      const expected = [...steps.map(({ list }, i) => ({ revision: revisions[i]!, list })), { revision: later, list: steps.at(-1)!.list }];
      for (const { revision, list } of expected) {
        const page = await storage.getList({}, { freshness: { at: 'exact', revision } });
        assert.equal(page.revision, revision);
        assert.equal(page.items.map(pathOf).join(' '), list);
      }
      const before = { at: 'exact', revision: revisions[5]! } as const;
      assert.equal(await listed(storage, { namespace: 'second' }, { freshness: before }), 'second/bar second/baz second/foo');
      assert.equal(await listed(storage, {}, { freshness: before, predicate: onNode('n1') }), '');
    },
  },
  {
    name: 'list: a revision that was compacted has expired, one that is to come is too large',
    needs: ['readAtRevision'],
    async run({ storage, compact, writeElsewhere }) {
      const revisions = await seed(storage);
      await compact(revisions[3]!);
      const at = (revision: Revision) => () => storage.getList({}, { freshness: { at: 'exact', revision } });
      const expired = await refusal('Expired', at(revisions[2]!));
      assert.equal(expired.problem.continue, undefined);
      assert.equal(expired.message, 'The resourceVersion for the provided list is too old.');
      assert.equal((await at(revisions[4]!)()).items.length, 5);
      const future = (await writeElsewhere()) + 1;
      const { problem } = await refusal('TooLargeResourceVersion', at(future));
      assert.equal(problem.requested, future);
      assert.equal(problem.current, future - 1);
    },
  },
  {
    name: 'compaction: its revision is known, and reads of now do not notice',
    needs: [],
    async run({ storage, compact, writeElsewhere }) {
      await seed(storage);
      const revision = await writeElsewhere();
      await compact(revision);
      assert(storage.compactRevision() >= revision);
      assert.equal(await listed(storage, {}), steps.at(-1)!.list);
      assert.equal((await storage.get(keyFrom('first/bar')))!.object().spec.nodeName, 'n1');
    },
  },
];

async function listed(storage: Storage<Widget>, scope: Scope, options: Parameters<Storage<Widget>['getList']>[1] = {}): Promise<string> {
  const { items } = await storage.getList(scope, options);
  return items.map(pathOf).join(' ');
}
