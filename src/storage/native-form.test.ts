import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { carriesRevision, metadataSpan, sameBytes, spliceRevision, versionSpan, versionText } from './native-form.ts';
import { nativeText } from './native-text.ts';

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const kind = { kind: 'Thing', apiVersion: 'v1', fields: ['spec', 'status'] };

/** Texts that look like what is searched for. */
const trap = fc.oneof(
  fc.constantFrom('resourceVersion', '"resourceVersion":"1"', '{"resourceVersion":"2","metadata":{', '\\', '\\"', '}', '{', '"'),
  fc.string({ unit: 'binary' }),
);
const strings = fc.dictionary(trap, trap);
const things = fc.record({
  kind: fc.constant('Thing'),
  apiVersion: fc.constant('v1'),
  metadata: fc.record(
    {
      annotations: strings,
      labels: strings,
      name: trap,
      generateName: trap,
      namespace: trap,
      uid: trap,
      resourceVersion: fc.constant('7'),
    },
    { requiredKeys: ['name'] },
  ),
  spec: fc.record({ resourceVersion: trap, metadata: fc.record({ resourceVersion: trap }), more: strings }),
});
const revisions = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

describe('native bytes', () => {
  test('carry the revision they were given, wherever else one seems to stand', () => {
    fc.assert(
      fc.property(things, revisions, revisions, (thing, before, after) => {
        const bytes = encode(nativeText(kind, thing, String(before)));
        const span = versionSpan(bytes)!;
        expect(versionText(bytes)).toBe(String(before));
        expect(carriesRevision(bytes, span, before)).toBe(true);
        expect(carriesRevision(bytes, span, after)).toBe(before === after);
        expect(decode(spliceRevision(bytes, span, after))).toBe(nativeText(kind, thing, String(after)));
        expect(decode(spliceRevision(bytes, span, undefined))).toBe(nativeText(kind, thing, ''));
      }),
    );
  });

  test('give their metadata without being decoded', () => {
    fc.assert(
      fc.property(things, (thing) => {
        const bytes = encode(nativeText(kind, thing, '7'));
        const span = metadataSpan(bytes)!;
        const whole = JSON.parse(decode(bytes)) as { readonly metadata: unknown };
        expect(JSON.parse(decode(bytes.subarray(span.from, span.to)))).toEqual(whole.metadata);
      }),
    );
  });

  test('are equal for equal objects, whatever order their fields came in', () => {
    fc.assert(
      fc.property(things, ({ spec, metadata, ...rest }) => {
        const reversed = Object.fromEntries(Object.entries(metadata).reverse()) as typeof metadata;
        expect(nativeText(kind, { spec, metadata: reversed, ...rest } as never, '1')).toBe(
          nativeText(kind, { ...rest, metadata, spec } as never, '1'),
        );
      }),
    );
  });

  test('lose no field that the order does not name, and no selfLink stays', () => {
    const object = { metadata: { name: 'a', selfLink: '/x' }, extra: 1, status: { ok: true }, kind: 'Other', spec: {} };
    expect(nativeText(kind, object, '')).toBe(
      '{"kind":"Thing","apiVersion":"v1","metadata":{"name":"a","resourceVersion":""},"spec":{},"status":{"ok":true},"extra":1}',
    );
  });
});

describe('other bytes', () => {
  test.each(['', '{', '{"metadata":', '{"metadata":{', '{"metadata":{"a":"', '{"metadata":[]}', 'k8s\0\x0a\x09', '{"metadata":"}"}'])(
    'have no metadata to be found: %j',
    (text) => {
      expect(metadataSpan(encode(text))).toBeUndefined();
    },
  );

  test.each(['', '{"metadata":{}}', '{"resourceVersion":7}', '"resourceVersion":"7'])('have no revision to be found: %j', (text) => {
    expect(versionSpan(encode(text))).toBeUndefined();
    expect(versionText(encode(text))).toBe('');
  });

  test('have no revision where a long text stands', () => {
    expect(versionText(encode(`{"resourceVersion":"${'7'.repeat(1_000_000)}"}`))).toBe('');
  });

  test('carry no revision in what is not its digits', () => {
    for (const text of ['', '07', '70', '7a', ' 7', '-7', '17']) {
      const bytes = encode(`{"metadata":{"resourceVersion":"${text}"}}`);
      expect(carriesRevision(bytes, versionSpan(bytes)!, 7)).toBe(false);
    }
  });
});

test('bytes are compared one by one, wherever they lie', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(3), fc.nat(3), fc.option(fc.nat(63)), (bytes, left, right, flipped) => {
      const moved = (offset: number): Uint8Array => {
        const copy = new Uint8Array(bytes.length + offset).subarray(offset);
        copy.set(bytes);
        return copy;
      };
      const [a, b] = [moved(left), moved(right)];
      if (flipped !== null && flipped < b.length) b[flipped]! ^= 1;
      expect(sameBytes(a, b, bytes.length)).toBe(flipped === null || flipped >= bytes.length);
    }),
  );
});
