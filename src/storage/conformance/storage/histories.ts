// Random histories: writers race on few keys; then every watch must have told the one order of writes, and every list
// must be what that order leads to.
import assert from 'node:assert/strict';
import type { Revision } from '../../../machinery/stored-object.ts';
import type { Storage } from '../../interface.ts';
import { isStorageError } from '../../errors.ts';
import { randomFrom } from '../random.ts';
import { create, onNode, pathOf, respec, seen, type Stage, type StorageCase } from './case.ts';
import { Follower } from './follower.ts';
import { keyFrom, type Widget } from './widget.ts';

const writers = 6;
const writesPerWriter = 30;
const paths = ['a/1', 'a/2', 'b/1', 'b/2', 'b/3'];
const nodes = ['n1', 'n2'];
const selector = onNode('n1');

/** What was acknowledged. */
interface Write {
  readonly path: string;
  readonly revision: Revision;
  /** Undefined: deleted. */
  readonly object: Widget | undefined;
}

export function historyCases({ count, seed }: { readonly count: number; readonly seed: number }): readonly StorageCase[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `histories: watches and lists agree on what concurrent writers did (seed ${seed + i})`,
    needs: ['readAtRevision'] as const,
    run: (stage: Stage) => checkHistory(stage, seed + i),
  }));
}

async function checkHistory({ storage }: Stage, seed: number): Promise<void> {
  const start = await storage.getCurrentResourceVersion();
  const live = await Follower.of(storage, {}, { start: { from: 'revision', revision: start } });
  const runs = Array.from({ length: writers }, (_, i) => write(storage, randomFrom(seed * 1000 + i)));
  const writes = (await Promise.all(runs)).flat().sort((a, b) => a.revision - b.revision);
  const end = writes.at(-1)!.revision;
  assert.equal(new Set(writes.map(({ revision }) => revision)).size, writes.length, 'no two writes share a revision');
  const told = eventsOf(writes, () => true);
  await live.tells(told);
  await live.stop();
  for (const write of writes.filter((_, i) => i % 17 === 0)) await checkResumed(storage, writes, write.revision);
  for (const write of writes.filter((_, i) => i % 13 === 0)) await checkList(storage, writes, write.revision);
  await checkList(storage, writes, end);
  await checkSelected(storage, writes, start);
}

async function write(storage: Storage<Widget>, random: (below: number) => number): Promise<Write[]> {
  const acknowledged: Write[] = [];
  for (let i = 0; i < writesPerWriter; i++) {
    const path = paths[random(paths.length)]!;
    const spec = { nodeName: nodes[random(nodes.length)]!, count: random(1_000_000) };
    const kind = random(10);
    try {
      const object =
        kind < 2 ? await storage.delete(keyFrom(path)) : kind < 5 ? await create(storage, path, spec) : await respec(storage, path, spec);
      acknowledged.push({ path, revision: object.revision, object: kind < 2 ? undefined : (seen(object) as Widget) });
    } catch (error) {
      assert(isStorageError(error, 'KeyNotFound') || isStorageError(error, 'KeyExists'), String(error));
    }
  }
  return acknowledged;
}

/** What a watch from the beginning tells, for those objects that it selects. */
function eventsOf(writes: readonly Write[], selects: (object: Widget) => boolean): string[] {
  const current = new Map<string, Widget>();
  const told: string[] = [];
  for (const { path, revision, object } of writes) {
    const before = current.get(path);
    const was = before !== undefined && selects(before);
    const is = object !== undefined && selects(object);
    if (was || is) told.push(`${is ? (was ? 'MODIFIED' : 'ADDED') : 'DELETED'} ${path}@${revision}`);
    if (object === undefined) current.delete(path);
    else current.set(path, object);
  }
  return told;
}

async function checkResumed(storage: Storage<Widget>, writes: readonly Write[], revision: Revision): Promise<void> {
  const told = eventsOf(writes, () => true).filter((_, i) => writes[i]!.revision > revision);
  const follower = await Follower.of(storage, {}, { start: { from: 'revision', revision } });
  await follower.tells(told);
  await follower.stop();
}

async function checkList(storage: Storage<Widget>, writes: readonly Write[], revision: Revision): Promise<void> {
  const expected = new Map<string, Widget>();
  for (const { path, object } of writes.filter((write) => write.revision <= revision)) {
    if (object === undefined) expected.delete(path);
    else expected.set(path, object);
  }
  const { items } = await storage.getList({}, { freshness: { at: 'exact', revision } });
  const inOrder = [...expected].sort(([a], [b]) => (a < b ? -1 : 1));
  assert.deepEqual(
    items.map((item) => [pathOf(item), seen(item)]),
    inOrder,
  );
}

async function checkSelected(storage: Storage<Widget>, writes: readonly Write[], revision: Revision): Promise<void> {
  const told = eventsOf(writes, ({ spec }) => spec.nodeName === 'n1');
  const follower = await Follower.of(storage, {}, { start: { from: 'revision', revision }, predicate: selector });
  await follower.tells(told);
  await follower.stop();
}
