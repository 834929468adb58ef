// The way to a handler, and what happens to requests that do not get there. The answers are those of kube-apiserver 1.36.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aliceToken, serveApi, type ApiFixture, type ApiOptions } from '../../test/support/api.ts';
import { silent, type Logger } from '../base/log.ts';
import { conflict } from '../machinery/status-error.ts';
import type { Step } from './filters/filter.ts';

let api: ApiFixture;
const restart = async (options: ApiOptions): Promise<void> => {
  await api[Symbol.asyncDispose]();
  api = serveApi(options);
};
beforeEach(() => void (api = serveApi()));
afterEach(() => api[Symbol.asyncDispose]());

const status = (code: number, reason: string, message: string, details?: object): object => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  ...(details !== undefined && { details }),
  code,
});
const notThere = status(404, 'NotFound', 'the server could not find the requested resource', {});
const notAllowed = status(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

describe('paths and methods', () => {
  test.each([
    '/api/v1/nonsense',
    '/api/v2/pods',
    '/apis/apps/v9/foo',
    '/apis/apps/v1/foo',
    '/api/v1/namespaces/default/pods/x/nonsense',
    '/api/v1/configmaps/foo',
    '/api/v1/namespaces/default/namespaces/default',
    '/api/v1/namespaces/default/configmaps/foo/bar/baz',
    '/api/v1/namespaces/default/configmaps/a%2Fb',
    '/api/v1/namespaces/default/configmaps//x',
    '/api/v1/proxy/foo',
    '/api/v1/watch/configmaps/foo',
    '/api/v1/watch/namespaces/default/pods/x/status',
    '/api/v1/bindings',
    '/version/x',
  ])('%s is not there', async (path) => {
    const { code, body } = await api.ask(path);
    expect([code, body]).toEqual([404, notThere]);
  });

  test.each(['/foo', '/apis/nope', '/apis/nope/v1/x', '/healthz/', '//api/v1/namespaces'])(
    '%s is not there, in plain text',
    async (path) => {
      const response = await api.send(path);
      expect([response.status, await response.text()]).toEqual([404, '404 page not found\n']);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test.each([
    ['POST', '/api/v1/namespaces/default'],
    ['PUT', '/api/v1/namespaces'],
    ['DELETE', '/api/v1/namespaces'],
    ['DELETE', '/api/v1/configmaps'],
    ['POST', '/api/v1/configmaps'],
    ['HEAD', '/api/v1/namespaces/default'],
    ['OPTIONS', '/api/v1/pods'],
    ['GET', '/api/v1/namespaces/default/bindings'],
    ['GET', '/api/v1/namespaces/default/pods/x/binding'],
    ['POST', '/api/v1/watch/pods'],
  ])('%s %s is not allowed', async (method, path) => {
    const response = await api.send(path, { method });
    expect(response.status).toBe(405);
    expect(await response.text()).toBe(method === 'HEAD' ? '' : `${JSON.stringify(notAllowed)}\n`);
  });

  test.each(['/api/v1/watch', '/api/v1/proxy'])('%s names no resource', async (path) => {
    const response = await api.send(path);
    const why = `failed to create RequestInfo: unable to determine kind and namespace from url, ${path}`;
    expect([response.status, await response.text()]).toEqual([500, `Internal Server Error: "${path}": ${why}\n`]);
  });

  test('a path that is not properly encoded', async () => {
    const response = await api.send('/api/v1/namespaces/%zz');
    expect([response.status, await response.text()]).toEqual([400, '400 Bad Request\n']);
  });

  test('paths that are no resources have their own handlers; those of the API also with a slash at the end', async () => {
    const says =
      (text: string): Step =>
      (exchange) =>
        Promise.resolve(exchange.send(200, [], new TextEncoder().encode(text)));
    const paths = new Map([
      ['/apis/apps', says('apps')],
      ['/healthz', says('healthz')],
      ['/openapi/v3/', says('below')],
    ]);
    await restart({ paths });
    const text = async (path: string): Promise<string> => (await api.send(path)).text();
    expect(await text('/apis/apps')).toBe('apps');
    expect(await text('/apis/apps/')).toBe('apps');
    expect(await text('/healthz')).toBe('healthz');
    expect(await text('/openapi/v3/apis/apps/v1')).toBe('below');
    expect((await api.send('/healthz/')).status).toBe(404);
  });
});

describe('every answer', () => {
  test('says which request it answers, and that it is not to be cached', async () => {
    for (const path of ['/api/v1/pods', '/api/v1/nonsense', '/foo']) {
      const { headers } = await api.send(path);
      expect(headers.get('audit-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('cache-control')).toBe('no-cache, private');
    }
    expect((await api.send('/api/v1/pods', { headers: { 'audit-id': 'mine' } })).headers.get('audit-id')).toBe('mine');
  });

  test('an error is in what the client accepts, or in JSON when that cannot be', async () => {
    const answer = async (accept: string, path = '/api/v1/namespaces/nope'): Promise<readonly [string, string]> => {
      const response = await api.send(path, { headers: { accept } });
      return [response.headers.get('content-type')!, await response.text()];
    };
    expect(await answer('application/yaml')).toEqual([
      'application/yaml',
      'apiVersion: v1\ncode: 404\ndetails:\n  kind: namespaces\n  name: nope\nkind: Status\nmessage: namespaces "nope" not found\nmetadata: {}\nreason: NotFound\nstatus: Failure\n',
    ]);
    const [type, protobuf] = await answer('application/vnd.kubernetes.protobuf');
    expect([type, protobuf.startsWith('k8s\0')]).toEqual(['application/vnd.kubernetes.protobuf', true]);
    const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const indented = await answer(table);
    expect(indented[1]).toMatch(/^\{\n {2}"kind": "Status",/);
    expect((await answer(`${table},application/json`))[1]).toMatch(/^\{"kind":"Status",.*\}\n$/s);
    expect((await answer('text/html'))[1]).toContain('"message": "406: Not Acceptable\\n\\nAvailable representations: application/json');
  });
});

describe('who may do what', () => {
  test('no credentials', async () => {
    const message = 'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope';
    const { code, body, response } = await api.ask('/api/v1/pods', { token: null });
    expect([code, body]).toEqual([403, status(403, 'Forbidden', message, { kind: 'pods' })]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const path = await api.ask('/foo/bar', { token: null });
    expect(path.body).toEqual(status(403, 'Forbidden', 'forbidden: User "system:anonymous" cannot get path "/foo/bar"', {}));
  });

  test('wrong credentials', async () => {
    const { code, body } = await api.ask('/api/v1/pods', { token: 'wrong' });
    expect([code, body]).toEqual([401, status(401, 'Unauthorized', 'Unauthorized')]);
  });

  test('good credentials without permission', async () => {
    const { body } = await api.ask('/api/v1/namespaces/a/configmaps/x', { token: aliceToken, method: 'DELETE' });
    const message = 'configmaps "x" is forbidden: User "alice" cannot delete resource "configmaps" in API group "" in the namespace "a"';
    expect(body).toEqual(status(403, 'Forbidden', message, { name: 'x', kind: 'configmaps' }));
  });

  test('the authorizer sees what is asked for, and may fail', async () => {
    const seen: object[] = [];
    await restart({
      authorizers: [
        {
          authorize({ user, ...attributes }) {
            seen.push({ user: user.name, groups: user.groups, ...attributes });
            return attributes.verb === 'list'
              ? { decision: 'Allow', error: new Error('ignored') }
              : { decision: 'NoOpinion', error: new Error('<broken>') };
          },
        },
      ],
    });
    expect(
      (await api.send('/apis/apps/v1/deployments?labelSelector=app%3Dweb&fieldSelector=metadata.name%3Dw', { token: aliceToken })).status,
    ).toBe(200);
    expect(seen).toEqual([
      {
        user: 'alice',
        groups: ['system:authenticated'],
        verb: 'list',
        isResourceRequest: true,
        path: '/apis/apps/v1/deployments',
        apiGroup: 'apps',
        apiVersion: 'v1',
        namespace: '',
        resource: 'deployments',
        subresource: '',
        name: 'w',
        fieldRequirements: [{ field: 'metadata.name', operator: '=', value: 'w' }],
        labelRequirements: [{ key: 'app', operator: '=', values: ['web'] }],
      },
    ]);
    const broken = await api.send('/api/v1/namespaces/a?b', { token: aliceToken });
    expect([broken.status, await broken.text()]).toEqual([500, 'Internal Server Error: "/api/v1/namespaces/a?b": &lt;broken&gt;\n']);
  });
});

describe('deadlines', () => {
  const hang: Step = ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

  test.each([
    ['/hang', 60_000],
    ['/hang?timeout=10s', 10_000],
    ['/hang?timeout=0s', 60_000],
    ['/hang?timeout=5m', 60_000],
    ['/hang?timeout=-3s', 60_000],
  ])('%s after %i ms', async (path, ms) => {
    await restart({ paths: new Map([['/hang', hang]]) });
    const { clock } = api.registry;
    const answer = api.ask(path);
    await expect.poll(() => clock.waiting).toBe(true);
    clock.advance(ms - 1);
    expect(clock.waiting).toBe(true);
    clock.advance(1);
    const message = 'Timeout: request did not complete within the allotted timeout';
    expect(await answer).toMatchObject({ code: 504, body: status(504, 'Timeout', message, {}) });
  });

  test('a write has less time', async () => {
    const { promise: admitting, resolve } = Promise.withResolvers<void>();
    await restart({ admission: [{ name: 'Slow', handles: () => true, admit: () => (resolve(), new Promise(() => {})) }] });
    const answer = api.ask('/api/v1/namespaces', { body: { metadata: { name: 'a' } } });
    await admitting;
    api.registry.clock.advance(34_000);
    const message = 'Timeout: request did not complete within requested timeout - context deadline exceeded';
    expect(await answer).toMatchObject({ code: 504, body: { reason: 'Timeout', message } });
  });

  test('what comes after the deadline is dropped', async () => {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const slow: Step = async (exchange) => {
      await new Promise((done) => exchange.signal.addEventListener('abort', done));
      exchange.send(200, [], new Uint8Array());
      const writer = exchange.start(200, []);
      let written = false;
      await writer.write(new Uint8Array(1), () => (written = true));
      writer.end();
      expect([written, exchange.started]).toEqual([true, true]);
      resolve();
    };
    await restart({ paths: new Map([['/slow', slow]]) });
    const answer = api.ask('/slow?timeout=1s');
    await expect.poll(() => api.registry.clock.waiting).toBe(true);
    api.registry.clock.advance(1_000);
    expect((await answer).code).toBe(504);
    await late;
  });

  test('an answer that has begun is broken off', async () => {
    const slow: Step = async (exchange) => {
      await exchange.start(200, []).write(new Uint8Array(1));
      await new Promise((done) => exchange.signal.addEventListener('abort', done));
    };
    await restart({ paths: new Map([['/slow', slow]]) });
    const response = await api.send('/slow?timeout=1s');
    api.registry.clock.advance(1_000);
    await expect(response.arrayBuffer()).rejects.toThrow('broke off');
  });

  test.each([
    ['5x', 'time: unknown unit "x" in duration "5x"'],
    ['5', 'time: missing unit in duration "5"'],
    ['x', 'time: invalid duration "x"'],
  ])('timeout=%s', async (timeout, why) => {
    const { body } = await api.ask(`/api/v1/pods?timeout=${timeout}`);
    expect(body).toEqual(status(400, 'BadRequest', `invalid timeout specified in the request URL - ${why}`));
  });

  test('a watch has none', async () => {
    const response = await api.send('/api/v1/pods?watch=1&timeout=1s');
    api.registry.clock.advance(60_000);
    api.drain();
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

describe('what is thrown', () => {
  const errors: string[] = [];
  const log: Logger = { ...silent, error: ({ err }) => void errors.push((err as Error).message) };
  const throws = (error: Error): Promise<void> => restart({ log, paths: new Map([['/bad', () => Promise.reject(error)]]) });
  beforeEach(() => void errors.splice(0));

  test('a refusal is its Status', async () => {
    await throws(conflict({ group: 'apps', resource: 'deployments' }, 'web', 'too late'));
    const { code, body } = await api.ask('/bad');
    const message = 'Operation cannot be fulfilled on deployments.apps "web": too late';
    expect([code, body]).toEqual([409, status(409, 'Conflict', message, { name: 'web', group: 'apps', kind: 'deployments' })]);
    expect(errors).toEqual([]);
  });

  test('any other error is a 500 with its text', async () => {
    await throws(new Error('disk on fire'));
    const { code, body } = await api.ask('/bad');
    expect([code, body]).toEqual([
      500,
      { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'disk on fire', code: 500 },
    ]);
    expect(errors).toEqual(['disk on fire']);
  });

  test('a bug is a plain 500', async () => {
    await throws(new TypeError('x is undefined'));
    const response = await api.send('/bad');
    const text = 'This request caused apiserver to panic. Look in the logs for details.\n';
    expect([response.status, await response.text()]).toEqual([500, text]);
    expect(errors).toEqual(['x is undefined']);
  });

  test('an answer that has begun is broken off', async () => {
    const begin: Step = async (exchange) => {
      await exchange.start(200, []).write(new Uint8Array(1));
      throw new Error('too late');
    };
    await restart({ log, paths: new Map([['/bad', begin]]) });
    const response = await api.send('/bad');
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow('broke off');
    expect(errors).toEqual(['too late']);
  });

  test('a client that has left needs no answer', async () => {
    const gone = new AbortController();
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const wait: Step = async ({ signal }) => {
      resolve();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    };
    await restart({ log, paths: new Map([['/bad', wait]]) });
    const answer = api.send('/bad', { signal: gone.signal });
    await asked;
    gone.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(errors).toEqual([]);
  });
});
