import { describe, expect, test } from 'vitest';
import { Pod } from '../api/core/v1/pod.ts';
import { Service } from '../api/core/v1/service.ts';
import { encodeProtobuf } from '../machinery/codec/protobuf.ts';
import { groupVersion, int64, message, object, string } from '../machinery/declare.ts';
import { ObjectMeta } from '../machinery/meta/v1.ts';
import { openMemory } from './backends/memory/memory.ts';
import { declaredCodec } from './declared-codec.ts';
import { ObjectStore } from './object-store.ts';

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const services = declaredCodec(Service);

describe('what is written', () => {
  test('has the declared order, whatever order the fields were set in', () => {
    const stored = services.decode(
      encode('{"kind":"Service","apiVersion":"v1","metadata":{"name":"a","namespace":"ns"},"spec":{"ports":[{"port":80}]}}'),
    );
    const { metadata, spec, status, ...rest } = stored;
    const { name, namespace, ...more } = metadata;
    const mixed = { status, spec, metadata: { ...more, resourceVersion: '9', namespace, name, uid: 'u' }, ...rest } as unknown as Service;
    const text = services.stringify(mixed, '7');
    expect(text).toMatch(
      /^\{"kind":"Service","apiVersion":"v1","metadata":\{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7"\},"spec":\{"ports":/,
    );
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['kind', 'apiVersion', 'metadata', 'spec', 'status']);
    expect(services.parse(encode(text))).toEqual({ ...mixed, metadata: { ...mixed.metadata, resourceVersion: '7' } });
  });

  test('keeps every digit of a number', () => {
    class Big extends groupVersion('example.com/v1').kind('Big', () => ({
      metadata: object(1, ObjectMeta),
      value: int64(2),
      text: string(3),
    })) {}
    const codec = declaredCodec(Big);
    for (const value of ['9007199254740993', '-9007199254740993', '-0', '1', '9223372036854775807']) {
      const text = `{"kind":"Big","apiVersion":"example.com/v1","metadata":{"name":"a","resourceVersion":"1"},"value":${value},"text":"image:1.25"}`;
      expect(codec.stringify(codec.parse(encode(text)), '1')).toBe(text);
    }
  });
});

describe('what others wrote', () => {
  test('is defaulted', () => {
    const service = services.decode(encode('{"kind":"Service","apiVersion":"v1","metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}}'));
    expect(service.spec).toMatchObject({
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
    });
  });

  test('is read as protobuf where it is', () => {
    const object = {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: { name: 'a', labels: { resourceVersion: 'x' } },
      spec: { ports: [{ port: 80 }] },
    };
    const service = services.decode(encodeProtobuf(Service, object as never));
    expect(service).toMatchObject({ ...object, spec: { type: 'ClusterIP', ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }] } });
    const pod = encodeProtobuf(Service, { ...object, kind: 'Pod' } as never);
    expect(() => services.decode(pod)).toThrow('no kind "Pod" is registered for version "v1"');
    expect(() => services.decode(pod.subarray(0, 30))).toThrow(TypeError);
  });

  test.each([
    ['no JSON', '{"kind":"Service","apiVersion":', /json parse error/],
    ['another type of value', '{"kind":"Service","apiVersion":"v1","metadata":{"name":7}}', /cannot unmarshal number/],
    ['another kind', '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"}}', /no kind "Pod" is registered for version "v1"/],
    ['another version', '{"kind":"Service","apiVersion":"v2","metadata":{"name":"a"}}', /no kind "Service" is registered for version "v2"/],
  ])('is refused as %s', (_, text, error) => {
    expect(() => services.decode(encode(text))).toThrow(error);
  });
});

test('a kind is selected by the fields it names, absent ones being empty', async () => {
  const codec = declaredCodec(Pod, { 'spec.nodeName': ({ spec }) => spec.nodeName, 'status.phase': ({ status }) => status.phase });
  const store = new ObjectStore({ backend: openMemory(), codec, namespaced: true, resourcePrefix: 'pods' });
  const pod = codec.decode(
    encode(
      '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"ns"},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i:1.5"}]}}',
    ),
  );
  const created = await store.create({ namespace: 'ns', name: 'a' }, pod);
  const read = (await store.get({ namespace: 'ns', name: 'a' }))!;
  for (const object of [created, read]) expect(object.fields).toEqual({ 'spec.nodeName': 'n1', 'status.phase': '' });
  expect(read.object()).toEqual({ ...pod, metadata: { ...pod.metadata, resourceVersion: String(read.revision) } });
  expect(decode(read.bytes)).toBe(JSON.stringify(read.object()));
});

test('what is no kind has no codec', () => {
  class Part extends message('Part', () => ({ name: string(1) })) {}
  expect(() => declaredCodec(Part as never)).toThrow('Part is not declared as a kind');
});
