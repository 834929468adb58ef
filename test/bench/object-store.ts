// What the object store adds to the bytes' own way, against JSON.parse and JSON.stringify of the same object in the same
// run: `node test/bench/object-store.ts`. Microseconds of the main thread; the store is the memory backend.
import { ConfigMap } from '../../src/api/core/v1/config-map.ts';
import { everything, type Predicate } from '../../src/machinery/options.ts';
import type { StoredObject } from '../../src/machinery/stored-object.ts';
import { openMemory } from '../../src/storage/backends/memory/memory.ts';
import { declaredCodec } from '../../src/storage/declared-codec.ts';
import { NativeDraft, Scratch } from '../../src/storage/draft.ts';
import { carriesRevision, versionSpan } from '../../src/storage/native-form.ts';
import { ObjectStore } from '../../src/storage/object-store.ts';

const count = 2_000;
/** Short and many: the best one had the machine to itself. */
const rounds = 60;
const callRounds = 15;

const configMap = (i: number): ConfigMap =>
  ({
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: {
      name: `cm-${String(i).padStart(6, '0')}`,
      namespace: `ns-${i % 20}`,
      uid: crypto.randomUUID(),
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: `app-${i % 50}`, 'app.kubernetes.io/name': 'thing', tier: 'x' },
      annotations: { 'example.com/note': 'n'.repeat(60) },
      managedFields: [
        {
          manager: 'kubectl',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-01-01T00:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {}, 'f:c': {} } },
        },
      ],
    },
    data: { a: 'x'.repeat(500), b: 'y'.repeat(500), c: 'z'.repeat(250), d: 'key=value\nother="q"\n'.repeat(12) },
  }) as unknown as ConfigMap;

const objects = Array.from({ length: count }, (_, i) => configMap(i));
const keyOf = ({ metadata }: ConfigMap): { namespace: string; name: string } => ({ namespace: metadata.namespace!, name: metadata.name! });
const keys = objects.map(keyOf);
const codec = declaredCodec(ConfigMap);
const newStore = (): ObjectStore<ConfigMap> =>
  new ObjectStore({ backend: openMemory(), codec, namespaced: true, resourcePrefix: 'configmaps' });

let sink = 0;
const report = (what: string, microseconds: readonly number[], floor?: number): number => {
  const best = Math.min(...microseconds);
  const ratio = floor === undefined ? '' : `  x${(best / floor).toFixed(2)}`;
  console.log(`${what.padEnd(64)} ${best.toFixed(2).padStart(8)} us${ratio}`);
  return best;
};

/** The best of some rounds over all objects, per object. */
function measure(what: string, run: (i: number) => number, floor?: number): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    for (let i = 0; i < count; i++) sink += run(i);
    return ((performance.now() - start) * 1000) / count;
  });
  return report(what, times, floor);
}

/** Awaits each; `fresh` makes the store of a round. */
async function measureCalls<S>(
  what: string,
  fresh: () => Promise<S>,
  run: (store: S, i: number) => Promise<unknown>,
  floor?: number,
): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < callRounds; round++) {
    const store = await fresh();
    const start = performance.now();
    for (let i = 0; i < count; i++) await run(store, i);
    times.push(((performance.now() - start) * 1000) / count);
  }
  return report(what, times, floor);
}

async function filled(): Promise<ObjectStore<ConfigMap>> {
  const store = newStore();
  for (const [i, object] of objects.entries()) await store.create(keys[i]!, object);
  return store;
}

const store = await filled();
const stored: readonly StoredObject<ConfigMap>[] = (await store.getList({})).items;
const text = stored.map(({ bytes }) => new TextDecoder().decode(bytes));
const parsed = text.map((one) => JSON.parse(one) as ConfigMap);
console.log(`${count} config maps of ${Math.round(stored.reduce((sum, { bytes }) => sum + bytes.length, 0) / count)} bytes\n`);

const parse = measure('JSON.parse', (i) => ((JSON.parse(text[i]!) as object) ? 1 : 0));
const stringify = measure('JSON.stringify', (i) => JSON.stringify(parsed[i]).length);

const scratch = new Scratch();
const draft = (i: number, version: string): NativeDraft => new NativeDraft(scratch, codec.stringify(parsed[i]!, version));
const versions = stored.map(({ revision }) => String(revision));
measure('draft: stringify, in native order', (i) => codec.stringify(parsed[i]!, '').length, stringify);
measure('draft: encode', (i) => (draft(i, '') ? 1 : 0), stringify);
measure('draft: encode, same (no-op)', (i) => (draft(i, versions[i]!).same(stored[i]!.bytes) ? 1 : 2), stringify);
measure(
  'draft: encode, same, seal',
  (i) => {
    const next = draft(i, versions[i]!);
    return next.same(stored[(i + 1) % count]!.bytes) ? 0 : next.seal(1_000_000 + i).length;
  },
  stringify,
);
measure('find the revision and compare', (i) =>
  carriesRevision(stored[i]!.bytes, versionSpan(stored[i]!.bytes)!, stored[i]!.revision) ? 1 : 0,
);
measure('object()', (i) => (stored[i]!.object() ? 1 : 0), parse);
console.log('');

const create = await measureCalls(
  'create',
  async () => newStore(),
  (fresh, i) => fresh.create(keys[i]!, objects[i]!),
  stringify,
);
await measureCalls('get, its bytes', filled, async (full, i) => (sink += (await full.get(keys[i]!))!.bytes.length));
await measureCalls('get, its object', filled, async (full, i) => (await full.get(keys[i]!))!.object(), parse);
await measureCalls(
  'update of one field',
  filled,
  (full, i) => full.guaranteedUpdate(keys[i]!, (current) => ({ ...current!, data: { ...current!.data, e: 'new' } })),
  parse + stringify,
);
await measureCalls(
  'update that changes nothing',
  filled,
  (full, i) => full.guaranteedUpdate(keys[i]!, (current) => ({ ...current! })),
  parse + stringify,
);
await measureCalls(
  'update of one field, with a hint',
  async () => {
    const full = await filled();
    return { full, hints: (await full.getList({})).items };
  },
  async ({ full, hints }, i) => {
    const hint = hints[i]!;
    return full.guaranteedUpdate(
      { namespace: hint.namespace, name: hint.name },
      (current) => ({ ...current!, data: { ...current!.data, e: 'new' } }),
      { hint },
    );
  },
  parse + stringify,
);
await measureCalls('delete', filled, (full, i) => full.delete(keys[i]!));
console.log('');

async function measureList(what: string, predicate: Predicate): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < 50; round++) {
    const start = performance.now();
    const { items } = await store.getList({}, { predicate });
    for (const { bytes } of items) sink += bytes.length;
    times.push(((performance.now() - start) * 1000) / count);
  }
  report(what, times, parse);
}
await measureList('list, per object', everything);
await measureList('list by a label, per object looked at', { matchesAll: false, matches: ({ labels }) => labels['app'] === 'app-7' });

/** The time of all creates with so many watching, less that of the creates alone. */
async function measureWatch(watchers: number): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < callRounds; round++) {
    const watched = newStore();
    const abort = new AbortController();
    const readers = Array.from({ length: watchers }, () => readAll(watched, abort.signal));
    const start = performance.now();
    for (const [i, object] of objects.entries()) await watched.create(keys[i]!, object);
    await Promise.all(readers);
    times.push((((performance.now() - start) * 1000) / count - create) / watchers);
    abort.abort();
  }
  report(`watch by a label, ${watchers} watchers: per event and watcher`, times);
}

async function readAll(watched: ObjectStore<ConfigMap>, signal: AbortSignal): Promise<void> {
  const predicate: Predicate = { matchesAll: false, matches: ({ labels }) => labels['tier'] === 'x' };
  const watch = await watched.watch({}, { start: { from: 'revision', revision: 1 }, signal, predicate });
  let seen = 0;
  for await (const batch of watch) {
    for (const event of batch) sink += 'object' in event ? event.object.bytes.length : 0;
    if ((seen += batch.length) === count) return;
  }
}

for (const watchers of [1, 10, 100]) await measureWatch(watchers);
console.log(`\n(${sink})`);
