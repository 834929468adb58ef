// GET of objects and collections, in every representation. The answers are those of kube-apiserver 1.36.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveApi, type ApiFixture } from '../../../test/support/api.ts';
import { decodeProtobuf } from '../../machinery/codec/protobuf.ts';
import { endpoints } from '../../resources/core/endpoints.ts';
import { builtInProviders } from '../../resources/providers.ts';
import { ConfigMap } from '../../api/core/v1/config-map.ts';
import { groupVersion, list, object } from '../../machinery/declare.ts';
import { ListMeta, PartialObjectMetadata, PartialObjectMetadataList } from '../../machinery/meta/v1.ts';

let api: ApiFixture;
const configMaps = '/api/v1/namespaces/default/configmaps';
const meta = (as: string, version = 'v1'): string => `as=${as};v=${version};g=meta.k8s.io`;

beforeEach(async () => {
  api = serveApi();
  for (const [name, app] of [
    ['a', 'x'],
    ['b', 'y'],
    ['c', 'x'],
  ])
    await api.send(configMaps, { body: { metadata: { name, labels: { app } }, data: { key: `${name} <&>` } } });
});
afterEach(() => api[Symbol.asyncDispose]());

const text = async (path: string, accept?: string): Promise<string> => {
  const response = await api.send(path, accept === undefined ? {} : { headers: { accept } });
  return `${response.status} ${response.headers.get('content-type')}\n${await response.text()}`;
};
interface List {
  readonly kind: string;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}
const names = async (query: string): Promise<readonly string[]> =>
  (await api.ask<List>(`${configMaps}${query}`)).body.items.map(({ metadata }) => metadata.name);

describe('one object', () => {
  test('is answered with the bytes it is stored as', async () => {
    const created = await api.send(configMaps, { body: { metadata: { name: 'd' } } });
    const got = await api.send(`${configMaps}/d`);
    expect(await got.text()).toBe(await created.text());
    expect(got.headers.get('content-type')).toBe('application/json');
  });

  test('indented for people', async () => {
    const plain = await (await api.send(`${configMaps}/a`)).text();
    const pretty = JSON.stringify(JSON.parse(plain), undefined, 2);
    expect(await (await api.send(`${configMaps}/a?pretty=true`)).text()).toBe(pretty);
    expect(await (await api.send(`${configMaps}/a`, { headers: { 'user-agent': 'curl/8.1' } })).text()).toBe(pretty);
    expect(await (await api.send(`${configMaps}/a`, { headers: { accept: 'application/json;pretty=1' } })).text()).toBe(pretty);
  });

  test('in YAML and protobuf', async () => {
    expect(await text(`${configMaps}/a`, 'application/yaml')).toMatch(
      /^200 application\/yaml\napiVersion: v1\ndata:\n {2}key: a <&>\nkind: ConfigMap\nmetadata:\n/,
    );
    const response = await api.send(`${configMaps}/a`, { headers: { accept: 'application/vnd.kubernetes.protobuf' } });
    const { object, problems } = decodeProtobuf(ConfigMap, new Uint8Array(await response.arrayBuffer()));
    expect([object, problems]).toEqual([(await api.ask(`${configMaps}/a`)).body, []]);
  });

  test('as metadata only', async () => {
    const { metadata } = (await api.ask(`${configMaps}/a`)).body;
    const kind = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };
    const partial = await api.ask(`${configMaps}/a`, { headers: { accept: `application/json;${meta('PartialObjectMetadata')}` } });
    expect(partial.body).toEqual({ ...kind, metadata });
    const accept = `application/vnd.kubernetes.protobuf;${meta('PartialObjectMetadata', 'v1beta1')}`;
    const response = await api.send(`${configMaps}/a`, { headers: { accept } });
    const { object } = decodeProtobuf(PartialObjectMetadata, new Uint8Array(await response.arrayBuffer()));
    expect(object).toEqual({ ...kind, apiVersion: 'meta.k8s.io/v1beta1', metadata });
    expect(await text(`${configMaps}/a`, `application/json;${meta('PartialObjectMetadataList')}`)).toContain(
      '"message": "you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)"',
    );
  });

  test('of what is computed, the table has the revision of what it was computed from', async () => {
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const replicaSets = '/apis/apps/v1/namespaces/default/replicasets';
    const made = await api.ask(replicaSets, {
      body: { metadata: { name: 'r' }, spec: { selector: { matchLabels: { a: 'b' } }, template } },
    });
    const { resourceVersion } = made.body['metadata'] as { readonly resourceVersion: string };
    const accept = `application/json;${meta('Table')}`;
    const { body } = await api.ask(`${replicaSets}/r/scale`, { headers: { accept } });
    expect(body['metadata']).toEqual({ resourceVersion });
  });

  test('as a table', async () => {
    const accept = `application/json;${meta('Table')}`;
    const { body } = await api.ask<{ readonly rows: readonly object[]; readonly columnDefinitions: readonly object[] }>(`${configMaps}/a`, {
      headers: { accept },
    });
    const object = (await api.ask(`${configMaps}/a`)).body;
    const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object['metadata'] };
    expect(body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: expect.any(String) } });
    expect(body.columnDefinitions[0]).toEqual({
      name: 'Name',
      type: 'string',
      format: 'name',
      description: expect.any(String),
      priority: 0,
    });
    expect(body.columnDefinitions[1]).toMatchObject({ format: '' });
    expect(body.rows).toEqual([{ cells: ['a', 1, '0s'], object: partial }]);
    const rows = async (query: string): Promise<unknown> =>
      (await api.ask(`${configMaps}/a?${query}`, { headers: { accept } })).body['rows'];
    expect(await rows('includeObject=None')).toEqual([{ cells: ['a', 1, '0s'], object: null }]);
    expect(await rows('includeObject=Object')).toEqual([{ cells: ['a', 1, '0s'], object }]);
    expect(await text(`${configMaps}/a?includeObject=Foo`, accept)).toContain(
      `Unable to convert to Table as requested: includeObject: Invalid value: \\"Foo\\": must be 'Metadata', 'Object', 'None', or empty`,
    );
  });

  test.each([
    ['none', 404, 'configmaps "none" not found'],
    ['a%25b', 400, `Name parameter invalid: "a%b": may not contain '%'`],
    ['a?export=true', 400, 'the export parameter, deprecated since v1.14, is no longer supported'],
    ['a?resourceVersion=abc', 500, 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax'],
  ])('%s is refused', async (path, code, message) => {
    expect(await api.ask(`${configMaps}/${path}`)).toMatchObject({ code, body: { message } });
  });

  test('that may be old is asked for by revision', async () => {
    expect((await api.send(`${configMaps}/a?resourceVersion=0`)).status).toBe(200);
    expect((await api.send(`${configMaps}/a?export=false&resourceVersion=1`)).status).toBe(200);
  });
});

test('what is deprecated says so, refusals too', async () => {
  const { registry } = api;
  const providers = builtInProviders([{ group: '', version: 'v1', resources: [endpoints] }]);
  api = serveApi({ registry, groupVersions: providers.flatMap((provider) => provider.newRESTStorage(registry)) });
  for (const path of ['/api/v1/endpoints', '/api/v1/namespaces/default/endpoints/none'])
    expect((await api.send(path)).headers.get('warning')).toBe(
      '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"',
    );
});

describe('a list', () => {
  test('has items without kind, and a revision', async () => {
    const { body } = await api.ask<List>(configMaps);
    const items = await Promise.all(['a', 'b', 'c'].map(async (name) => (await api.ask(`${configMaps}/${name}`)).body));
    expect(body).toEqual({
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
      items: items.map((item) => Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'kind' && key !== 'apiVersion'))),
    });
    expect((await api.ask<List>('/api/v1/configmaps')).body).toEqual(body);
  });

  test('that is empty', async () => {
    const path = '/api/v1/namespaces/other/configmaps';
    expect(await text(path)).toBe(
      '200 application/json\n{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"4"},"items":[]}\n',
    );
    expect(await text(path, 'application/yaml')).toBe(
      '200 application/yaml\napiVersion: v1\nitems: []\nkind: ConfigMapList\nmetadata:\n  resourceVersion: "4"\n',
    );
    expect(await text(path, `application/json;${meta('PartialObjectMetadataList')}`)).toBe(
      '200 application/json\n{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"4"},"items":null}\n',
    );
    expect(await text(path, `application/json;${meta('Table')}`)).toMatch(/"rows":\[\]\}\n$/);
  });

  test('narrowed by selectors', async () => {
    expect(await names('?labelSelector=app%3Dx')).toEqual(['a', 'c']);
    expect(await names('?labelSelector=app+notin+(x)')).toEqual(['b']);
    expect(await names('?fieldSelector=metadata.name%3Db')).toEqual(['b']);
    expect(await names('?fieldSelector=metadata.name!%3Db')).toEqual(['a', 'c']);
    expect(await names('?labelSelector=app%3Dx&fieldSelector=metadata.name%3Db')).toEqual([]);
  });

  test('page by page', async () => {
    const { body: first } = await api.ask<List>(`${configMaps}?limit=2`);
    expect(first.metadata).toMatchObject({ continue: expect.any(String), remainingItemCount: 1 });
    const { body: second } = await api.ask<List>(`${configMaps}?limit=2&continue=${first.metadata.continue}`);
    expect([first, second].flatMap(({ items }) => items.map(({ metadata }) => metadata.name))).toEqual(['a', 'b', 'c']);
    expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
  });

  test('as metadata only, and as a table', async () => {
    const { body: partial } = await api.ask<List>(configMaps, {
      headers: { accept: `application/json;${meta('PartialObjectMetadataList')}` },
    });
    const { body: whole } = await api.ask<List>(configMaps);
    const kind = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };
    expect(partial.items).toEqual(whole.items.map(({ metadata }) => ({ ...kind, metadata })));
    const { body: table } = await api.ask(configMaps, { headers: { accept: `application/json;${meta('Table')}` } });
    expect(table).toMatchObject({
      metadata: whole.metadata,
      rows: ['a', 'b', 'c'].map((name) => ({ cells: [name, 1, '0s'], object: { ...kind, metadata: { name } } })),
    });
    expect(await text(configMaps, `application/json;${meta('PartialObjectMetadata')}`)).toContain(
      'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
    );
  });

  test('in protobuf', async () => {
    const kind = groupVersion('v1').kind('ConfigMapList', () => ({ metadata: object(1, ListMeta), items: list(2, ConfigMap).required() }));
    const bytes = async (accept: string): Promise<Uint8Array> =>
      new Uint8Array(await (await api.send(`${configMaps}?limit=2`, { headers: { accept } })).arrayBuffer());
    const { body } = await api.ask(`${configMaps}?limit=2`);
    expect(decodeProtobuf(kind, await bytes('application/vnd.kubernetes.protobuf'))).toEqual({ object: body, problems: [] });
    const partial = meta('PartialObjectMetadataList');
    const json = (await api.ask<List>(`${configMaps}?limit=2`, { headers: { accept: `application/json;${partial}` } })).body;
    expect(decodeProtobuf(PartialObjectMetadataList, await bytes(`application/vnd.kubernetes.protobuf;${partial}`)).object).toEqual({
      ...json,
      items: json.items.map(({ metadata }) => ({ metadata })),
    });
  });

  test('larger than many chunks is the same, byte for byte', async () => {
    const sizes = [0, 1, 100, 262_000, 262_144, 300_000, 7, 500_000];
    for (const [i, size] of sizes.entries())
      await api.send(configMaps, { body: { metadata: { name: `large-${i}` }, data: { key: 'x'.repeat(size) } } });
    const { body } = await api.ask<List>(configMaps);
    const each = await Promise.all(body.items.map(async ({ metadata }) => (await api.send(`${configMaps}/${metadata.name}`)).text()));
    const items = each.map((item) => item.replace('{"kind":"ConfigMap","apiVersion":"v1",', '{')).join(',');
    const head = `{"kind":"ConfigMapList","apiVersion":"v1","metadata":${JSON.stringify(body.metadata)},"items":[`;
    expect(await (await api.send(configMaps)).text()).toBe(`${head}${items}]}\n`);
    const protobuf = await api.send(configMaps, { headers: { accept: 'application/vnd.kubernetes.protobuf' } });
    expect((await protobuf.arrayBuffer()).byteLength).toBeGreaterThan(1_300_000);
  });

  test('is given up when its reader leaves', async () => {
    for (let i = 0; i < 8; i++) await api.send(configMaps, { body: { metadata: { name: `l${i}` }, data: { key: 'x'.repeat(400_000) } } });
    const response = await api.send(configMaps);
    const reader = response.body!.getReader();
    expect((await reader.read()).value).toHaveLength(262_144);
    await reader.cancel();
    expect((await api.send(configMaps)).status).toBe(200);
  });
});
