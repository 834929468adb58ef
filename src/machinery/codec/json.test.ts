import { describe, expect, test } from 'vitest';
import type { Message } from '../declare.ts';
import { decodeJson, decodeStored, decodeValue, encodeJson, parseJson } from './json.ts';
import { describeProblems, refusalOf, strictProblems } from './problem.ts';
import { ConfigMap, ControllerRevision, CustomResourceDefinition, Event, Lease, Oddities, PodTemplate, Secret } from './sample.testing.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (message: Message, text: string): unknown => decodeJson(message, bytesOf(text)).object;
const written = (message: Message, text: string): string => new TextDecoder().decode(encodeJson(decode(message, text)));
const pod = (container: string, spec = ''): string => `{"template":{"spec":{"containers":[{"name":"c"${container}}]${spec}}}}`;
const schema = (text: string): string => `{"spec":{"versions":[{"name":"v1","schema":{"openAPIV3Schema":${text}}}]}}`;

/** As the 400 says it, without the part that names kind and version. */
const refusal = (message: Message, body: string | Uint8Array): string => {
  const bytes = typeof body === 'string' ? bytesOf(body) : body;
  const { problems } = decodeJson(message, bytes);
  return problems.length === 0 ? '' : describeProblems(problems);
};

// The right-hand sides of these tables are what kube-apiserver 1.36 answered.
describe('type errors read as the oracle has them', () => {
  test.each<[Message, string, string]>([
    [
      ControllerRevision,
      '{"revision":"3"}',
      'json: cannot unmarshal string into Go struct field ControllerRevision.revision of type int64',
    ],
    [
      ControllerRevision,
      '{"revision":1.0}',
      'json: cannot unmarshal number 1.0 into Go struct field ControllerRevision.revision of type int64',
    ],
    [
      ControllerRevision,
      '{"revision":1e1}',
      'json: cannot unmarshal number 1e1 into Go struct field ControllerRevision.revision of type int64',
    ],
    [
      ControllerRevision,
      '{"revision":9223372036854775808}',
      'json: cannot unmarshal number 9223372036854775808 into Go struct field ControllerRevision.revision of type int64',
    ],
    [ControllerRevision, '{"revision":{}}', 'json: cannot unmarshal object into Go struct field ControllerRevision.revision of type int64'],
    [Event, '{"count":2147483648}', 'json: cannot unmarshal number 2147483648 into Go struct field Event.count of type int32'],
    [Event, '{"firstTimestamp":5}', 'json: cannot unmarshal number into Go struct field Event.firstTimestamp of type string'],
    [ConfigMap, '{"metadata":5}', 'json: cannot unmarshal number into Go struct field ConfigMap.metadata of type v1.ObjectMeta'],
    [ConfigMap, '{"metadata":[]}', 'json: cannot unmarshal array into Go struct field ConfigMap.metadata of type v1.ObjectMeta'],
    [ConfigMap, '{"metadata":{"name":5}}', 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string'],
    [
      ConfigMap,
      '{"metadata":{"labels":"x"}}',
      'json: cannot unmarshal string into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    ],
    [
      ConfigMap,
      '{"metadata":{"labels":{"a":1}}}',
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      ConfigMap,
      '{"metadata":{"managedFields":5}}',
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.managedFields of type []v1.ManagedFieldsEntry',
    ],
    [
      ConfigMap,
      '{"metadata":{"ownerReferences":[{"controller":"x"}]}}',
      'json: cannot unmarshal string into Go struct field OwnerReference.metadata.ownerReferences.controller of type bool',
    ],
    [ConfigMap, '{"metadata":{"creationTimestamp":"x"}}', 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
    [
      Lease,
      '{"spec":{"renewTime":"2020-01-01T02:00:00Z"}}',
      'parsing time "2020-01-01T02:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    ],
    [Secret, '{"data":{"q":"YQ","e":""}}', 'illegal base64 data at input byte 0'],
    [Secret, '{"data":{"q":"Y-_="}}', 'illegal base64 data at input byte 1'],
    [Secret, '{"data":{"q":5}}', 'json: cannot unmarshal number into Go struct field Secret.data of type []uint8'],
    [Secret, '{"data":{"q":[1,"x",300]}}', 'json: cannot unmarshal string into Go struct field Secret.data of type uint8'],
    [
      PodTemplate,
      pod(',"args":"x"'),
      'json: cannot unmarshal string into Go struct field Container.template.spec.containers.args of type []string',
    ],
    [
      PodTemplate,
      pod(',"args":[1]'),
      'json: cannot unmarshal number into Go struct field Container.template.spec.containers.args of type string',
    ],
    [
      PodTemplate,
      pod(',"tty":1,"args":3'),
      'json: cannot unmarshal number into Go struct field Container.template.spec.containers.tty of type bool',
    ],
    [
      PodTemplate,
      pod(',"livenessProbe":{"httpGet":5}'),
      'json: cannot unmarshal number into Go struct field Probe.template.spec.containers.livenessProbe.ProbeHandler.httpGet of type v1.HTTPGetAction',
    ],
    [
      PodTemplate,
      pod(',"livenessProbe":{"httpGet":{"port":1.5}}'),
      'json: cannot unmarshal number 1.5 into Go struct field HTTPGetAction.template.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32',
    ],
    [
      PodTemplate,
      pod('', ',"volumes":[{"name":"x","configMap":{"name":5}}]'),
      'json: cannot unmarshal number into Go struct field ConfigMapVolumeSource.template.spec.volumes.VolumeSource.configMap.LocalObjectReference.name of type string',
    ],
    [
      PodTemplate,
      pod('', ',"nodeSelector":{"a":{}}'),
      'json: cannot unmarshal object into Go struct field PodSpec.template.spec.nodeSelector of type string',
    ],
    [
      PodTemplate,
      pod('', ',"hostAliases":[{"hostnames":[{}]}]'),
      'json: cannot unmarshal object into Go struct field HostAlias.template.spec.hostAliases.hostnames of type string',
    ],
    [
      PodTemplate,
      pod('', ',"securityContext":{"fsGroup":99999999999999999999}'),
      'json: cannot unmarshal number 99999999999999999999 into Go struct field PodSecurityContext.template.spec.securityContext.fsGroup of type int64',
    ],
    [
      PodTemplate,
      pod(',"resources":{"limits":{"cpu":true}}'),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      CustomResourceDefinition,
      schema('{"properties":{"x":{"items":{"type":5}}}}'),
      'json: cannot unmarshal number into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.properties.items.type of type string',
    ],
    [
      CustomResourceDefinition,
      schema('{"properties":[]}'),
      'json: cannot unmarshal array into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.properties of type map[string]v1.JSONSchemaProps',
    ],
    [
      CustomResourceDefinition,
      schema('{"maximum":1e400}'),
      'json: cannot unmarshal number 1e400 into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.maximum of type float64',
    ],
    [CustomResourceDefinition, schema('{"additionalProperties":5}'), 'boolean or JSON schema expected'],
  ])('%o %s', (message, body, text) => {
    expect(refusal(message, body)).toBe(text);
  });
});

describe('strict problems read as the oracle has them, in the order of the body', () => {
  const strict = 'strict decoding error: ';
  test.each<[Message, string, string]>([
    [
      ConfigMap,
      '{"metadata":{"name":"a"},"datta":{"x":"1"},"data":{"x":"1","x":"2"},"metadata":{"name":"b","labels":{"l":"1","l":"2"}}}',
      `${strict}unknown field "datta", duplicate field "data.x", duplicate field "metadata", duplicate field "metadata.labels.l"`,
    ],
    [
      ConfigMap,
      '{"metadata":{"foo":1},"metadata":{"foo":1},"metadata":{"foo":1}}',
      `${strict}unknown field "metadata.foo", duplicate field "metadata"`,
    ],
    [
      PodTemplate,
      '{"template":{"spec":{"containers":[{"name":"c","imagee":"x","imagee":"y","name":"k"}]},"zz":1,"unk":{"a":1,"a":2}}}',
      `${strict}unknown field "template.spec.containers[0].imagee", duplicate field "template.spec.containers[0].name", unknown field "template.zz", unknown field "template.unk"`,
    ],
    [
      CustomResourceDefinition,
      schema('{"foo":1,"properties":{"a.b":{"type":"object","bar":1,"bar":2,"type":"string"}}}'),
      `${strict}unknown field "spec.versions[0].schema.openAPIV3Schema.foo", unknown field "spec.versions[0].schema.openAPIV3Schema.properties.a.b.bar", duplicate field "spec.versions[0].schema.openAPIV3Schema.properties.a.b.type"`,
    ],
    [CustomResourceDefinition, schema('{"items":{"baz":1,"type":"x","type":"y"},"additionalProperties":{"qux":1}}'), ''],
    [ControllerRevision, '{"data":{"a":1,"a":2,"b":{"c":1,"c":1}}}', ''],
    [ConfigMap, '{"Metadata":{},"kind":"ConfigMap"}', `${strict}unknown field "Metadata"`],
  ])('%o %s', (message, body, text) => {
    expect(refusal(message, body)).toBe(text);
  });

  test('a hundred of them are enough', () => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`f${i}`, 1]));
    expect(strictProblems(decodeValue(ConfigMap, many).problems)).toHaveLength(100);
  });

  test('a type error goes before them', () => {
    expect(refusal(ControllerRevision, '{"zz":1,"revision":"x"}')).toContain('cannot unmarshal');
  });
});

describe('bodies that are no JSON object', () => {
  const typeMeta = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
  test.each([
    ['[]', `json: cannot unmarshal array into Go value of type ${typeMeta} (5b5d)`],
    ['"x"', `json: cannot unmarshal string into Go value of type ${typeMeta} (227822)`],
    ['5', `json: cannot unmarshal number into Go value of type ${typeMeta} (35)`],
    ['', 'unexpected end of JSON input (<empty>)'],
    ['{', 'unexpected end of JSON input ({)'],
    ['{"a":}', 'invalid character \'}\' looking for beginning of value ({"a":})'],
    ['{"a":1,}', 'invalid character \'}\' looking for beginning of object key string ({"a":1,})'],
    ['{"metadata":{}} x', 'invalid character \'x\' after top-level value ({"metadata":{}} x)'],
    ['{"metadata":{"name":"a" "b"}}', 'invalid character \'"\' after object key:value pair ({"metadata":{"name":"a" "b"}})'],
    ['{"kind":5}', 'json: cannot unmarshal number into Go struct field .kind of type string ({"kind":5})'],
    [
      '{"kind":"Deployment","apiVersion":{}}',
      'json: cannot unmarshal object into Go struct field .apiVersion of type string ({"kind":"Deployment","apiVersi ...)',
    ],
    [
      '{"metadata":{"name":"a"},"data":{"x":"a\u0001b"}}',
      'invalid character \'\\x01\' in string literal ({"metadata":{"name":"a"},"data ...)',
    ],
    [
      '\uFEFF{"metadata":{"name":"a"}}',
      "invalid character 'ï' looking for beginning of value (efbbbf7b226d65746164617461223a7b226e616d65223a2261227d7d)",
    ],
    [`{"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'invalid character \'[\' exceeded max depth ({"x":[[[[[[[[[[[[[[[[[[[[[[[[[ ...)'],
  ])('%s', (body, text) => {
    const bytes = bytesOf(body);
    const { problems } = decodeJson(ConfigMap, bytes);
    const said = refusalOf(problems, { bytes, expectedKind: 'ConfigMap', kind: 'ConfigMap', version: 'v1' });
    expect(said).toBe(
      `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ${text}`,
    );
  });

  test('null is an empty object', () => {
    expect(decode(ConfigMap, 'null')).toEqual({ kind: 'ConfigMap', apiVersion: 'v1', metadata: {} });
  });

  test('a wrong type is told with what the body says it is', () => {
    const bytes = bytesOf('{"metadata":5}');
    expect(refusalOf(decodeJson(ConfigMap, bytes).problems, { bytes, expectedKind: 'ConfigMap', kind: 'Pod', version: 'v7' })).toBe(
      'Pod in version "v7" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.metadata of type v1.ObjectMeta',
    );
  });
});

describe('what is stored', () => {
  test('presence is what Go has: dropped, kept, written, null, always there', () => {
    expect(written(Oddities, '{}')).toBe(
      '{"kind":"Oddities","apiVersion":"v1","verbs":[],"wait":"0s","group":null,"size":"0","mode":"Fast","limit":"5","owner":null,"always":{}}',
    );
    expect(
      decode(
        Oddities,
        '{"extra":{},"verbs":null,"patience":"0","group":"","flags":[],"born":null,"big":0,"ratio":0,"blob":"","must":{},"free":null,"mode":"","limit":0,"owner":{}}',
      ),
    ).toEqual({
      kind: 'Oddities',
      apiVersion: 'v1',
      verbs: [],
      wait: '0s',
      patience: '0s',
      group: '',
      size: '0',
      big: 0,
      must: {},
      mode: 'Fast',
      limit: '5',
      owner: {},
      always: {},
    });
    expect(written(Event, '{"metadata":{"creationTimestamp":null},"firstTimestamp":"0001-01-01T00:00:00Z"}')).toBe(
      '{"kind":"Event","apiVersion":"v1","metadata":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":null,"reportingComponent":"","reportingInstance":""}',
    );
    expect(written(Lease, '{"spec":{"renewTime":null,"acquireTime":"0001-01-01T00:00:00.000000Z"}}')).toBe(
      '{"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{},"spec":{}}',
    );
    expect(
      written(ConfigMap, '{"metadata":{"labels":{},"annotations":{},"finalizers":[],"ownerReferences":[]},"data":{},"immutable":false}'),
    ).toBe('{"kind":"ConfigMap","apiVersion":"v1","metadata":{},"immutable":false}');
  });

  test('null elements are zero', () => {
    expect(
      decode(
        ConfigMap,
        '{"metadata":{"finalizers":[null],"labels":{"x":null}},"data":{"q":null},"binaryData":{"n":null},"immutable":null}',
      ),
    ).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { finalizers: [''], labels: { x: '' } },
      data: { q: '' },
      binaryData: { n: '' },
    });
    expect(decode(PodTemplate, '{"template":{"spec":{"containers":[],"tolerations":[null],"overhead":{"cpu":null}}}}')).toMatchObject({
      template: { spec: { tolerations: [{}], overhead: { cpu: '0' } } },
    });
  });

  test('constant and dependent defaults, in declaration order', () => {
    expect(
      written(
        PodTemplate,
        pod(',"image":"a:1","livenessProbe":{"httpGet":{"port":80}},"name":"d"', ',"volumes":[{"configMap":{"name":"n"},"name":"v"}]'),
      ),
    ).toBe(
      '{"kind":"PodTemplate","apiVersion":"v1","metadata":{},"template":{"metadata":{},"spec":{"volumes":[{"name":"v","configMap":{"name":"n","defaultMode":420}}],' +
        '"containers":[{"name":"d","image":"a:1","resources":{},"livenessProbe":{"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10},' +
        '"terminationMessagePath":"/dev/termination-log","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"securityContext":{}}}}',
    );
  });

  test('canonical forms', () => {
    expect(decode(Secret, '{"data":{"a":"YR==","b":"Y\\nQ==","c":[1,2,3],"d":[]}}')).toMatchObject({
      data: { a: 'YQ==', b: 'YQ==', c: 'AQID', d: '' },
    });
    expect(
      decode(PodTemplate, pod(',"resources":{"limits":{"a":"1000m","b":0.5,"c":1e3,"d":" 1 ","e":"1024Ki","f":12345678901234567890}}')),
    ).toMatchObject({
      template: {
        spec: { containers: [{ resources: { limits: { a: '1', b: '500m', c: '1e3', d: '1', e: '1Mi', f: '12345678901234567890' } } }] },
      },
    });
    expect(decode(Oddities, '{"wait":"90m","ports":[1,"http"],"born":"2020-01-01T02:00:00.500000+02:00"}')).toMatchObject({
      wait: '1h30m0s',
      ports: [1, 'http'],
      born: '2020-01-01T00:00:00.500000Z',
    });
  });

  test('map keys are sorted, whatever they are called', () => {
    const text = '{"data":{"b":"1","__proto__":"2","constructor":"3","toString":"4","B":"5","a":"6"}}';
    expect(written(ConfigMap, text)).toBe(
      '{"kind":"ConfigMap","apiVersion":"v1","metadata":{},"data":{"B":"5","__proto__":"2","a":"6","b":"1","constructor":"3","toString":"4"}}',
    );
    expect(Object.getPrototypeOf((decode(ConfigMap, text) as ConfigMap).data)).toBe(Object.prototype);
    expect(written(Secret, '{"data":{"__proto__":"YQ=="}}')).toContain('"data":{"__proto__":"YQ=="}');
  });

  test('a field called __proto__ is unknown, not a prototype', () => {
    expect(refusal(ConfigMap, '{"__proto__":{"data":{"a":"b"}}}')).toBe('strict decoding error: unknown field "__proto__"');
    expect(decode(ConfigMap, '{"__proto__":{"immutable":true}}')).not.toHaveProperty('immutable');
  });

  test('no UTF-8, and halves of surrogate pairs, become U+FFFD', () => {
    const bytes = Uint8Array.from([...bytesOf('{"data":{"x":"a'), 0xff, ...bytesOf('b","y":"\\ud800 \\udc00 \\ud83d\\ude00 \\\\ud800"}}')]);
    expect(decodeJson(ConfigMap, bytes).object.data).toEqual({ x: 'a\uFFFDb', y: '\uFFFD \uFFFD 😀 \\ud800' });
  });

  test('kind and apiVersion: as sent, or the kind’s own; list items have none', () => {
    expect(decode(ConfigMap, '{"kind":"Pod"}')).toMatchObject({ kind: 'Pod', apiVersion: 'v1' });
    expect(decode(ConfigMap, '{"kind":"","apiVersion":"v7"}')).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v7' });
  });
});

describe('numbers keep their text', () => {
  const revision =
    '{"kind":"ControllerRevision","apiVersion":"apps/v1","metadata":{},"data":{"a":1.0,"x":123456789012345678901234567890,"e":1e400,"n":-0,"z":[1e2,0.10,0.1,1e+21]},"revision":9007199254740993}';
  test('through decoding and encoding', () => {
    expect(written(ControllerRevision, revision)).toBe(revision);
    expect(written(ControllerRevision, '{"revision":-9223372036854775808}')).toContain('"revision":-9223372036854775808');
    expect(written(ControllerRevision, '{"revision":-0}')).toContain('"revision":0');
  });

  test('through storage and through decodeValue', () => {
    const bytes = bytesOf(revision);
    for (const native of [true, false]) expect(encodeJson(decodeStored(ControllerRevision, bytes, { native }).object)).toEqual(bytes);
    const parsed = parseJson(bytes);
    expect(parsed.ok && encodeJson(decodeValue(ControllerRevision, parsed.value).object)).toEqual(bytes);
  });

  test('plain ones stay plain', () => {
    expect(decode(ControllerRevision, '{"revision":9007199254740991,"data":1.5}')).toMatchObject({ revision: 9007199254740991, data: 1.5 });
    expect(decode(CustomResourceDefinition, schema('{"maximum":1.0,"minimum":1e2}'))).toMatchObject({
      spec: { versions: [{ schema: { openAPIV3Schema: { maximum: 1, minimum: 100 } } }] },
    });
  });

  test('a raw number is no object', () => {
    expect(refusal(ControllerRevision, '{"metadata":1.0}')).toContain(
      'cannot unmarshal number into Go struct field ControllerRevision.metadata',
    );
    expect(refusal(ConfigMap, '{"data":1.0}')).toContain('cannot unmarshal number into Go struct field ConfigMap.data of type map');
    expect(refusal(ConfigMap, '{"metadata":{"name":1.0}}')).toContain(
      'cannot unmarshal number into Go struct field ObjectMeta.metadata.name',
    );
  });
});

describe('how much is added', () => {
  const text = pod(',"image":"a:1","tty":false', ',"nodeSelector":{}');
  test('zeros: what a Go struct always has', () => {
    expect(decodeJson(PodTemplate, bytesOf(text), { fill: 'zeros' }).object).toEqual({
      kind: 'PodTemplate',
      apiVersion: 'v1',
      metadata: {},
      template: { metadata: {}, spec: { containers: [{ name: 'c', image: 'a:1', resources: {} }] } },
    });
  });
  test('nothing: what was sent', () => {
    expect(decodeJson(PodTemplate, bytesOf(text), { fill: 'nothing' }).object).toEqual({
      template: { spec: { containers: [{ name: 'c', image: 'a:1', tty: false }], nodeSelector: {} } },
    });
  });
});

test('stored bytes that are no JSON are a problem, not a crash', () => {
  for (const native of [true, false]) expect(decodeStored(ConfigMap, bytesOf('{"a'), { native }).problems).toHaveLength(1);
});

test('what was left out of one object is not shared between objects in a way that shows', () => {
  const [a, b] = [decode(Secret, '{}'), decode(Secret, '{}')];
  expect(a).toEqual(b);
  expect(a).not.toBe(b);
});
