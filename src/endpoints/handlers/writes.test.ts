// POST, PUT, PATCH and DELETE, and how wrong ones are refused. The answers are those of kube-apiserver 1.36.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aliceToken, serveApi, type ApiFixture, type ApiOptions, type ApiRequestInit } from '../../../test/support/api.ts';
import { encodeProtobuf } from '../../machinery/codec/protobuf.ts';
import type { AdmissionPlugin, Attributes } from '../../access/admission/admission.ts';
import { ConfigMap } from '../../api/core/v1/config-map.ts';
import { DeleteOptions } from '../../machinery/meta/v1.ts';
import type { KubeObject } from '../../machinery/object.ts';
import { forbidden } from '../../machinery/status-error.ts';

let api: ApiFixture;
const restart = async (options: ApiOptions): Promise<void> => {
  await api[Symbol.asyncDispose]();
  api = serveApi(options);
};
beforeEach(() => void (api = serveApi()));
afterEach(() => api[Symbol.asyncDispose]());

const configMaps = '/api/v1/namespaces/default/configmaps';

interface Answer {
  readonly code: number;
  readonly body: ConfigMap & { readonly message?: string; readonly reason?: string; readonly details?: Record<string, unknown> };
  readonly warnings: readonly string[];
}
async function send(path: string, init: ApiRequestInit = {}): Promise<Answer> {
  const { code, body, response } = await api.ask<Answer['body']>(path, init);
  return { code, body, warnings: (response.headers.get('warning') ?? '').split(/, (?=299)/).filter((text) => text !== '') };
}
const post = (body: unknown, query = '', init: ApiRequestInit = {}): Promise<Answer> => send(configMaps + query, { body, ...init });
const put = (name: string, body: unknown, query = ''): Promise<Answer> => send(`${configMaps}/${name}${query}`, { method: 'PUT', body });
const patch = (type: string, name: string, body: unknown, query = ''): Promise<Answer> =>
  send(`${configMaps}/${name}${query}`, { method: 'PATCH', body, headers: { 'content-type': `application/${type}-patch+json` } });
const del = (name: string, body?: unknown, query = ''): Promise<Answer> =>
  send(`${configMaps}/${name}${query}`, { method: 'DELETE', body });
const message = async (answer: Promise<Answer>): Promise<string> => {
  const { code, body } = await answer;
  return `${code} ${body.reason ?? ''} ${body.message ?? ''}`;
};

describe('create', () => {
  test('answers with what was stored', async () => {
    const { code, body } = await post({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a', uid: 'mine' }, data: { k: 'v' } });
    expect(code).toBe(201);
    expect(body).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: {
        name: 'a',
        namespace: 'default',
        uid: expect.not.stringContaining('mine'),
        resourceVersion: '2',
        creationTimestamp: '2026-01-01T00:00:00Z',
        managedFields: [
          {
            manager: 'test',
            operation: 'Update',
            apiVersion: 'v1',
            time: '2026-01-01T00:00:00Z',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:data': { '.': {}, 'f:k': {} } },
          },
        ],
      },
      data: { k: 'v' },
    });
  });

  test('in YAML and protobuf, answered in either', async () => {
    const yaml = 'kind: ConfigMap\nmetadata: {name: yaml}\ndata: {a: "1"}\n';
    const accept = 'application/yaml';
    const answer = await api.send(configMaps, { body: yaml, headers: { 'content-type': 'application/yaml', accept } });
    expect([answer.status, await answer.text()]).toEqual([201, expect.stringMatching(/^apiVersion: v1\ndata:\n {2}a: "1"\n/)]);
    const bytes = encodeProtobuf(ConfigMap, { metadata: { name: 'p' }, data: { b: '2' } });
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    expect((await post(bytes, '', { headers })).body).toMatchObject({ metadata: { name: 'p' }, data: { b: '2' } });
  });

  test('without Content-Type it is JSON', async () => {
    const { code } = await post('{"metadata":{"name":"a"}}', '', { headers: { 'content-type': '' } });
    expect(code).toBe(201);
  });

  const unrecognized = '400 BadRequest the object provided is unrecognized (must be of type ConfigMap): ';
  const unhandled = (kind: string, version = 'v1'): string =>
    `400 BadRequest ${kind} in version "${version}" cannot be handled as a ConfigMap: `;
  test.each([
    ['', `${unrecognized}couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)`],
    ['{', `${unrecognized}couldn't get version/kind; json parse error: unexpected end of JSON input ({)`],
    [
      '{"kind":"ConfigMapList","apiVersion":"v1","items":[]}',
      `${unhandled('ConfigMapList')}converting (v1.ConfigMapList) to (core.ConfigMap): unknown conversion`,
    ],
    ['{"kind":"List","apiVersion":"v1","items":[]}', `${unhandled('List')}converting (v1.List) to (core.ConfigMap): unknown conversion`],
    ['{"kind":"Pod","apiVersion":"v1"}', `${unhandled('Pod')}converting (v1.Pod) to (core.ConfigMap): unknown conversion`],
    [
      '{"kind":"Deployment","apiVersion":"apps/v1"}',
      `${unhandled('Deployment')}converting (v1.Deployment) to (core.ConfigMap): unknown conversion`,
    ],
    ['{"kind":"Foo"}', `${unhandled('Foo')}no kind "Foo" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"`],
    [
      '{"apiVersion":"v2"}',
      `${unhandled('ConfigMap', 'v2')}no kind "ConfigMap" is registered for version "v2" in scheme "pkg/runtime/scheme.go:111"`,
    ],
    [
      '{"apiVersion":"a/b/c","kind":"ConfigMap"}',
      `${unrecognized}unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c","kind":" ...)`,
    ],
    [
      '{"metadata":{"name":1}}',
      `${unhandled('ConfigMap')}json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string`,
    ],
    [
      '{"metadata":{"name":"b","namespace":"other"}}',
      '400 BadRequest the namespace of the provided object does not match the namespace sent on the request',
    ],
    ['null', '422 Invalid ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required'],
  ])('%s is refused', async (body, expected) => {
    expect(await message(post(body))).toBe(expected);
  });

  test.each([
    ['?fieldValidation=Foo', 'fieldValidation: Unsupported value: "Foo": supported values: "", "Ignore", "Strict", "Warn"'],
    ['?dryRun=Foo&dryRun=All', 'dryRun: Unsupported value: ["Foo","All"]: supported values: "All"'],
    ['?dryRun=', 'dryRun: Unsupported value: [""]: supported values: "All"'],
    ['?fieldManager=xx%09y', 'fieldManager: Invalid value: "xx\\ty": invalid character U+0009 (at position 2)'],
    [`?fieldManager=${'a'.repeat(129)}`, 'fieldManager: Too long: may not be more than 128 bytes'],
  ])('%s is refused', async (query, expected) => {
    expect(await message(post({}, query))).toBe(`422 Invalid CreateOptions.meta.k8s.io "" is invalid: ${expected}`);
  });

  test('unknown and repeated fields', async () => {
    const body = (name: string): string => `{"metadata":{"name":"${name}"},"data":{"k":"v","k":"w"},"bogus":1}`;
    const warned = await post(body('w'));
    expect([warned.code, warned.warnings]).toEqual([201, ['299 - "duplicate field \\"data.k\\""', '299 - "unknown field \\"bogus\\""']]);
    expect((await post(body('i'), '?fieldValidation=Ignore')).warnings).toEqual([]);
    expect(await message(post(body('s'), '?fieldValidation=Strict'))).toBe(
      `${unhandled('ConfigMap')}strict decoding error: duplicate field "data.k", unknown field "bogus"`,
    );
    const yaml = await post('metadata: {name: yaml}\ndata: {a: "1", a: "2"}\n', '', { headers: { 'content-type': 'application/yaml' } });
    expect(yaml.warnings).toEqual(['299 - "line 2: key \\"a\\" already set in map"']);
  });

  test('bodies that are too large, or of another type', async () => {
    expect(await message(post('a'.repeat(3 * 1024 * 1024 + 1)))).toBe(
      '413 RequestEntityTooLarge Request entity too large: limit is 3145728',
    );
    expect(await message(post('{}', '', { headers: { 'content-type': 'text/plain' } }))).toBe(
      '415 UnsupportedMediaType the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    );
  });

  test('an owner named twice is named once', async () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: '1' };
    const controller = { ...owner, controller: true };
    const { body, warnings } = await post({ metadata: { name: 'o', ownerReferences: [owner, owner, controller, controller] } });
    expect(body.metadata.ownerReferences).toEqual([owner, controller]);
    expect(warnings).toEqual([expect.stringContaining('duplicate UID(s) observed: 1, 1"')]);
  });

  test('a dry run stores nothing', async () => {
    const { code, body } = await post({ metadata: { name: 'dry' } }, '?dryRun=All');
    expect([code, body.metadata.uid]).toEqual([201, expect.any(String)]);
    expect((await send(`${configMaps}/dry`)).code).toBe(404);
  });

  test('below a named object, success is a Status', async () => {
    await send('/api/v1/namespaces/default/pods', {
      body: { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    });
    const binding = { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n' } };
    const bound = await api.ask('/api/v1/namespaces/default/pods/p/binding', { body: binding });
    expect([bound.code, bound.body]).toEqual([201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }]);
  });

  test('success in a collection is a Status with its code', async () => {
    const pod = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    await send('/api/v1/namespaces/default/pods', { body: pod });
    const binding = { metadata: { name: 'p' }, target: { name: 'n' } };
    const { code, body } = await api.ask('/api/v1/namespaces/default/bindings', { body: binding });
    expect([code, body]).toEqual([201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }]);
  });

  test('below a named object, the body may say which one it means', async () => {
    const pod = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    await send('/api/v1/namespaces/default/pods', { body: pod });
    const binding = { metadata: { name: 'p', uid: 'other' }, target: { name: 'n' } };
    const { code, body } = await send('/api/v1/namespaces/default/pods/p/binding', { body: binding });
    expect([code, body.reason]).toEqual([409, 'Conflict']);
    expect(body.message).toMatch(/UID in precondition: other/);
  });
});

describe('update', () => {
  beforeEach(() => post({ metadata: { name: 'a' }, data: { k: 'v' } }));

  test('replaces, and notes who', async () => {
    api.registry.clock.advance(60_000);
    const { code, body } = await put('a', { metadata: { name: 'a' }, data: { k: 'v2' } }, '?fieldManager=me');
    expect([code, body.data, body.metadata.resourceVersion]).toEqual([200, { k: 'v2' }, '3']);
    expect(body.metadata.managedFields).toEqual([
      expect.objectContaining({ manager: 'test', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:data': {} } }),
      expect.objectContaining({ manager: 'me', time: '2026-01-01T00:01:00Z', fieldsV1: { 'f:data': { 'f:k': {} } } }),
    ]);
  });

  test('by the same again changes nothing, however much later', async () => {
    const before = (await put('a', { metadata: { name: 'a' }, data: { k: 'v2' } })).body;
    api.registry.clock.advance(60_000);
    expect((await put('a', { metadata: { name: 'a' }, data: { k: 'v2' } })).body).toEqual(before);
  });

  test('with an empty list of managed fields drops them', async () => {
    const { body } = await put('a', { metadata: { name: 'a', managedFields: [] }, data: { k: 'v3' } });
    expect(body.metadata.managedFields).toBeUndefined();
    expect((await put('a', { metadata: { name: 'a' }, data: { k: 'v4' } })).body.metadata.managedFields).toBeUndefined();
  });

  test.each([
    [{ metadata: { name: 'b' } }, '400 BadRequest the name of the object (b) does not match the name on the URL (a)'],
    [{ metadata: {} }, '400 BadRequest the name of the object (a based on URL) was undeterminable: name must be provided'],
    [
      { metadata: { name: 'a', namespace: 'x' } },
      '400 BadRequest the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      { metadata: { name: 'a', resourceVersion: '1' } },
      '409 Conflict Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [{ metadata: { name: 'a', resourceVersion: 'abc' } }, '500  strconv.ParseUint: parsing "abc": invalid syntax'],
  ])('%j is refused', async (body, expected) => {
    expect(await message(put('a', body))).toBe(expected);
  });

  test('of another object of that name is refused', async () => {
    expect(await message(put('a', { metadata: { name: 'a', uid: '1' } }))).toMatch(
      /^409 Conflict .*UID in precondition: 1, UID in object meta: /,
    );
  });

  test('of what is missing', async () => {
    expect(await message(put('missing', { metadata: { name: 'missing' } }))).toBe('404 NotFound configmaps "missing" not found');
    const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
    const created = await send(`${leases}/l`, { method: 'PUT', body: { metadata: { name: 'l' } } });
    expect([created.code, created.body.metadata.managedFields]).toEqual([201, undefined]);
  });

  test('that creates needs the permission to create', async () => {
    await restart({
      authorizers: [{ authorize: ({ verb }) => (verb === 'create' ? { decision: 'Deny', reason: 'no creates' } : { decision: 'Allow' }) }],
    });
    const lease = '/apis/coordination.k8s.io/v1/namespaces/default/leases/l';
    expect(await message(send(lease, { method: 'PUT', body: { metadata: { name: 'l' } }, token: aliceToken }))).toBe(
      '403 Forbidden leases.coordination.k8s.io "l" is forbidden: User "alice" cannot create resource "leases" in API group "coordination.k8s.io" in the namespace "default": no creates',
    );
  });
});

describe('patch', () => {
  beforeEach(() => post({ metadata: { name: 'a', labels: { l: '1' } }, data: { k: 'v' } }));

  test('in each of the three ways', async () => {
    expect((await patch('merge', 'a', { data: { m: '1', k: null } })).body.data).toEqual({ m: '1' });
    expect((await patch('json', 'a', [{ op: 'add', path: '/data/j', value: '2' }])).body.data).toEqual({ j: '2', m: '1' });
    const { code, body } = await patch('strategic-merge', 'a', { metadata: { labels: { $patch: 'replace', s: '3' } } });
    expect([code, body.metadata.labels, body.metadata.resourceVersion]).toEqual([200, { s: '3' }, '5']);
    expect(body.metadata.managedFields).toEqual([expect.objectContaining({ manager: 'test' })]);
  });

  test('that changes nothing writes nothing', async () => {
    const before = (await send(`${configMaps}/a`)).body;
    api.registry.clock.advance(60_000);
    expect((await patch('merge', 'a', { data: { k: 'v' } })).body).toEqual(before);
  });

  test('many at once all count', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => patch('merge', 'a', { data: { [`k${i}`]: '1' } })));
    expect(answers.map(({ code }) => code)).toEqual(Array(10).fill(200));
    expect(Object.keys((await send(`${configMaps}/a`)).body.data ?? {})).toHaveLength(11);
  });

  test.each(['text/plain', 'application/json', 'application/yaml', '', 'application/apply-patch+cbor'])('of type "%s"', async (type) => {
    const answer = send(`${configMaps}/a`, { method: 'PATCH', body: '{}', headers: { 'content-type': type } });
    expect(await message(answer)).toBe('415 UnsupportedMediaType 415: Unsupported Media Type');
  });

  const unchanged = '422 Invalid the server rejected our request due to an error in our request';
  test.each([
    ['merge', '[]', '400 BadRequest error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['merge', 'x', "400 BadRequest error decoding patch: invalid character 'x' looking for beginning of value"],
    ['merge', '', '400 BadRequest error decoding patch: unexpected end of JSON input'],
    ['merge', 'null', '400 BadRequest Invalid JSON Patch'],
    ['merge', '{"metadata":{"name":"z"}}', '400 BadRequest the name of the object (z) does not match the name on the URL (a)'],
    [
      'merge',
      '{"metadata":{"resourceVersion":"1"}}',
      '409 Conflict Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    ],
    ['json', '{}', '400 BadRequest error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
    ['json', '[{"op":"test","path":"/data/k","value":"2"}]', unchanged],
    ['json', '[{"op":"bogus","path":"/data"}]', unchanged],
    ['strategic-merge', '[]', '400 BadRequest json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['strategic-merge', '{"$patch":"bogus"}', '500  unknown patch type: bogus in map: map[$patch:bogus]'],
  ])('%s %s is refused', async (type, body, expected) => {
    expect(await message(patch(type, 'a', body))).toBe(expected);
  });

  test('what comes of it must be an object of the kind', async () => {
    const shown = (await send(`${configMaps}/a`)).body;
    const refusal = async (type: string, body: unknown, query = ''): Promise<unknown> => (await patch(type, 'a', body, query)).body;
    const sorted = { apiVersion: 'v1', data: { k: 'v', m: 1 }, kind: 'ConfigMap', metadata: shown.metadata };
    const text = `Invalid value: ${JSON.stringify(JSON.stringify(sorted))}: json: cannot unmarshal number into Go struct field ConfigMap.data of type string`;
    expect(await refusal('merge', { data: { m: 1 } })).toMatchObject({
      reason: 'Invalid',
      message: ` "" is invalid: patch: ${text}`,
      details: { causes: [{ reason: 'FieldValueInvalid', message: text, field: 'patch' }] },
      code: 422,
    });
    const strict = '?fieldValidation=Strict';
    expect(await refusal('strategic-merge', '{"bogus":1,"data":{"m":"2","m":"3"}}', strict)).toMatchObject({
      message:
        ' "" is invalid: patch: Invalid value: "map[bogus:1 data:map[m:3]]": strict decoding error: duplicate field "data.m", unknown field "bogus"',
    });
    expect(await refusal('merge', { kind: 'Pod' })).toMatchObject({
      code: 422,
      message: expect.stringContaining('converting (v1.Pod) to (core.ConfigMap): unknown conversion'),
    });
  });

  test('unknown and repeated fields are warned about', async () => {
    expect((await patch('merge', 'a', '{"data":{"m":"2","m":"3"},"bogus":1}')).warnings).toEqual([
      '299 - "duplicate field \\"data.m\\""',
      '299 - "unknown field \\"bogus\\""',
    ]);
    expect((await patch('json', 'a', [{ op: 'add', path: '/data/j', value: '1', extra: 1 }])).warnings).toEqual([
      '299 - "json patch unknown field \\"[0].extra\\""',
    ]);
  });

  test('of what is missing, and with options that are not its own', async () => {
    expect(await message(patch('merge', 'missing', {}))).toBe('404 NotFound configmaps "missing" not found');
    const lease = '/apis/coordination.k8s.io/v1/namespaces/default/leases/l';
    const headers = { 'content-type': 'application/merge-patch+json' };
    expect(await message(send(lease, { method: 'PATCH', body: {}, headers }))).toBe(
      '404 NotFound leases.coordination.k8s.io "l" not found',
    );
    expect(await message(patch('merge', 'a', {}, '?force=true'))).toBe(
      '422 Invalid PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    );
  });

  test('with an empty list of managed fields drops them', async () => {
    expect((await patch('merge', 'a', { metadata: { managedFields: [] } })).body.metadata.managedFields).toBeUndefined();
  });
});

describe('delete', () => {
  beforeEach(() => post({ metadata: { name: 'a' } }));

  test('answers with success, once', async () => {
    const { code, body } = await del('a');
    expect([code, body]).toEqual([
      200,
      {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name: 'a', kind: 'configmaps', uid: expect.any(String) },
      },
    ]);
    expect(await message(del('a'))).toBe('404 NotFound configmaps "a" not found');
  });

  test('that has to wait answers with the object', async () => {
    const { code, body } = await del('a', { propagationPolicy: 'Foreground' });
    expect([code, body.metadata.finalizers, body.metadata.deletionTimestamp]).toEqual([
      200,
      ['foregroundDeletion'],
      '2026-01-01T00:00:00Z',
    ]);
    await post({ metadata: { name: 'b', finalizers: ['a.b/c'] } });
    expect((await del('b', { orphanDependents: false })).code).toBe(202);
    expect((await del('b')).code).toBe(200);
  });

  test('takes its options from the body in any encoding, or from the query', async () => {
    const protobuf = encodeProtobuf(DeleteOptions, { dryRun: ['All'] });
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    const dry = async (init: ApiRequestInit, query = ''): Promise<number> =>
      (await send(`${configMaps}/a${query}`, { method: 'DELETE', ...init })).code;
    expect(await dry({ body: protobuf, headers })).toBe(200);
    expect(await dry({ body: 'dryRun: [All]', headers: { 'content-type': 'application/yaml' } })).toBe(200);
    expect(await dry({ body: { kind: 'DeleteOptions', apiVersion: 'nope/v9', dryRun: ['All'], bogus: 1 } })).toBe(200);
    expect(await dry({}, '?dryRun=All')).toBe(200);
    expect((await send(`${configMaps}/a`)).code).toBe(200);
  });

  const invalid = '422 Invalid DeleteOptions.meta.k8s.io "" is invalid: ';
  test.each([
    [
      '',
      '?propagationPolicy=Foo',
      `${invalid}propagationPolicy: Unsupported value: "Foo": supported values: "Foreground", "Background", "Orphan", "nil"`,
    ],
    [
      '',
      '?propagationPolicy=Orphan&orphanDependents=true',
      `${invalid}propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set`,
    ],
    ['', '?gracePeriodSeconds=x', '400 BadRequest strconv.ParseInt: parsing "x": invalid syntax'],
    ['', '?dryRun=x', `${invalid}dryRun: Unsupported value: ["x"]: supported values: "All"`],
    ['{', '', "400 BadRequest couldn't get version/kind; json parse error: unexpected end of JSON input"],
    [
      '{"kind":"Pod","apiVersion":"v1"}',
      '',
      '400 BadRequest no kind "Pod" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      '{"gracePeriodSeconds":"x"}',
      '',
      '400 BadRequest json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    ],
    ['{"preconditions":{"uid":"x"}}', '', expect.stringMatching(/^409 Conflict .*the UID in the precondition \(x\) does not match/)],
    ['', '?uid=x', expect.stringMatching(/^409 Conflict .*the UID in the precondition \(x\) does not match/)],
  ])('%s %s is refused', async (body, query, expected) => {
    expect(await message(del('a', body === '' ? undefined : body, query))).toEqual(expected);
  });

  test('of a collection answers with what is gone', async () => {
    await post({ metadata: { name: 'b', labels: { app: 'x' } } });
    const gone = await api.ask<{ readonly items: readonly KubeObject[] }>(`${configMaps}?labelSelector=app%3Dx`, { method: 'DELETE' });
    expect([gone.code, gone.body.items.map(({ metadata }) => metadata.name)]).toEqual([200, ['b']]);
    expect((await api.ask<{ readonly items: readonly KubeObject[] }>(configMaps)).body.items).toHaveLength(1);
    expect(await message(send(`${configMaps}?resourceVersionMatch=Exact`, { method: 'DELETE' }))).toContain(
      '422 Invalid ListOptions.meta.k8s.io',
    );
  });
});

describe('admission', () => {
  /** Notes what it is asked, and labels what it lets through. */
  const plugin = (seen: object[]): AdmissionPlugin => ({
    name: 'Test',
    handles: () => true,
    async admit(attributes) {
      seen.push(noted('admit', attributes));
      const object = attributes.object as KubeObject | undefined;
      return object && { ...object, metadata: { ...object.metadata, labels: { admitted: attributes.operation } } };
    },
    async validate(attributes) {
      seen.push(noted('validate', attributes));
      attributes.warn('seen');
      const object = attributes.object as ConfigMap | undefined;
      if (object?.data?.['forbidden'] !== undefined) throw forbidden({ group: '', resource: 'configmaps' }, attributes.name, 'not this');
    },
  });
  const noted = (
    step: string,
    { operation, namespace, name, object, oldObject, dryRun, options, resource, subresource }: Attributes,
  ): object => ({
    step,
    operation,
    about: `${resource.resource}/${subresource} ${namespace}/${name}`,
    labels: (object as KubeObject | undefined)?.metadata.labels,
    old: (oldObject as KubeObject | undefined)?.metadata.labels,
    dryRun,
    options: (options as KubeObject).kind,
  });

  test('stands in every write', async () => {
    const seen: object[] = [];
    await restart({ admission: [plugin(seen)] });
    const calls = async (write: () => Promise<Answer>): Promise<readonly object[]> => {
      seen.splice(0);
      expect((await write()).warnings).toEqual(['299 - "seen"']);
      return [...seen];
    };
    const about = 'configmaps/ default/a';
    const created = { operation: 'CREATE', about, dryRun: false, options: 'CreateOptions' };
    expect(await calls(() => post({ metadata: { name: 'a' } }))).toEqual([
      { step: 'admit', ...created },
      { step: 'validate', ...created, labels: { admitted: 'CREATE' } },
    ]);
    const updated = { operation: 'UPDATE', about, old: { admitted: 'CREATE' }, dryRun: true, options: 'UpdateOptions' };
    for (const write of [
      () => put('a', { metadata: { name: 'a' } }, '?dryRun=All'),
      () => patch('merge', 'a', { metadata: { labels: null } }, '?dryRun=All'),
    ])
      expect(await calls(write)).toEqual([
        { step: 'admit', ...updated },
        { step: 'validate', ...updated, labels: { admitted: 'UPDATE' } },
      ]);
    const deleted = { operation: 'DELETE', about, old: { admitted: 'CREATE' }, dryRun: false, options: 'DeleteOptions' };
    expect(await calls(() => del('a'))).toEqual([
      { step: 'admit', ...deleted },
      { step: 'validate', ...deleted },
    ]);
  });

  test('may refuse, and knows a namespace by its name', async () => {
    const seen: { readonly about?: string }[] = [];
    await restart({ admission: [plugin(seen)] });
    expect(await message(post({ metadata: { name: 'a' }, data: { forbidden: '' } }))).toBe(
      '403 Forbidden configmaps "a" is forbidden: not this',
    );
    seen.splice(0);
    await send('/api/v1/namespaces', { body: { metadata: { name: 'new' } } });
    expect(seen.map(({ about }) => about)).toEqual(['namespaces/ new/new', 'namespaces/ new/new']);
  });
});
