// Watches, in every form they take on the wire. The frames are those of kube-apiserver 1.36.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveApi, type ApiFixture } from '../../../test/support/api.ts';
import { decodeProtobuf } from '../../machinery/codec/protobuf.ts';
import type { Message } from '../../machinery/declare.ts';
import { ConfigMap } from '../../api/core/v1/config-map.ts';
import { PartialObjectMetadata, Status } from '../../machinery/meta/v1.ts';
import type { KubeObject } from '../../machinery/object.ts';

let api: ApiFixture;
beforeEach(() => void (api = serveApi()));
afterEach(() => api[Symbol.asyncDispose]());

const configMaps = '/api/v1/namespaces/default/configmaps';
const create = async (name: string, labels: object = {}): Promise<string> => {
  const { body } = await api.ask<KubeObject>(configMaps, { body: { metadata: { name, labels } } });
  return body.metadata.resourceVersion!;
};
const update = (name: string, metadata: object): Promise<Response> =>
  api.send(`${configMaps}/${name}`, { method: 'PATCH', body: { metadata }, headers: { 'content-type': 'application/merge-patch+json' } });
const remove = (name: string): Promise<Response> => api.send(`${configMaps}/${name}`, { method: 'DELETE' });

/** What a watch says, frame by frame. */
class Frames {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest = Buffer.alloc(0);

  constructor(response: Response) {
    this.response = response;
    this.#reader = response.body!.getReader();
  }

  /** The next read: everything that was written at once. */
  async chunk(): Promise<Buffer | undefined> {
    const { value } = await this.#reader.read();
    return value && Buffer.from(value);
  }

  async line<T = { readonly type: string; readonly object: KubeObject }>(): Promise<T | undefined> {
    const end = await this.#until(() => this.#rest.indexOf('\n') + 1);
    return end === undefined ? undefined : (JSON.parse(this.#take(end).toString()) as T);
  }

  /** A length-delimited event, with its object of `type`. */
  async event<T>(type: Message<T>): Promise<{ readonly type: string; readonly object: T } | undefined> {
    const head = await this.#until(() => (this.#rest.length >= 4 ? 4 : 0));
    if (head === undefined) return undefined;
    const length = this.#rest.readUInt32BE(0);
    await this.#until(() => (this.#rest.length >= length + 4 ? 1 : 0));
    const event = this.#take(length + 4).subarray(4);
    const name = event.subarray(2, 2 + event[1]!).toString();
    const object = event.subarray(event.indexOf('k8s\0'));
    return { type: name, object: decodeProtobuf(type, new Uint8Array(object)).object };
  }

  async #until(found: () => number): Promise<number | undefined> {
    while (found() === 0) {
      const chunk = await this.chunk();
      if (chunk === undefined) return undefined;
      this.#rest = Buffer.concat([this.#rest, chunk]);
    }
    return found();
  }
  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}
const compact = (revision: number): Promise<void> =>
  api.registry.getRESTOptions({ group: '', resource: 'configmaps' }).backend.compact(revision);
const watch = async (query: string, accept = 'application/json', path = configMaps): Promise<Frames> => {
  const response = await api.send(`${path}?${query}`, { headers: { accept } });
  expect(response.status).toBe(200);
  return new Frames(response);
};
const initial = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
const meta = (as: string): string => `as=${as};v=v1;g=meta.k8s.io`;
const bookmark = (resourceVersion: string): object => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { resourceVersion, annotations: { 'k8s.io/initial-events-end': 'true' } },
});

describe('in JSON', () => {
  test('first what is there, then a bookmark, then what happens', async () => {
    await create('a');
    const revision = await create('b');
    const frames = await watch(initial);
    expect(frames.response.headers.get('content-type')).toBe('application/json');
    const stored = (await api.ask(`${configMaps}/a`)).body;
    expect(await frames.line()).toEqual({ type: 'ADDED', object: stored });
    expect(await frames.line()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'b' } } });
    expect(await frames.line()).toEqual({ type: 'BOOKMARK', object: bookmark(revision) });
    await create('c');
    expect(await frames.line()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'c' } } });
    await update('c', { labels: { x: '1' } });
    expect(await frames.line()).toMatchObject({ type: 'MODIFIED', object: { metadata: { labels: { x: '1' } } } });
    await remove('c');
    expect(await frames.line()).toMatchObject({ type: 'DELETED', object: { metadata: { labels: { x: '1' }, resourceVersion: '6' } } });
  });

  test('from a revision on, and of what a selector selects', async () => {
    const revision = await create('a');
    const frames = await watch(`watch=1&resourceVersion=${revision}&labelSelector=app%3Dx`);
    await create('b');
    await create('c', { app: 'x' });
    await update('c', { labels: { app: 'y' } });
    expect(await frames.line()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'c' } } });
    expect(await frames.line()).toMatchObject({ type: 'DELETED', object: { metadata: { labels: { app: 'x' }, resourceVersion: '5' } } });
  });

  test('with the legacy prefix, also of one object', async () => {
    await create('a');
    await create('b');
    const one = await watch('', 'application/json', '/api/v1/watch/namespaces/default/configmaps/b');
    expect(await one.line()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'b' } } });
    const all = await watch('', 'application/json', '/api/v1/watch/configmaps');
    expect(await all.line()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'a' } } });
  });

  test('whatever is waiting goes out in one write', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `n${i}`);
    for (const name of names) await create(name);
    const frames = await watch('watch=1&resourceVersion=1');
    const first = (await frames.chunk())!.toString();
    expect(first.match(/"type":"ADDED"/g)).toHaveLength(20);
  });

  test('a first state of any size is whole', async () => {
    const names = Array.from({ length: 80 }, (_, i) => `n${String(i).padStart(3, '0')}`);
    for (const name of names)
      await api.send(configMaps, { body: { metadata: { name }, data: { key: 'x'.repeat(10_000 + Number(name.slice(1))) } } });
    const frames = await watch(initial);
    for (const name of names) {
      const { body } = await api.ask(`${configMaps}/${name}`);
      expect(await frames.line()).toEqual({ type: 'ADDED', object: body });
    }
    expect(await frames.line()).toMatchObject({ type: 'BOOKMARK' });
  });

  test('a failure is the last event', async () => {
    const frames = await watch('watch=1&resourceVersion=1');
    for (let i = 0; i < 3; i++) await create(`n${i}`);
    await compact(3);
    const late = await watch('watch=1&resourceVersion=1');
    expect(await late.line()).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    expect(await late.line()).toBeUndefined();
    expect(await frames.line()).toMatchObject({ type: 'ADDED' });
  });
});

describe('in protobuf', () => {
  test('whole, and as metadata only', async () => {
    const revision = await create('a');
    const stored = (await api.ask<ConfigMap>(`${configMaps}/a`)).body;
    const frames = await watch(initial, 'application/vnd.kubernetes.protobuf');
    expect(frames.response.headers.get('content-type')).toBe('application/vnd.kubernetes.protobuf;stream=watch');
    expect(await frames.event(ConfigMap)).toEqual({ type: 'ADDED', object: stored });
    expect(await frames.event(ConfigMap)).toEqual({ type: 'BOOKMARK', object: bookmark(revision) });
    const partial = await watch(initial, `application/vnd.kubernetes.protobuf;${meta('PartialObjectMetadata')}`);
    const { metadata } = stored;
    const object = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
    expect(await partial.event(PartialObjectMetadata)).toEqual({ type: 'ADDED', object });
  });

  test('an error', async () => {
    for (let i = 0; i < 3; i++) await create(`n${i}`);
    await compact(3);
    const frames = await watch('watch=1&resourceVersion=1', 'application/vnd.kubernetes.protobuf');
    expect(await frames.event(Status)).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  });
});

describe('transformed', () => {
  test('metadata only', async () => {
    const revision = await create('a');
    const { metadata } = (await api.ask<ConfigMap>(`${configMaps}/a`)).body;
    const frames = await watch(initial, `application/json;${meta('PartialObjectMetadata')}`);
    const kind = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };
    expect(await frames.line()).toEqual({ type: 'ADDED', object: { ...kind, metadata } });
    expect(await frames.line()).toEqual({ type: 'BOOKMARK', object: { ...bookmark(revision), ...kind } });
  });

  test('a table: columns only in the first event, and the bookmark keeps its mark', async () => {
    await create('a');
    await create('b');
    const frames = await watch(`${initial}&includeObject=None`, `application/json;${meta('Table')}`);
    const table = { kind: 'Table', apiVersion: 'meta.k8s.io/v1' };
    expect(await frames.line()).toMatchObject({
      type: 'ADDED',
      object: {
        ...table,
        metadata: { resourceVersion: '2' },
        columnDefinitions: [{ name: 'Name' }, {}, {}],
        rows: [{ cells: ['a', 0, '0s'], object: null }],
      },
    });
    expect(await frames.line()).toMatchObject({ object: { columnDefinitions: null, rows: [{ cells: ['b', 0, '0s'] }] } });
    const mark = { 'k8s.io/initial-events-end': 'true' };
    expect(await frames.line()).toEqual({
      type: 'BOOKMARK',
      object: {
        ...table,
        metadata: { resourceVersion: '3' },
        columnDefinitions: null,
        rows: [
          {
            cells: ['', 0, '<unknown>'],
            object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: '3', annotations: mark } },
          },
        ],
      },
    });
  });

  test.each([
    [
      'application/yaml',
      406,
      'only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
    ],
    [`application/json;${meta('Table')}`, 400, 'Unable to convert to Table as requested'],
  ])('%s may be refused', async (accept, code, message) => {
    const response = await api.send(`${configMaps}?watch=1&includeObject=Foo`, { headers: { accept } });
    expect([response.status, (await response.text()).replaceAll('\n  ', ' ')]).toEqual([code, expect.stringContaining(message)]);
  });
});

describe('ends', () => {
  test('when its time is up, which it says or the server draws', async () => {
    const { clock } = api.registry;
    const asked = await watch('watch=1&resourceVersion=1&timeoutSeconds=5');
    clock.advance(4_999);
    await create('a');
    expect(await asked.line()).toMatchObject({ type: 'ADDED' });
    clock.advance(1);
    expect(await asked.chunk()).toBeUndefined();
    const drawn = await watch('watch=1&resourceVersion=1');
    clock.advance(1_800_000 - 1);
    await create('b');
    expect(await drawn.line()).toMatchObject({ type: 'ADDED' });
    expect(await drawn.line()).toMatchObject({ type: 'ADDED' });
    clock.advance(1_800_000);
    expect(await drawn.chunk()).toBeUndefined();
  });

  test('before it begins when its time is up by then', async () => {
    await create('a');
    expect(await (await watch('watch=1&timeoutSeconds=-1')).chunk()).toBeUndefined();
  });

  test('when the server is about to stop', async () => {
    const frames = await watch('watch=1&resourceVersion=1');
    api.drain();
    expect(await frames.chunk()).toBeUndefined();
    const late = await watch('watch=1&resourceVersion=1');
    expect(await late.chunk()).toBeUndefined();
  });

  test('when its client is gone: nothing waits for time to pass any more', async () => {
    const gone = new AbortController();
    const response = await api.send(`${configMaps}?watch=1&resourceVersion=1`, { signal: gone.signal });
    expect(api.registry.clock.waiting).toBe(true);
    gone.abort();
    await expect(response.text()).rejects.toThrow('aborted');
    await expect.poll(() => api.registry.clock.waiting).toBe(false);
  });
});
