// What the conformance suite cannot see from outside: bytes of other programs, transformers, stores that learn the
// revision afterwards, and who shares what.
import { describe, expect, test, vi } from 'vitest';
import type { StoredObject } from '../machinery/stored-object.ts';
import type { Backend, Seal } from './backend.ts';
import { BackendError } from './backend-error.ts';
import { openMemory } from './backends/memory/memory.ts';
import { widget, widgetCodec, type Widget } from './conformance/storage/widget.ts';
import { isStorageError } from './errors.ts';
import { ObjectStore, type ObjectStoreOptions } from './object-store.ts';
import type { Transformer } from './transformer.ts';

const foo = { namespace: 'ns', name: 'foo' };
const fooKey = '/registry/widgets/ns/foo';
const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const storeOf = (backend: Backend, more: Partial<ObjectStoreOptions<Widget>> = {}): ObjectStore<Widget> =>
  new ObjectStore({ backend, codec: widgetCodec, namespaced: true, resourcePrefix: 'widgets', ...more });

/** The memory store, some of it done differently. */
const backendWith = (changes: (memory: Backend) => Partial<Backend>): Backend => {
  const memory = openMemory({ verify: true });
  return new Proxy(memory, {
    get(target, property) {
      const own = changes(target);
      const value: unknown = property in own ? own[property as keyof Backend] : target[property as keyof Backend];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
};

/** Knows of no entry whether this program wrote it. */
const anyonesBackend = (): Backend => backendWith(() => ({ nativeFrom: Infinity }));

async function putRaw(backend: Backend, key: string, bytes: Uint8Array): Promise<number> {
  const { entry } = await backend.get(key);
  const outcome = await backend.put(key, () => bytes, entry?.modRevision ?? 0);
  return outcome.ok ? outcome.entry.modRevision : 0;
}

const collect = async (store: ObjectStore<Widget>, after: number, count: number): Promise<readonly string[]> => {
  const abort = new AbortController();
  const told: string[] = [];
  for await (const batch of await store.watch({}, { start: { from: 'revision', revision: after }, signal: abort.signal })) {
    for (const event of batch)
      told.push(
        event.type === 'ERROR'
          ? `ERROR ${event.status.reason}: ${event.status.message}`
          : event.type === 'BOOKMARK'
            ? 'BOOKMARK'
            : `${event.type} ${decode(event.object.bytes)}`,
      );
    if (told.length >= count) abort.abort();
  }
  return told;
};

describe('bytes that are served', () => {
  test('are those that are stored, one array for all', async () => {
    const backend = openMemory();
    const store = storeOf(backend);
    const created = await store.create(foo, widget('ns/foo'));
    const { entry } = await backend.get(fooKey);
    const read = await store.get(foo);
    const { items } = await store.getList({});
    expect(created.bytes).toBe(entry!.value);
    expect(read!.bytes).toBe(entry!.value);
    expect(items[0]!.bytes).toBe(entry!.value);
    expect(entry!.value.buffer.byteLength).toBe(entry!.value.length);
  });

  test('carry the revision also where the store learns it afterwards, and nothing is written twice', async () => {
    const backend = backendWith((memory) => ({
      nativeFrom: Infinity,
      put: (key: string, seal: Seal, expected: number) => memory.put(key, () => seal(undefined), expected),
    }));
    const store = storeOf(backend);
    const created = await store.create(foo, widget('ns/foo', { labels: { a: 'b' } }));
    expect(decode((await backend.get(fooKey)).entry!.value)).toContain('"resourceVersion":""');
    expect(created.object().metadata.resourceVersion).toBe(String(created.revision));
    expect((await store.get(foo))!.bytes).toEqual(created.bytes);
    const same = await store.guaranteedUpdate(foo, (current) => ({ ...current! }));
    expect(same.revision).toBe(created.revision);
    const updated = await store.guaranteedUpdate(foo, (current) => ({ ...current!, spec: { note: 'x' } }));
    const removed = await store.delete(foo);
    expect(removed.object()).toEqual({
      ...updated.object(),
      metadata: { ...updated.object().metadata, resourceVersion: String(removed.revision) },
    });
    expect(await collect(store, created.revision, 2)).toEqual([`MODIFIED ${decode(updated.bytes)}`, `DELETED ${decode(removed.bytes)}`]);
  });
});

describe('attributes', () => {
  test('are parsed when asked for, and then kept', async () => {
    const store = storeOf(openMemory());
    await store.create(foo, widget('ns/foo', { labels: { a: 'b' }, nodeName: 'n1' }));
    const parse = vi.spyOn(widgetCodec, 'parse');
    const { items } = await store.getList({});
    expect(parse).not.toHaveBeenCalled();
    expect([items[0]!.labels, items[0]!.fields, items[0]!.labels]).toEqual([{ a: 'b' }, { 'spec.nodeName': 'n1' }, { a: 'b' }]);
    expect(parse).toHaveBeenCalledTimes(1);
    parse.mockRestore();
  });

  test('of a change are parsed once, however many watch it', async () => {
    const store = storeOf(openMemory());
    const { revision } = await store.create(foo, widget('ns/foo', { labels: { a: '1' } }));
    for (const note of ['1', '2', '3']) await store.guaranteedUpdate(foo, (current) => ({ ...current!, spec: { note } }));
    await store.delete(foo);
    const parse = vi.spyOn(widgetCodec, 'parse');
    const predicate = { matchesAll: false, matches: ({ labels }: StoredObject<unknown>) => labels['a'] === '1' };
    for (let i = 0; i < 20; i++) {
      const abort = new AbortController();
      let events = 0;
      for await (const batch of await store.watch({}, { start: { from: 'revision', revision }, signal: abort.signal, predicate }))
        if ((events += batch.length) === 4) abort.abort();
    }
    expect(parse).toHaveBeenCalledTimes(4);
    parse.mockRestore();
  });

  test('of a kind without fields cost its metadata alone', async () => {
    const { fields: _, ...codec } = widgetCodec;
    const store = storeOf(openMemory(), { codec });
    await store.create(foo, widget('ns/foo', { labels: { a: 'b' } }));
    await store.create({ namespace: 'ns', name: 'plain' }, widget('ns/plain'));
    const parse = vi.spyOn(codec, 'parse');
    const { items } = await store.getList({});
    expect(items.map(({ labels, fields }) => [labels, fields])).toEqual([
      [{ a: 'b' }, {}],
      [{}, {}],
    ]);
    expect(parse).not.toHaveBeenCalled();
  });
});

describe('bytes of other programs', () => {
  const foreign = '{"apiVersion":"v1","kind":"Widget","metadata":{"labels":{"resourceVersion":"x"},"namespace":"ns","name":"foo"}}';

  test('are decoded, completed and served in our own form', async () => {
    const backend = anyonesBackend();
    const store = storeOf(backend);
    const revision = await putRaw(backend, fooKey, encode(foreign));
    const read = await store.get(foo);
    expect(decode(read!.bytes)).toBe(
      `{"kind":"Widget","apiVersion":"conformance.kapibara.io/v1","metadata":{"name":"foo","namespace":"ns","resourceVersion":"${revision}","labels":{"resourceVersion":"x"}},"spec":{}}`,
    );
    expect([read!.labels, read!.fields]).toEqual([{ resourceVersion: 'x' }, { 'spec.nodeName': '' }]);
    expect(decode((await backend.get(fooKey)).entry!.value)).toBe(foreign);
  });

  test('are rewritten by an update, also by one that changes nothing but them', async () => {
    const backend = anyonesBackend();
    const store = storeOf(backend);
    const revision = await putRaw(backend, fooKey, encode(foreign));
    const updated = await store.guaranteedUpdate(foo, (current) => ({ ...current! }));
    expect(updated.revision).toBeGreaterThan(revision);
    const again = await store.guaranteedUpdate(foo, (current) => ({ ...current! }));
    expect(again.revision).toBe(updated.revision);
  });

  test('are told apart by revision where the backend or the kind can', async () => {
    const backend = openMemory();
    const revision = await putRaw(backend, fooKey, encode(foreign));
    const store = storeOf(backend, { codec: { ...widgetCodec, nativeFrom: revision + 1 } });
    expect((await store.get(foo))!.object().spec).toEqual({});
    await store.create({ namespace: 'ns', name: 'own' }, widget('ns/own'));
    const decodeForeign = vi.spyOn(widgetCodec, 'decode');
    await store.get({ namespace: 'ns', name: 'own' });
    expect(decodeForeign).not.toHaveBeenCalled();
  });

  test('are deleted as they were served', async () => {
    const backend = anyonesBackend();
    const store = storeOf(backend);
    const revision = await putRaw(backend, fooKey, encode(foreign));
    const hint = { ...(await store.get(foo))!, object: () => expect.unreachable() } as unknown as StoredObject<Widget>;
    const removed = await store.delete(foo, { hint: { ...hint, revision } });
    expect(removed.object().metadata).toEqual({
      name: 'foo',
      namespace: 'ns',
      resourceVersion: String(removed.revision),
      labels: { resourceVersion: 'x' },
    });
  });
});

describe('what cannot be read', () => {
  const corrupt = encode('\0garbage');

  test('refuses a get, an update and a delete', async () => {
    const backend = anyonesBackend();
    const store = storeOf(backend);
    const revision = await putRaw(backend, fooKey, corrupt);
    const message = new RegExp(`^StorageError: corrupt object, Code: 7, Key: ${fooKey}, .*object not decodable revision=${revision}: `);
    await expect(store.get(foo)).rejects.toThrow(message);
    await expect(store.guaranteedUpdate(foo, (current) => current!)).rejects.toThrow(message);
    await expect(store.delete(foo)).rejects.toThrow(message);
  });

  test('is named, up to a hundred of it, by a list', async () => {
    const backend = anyonesBackend();
    const store = storeOf(backend);
    await store.create(foo, widget('ns/foo'));
    await putRaw(backend, '/registry/widgets/ns/bad', corrupt);
    const few: unknown = await store.getList({}).catch((error: unknown) => error);
    expect(isStorageError(few, 'CorruptList') && few.problem).toMatchObject({
      objects: [{ key: '/registry/widgets/ns/bad' }],
      truncated: false,
    });
    for (let i = 0; i < 120; i++) await putRaw(backend, `/registry/widgets/ns/worse-${i}`, corrupt);
    const many: unknown = await store.getList({}).catch((error: unknown) => error);
    expect(isStorageError(many, 'CorruptList') && [many.problem.objects.length, many.problem.truncated]).toEqual([100, true]);
  });

  test('ends a watch, after what came before it', async () => {
    const backend = anyonesBackend();
    const store = storeOf(backend);
    const created = await store.create(foo, widget('ns/foo'));
    const bad = '/registry/widgets/ns/bad';
    await putRaw(backend, bad, corrupt);
    await store.create({ namespace: 'ns', name: 'later' }, widget('ns/later'));
    const told = await collect(store, created.revision - 1, 9);
    expect(told).toEqual([`ADDED ${decode(created.bytes)}`, expect.stringMatching(/^ERROR InternalError: .*object not decodable/)]);
    const { entry } = await backend.get(bad);
    const outcome = await backend.delete(bad, entry!.modRevision);
    const deleted = await collect(store, outcome.ok ? outcome.entry.modRevision - 1 : 0, 9);
    expect(deleted).toEqual([expect.stringMatching(/^ERROR StorageReadError: saw a DELETED event, but object data is corrupt - /)]);
  });
});

describe('a transformer', () => {
  /** Each byte flipped, behind the name of a key: `first` is what new bytes are written with. */
  const flipping = (first: string): Transformer => ({
    seal: (plain, key) => encode(`${first}:${key}:${decode(plain.map((byte) => byte ^ 1))}`),
    open(stored, key) {
      const [name, bound, ...rest] = decode(stored).split(':');
      if (bound !== key) throw new Error(`sealed for ${bound}`);
      return { plain: encode(rest.join(':')).map((byte) => byte ^ 1), stale: name !== first };
    },
  });

  test('stands between what is served and what is stored', async () => {
    const backend = openMemory();
    const store = storeOf(backend, { transformer: flipping('k1') });
    const created = await store.create(foo, widget('ns/foo', { labels: { a: 'b' } }));
    expect(decode((await backend.get(fooKey)).entry!.value)).toMatch(/^k1:/);
    expect((await store.get(foo))!.bytes).toEqual(created.bytes);
    const same = await store.guaranteedUpdate(foo, (current) => current!);
    expect(same.revision).toBe(created.revision);
    const updated = await store.guaranteedUpdate(foo, (current) => ({ ...current!, spec: { note: 'x' } }));
    const removed = await store.delete(foo);
    expect(removed.object().spec).toEqual({ note: 'x' });
    expect(await collect(store, created.revision, 2)).toEqual([`MODIFIED ${decode(updated.bytes)}`, `DELETED ${decode(removed.bytes)}`]);
  });

  test('has bytes rewritten that are sealed with an old key', async () => {
    const backend = openMemory();
    const created = await storeOf(backend, { transformer: flipping('k1') }).create(foo, widget('ns/foo'));
    const store = storeOf(backend, { transformer: flipping('k2') });
    const viaHint = await store.guaranteedUpdate(foo, (current) => current!, { hint: created });
    expect(viaHint.revision).toBeGreaterThan(created.revision);
    expect(decode((await backend.get(fooKey)).entry!.value)).toMatch(/^k2:/);
    expect((await store.guaranteedUpdate(foo, (current) => current!)).revision).toBe(viaHint.revision);
  });

  test('that cannot open makes an object corrupt', async () => {
    const backend = openMemory();
    const store = storeOf(backend, { transformer: flipping('k1') });
    await store.create(foo, widget('ns/foo'));
    const { entry } = await backend.get(fooKey);
    await putRaw(backend, '/registry/widgets/ns/moved', entry!.value);
    await expect(store.get({ namespace: 'ns', name: 'moved' })).rejects.toThrow(/data from the storage is not transformable/);
  });
});

describe('what a backend refuses', () => {
  const refusing = (error: BackendError): ObjectStore<Widget> => {
    const refuse = (): Promise<never> => Promise.reject(error);
    return storeOf(backendWith(() => ({ get: refuse, range: refuse, put: refuse, currentRevision: refuse, ready: refuse })));
  };

  test.each([
    [{ code: 'unavailable', stored: 'no' }, 'Unreachable'],
    [{ code: 'unavailable', stored: 'unknown' }, 'Undecided'],
    [{ code: 'closed' }, 'Unreachable'],
    [{ code: 'overloaded' }, 'Overloaded'],
    [{ code: 'too-large', bytes: 2, limit: 1 }, 'ObjectTooLarge'],
    [{ code: 'unsupported' }, 'Internal'],
  ] as const)('%o is %s', async (failure, code) => {
    const cause = new BackendError('why', failure);
    const store = refusing(cause);
    const calls = [
      store.get(foo),
      store.getList({}),
      store.create(foo, widget('ns/foo')),
      store.guaranteedUpdate(foo, (current) => current!),
      store.delete(foo),
      store.getCurrentResourceVersion(),
      store.readinessCheck(),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ name: 'StorageError', code, cause });
  });
});

test('a list of very many lets others have a turn', async () => {
  const backend = anyonesBackend();
  const store = storeOf(backend);
  const key = (i: number): { namespace: string; name: string } => ({ namespace: 'ns', name: `w-${i}` });
  await Promise.all(Array.from({ length: 5_000 }, (_, i) => store.create(key(i), widget(`ns/w-${i}`, { note: 'x'.repeat(500) }))));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const { items } = await store.getList({}, { predicate: { matchesAll: false, matches: () => true } });
  clearInterval(timer);
  expect(items).toHaveLength(5_000);
  expect(turns).toBeGreaterThan(0);
  const reason = new Error('gone');
  const abort = new AbortController();
  setTimeout(() => abort.abort(reason), 1);
  await expect(store.getList({}, { signal: abort.signal })).rejects.toBe(reason);
});
