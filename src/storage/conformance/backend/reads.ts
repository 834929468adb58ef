// get, range and count: now, at an older revision, page by page.
import assert from 'node:assert/strict';
import type { Backend, Entry, RangePage, Revision } from '../../backend.ts';
import { plain, put, refusal, remove, text, type BackendCase } from './store.ts';

/** Names in the order of their UTF-8 bytes. JavaScript's own order has the last three before U+E000. */
const ordered = [
  '',
  '!',
  '-',
  '.',
  '/',
  '0',
  '9',
  'A',
  'Z',
  'a',
  'a!',
  'a/',
  'aa',
  'z',
  '\u007f',
  '\u00e9',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  '\u{10ffff}',
];

export const readCases: readonly BackendCase[] = [
  {
    name: 'reads an absent key as nothing, at a revision',
    needs: [],
    async run({ backend, prefix }) {
      const read = await backend.get(`${prefix}a`);
      assert.equal(read.entry, undefined);
      assert(read.revision >= 1, 'even an empty store is at a revision');
      assert.deepEqual(await backend.range(prefix), { revision: await backend.currentRevision(), entries: [], more: false });
      assert.equal(await backend.count(prefix), 0);
    },
  },
  {
    name: 'orders keys by their UTF-8 bytes',
    needs: [],
    async run({ backend, prefix }) {
      const shuffled = ordered.map((name, i) => ({ name, at: (i * 7) % ordered.length })).sort((a, b) => a.at - b.at);
      for (const { name } of shuffled) await put(backend, `${prefix}x${name}`, name);
      const { entries } = await backend.range(prefix);
      assert.deepEqual(names(entries, `${prefix}x`), ordered);
      for (const [i, name] of ordered.entries()) {
        const { entries: rest } = await backend.range(prefix, { after: `${prefix}x${name}` });
        assert.deepEqual(names(rest, `${prefix}x`), ordered.slice(i + 1));
      }
    },
  },
  {
    name: 'ranges over exactly the keys that start with the prefix',
    needs: [],
    async run({ backend, prefix }) {
      const keys = ['pods', 'pods/', 'pods/a', 'pods/a/b', 'pods/\u{10ffff}\u{10ffff}', 'pods0', 'podsx/a', 'pod/a', 'services/a'];
      for (const key of keys) await put(backend, prefix + key, key);
      const inRange = async (under: string): Promise<string[]> => names((await backend.range(prefix + under)).entries, prefix);
      assert.deepEqual(await inRange('pods/'), ['pods/', 'pods/a', 'pods/a/b', 'pods/\u{10ffff}\u{10ffff}']);
      assert.deepEqual(await inRange('pods/a'), ['pods/a', 'pods/a/b']);
      assert.deepEqual(await inRange('pods/\u{10ffff}'), ['pods/\u{10ffff}\u{10ffff}']);
      assert.deepEqual(await inRange('pod/'), ['pod/a']);
      assert.deepEqual(await inRange('nothing/'), []);
      assert.equal(await backend.count(`${prefix}pods/`), 4);
      assert.equal(await backend.count(prefix), keys.length);
      const everything = await backend.range('');
      assert.equal(everything.entries.filter((entry) => entry.key.startsWith(prefix)).length, keys.length);
    },
  },
  {
    name: 'pages through a range, saying what remains',
    needs: [],
    async run({ backend, prefix }) {
      for (let i = 0; i < 10; i++) await put(backend, `${prefix}${i}`, `${i}`);
      const first = await backend.range(prefix, { limit: 4 });
      assert.deepEqual(shape(first, prefix), { names: ['0', '1', '2', '3'], more: true, remaining: 6 });
      const second = await backend.range(prefix, { limit: 4, after: `${prefix}3` });
      assert.deepEqual(shape(second, prefix), { names: ['4', '5', '6', '7'], more: true, remaining: 2 });
      const third = await backend.range(prefix, { limit: 4, after: `${prefix}7` });
      assert.deepEqual(shape(third, prefix), { names: ['8', '9'], more: false, remaining: undefined });
      const exact = await backend.range(prefix, { limit: 10 });
      assert.equal(exact.more, false, 'a page that holds everything is the last one');
      const between = await backend.range(prefix, { limit: 1, after: `${prefix}3x` });
      assert.deepEqual(shape(between, prefix), { names: ['4'], more: true, remaining: 5 });
      const beyond = await backend.range(prefix, { after: `${prefix}9` });
      assert.deepEqual(shape(beyond, prefix), { names: [], more: false, remaining: undefined });
    },
  },
  {
    name: 'answers a range of one revision',
    needs: [],
    async run({ backend, prefix }) {
      const a = await put(backend, `${prefix}a`, 'one');
      const b = await put(backend, `${prefix}b`, 'one');
      const a2 = await put(backend, `${prefix}a`, 'two', a.modRevision);
      const page = await backend.range(prefix);
      assert.deepEqual(page.entries.map(plain), [plain(a2), plain(b)]);
      assert.equal(page.revision, a2.modRevision);
    },
  },
  {
    name: 'reads the past as it was',
    needs: ['readAtRevision'],
    async run({ backend, prefix }) {
      const states = await writeHistory(backend, prefix);
      for (const { revision, contents } of states) {
        const page = await backend.range(prefix, { revision });
        assert.equal(page.revision, revision);
        assert.deepEqual(Object.fromEntries(page.entries.map((entry) => [entry.key, text(entry.value)])), contents);
        assert.equal(await backend.count(prefix, { revision }), Object.keys(contents).length);
        for (const name of ['a', 'b', 'c']) {
          const read = await backend.get(`${prefix}${name}`, { revision });
          assert.equal(read.revision, revision);
          assert.equal(read.entry === undefined ? undefined : text(read.entry.value), contents[`${prefix}${name}`]);
        }
      }
    },
  },
  {
    name: 'pages through the past while the present moves on',
    needs: ['readAtRevision'],
    async run({ backend, prefix }) {
      const entries = new Map<string, Entry>();
      for (let i = 0; i < 20; i++)
        entries.set(`${prefix}${String(i).padStart(2, '0')}`, await put(backend, `${prefix}${String(i).padStart(2, '0')}`, 'old'));
      const found: Entry[] = [];
      let page = await backend.range(prefix, { limit: 6 });
      const { revision } = page;
      for (;;) {
        found.push(...page.entries);
        if (!page.more) break;
        assert.equal(page.remaining, 20 - found.length);
        for (const entry of [...entries.values()].slice(0, 5)) {
          await put(backend, entry.key, 'new', entry.modRevision);
          entries.delete(entry.key);
        }
        await put(backend, `${prefix}${found.length}-new`, 'new');
        page = await backend.range(prefix, { limit: 6, after: found.at(-1)!.key, revision });
        assert.equal(page.revision, revision);
      }
      assert.deepEqual(
        found.map((entry) => text(entry.value)),
        Array.from({ length: 20 }, () => 'old'),
      );
    },
  },
  {
    name: 'refuses a revision that does not exist yet, naming the current one',
    needs: ['readAtRevision'],
    async run({ backend, prefix }) {
      const { modRevision } = await put(backend, `${prefix}a`, 'one');
      const reads = [
        (revision: Revision) => backend.get(`${prefix}a`, { revision }),
        (revision: Revision) => backend.range(prefix, { revision }),
        (revision: Revision) => backend.count(prefix, { revision }),
      ];
      for (const read of reads) {
        const failure = await refusal('future', () => read(modRevision + 1000));
        assert.equal(failure.current, modRevision);
        assert.equal(failure.requested, modRevision + 1000);
      }
    },
  },
  {
    name: 'reads nothing when its signal is already aborted',
    needs: [],
    async run({ backend, prefix }) {
      const signal = AbortSignal.abort(new Error('changed my mind'));
      await assert.rejects(backend.get(`${prefix}a`, { signal }), /changed my mind/);
      await assert.rejects(backend.range(prefix, { signal }), /changed my mind/);
      await assert.rejects(backend.count(prefix, { signal }), /changed my mind/);
    },
  },
];

/** A few creates, updates and deletes, with the state after each. */
async function writeHistory(backend: Backend, prefix: string): Promise<{ revision: Revision; contents: Record<string, string> }[]> {
  const states: { revision: Revision; contents: Record<string, string> }[] = [];
  const current = new Map<string, Entry>();
  const steps = ['a=1', 'b=1', 'a=2', 'b-', 'c=1', 'a-', 'b=2', 'a=3', 'c=2', 'c-'];
  for (const step of steps) {
    const key = prefix + step[0]!;
    const before = current.get(key);
    const entry = step[1] === '-' ? await remove(backend, before!) : await put(backend, key, step, before?.modRevision);
    if (step[1] === '-') current.delete(key);
    else current.set(key, entry);
    states.push({ revision: entry.modRevision, contents: Object.fromEntries([...current].map(([at, { value }]) => [at, text(value)])) });
  }
  return states;
}

function names(entries: readonly Entry[], prefix: string): string[] {
  return entries.map((entry) => entry.key.slice(prefix.length));
}

function shape({ entries, more, remaining }: RangePage, prefix: string): unknown {
  return { names: names(entries, prefix), more, remaining };
}
