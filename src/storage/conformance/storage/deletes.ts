// delete. upstream: the twelve Delete scenarios.
import assert from 'node:assert/strict';
import { create, refusal, respec, seen, type StorageCase } from './case.ts';
import { keyFrom, type Widget } from './widget.ts';

const foo = keyFrom('ns/foo');

/** As `before`, but removed at `revision`. */
function removedAt(before: Widget, revision: number): Widget {
  return { ...before, metadata: { ...before.metadata, resourceVersion: String(revision) } };
}

export const deleteCases: readonly StorageCase[] = [
  {
    name: 'delete: gives what was removed, carrying the revision of the deletion',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo', { labels: { app: 'x' }, nodeName: 'n1' });
      const before = [...created.bytes];
      const removed = await storage.delete(foo);
      assert(removed.revision > created.revision);
      assert.deepEqual(seen(removed), removedAt(created.object(), removed.revision));
      assert.deepEqual([...created.bytes], before, 'nobody writes into shared bytes');
      assert.equal(await storage.get(foo), undefined);
    },
  },
  {
    name: 'delete: of what is absent is refused',
    needs: [],
    async run({ storage }) {
      await refusal('KeyNotFound', () => storage.delete(foo));
      await create(storage, 'ns/foo');
      await storage.delete(foo);
      await refusal('KeyNotFound', () => storage.delete(foo));
    },
  },
  {
    name: 'delete: preconditions that do not hold refuse, and leave the object',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo', { uid: 'uid-a' });
      await refusal('InvalidObject', () => storage.delete(foo, { preconditions: { uid: 'uid-b' } }));
      await refusal('InvalidObject', () => storage.delete(foo, { preconditions: { resourceVersion: '1' } }));
      assert.deepEqual(seen((await storage.get(foo))!), seen(created));
      await storage.delete(foo, { preconditions: { uid: 'uid-a', resourceVersion: String(created.revision) } });
      assert.equal(await storage.get(foo), undefined);
    },
  },
  {
    name: 'delete: a veto reaches the caller, and leaves the object',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo');
      const veto = new Error('still needed');
      const validate = async (current: Widget): Promise<void> => {
        assert.deepEqual(current, created.object());
        throw veto;
      };
      await assert.rejects(storage.delete(foo, { validate }), (error) => error === veto);
      assert.deepEqual(seen((await storage.get(foo))!), seen(created));
    },
  },
  {
    name: 'delete: a lost race is validated again, and removes what won',
    needs: [],
    async run({ storage }) {
      await create(storage, 'ns/foo');
      let calls = 0;
      const validate = async (): Promise<void> => {
        if (++calls === 1) await respec(storage, 'ns/foo', { note: 'won' });
      };
      const removed = await storage.delete(foo, { validate });
      assert.equal(calls, 2);
      assert.equal((seen(removed) as Widget).spec.note, 'won');
      assert.equal(await storage.get(foo), undefined);
    },
  },
  {
    name: 'delete: with a hint, up to date or stale, removes what is there',
    needs: [],
    async run({ storage }) {
      const created = await create(storage, 'ns/foo');
      const removed = await storage.delete(foo, { hint: created });
      assert.deepEqual(seen(removed), removedAt(created.object(), removed.revision));
      const hint = await create(storage, 'ns/foo', { note: '1' });
      const current = await respec(storage, 'ns/foo', { note: '2' });
      const second = await storage.delete(foo, { hint });
      assert.deepEqual(seen(second), removedAt(current.object(), second.revision));
      assert.equal(await storage.get(foo), undefined);
    },
  },
  {
    name: 'delete: a hint of what is gone is refused',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo');
      await storage.delete(foo);
      await refusal('KeyNotFound', () => storage.delete(foo, { hint }));
    },
  },
  {
    name: 'delete: with a hint that is up to date a veto counts, and is asked for once',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo');
      let calls = 0;
      const validate = (): void => {
        calls++;
        throw new Error('still needed');
      };
      await assert.rejects(storage.delete(foo, { hint, validate }), /still needed/);
      assert.equal(calls, 1);
    },
  },
  {
    name: 'delete: a veto against a stale hint alone does not count',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo', { note: '1' });
      await respec(storage, 'ns/foo', { note: '2' });
      const validate = ({ spec }: Widget): void => {
        if (spec.note !== '2') throw new Error('stale');
      };
      await storage.delete(foo, { hint, validate });
      assert.equal(await storage.get(foo), undefined);
    },
  },
  {
    name: 'delete: a veto against the current object counts, though the stale hint would pass',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo', { note: '1' });
      const current = await respec(storage, 'ns/foo', { note: '2' });
      const validate = ({ spec }: Widget): void => {
        if (spec.note !== '1') throw new Error('changed');
      };
      await assert.rejects(storage.delete(foo, { hint, validate }), /changed/);
      assert.deepEqual(seen((await storage.get(foo))!), seen(current));
    },
  },
  {
    name: 'delete: preconditions are those of the current object, whatever the hint says',
    needs: [],
    async run({ storage }) {
      const hint = await create(storage, 'ns/foo', { uid: 'uid-1' });
      const current = await storage.guaranteedUpdate(foo, (given) => ({ ...given!, metadata: { ...given!.metadata, uid: 'uid-2' } }));
      await refusal('InvalidObject', () => storage.delete(foo, { hint, preconditions: { uid: 'uid-1' } }));
      assert.deepEqual(seen((await storage.get(foo))!), seen(current));
      await storage.delete(foo, { hint, preconditions: { uid: 'uid-2' } });
      assert.equal(await storage.get(foo), undefined);
    },
  },
];
