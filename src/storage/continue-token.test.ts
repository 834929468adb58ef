import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeContinue, encodeContinue } from './continue-token.ts';

const go = (json: string): string => Buffer.from(json).toString('base64url');

test('a token is what upstream would write', () => {
  expect(encodeContinue({ start: 'default/a\0', revision: 42 })).toBe(go('{"v":"meta.k8s.io/v1","rv":42,"start":"default/a\\u0000"}'));
  expect(encodeContinue({ start: 'a\0', revision: undefined })).toBe(go('{"v":"meta.k8s.io/v1","rv":-1,"start":"a\\u0000"}'));
  expect(encodeContinue({ start: 'a<&>b', revision: 1 })).toBe(go('{"v":"meta.k8s.io/v1","rv":1,"start":"a\\u003c\\u0026\\u003eb"}'));
});

test('a token gives back what was put into it', () => {
  const segment = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes('/') && text !== '.' && text !== '..');
  const start = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
  const revision = fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { nil: undefined });
  fc.assert(
    fc.property(fc.record({ start, revision }), (position) => {
      expect(decodeContinue(encodeContinue(position))).toEqual(position);
    }),
  );
});

test('a start may have the slash that upstream once wrote', () => {
  expect(decodeContinue(go('{"v":"meta.k8s.io/v1","rv":42,"start":"/default/a"}')).start).toBe('default/a');
});

test.each([
  ['?', 'illegal base64 data at input byte 0'],
  ['abcde', 'illegal base64 data at input byte 4'],
  [go('{'), 'unexpected end of JSON input'],
  [go('x'), "invalid character 'x' looking for beginning of value"],
  [go('"text"'), 'json: cannot unmarshal string into Go value of type storage.continueToken'],
  [go('[1]'), 'json: cannot unmarshal array into Go value of type storage.continueToken'],
  [go('{"v":"meta.k8s.io/v1","rv":"1","start":"a"}'), 'json: cannot unmarshal string into Go struct field continueToken.rv of type int64'],
  [
    go('{"v":"meta.k8s.io/v1","rv":1.5,"start":"a"}'),
    'json: cannot unmarshal number 1.5 into Go struct field continueToken.rv of type int64',
  ],
  [go('{"v":1,"rv":1,"start":"a"}'), 'json: cannot unmarshal number into Go struct field continueToken.v of type string'],
  [go('{"v":"v2","rv":1,"start":"a"}'), 'server does not recognize this encoded version v2'],
  [go('{}'), 'server does not recognize this encoded version '],
  [go('null'), 'server does not recognize this encoded version '],
  [go('{"v":"meta.k8s.io/v1","rv":0,"start":"a"}'), 'incorrect encoded start resourceVersion (version meta.k8s.io/v1)'],
  [go('{"v":"meta.k8s.io/v1","rv":5,"start":""}'), 'encoded start key empty (version meta.k8s.io/v1)'],
  [go('{"v":"meta.k8s.io/v1","rv":5,"start":"../x"}'), '../x'],
])('%s is refused in the words of kube-apiserver', (token, why) => {
  expect(() => decodeContinue(token)).toThrow(
    expect.objectContaining({ message: `invalid continue token: continue key is not valid: ${why}` }),
  );
});

test('any other text is refused, and nothing else is thrown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json().map(go), fc.base64String()), (token) => {
      expect(() => decodeContinue(token)).toThrow(/^invalid continue token: continue key is not valid/);
    }),
  );
});
