// put and delete: a compare that holds stores, one that fails changes nothing and says what it failed against.
import assert from 'node:assert/strict';
import type { Entry, Seal } from '../../backend.ts';
import { bytes, lost, plain, put, refusal, remove, seal, text, type BackendCase } from './store.ts';

export const writeCases: readonly BackendCase[] = [
  {
    name: 'creates an absent key, and reads see it once it is acknowledged',
    needs: [],
    async run({ backend, prefix }) {
      const before = await backend.currentRevision();
      const entry = await put(backend, `${prefix}a`, 'one');
      assert.equal(entry.key, `${prefix}a`);
      assert.equal(text(entry.value), 'one');
      assert.equal(entry.createRevision, entry.modRevision);
      assert(entry.modRevision > before, 'a write takes a new revision');
      assert.equal(await backend.currentRevision(), entry.modRevision);
      const read = await backend.get(`${prefix}a`);
      assert.deepEqual(plain(read.entry), plain(entry));
      assert(read.revision >= entry.modRevision, 'a read is as new as what was acknowledged');
    },
  },
  {
    name: 'refuses to create a key that exists, and seals it under no revision',
    needs: [],
    async run({ backend, prefix }) {
      const entry = await put(backend, `${prefix}a`, 'one');
      const unheld: Seal = (told) => (assert.equal(told, undefined, 'a lost put is told no revision'), bytes('two'));
      const { current, revision } = lost(await backend.put(`${prefix}a`, unheld, 0));
      assert.deepEqual(plain(current), plain(entry));
      assert(revision >= entry.modRevision, 'the answer is as new as what it shows');
      assert.deepEqual(plain((await backend.get(`${prefix}a`)).entry), plain(entry));
    },
  },
  {
    name: 'updates the revision that is expected, keeping the revision of creation',
    needs: [],
    async run({ backend, prefix }) {
      const one = await put(backend, `${prefix}a`, 'one');
      const two = await put(backend, `${prefix}a`, 'two', one.modRevision);
      assert.equal(two.createRevision, one.createRevision);
      assert(two.modRevision > one.modRevision, 'an update takes a new revision');
      assert.equal(text((await backend.get(`${prefix}a`)).entry!.value), 'two');
    },
  },
  {
    name: 'loses an update of an older revision, of a future one and of an absent key',
    needs: [],
    async run({ backend, prefix }) {
      const one = await put(backend, `${prefix}a`, 'one');
      const two = await put(backend, `${prefix}a`, 'two', one.modRevision);
      assert.deepEqual(plain(lost(await backend.put(`${prefix}a`, seal('three'), one.modRevision)).current), plain(two));
      assert.deepEqual(plain(lost(await backend.put(`${prefix}a`, seal('three'), two.modRevision + 1000)).current), plain(two));
      assert.equal(lost(await backend.put(`${prefix}b`, seal('three'), one.modRevision)).current, undefined);
      assert.equal((await backend.get(`${prefix}b`)).entry, undefined);
      assert.equal(await backend.currentRevision(), two.modRevision);
    },
  },
  {
    name: 'deletes the revision that is expected, and tells what was removed and when',
    needs: [],
    async run({ backend, prefix }) {
      const entry = await put(backend, `${prefix}a`, 'one');
      const removed = await remove(backend, entry);
      assert.equal(text(removed.value), 'one');
      assert.equal(removed.createRevision, entry.createRevision);
      assert(removed.modRevision > entry.modRevision, 'a delete takes a revision of its own');
      assert.equal(await backend.currentRevision(), removed.modRevision);
      assert.equal((await backend.get(`${prefix}a`)).entry, undefined);
    },
  },
  {
    name: 'loses a delete of another revision and of an absent key',
    needs: [],
    async run({ backend, prefix }) {
      const one = await put(backend, `${prefix}a`, 'one');
      const two = await put(backend, `${prefix}a`, 'two', one.modRevision);
      assert.deepEqual(plain(lost(await backend.delete(`${prefix}a`, one.modRevision)).current), plain(two));
      assert.equal(lost(await backend.delete(`${prefix}b`, one.modRevision)).current, undefined);
      assert.equal(await backend.currentRevision(), two.modRevision);
    },
  },
  {
    name: 'creates afresh after a delete',
    needs: [],
    async run({ backend, prefix }) {
      const one = await put(backend, `${prefix}a`, 'one');
      const removed = await remove(backend, one);
      assert.equal(lost(await backend.put(`${prefix}a`, seal('two'), one.modRevision)).current, undefined);
      const two = await put(backend, `${prefix}a`, 'two');
      assert.equal(two.createRevision, two.modRevision);
      assert(two.modRevision > removed.modRevision, 'revisions grow through a deletion');
    },
  },
  {
    name: 'tells the seal the revision it is going to have, or nothing',
    needs: [],
    async run({ backend, prefix }) {
      const told: (number | undefined)[] = [];
      const outcome = await backend.put(`${prefix}a`, (revision) => (told.push(revision), bytes(`at ${revision}`)), 0);
      assert(outcome.ok, 'the put wins');
      assert.equal(told.length, 1, 'the seal runs once');
      if (told[0] !== undefined) assert.equal(told[0], outcome.entry.modRevision);
      assert.equal(text((await backend.get(`${prefix}a`)).entry!.value), `at ${told[0]}`);
    },
  },
  {
    name: 'rejects a put with what its seal throws, and stores nothing',
    needs: [],
    async run({ backend, prefix }) {
      const problem = new Error('cannot be encoded');
      const failing = backend.put(
        `${prefix}a`,
        () => {
          throw problem;
        },
        0,
      );
      await assert.rejects(failing, (error) => error === problem);
      assert.equal((await backend.get(`${prefix}a`)).entry, undefined);
      await put(backend, `${prefix}a`, 'one');
    },
  },
  {
    name: 'stores an empty value, any bytes, and a mebibyte',
    needs: [],
    async run({ backend, prefix }) {
      const values = [new Uint8Array(0), Uint8Array.from({ length: 256 }, (_, i) => i), new Uint8Array(1 << 20).fill(0x7b)];
      for (const [i, value] of values.entries()) {
        const outcome = await backend.put(`${prefix}${i}`, () => value, 0);
        assert(outcome.ok, 'the put wins');
        const { entry } = await backend.get(`${prefix}${i}`);
        assert.equal(Buffer.compare(entry!.value, value), 0, `value ${i} is read as it was written`);
      }
      assert.equal((await backend.range(prefix)).entries.length, values.length);
    },
  },
  {
    name: 'lets one of many creators of a key win',
    needs: [],
    async run({ backend, prefix }) {
      const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => backend.put(`${prefix}a`, seal(`writer ${i}`), 0)));
      const winners = outcomes.filter((outcome) => outcome.ok);
      assert.equal(winners.length, 1);
      const winner = winners[0]!.entry;
      for (const outcome of outcomes) if (!outcome.ok) assert.deepEqual(plain(outcome.current), plain(winner));
      assert.deepEqual(plain((await backend.get(`${prefix}a`)).entry), plain(winner));
    },
  },
  {
    name: 'loses no update of a counter that many increment',
    needs: [],
    async run({ backend, prefix }) {
      const key = `${prefix}counter`;
      const increment = async (): Promise<void> => {
        let { entry } = await backend.get(key);
        for (;;) {
          const next = String(Number(entry === undefined ? '0' : text(entry.value)) + 1);
          const outcome = await backend.put(key, seal(next), entry?.modRevision ?? 0);
          if (outcome.ok) return;
          entry = outcome.current;
        }
      };
      await Promise.all(Array.from({ length: 12 }, async () => [await increment(), await increment(), await increment()]));
      assert.equal(text((await backend.get(key)).entry!.value), '36');
    },
  },
  {
    name: 'gives every one of many concurrent writes a revision of its own',
    needs: [],
    async run({ backend, prefix }) {
      const entries: Entry[] = await Promise.all(Array.from({ length: 100 }, (_, i) => put(backend, `${prefix}${i}`, `${i}`)));
      const revisions = new Set(entries.map((entry) => entry.modRevision));
      assert.equal(revisions.size, entries.length);
      assert.equal(await backend.currentRevision(), Math.max(...revisions));
    },
  },
  {
    name: 'writes nothing when its signal is already aborted',
    needs: [],
    async run({ backend, prefix }) {
      const signal = AbortSignal.abort(new Error('changed my mind'));
      await assert.rejects(backend.put(`${prefix}a`, seal('one'), 0, { signal }), /changed my mind/);
      const entry = await put(backend, `${prefix}b`, 'one');
      await assert.rejects(backend.delete(entry.key, entry.modRevision, { signal }), /changed my mind/);
      assert.deepEqual((await backend.range(prefix)).entries.map(plain), [plain(entry)]);
    },
  },
  {
    name: 'honours a time to live, or refuses it',
    needs: [],
    async run({ backend, prefix }) {
      if (backend.capabilities.ttl) {
        const outcome = await backend.put(`${prefix}a`, seal('one'), 0, { ttlSeconds: 3600 });
        assert(outcome.ok, 'the put wins');
      } else {
        await refusal('unsupported', () => backend.put(`${prefix}a`, seal('one'), 0, { ttlSeconds: 3600 }));
        assert.equal((await backend.get(`${prefix}a`)).entry, undefined);
      }
    },
  },
  {
    name: 'refuses everything once it is closed, except to be closed again',
    needs: [],
    async run({ backend, prefix }) {
      await backend.ready();
      await backend[Symbol.asyncDispose]();
      await refusal('closed', () => backend.get(`${prefix}a`));
      await refusal('closed', () => backend.range(prefix));
      await refusal('closed', () => backend.put(`${prefix}a`, seal('one'), 0));
      await refusal('closed', () => backend.delete(`${prefix}a`, 1));
      await refusal('closed', () => backend.currentRevision());
      await refusal('closed', () => backend.ready());
      await backend[Symbol.asyncDispose]();
    },
  },
];
