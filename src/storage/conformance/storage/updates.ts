// guaranteedUpdate. upstream: GuaranteedUpdate, …WithConflict, …WithSuggestionAndConflict, …ChecksStoredData.
import assert from 'node:assert/strict';
import { create, refusal, respec, seen, type StorageCase } from './case.ts';
import { Follower } from './follower.ts';
import { keyFrom, widget, type Widget } from './widget.ts';

const foo = keyFrom('ns/foo');
const noted =
  (note: string) =>
  (current: Widget | undefined): Widget => ({ ...current!, spec: { ...current!.spec, note } });

const inOtherOrder = ({ kind, apiVersion, metadata, ...rest }: Widget): Widget => ({ ...rest, metadata, apiVersion, kind }) as Widget;

export const updateCases: readonly StorageCase[] = [
  {
    name: 'update: computes the next object from the current one',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo', { nodeName: 'n1', labels: { app: 'x' } });
      const updated = await storage.guaranteedUpdate(foo, (current, stored) => {
        assert.deepEqual(current, seen(created));
        assert.deepEqual(seen(stored!), seen(created));
        return noted('second')(current);
      });
      assert(updated.revision > created.revision);
      const resourceVersion = String(updated.revision);
      const expected = { ...created.object(), spec: { nodeName: 'n1', note: 'second' } };
      assert.deepEqual(seen(updated), { ...expected, metadata: { ...expected.metadata, resourceVersion } });
      assert.deepEqual(seen((await storage.get(foo))!), seen(updated));
    },
  },
  {
    name: 'update: of what is absent is refused, and creates it when told to',
    needs: [],
    async run({ storage }) {
      await refusal('KeyNotFound', () => storage.guaranteedUpdate(foo, noted('never')));
      const created = await storage.guaranteedUpdate(
        foo,
        (current, stored) => {
          assert.equal(current, undefined);
          assert.equal(stored, undefined);
          return widget('ns/foo', { note: 'made' });
        },
        { upsert: true },
      );
      assert.deepEqual(seen((await storage.get(foo))!), seen(created));
    },
  },
  {
    name: 'update: that changes nothing writes nothing',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo', { labels: { a: '1', b: '2' }, nodeName: 'n1', note: 'x' });
      const follower = await Follower.of(storage, {}, { start: { from: 'revision', revision: created.revision } });
      const same = await storage.guaranteedUpdate(foo, (current) => current!);
      const equal = await storage.guaranteedUpdate(foo, (current) => inOtherOrder(current!));
      const anew = await storage.guaranteedUpdate(foo, ({ metadata, ...rest } = widget('ns/foo')) => {
        const { name, namespace, labels } = metadata;
        return { ...rest, metadata: { labels: { ...labels }, namespace: namespace!, name: name!, selfLink: '/dropped' } };
      });
      for (const unchanged of [same, equal, anew]) assert.deepEqual(seen(unchanged), seen(created));
      const last = await respec(storage, 'ns/foo', { note: 'y' });
      await follower.tells([`MODIFIED ns/foo@${last.revision}`]);
      await follower.stop();
    },
  },
  {
    name: 'update: the resourceVersion that comes back from the mutator does not count',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/foo');
      const updated = await storage.guaranteedUpdate(foo, (current) => ({
        ...current!,
        metadata: { ...current!.metadata, resourceVersion: '999999' },
        spec: { note: 'changed' },
      }));
      seen(updated);
      assert.notEqual(updated.revision, 999999);
    },
  },
  {
    name: 'update: what the mutator throws reaches the caller, and nothing is written',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo');
      const refused = new Error('not allowed');
      let calls = 0;
      const mutate = async (): Promise<Widget> => {
        calls++;
        throw refused;
      };
      await assert.rejects(storage.guaranteedUpdate(foo, mutate), (error) => error === refused);
      assert.equal(calls, 1);
      assert.deepEqual(seen((await storage.get(foo))!), seen(created));
    },
  },
  {
    name: 'update: a lost race is computed again from what won',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/foo', { note: '0' });
      let calls = 0;
      const updated = await storage.guaranteedUpdate(foo, async (current) => {
        if (++calls === 1) await respec(storage, 'ns/foo', { note: 'won' });
        return noted(`${current!.spec.note}, then mine`)(current);
      });
      assert.equal(calls, 2);
      assert.equal(updated.object().spec.note, 'won, then mine');
    },
  },
  {
    name: 'update: a race lost to a deletion is refused, or creates when told to',
    needs: [],
    async run({ storage }) {
      const deleted = async (current: Widget | undefined): Promise<Widget> => {
        if (current !== undefined) await storage.delete(foo);
        return widget('ns/foo', { note: current === undefined ? 'made anew' : 'too late' });
      };
      await create(storage, 'ns/foo');
      await refusal('KeyNotFound', () => storage.guaranteedUpdate(foo, deleted));
      await create(storage, 'ns/foo');
      const made = await storage.guaranteedUpdate(foo, deleted, { upsert: true });
      assert.equal(made.object().spec.note, 'made anew');
    },
  },
  {
    name: 'update: of many at once none is lost',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/foo');
      const increment = (current: Widget | undefined): Widget => ({ ...current!, spec: { count: (current!.spec.count ?? 0) + 1 } });
      const updates = await Promise.all(Array.from({ length: 25 }, () => storage.guaranteedUpdate(foo, increment)));
      assert.equal((await storage.get(foo))!.object().spec.count, 25);
      assert.equal(new Set(updates.map(({ revision }) => revision)).size, 25, 'each is a write of its own');
      for (const updated of updates) seen(updated);
    },
  },
  {
    name: 'update: preconditions that do not hold refuse, and name both values',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo', { uid: 'uid-a' });
      const attempt = (preconditions: object) => () => storage.guaranteedUpdate(foo, noted('changed'), { preconditions });
      const byUid = await refusal('InvalidObject', attempt({ uid: 'uid-b' }));
      assert.match(byUid.message, /Precondition failed: UID in precondition: uid-b, UID in object meta: uid-a$/);
      const byVersion = await refusal('InvalidObject', attempt({ resourceVersion: '1' }));
      assert.match(byVersion.message, new RegExp(`ResourceVersion in precondition: 1, .* in object meta: ${created.revision}$`));
      await refusal('InvalidObject', () =>
        storage.guaranteedUpdate(keyFrom('ns/absent'), () => widget('ns/absent'), { upsert: true, preconditions: { uid: 'uid-a' } }),
      );
      const both = { uid: 'uid-a', resourceVersion: String(created.revision) };
      assert.equal((await attempt(both)()).object().spec.note, 'changed');
    },
  },
  {
    name: 'update: with a hint that is up to date an error counts, and the mutator is asked once',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo');
      const refused = new Error('not allowed');
      let calls = 0;
      const mutate = (): Widget => {
        calls++;
        throw refused;
      };
      await assert.rejects(storage.guaranteedUpdate(foo, mutate, { hint }), (error) => error === refused);
      assert.equal(calls, 1);
    },
  },
  {
    name: 'update: with a stale hint nothing is believed before the store was asked',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo', { note: '1' });
      const current = await respec(storage, 'ns/foo', { note: '2' });
      const onlyFresh = (given: Widget | undefined): Widget => {
        if (given!.spec.note === '1') throw new Error('stale');
        return noted('3')(given);
      };
      const updated = await storage.guaranteedUpdate(foo, onlyFresh, { hint });
      assert.equal(updated.object().spec.note, '3');
      assert(updated.revision > current.revision);
    },
  },
  {
    name: 'update: with a stale hint a precondition on the current object holds',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo');
      const current = await respec(storage, 'ns/foo', { note: '2' });
      const preconditions = { resourceVersion: String(current.revision) };
      const updated = await storage.guaranteedUpdate(foo, noted('3'), { hint, preconditions });
      assert.equal(updated.object().spec.note, '3');
    },
  },
  {
    name: 'update: that changes nothing of a stale hint is written when it changes what is stored',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo', { note: 'wanted' });
      await respec(storage, 'ns/foo', { note: 'other' });
      const updated = await storage.guaranteedUpdate(foo, noted('wanted'), { hint });
      assert.equal(updated.object().spec.note, 'wanted');
      assert.deepEqual(seen((await storage.get(foo))!), seen(updated));
    },
  },
  {
    name: 'update: that changes nothing, with a hint that is up to date, writes nothing',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo', { note: 'same' });
      const updated = await storage.guaranteedUpdate(foo, noted('same'), { hint });
      assert.deepEqual(seen(updated), seen(hint));
    },
  },
  {
    name: 'update: a hint of what is gone does not bring it back, unless told to',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo', { note: 'old' });
      await storage.delete(foo);
      await refusal('KeyNotFound', () => storage.guaranteedUpdate(foo, noted('new'), { hint }));
      await refusal('KeyNotFound', () => storage.guaranteedUpdate(foo, noted('old'), { hint }));
      const made = await storage.guaranteedUpdate(foo, (current) => current ?? widget('ns/foo', { note: 'made' }), { hint, upsert: true });
      assert.equal(made.object().spec.note, 'made');
    },
  },
];
