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

test('any other text is refused, and nothing else is thrown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json().map(go), fc.base64String()), (token) => {
      expect(() => decodeContinue(token)).toThrow(/^invalid continue token: continue key is not valid/);
    }),
  );
});
