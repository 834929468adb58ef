// limit and continue. upstream: ListContinuation, …WithFilter, ListPaginationRareObject, ListInconsistentContinuation,
// ListPaging, and the limits in List.
import assert from 'node:assert/strict';
import type { ListOptions, Page, Scope } from '../../../machinery/options.ts';
import type { Storage } from '../../interface.ts';
import { create, named, onNode, pathOf, refusal, respec, type StorageCase } from './case.ts';
import { seed } from './lists.ts';
import { keyFrom, type Widget } from './widget.ts';

/** One token per line of what decodes to what. */
const token = (v: string, rv: number, start: string): string => encoded(JSON.stringify({ v, rv, start }));
const encoded = (text: string): string => Buffer.from(text).toString('base64url');

export const pagingCases: readonly StorageCase[] = [
  {
    name: 'paging: goes through all pages at one revision, whatever happens meanwhile',
    needs: ['readAtRevision'],
    async run({ storage }) {
      await seed(storage);
      const pages = await traverse(storage, {}, { limit: 2 }, async (page) => {
        await respec(storage, 'third/foo', { note: `${page}` });
        await create(storage, `first/new-${page}`);
      });
      assert.deepEqual(pages.map(paths), ['first/bar second/bar', 'second/foo third/barfoo', 'third/foo']);
      assert.equal(new Set(pages.map(({ revision }) => revision)).size, 1);
      assert.deepEqual(
        pages.map(({ remainingItemCount }) => remainingItemCount),
        [3, 1, undefined],
      );
      assert.equal(pages[2]!.items[0]!.object().spec.note, undefined);
    },
  },
  {
    name: 'paging: a page that ends with the list has no token, and any limit gives the same list',
    needs: ['readAtRevision'],
    async run({ storage }) {
      await seed(storage);
      const whole = 'first/bar second/bar second/foo third/barfoo third/foo';
      for (const limit of [1, 2, 3, 4, 5, 6, 100]) {
        const pages = await traverse(storage, {}, { limit });
        assert.equal(pages.length, Math.ceil(5 / limit));
        assert.equal(pages.map(paths).join(' '), whole);
        for (const page of pages.slice(0, -1)) assert.equal(page.items.length, limit);
      }
      const inNamespace = await traverse(storage, { namespace: 'second' }, { limit: 1 });
      assert.deepEqual(inNamespace.map(paths), ['second/bar', 'second/foo']);
    },
  },
  {
    name: "paging: the token is upstream's",
    needs: ['readAtRevision'],
    async run({ storage }) {
      await seed(storage);
      const all = await storage.getList({}, { limit: 1 });
      assert.equal(all.continue, token('meta.k8s.io/v1', all.revision, 'first/bar\0'));
      const some = await storage.getList({ namespace: 'second' }, { limit: 1 });
      assert.equal(some.continue, token('meta.k8s.io/v1', some.revision, 'bar\0'));
      const foreign = token('meta.k8s.io/v1', all.revision, 'third/barfoo');
      const page = await storage.getList({}, { limit: 1, continue: foreign });
      assert.equal(paths(page), 'third/barfoo');
      assert.equal(page.remainingItemCount, 1);
      assert.equal(page.continue, token('meta.k8s.io/v1', all.revision, 'third/barfoo\0'));
      const rest = await storage.getList({}, { continue: token('meta.k8s.io/v1', all.revision, 'third/bar') });
      assert.equal(paths(rest), 'third/barfoo third/foo');
    },
  },
  {
    name: 'paging: without a limit a token gives all the rest',
    needs: ['readAtRevision'],
    async run({ storage }) {
      await seed(storage);
      const first = await storage.getList({}, { limit: 1 });
      const rest = await storage.getList({}, { continue: first.continue });
      assert.equal(paths(rest), 'second/bar second/foo third/barfoo third/foo');
      assert.equal(rest.continue, undefined);
      assert.equal(rest.revision, first.revision);
    },
  },
  {
    name: 'paging: at an exact revision',
    needs: ['readAtRevision'],
    async run({ storage }) {
      const revisions = await seed(storage);
      const pages = await traverse(storage, {}, { limit: 4, freshness: { at: 'exact', revision: revisions[5]! } });
      assert.deepEqual(pages.map(paths), ['first/bar second/bar second/baz second/foo', 'third/barfoo third/foo']);
      for (const { revision } of pages) assert.equal(revision, revisions[5]);
      assert.equal(pages[0]!.remainingItemCount, 2);
    },
  },
  {
    name: 'paging: not older than a revision honours the limit',
    needs: ['readAtRevision'],
    async run({ storage }) {
      const revisions = await seed(storage);
      const page = await storage.getList({}, { limit: 2, freshness: { at: 'notOlderThan', revision: revisions.at(-1)! } });
      assert.equal(paths(page), 'first/bar second/bar');
      assert.equal(page.remainingItemCount, 3);
      assert.notEqual(page.continue, undefined);
    },
  },
  {
    name: 'paging: with a selector, pages are filled by looking further; what remains is not known',
    needs: ['readAtRevision'],
    async run({ storage }) {
      for (const path of ['1/foo', '2/bar', '3/foo', '4/foo', '5/bar']) await create(storage, path);
      const pages = await traverse(storage, {}, { limit: 2, predicate: named('foo') });
      assert.deepEqual(pages.map(paths), ['1/foo 3/foo', '4/foo']);
      for (const page of pages) assert.equal(page.remainingItemCount, undefined);
      const bars = await traverse(storage, {}, { limit: 2, predicate: named('bar') });
      assert.deepEqual(bars.map(paths), ['2/bar 5/bar']);
      const none = await storage.getList({}, { limit: 1, predicate: onNode('n1') });
      assert.deepEqual(none.items, []);
      assert.equal(none.continue, undefined);
    },
  },
  {
    name: 'paging: finds the one match at the end of many',
    needs: ['readAtRevision'],
    async run({ storage }) {
      const names = Array.from({ length: 1000 }, (_, i) => `ns/${String(i).padStart(4, '0')}`);
      await Promise.all(names.map((path) => create(storage, path)));
      const page = await storage.getList({}, { limit: 1, predicate: named('0999') });
      assert.equal(paths(page), 'ns/0999');
      assert.equal(page.continue, undefined);
    },
  },
  {
    name: 'paging: a token whose revision was compacted expires, with one that goes on at the newest',
    needs: ['readAtRevision'],
    async run({ storage, compact, writeElsewhere }) {
      await seed(storage);
      const first = await storage.getList({}, { limit: 1 });
      const updated = await respec(storage, 'third/foo', { note: 'new' });
      await create(storage, 'second/new');
      await compact(await writeElsewhere());
      const { problem, message } = await refusal('Expired', () => storage.getList({}, { limit: 2, continue: first.continue }));
      assert.match(message, /^The provided continue parameter is too old to display a consistent list result\./);
      assert.equal(problem.continue, token('meta.k8s.io/v1', -1, 'first/bar\0'));
      const second = await storage.getList({}, { limit: 3, continue: problem.continue });
      assert.equal(paths(second), 'second/bar second/foo second/new');
      assert.equal(second.revision, await storage.getCurrentResourceVersion());
      assert.equal(second.remainingItemCount, 2);
      await respec(storage, 'third/foo', { note: 'newer' });
      const third = await storage.getList({}, { limit: 3, continue: second.continue });
      assert.equal(third.revision, second.revision, 'consistent again');
      assert.equal(paths(third), 'third/barfoo third/foo');
      assert.equal(third.items[1]!.revision, updated.revision);
    },
  },
  {
    name: 'paging: tokens that nobody gave out are refused',
    needs: ['readAtRevision'],
    async run({ storage }) {
      const { revision } = await create(storage, 'ns/foo');
      const v1 = 'meta.k8s.io/v1';
      const refused: readonly (readonly [token: string, message: RegExp])[] = [
        ['?', /continue key is not valid: illegal base64 data at input byte 0/],
        [encoded('{'), /continue key is not valid: /],
        [encoded('"text"'), /continue key is not valid/],
        [encoded('{"v":"meta.k8s.io/v1","rv":"1","start":"a"}'), /continue key is not valid/],
        [token('v2', revision, 'a'), /server does not recognize this encoded version v2/],
        [token(v1, 0, 'a'), /incorrect encoded start resourceVersion \(version meta\.k8s\.io\/v1\)/],
        [token(v1, revision, ''), /encoded start key empty \(version meta\.k8s\.io\/v1\)/],
        [token(v1, revision, '../secrets/a'), /continue key is not valid: \.\.\/secrets\/a/],
        [token(v1, revision, 'a/../../b'), /continue key is not valid/],
        [token(v1, revision, 'a//b'), /continue key is not valid/],
        [token(v1, revision, 'a/'), /continue key is not valid/],
      ];
      for (const [one, expected] of refused) {
        const { message } = await refusal('InvalidContinue', () => storage.getList({}, { limit: 1, continue: one }));
        assert.match(message, expected);
        assert.match(message, /^invalid continue token: /);
      }
    },
  },
  {
    name: 'paging: a token and a revision do not go together',
    needs: ['readAtRevision'],
    async run({ storage }) {
      await seed(storage);
      const first = await storage.getList({}, { limit: 1 });
      const { message } = await refusal('InvalidContinue', () =>
        storage.getList({}, { limit: 1, continue: first.continue, freshness: { at: 'notOlderThan', revision: first.revision } }),
      );
      assert.equal(message, 'specifying resource version is not allowed when using continue');
      const page = await storage.getList({}, { limit: 1, continue: first.continue, freshness: { at: 'any' } });
      assert.equal(paths(page), 'second/bar');
    },
  },
  {
    name: 'paging: a token from the future is too large',
    needs: ['readAtRevision'],
    async run({ storage }) {
      const { revision } = await storage.delete(keyFrom(pathOf(await create(storage, 'ns/foo'))));
      await refusal('TooLargeResourceVersion', () =>
        storage.getList({}, { limit: 1, continue: token('meta.k8s.io/v1', revision + 1_000_000, 'a') }),
      );
    },
  },
];

const paths = (page: Page<Widget>): string => page.items.map(pathOf).join(' ');

/** All pages of a list. `between` runs after each that is not the last. */
async function traverse(
  storage: Storage<Widget>,
  scope: Scope,
  options: ListOptions,
  between: (page: number) => Promise<void> = () => Promise.resolve(),
): Promise<readonly Page<Widget>[]> {
  const pages = [await storage.getList(scope, options)];
  for (let next = pages[0]!.continue; next !== undefined; next = pages.at(-1)!.continue) {
    assert(pages.length < 100, 'a traversal ends');
    await between(pages.length);
    const { freshness: _, ...rest } = options;
    pages.push(await storage.getList(scope, { ...rest, continue: next }));
  }
  return pages;
}
