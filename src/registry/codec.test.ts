// How declared kinds are stored, and read whoever wrote them.
import { expect, test } from 'vitest';
import { Gadget, gadget } from '../../test/support/gadget.ts';
import { codecOf } from './codec.ts';
import { emptyStatus } from './empty-status.ts';

const codec = codecOf(Gadget, { 'spec.owner': ({ spec }) => spec.owner });
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

test('resourceVersion comes before all that a client can name', () => {
  const labels = { '"resourceVersion":"': 'x' };
  const text = codec.stringify(gadget('one', { metadata: { labels, uid: 'u', resourceVersion: '3', namespace: 'a' } }), '7');
  expect(text).toBe(
    '{"kind":"Gadget","apiVersion":"test.kapibara.io/v1","metadata":{"name":"one","namespace":"a","uid":"u","resourceVersion":"7",' +
      '"labels":{"\\"resourceVersion\\":\\"":"x"}},"spec":{},"status":{"replicas":0}}',
  );
});

test('what was written is read as it is', () => {
  const written = gadget('one', { spec: { size: 3 } });
  const read = codec.parse(new TextEncoder().encode(codec.stringify(written, '7')));
  expect(read).toEqual({ ...written, metadata: { ...written.metadata, resourceVersion: '7' } });
});

test('what others wrote is filled in', () => {
  expect(codec.decode(bytes({ kind: 'Gadget', apiVersion: 'test.kapibara.io/v1', metadata: { name: 'one' }, unknown: 1 }))).toEqual(
    gadget('one'),
  );
});

test('what cannot be read is refused', () => {
  expect(() => codec.decode(bytes({ spec: { size: 'big' } }))).toThrow('cannot unmarshal');
  expect(() => codec.parse(new TextEncoder().encode('{'))).toThrow('json parse error');
});

test('selectable fields, and none', () => {
  expect(codec.fields?.(gadget('one', { spec: { owner: 'ann' } }))).toEqual({ 'spec.owner': 'ann' });
  expect(codec.fields?.(gadget('one'))).toEqual({ 'spec.owner': '' });
  const without = codecOf(Gadget);
  expect(without.fields?.(gadget('one'))).toBe(without.fields?.(gadget('two')));
});

test('an empty status holds what is always there', () => {
  expect(emptyStatus(Gadget)).toEqual({ replicas: 0 });
});
