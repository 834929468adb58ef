// get, and lists of one key. upstream: Get, GetListNonRecursive.
import assert from 'node:assert/strict';
import { create, named, refusal, respec, seen, type StorageCase } from './case.ts';
import { keyFrom, type Widget } from './widget.ts';

const foo = keyFrom('ns/foo');

export const readCases: readonly StorageCase[] = [
  {
    name: 'get: the newest, or at least as new as asked for',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo', { note: '1' });
      const updated = await respec(storage, 'ns/foo', { note: '2' });
      const later = await create(storage, 'ns/other');
      assert.deepEqual(seen((await storage.get(foo))!), seen(updated));
      assert.deepEqual(seen((await storage.get(foo, { freshness: { at: 'latest' } }))!), seen(updated));
      for (const revision of [updated.revision, later.revision])
        assert.deepEqual(seen((await storage.get(foo, { freshness: { at: 'notOlderThan', revision } }))!), seen(updated));
      const older = await storage.get(foo, { freshness: { at: 'notOlderThan', revision: created.revision } });
      assert(older!.revision === created.revision || older!.revision === updated.revision);
      const any = await storage.get(foo, { freshness: { at: 'any' } });
      assert([undefined, created.revision, updated.revision].includes(any?.revision));
    },
  },
  {
    name: 'get: what is absent is undefined',
    needs: [],
    async run({ storage }) {
      assert.equal(await storage.get(foo), undefined);
      assert.equal(await storage.get(foo, { freshness: { at: 'any' } }), undefined);
      await create(storage, 'ns/foobar');
      assert.equal(await storage.get(foo), undefined);
    },
  },
  {
    name: 'reads: a revision that does not exist yet is refused, with both revisions',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/foo');
      const revision = Number.MAX_SAFE_INTEGER;
      const freshness = { at: 'notOlderThan', revision } as const;
      const refusals = await Promise.all([
        refusal('TooLargeResourceVersion', () => storage.get(foo, { freshness })),
        refusal('TooLargeResourceVersion', () => storage.getList({}, { freshness })),
        refusal('TooLargeResourceVersion', () => storage.getList(foo, { freshness })),
      ]);
      for (const { problem, message } of refusals) {
        assert.equal(problem.requested, revision);
        assert(problem.current < revision);
        assert.equal(problem.retryAfterSeconds, 1);
        assert.equal(message, `Too large resource version: ${revision}, current: ${problem.current}`);
      }
    },
  },
  {
    name: 'list of one key: that object, or none; never others that begin alike',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/foobar');
      const none = await storage.getList(foo);
      assert.deepEqual(none.items, []);
      assert.equal(none.revision, await storage.getCurrentResourceVersion());
      await create(storage, 'ns/foo', { note: '1' });
      const updated = await respec(storage, 'ns/foo', { note: '2' });
      const { items, revision, ...rest } = await storage.getList(foo);
      assert.deepEqual(items.map(seen), [seen(updated)]);
      assert(revision >= updated.revision);
      assert.equal(rest.continue, undefined);
      assert.equal(rest.remainingItemCount, undefined);
      const filtered = await storage.getList(foo, { predicate: named('bar') });
      assert.deepEqual(filtered.items, []);
    },
  },
  {
    name: 'list of one key: at least as new as asked for',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/foo', { note: '1' });
      const updated = await respec(storage, 'ns/foo', { note: '2' });
      const page = await storage.getList(foo, { freshness: { at: 'notOlderThan', revision: updated.revision } });
      assert.deepEqual(page.items.map(seen), [seen(updated)]);
      const any = await storage.getList(foo, { freshness: { at: 'any' } });
      assert(any.items.length <= 1);
    },
  },
  {
    name: 'list of one key: exactly as it was',
    needs: ['readAtRevision'],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo', { note: '1' });
      const updated = await respec(storage, 'ns/foo', { note: '2' });
      const removed = await storage.delete(foo);
      const notes = async (revision: number): Promise<readonly (string | undefined)[]> => {
        const page = await storage.getList(foo, { freshness: { at: 'exact', revision } });
        assert.equal(page.revision, revision);
        return page.items.map((item) => (seen(item) as Widget).spec.note);
      };
      assert.deepEqual(await notes(created.revision), ['1']);
      assert.deepEqual(await notes(updated.revision), ['2']);
      assert.deepEqual(await notes(removed.revision), []);
    },
  },
];
