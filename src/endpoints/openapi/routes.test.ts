// The endpoints as clients meet them. Status codes and headers are those of kube-apiserver 1.36.
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveApi, type ApiFixture } from '../../../test/support/api.ts';
import { memoryRegistry } from '../../../test/support/registry.ts';
import { builtInProviders } from '../../resources/providers.ts';
import { openapiRoutes } from './routes.ts';

const protobufV2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const protobufV3 = 'application/com.github.proto-openapi.spec.v3.v1.0+protobuf';

let api: ApiFixture;
beforeEach(() => {
  const registry = memoryRegistry();
  const versions = builtInProviders().flatMap((provider) => provider.newRESTStorage(registry));
  const info = { title: 'Kubernetes', version: '1.36' };
  const paths = openapiRoutes({ versions, info, environment: registry.clock });
  api = serveApi({ registry, groupVersions: versions, paths });
});
afterEach(() => api[Symbol.asyncDispose]());

const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> => api.send(path, { headers });
const headersOf = ({ headers }: Response, ...names: readonly string[]): readonly (string | null)[] =>
  names.map((name) => headers.get(name));

interface Index {
  readonly paths: { readonly [name: string]: { readonly serverRelativeURL: string } };
}
const index = async (): Promise<Index> => (await get('/openapi/v3')).json() as Promise<Index>;
const appsUrl = async (): Promise<string> => (await index()).paths['apis/apps/v1']!.serverRelativeURL;

describe('/openapi/v3', () => {
  test('names each document with its hash', async () => {
    const { paths } = await index();
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['api', 'api/v1', 'apis', 'apis/apps', 'apis/apps/v1', 'version']));
    for (const [name, { serverRelativeURL }] of Object.entries(paths)) {
      expect(serverRelativeURL).toMatch(/\?hash=[0-9A-F]{128}$/);
      expect(serverRelativeURL.split('?')[0]).toBe(`/openapi/v3/${name}`);
    }
  });

  test('is text, as far as its header goes', async () => {
    const response = await get('/openapi/v3', { accept: 'text/html' });
    expect(response.status).toBe(200);
    expect(headersOf(response, 'content-type', 'etag', 'cache-control')).toEqual(['text/plain; charset=utf-8', null, 'no-cache, private']);
  });
});

describe('/openapi/v3/…', () => {
  test('with the right hash, may be kept for ever', async () => {
    const url = await appsUrl();
    const response = await get(url);
    const hash = url.split('=')[1]!;
    expect(response.status).toBe(200);
    expect(headersOf(response, 'content-type', 'etag', 'vary')).toEqual(['application/json', `"${hash}"`, 'Accept']);
    const inAYear = new Date(api.registry.clock.now());
    inAYear.setUTCFullYear(inAYear.getUTCFullYear() + 1);
    expect(headersOf(response, 'cache-control', 'expires')).toEqual(['public, immutable', inAYear.toUTCString().replace('GMT', 'UTC')]);
    expect(await response.json()).toMatchObject({ openapi: '3.0.0', info: { title: 'Kubernetes', version: '1.36' } });
  });

  test('its hash is that of the JSON', async () => {
    const response = await get('/openapi/v3/apis/apps/v1');
    const digest = await crypto.subtle.digest('SHA-512', await response.arrayBuffer());
    expect(response.headers.get('etag')).toBe(`"${Buffer.from(digest).toString('hex').toUpperCase()}"`);
  });

  test('without a hash, must be asked for again', async () => {
    const response = await get('/openapi/v3/apis/apps/v1');
    expect(headersOf(response, 'cache-control', 'expires')).toEqual(['no-cache, private', null]);
    expect(response.headers.get('last-modified')).toBe(new Date(api.registry.clock.now()).toUTCString());
  });

  test('with a wrong hash, moves to the right one', async () => {
    const response = await get('/openapi/v3/apis/apps/v1?hash=AB');
    const url = await appsUrl();
    expect(response.status).toBe(301);
    expect(headersOf(response, 'location', 'etag', 'content-type')).toEqual([url, `"${url.split('=')[1]}"`, 'application/json']);
    expect([await response.text(), response.headers.get('cache-control')]).toEqual(['', 'no-cache, private']);
  });

  test('is not sent to who has it', async () => {
    const hash = (await appsUrl()).split('=')[1];
    for (const match of [`"${hash}"`, `W/"${hash}", "x"`, '*']) {
      const response = await get('/openapi/v3/apis/apps/v1', { 'if-none-match': match });
      expect([response.status, await response.text()]).toEqual([304, '']);
      expect(headersOf(response, 'etag', 'vary', 'content-type')).toEqual([`"${hash}"`, 'Accept', null]);
    }
    const forEver = await get(await appsUrl(), { 'if-none-match': '*' });
    expect([forEver.status, forEver.headers.get('cache-control')]).toEqual([304, 'public, immutable']);
    expect((await get('/openapi/v3/apis/apps/v1', { 'if-none-match': '"x"' })).status).toBe(200);
  });

  test('is not sent to who has had it since', async () => {
    const now = api.registry.clock.now();
    const since = async (ms: number, more = {}): Promise<number> =>
      (await get('/openapi/v3/version', { 'if-modified-since': new Date(ms).toUTCString(), ...more })).status;
    expect([await since(now), await since(now - 5000), await since(now, { 'if-none-match': '"x"' })]).toEqual([304, 200, 200]);
  });

  test.each(['/openapi/v3/apis/none/v1', '/openapi/v3/', '/openapi/v3/apis/apps/v1/'])('%s is not there', async (path) => {
    const response = await get(path);
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([404, '', null]);
  });

  test.each([
    ['', 200, 'application/json'],
    ['*/*', 200, 'application/json'],
    ['application/*', 200, 'application/json'],
    ['application/com.github.proto-openapi.spec.v3@v1.0+protobuf', 200, protobufV3],
    [protobufV3, 200, protobufV3],
    [`application/json;q=0.5, ${protobufV3}`, 200, protobufV3],
    [`application/json, ${protobufV3}`, 200, 'application/json'],
    [protobufV2, 406, null],
    ['text/html', 406, null],
    ['garbage', 200, null],
  ])('Accept: %s', async (accept, status, type) => {
    const response = await get('/openapi/v3/apis/apps/v1', { accept });
    expect([response.status, ...headersOf(response, 'content-type', 'vary')]).toEqual([status, type, 'Accept']);
    expect((await response.arrayBuffer()).byteLength > 0).toBe(type !== null);
  });
});

describe('/openapi/v2', () => {
  test('is one document', async () => {
    const response = await get('/openapi/v2');
    expect([response.status, ...headersOf(response, 'content-type', 'vary')]).toEqual([200, 'application/json', 'Accept-Encoding, Accept']);
    expect(await response.json()).toMatchObject({ swagger: '2.0', security: [{ BearerToken: [] }] });
  });

  test.each([
    ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', 200, protobufV2],
    [`application/json;q=0.1,${protobufV2}`, 200, protobufV2],
    [protobufV3, 406, null],
    ['garbage', 406, null],
  ])('Accept: %s', async (accept, status, type) => {
    const response = await get('/openapi/v2', { accept });
    expect([response.status, ...headersOf(response, 'content-type', 'vary')]).toEqual([status, type, 'Accept-Encoding, Accept']);
  });

  test('is compressed for who can read that', async () => {
    const plain = await get('/openapi/v2');
    const compressed = await get('/openapi/v2', { 'accept-encoding': 'br, gzip;q=0.8' });
    expect(headersOf(compressed, 'content-encoding', 'etag')).toEqual(['gzip', plain.headers.get('etag')]);
    expect(gunzipSync(await compressed.arrayBuffer()).equals(Buffer.from(await plain.arrayBuffer()))).toBe(true);
    expect((await get('/openapi/v2', { 'accept-encoding': 'gzip;q=0' })).headers.get('content-encoding')).toBeNull();
  });

  test('is not sent to who has it, in whatever form', async () => {
    const etag = (await get('/openapi/v2')).headers.get('etag')!;
    const response = await get('/openapi/v2', { accept: protobufV2, 'accept-encoding': 'gzip', 'if-none-match': etag });
    expect([response.status, ...headersOf(response, 'etag', 'content-encoding')]).toEqual([304, etag, null]);
  });

  test('nothing stands below it', async () => {
    expect([(await get('/openapi/v2/')).status, (await get('/openapi')).status]).toEqual([404, 404]);
  });
});
