import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInKinds } from '../../api/kinds.ts';
import type { Json, JsonObject, Message } from '../declare.ts';
import { isStatusError, type StatusError } from '../status-error.ts';
import { applyJsonPatch, parseJsonPatch, unknownPatchFields } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { applyStrategicMergePatch } from './strategic-merge.ts';

/** What kube-apiserver 1.36 makes of each patch, or says about it. `document` may be the number of a document. */
interface Answer {
  readonly patch: Json;
  readonly result?: Json;
  readonly error?: string;
  /** What upstream's patch library refuses to read. */
  readonly malformed?: string;
}
interface Answers {
  readonly documents: readonly JsonObject[];
  readonly strategic: readonly (Answer & { readonly kind: string; readonly document: JsonObject | number })[];
  readonly json: { readonly document: JsonObject; readonly patches: readonly Answer[] };
  readonly merge: readonly (Answer & { readonly document: JsonObject })[];
}
const text = readFileSync(new URL('../../../test/data/machinery/patches.json', import.meta.url), 'utf8');
const answers = JSON.parse(text, (_, value: unknown) =>
  typeof value === 'object' && value !== null ? Object.freeze(value) : value,
) as Answers;

/** What `run` returns, or how it refuses. */
type Outcome = { readonly result: unknown } | { readonly code: number; readonly message: string };
function outcome(run: () => unknown): Outcome {
  try {
    return { result: run() };
  } catch (error) {
    const { status, message } = refusalOf(error);
    return { code: status.code!, message };
  }
}

function refusalOf(error: unknown): StatusError {
  if (isStatusError(error)) return error;
  throw error;
}

/** The same without the message. */
function verdict(run: () => unknown): { readonly result: unknown } | { readonly code: number } {
  const { message: _, ...rest } = { message: '', ...outcome(run) };
  return rest;
}

describe('JSON patch', () => {
  const { document, patches } = answers.json;
  const read = patches.filter(({ malformed }) => malformed === undefined);
  it.each(read.map((answer, number) => ({ number, ...answer })))('#$number $patch', ({ patch, result, error }) => {
    const wanted = error === undefined ? { result } : { code: 422 };
    expect(verdict(() => applyJsonPatch(document, parseJsonPatch(patch)))).toEqual(wanted);
  });

  const unread = patches.filter(({ malformed }) => malformed !== undefined);
  it.each(unread)('cannot be read from $patch', ({ patch }) => {
    expect(verdict(() => parseJsonPatch(patch))).toEqual({ code: 400 });
  });

  it.each([
    [{}, 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
    [[5], 'error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp'],
    [[{ op: 'add', path: 5 }], 'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string'],
  ])('says what is wrong with %j', (patch, message) => {
    expect(outcome(() => parseJsonPatch(patch))).toEqual({ code: 400, message });
  });

  it('hides why an operation does not apply from clients, but not from logs', () => {
    const operations = parseJsonPatch([{ op: 'remove', path: '/a' }]);
    expect(() => applyJsonPatch({}, operations)).toThrow(
      expect.objectContaining({
        message: 'the server rejected our request due to an error in our request',
        status: expect.objectContaining({ code: 422, reason: 'Invalid', details: {} }),
        cause: new Error('unable to remove nonexistent key a'),
      }),
    );
  });

  it('has a limited number of operations', () => {
    const test = { op: 'test', path: '/a', value: 1 };
    expect(applyJsonPatch({ a: 1 }, parseJsonPatch(Array(10_000).fill(test)))).toEqual({ a: 1 });
    expect(outcome(() => parseJsonPatch(Array(10_001).fill(test)))).toEqual({
      code: 413,
      message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    });
  });

  it('copies no more than 3 MiB', () => {
    const copies = (count: number): Json => Array.from({ length: count }, (_, i) => ({ op: 'copy', from: '/big', path: `/copy${i}` }));
    const big = { big: 'x'.repeat(1024 * 1024 - 2) };
    expect(Object.keys(applyJsonPatch(big, parseJsonPatch(copies(3))) as JsonObject)).toHaveLength(4);
    expect(verdict(() => applyJsonPatch(big, parseJsonPatch(copies(4))))).toEqual({ code: 422 });
  });

  it('names fields that no operation has', () => {
    const patch = [
      { op: 'add', path: '/a', value: { x: 1 }, foo: 1 },
      { op: 'test', path: '/a', Path: 1 },
    ];
    expect(unknownPatchFields(patch)).toEqual(['unknown field "[0].foo"', 'unknown field "[1].Path"']);
    expect(unknownPatchFields({})).toEqual([]);
  });

  it('can write and remove any key', () => {
    const added = applyJsonPatch({ a: {} }, parseJsonPatch([{ op: 'add', path: '/a/__proto__', value: { x: 1 } }]));
    expect(JSON.stringify(added)).toBe('{"a":{"__proto__":{"x":1}}}');
    expect(applyJsonPatch(added as JsonObject, parseJsonPatch([{ op: 'remove', path: '/a/__proto__' }]))).toEqual({ a: {} });
    expect(verdict(() => applyJsonPatch({}, parseJsonPatch([{ op: 'remove', path: '/constructor' }])))).toEqual({ code: 422 });
  });
});

describe('merge patch', () => {
  it.each(answers.merge)('$document with $patch', ({ document, patch, result, error }) => {
    const wanted = error === undefined && !Array.isArray(result) ? { result } : { code: 400 };
    expect(verdict(() => applyMergePatch(document, patch))).toEqual(wanted);
  });

  it('keeps what it does not change', () => {
    const document = { a: { b: 1 }, c: { d: 1 } };
    const patched = applyMergePatch(document, { c: { d: 2 } });
    expect(patched['a']).toBe(document.a);
    expect(applyMergePatch(document, { c: { d: 1, x: null } })).toBe(document);
  });

  it('sorts the objects it looks into, and no others', () => {
    const document = { metadata: { name: 'a', labels: { z: '1', b: '2' } }, data: { k: 'v' } };
    const result = applyMergePatch(document, { bar: 1, metadata: { foo: 1 } });
    expect(JSON.stringify(result)).toBe('{"bar":1,"data":{"k":"v"},"metadata":{"foo":1,"labels":{"z":"1","b":"2"},"name":"a"}}');
  });
});

describe('strategic merge patch', () => {
  const typeOf = (kind: string): Message => builtInKinds.find(({ typeName }) => typeName === kind)!;
  it.each(answers.strategic.map((answer, number) => ({ number, ...answer })))(
    '#$number of a $kind: $patch',
    ({ kind, document, patch, result, error }) => {
      const before = typeof document === 'number' ? answers.documents[document]! : document;
      const { code: _, ...ours } = { code: 0, ...outcome(() => applyStrategicMergePatch(before, patch as JsonObject, typeOf(kind))) };
      expect(ours).toEqual(error === undefined ? { result } : { message: error });
    },
  );

  it.each([
    [{ metadata: { $deleteFromPrimitiveList: ['a'] } }, 400],
    [{ spec: { $retainKeys: 'x' } }, 400],
    [{ spec: { imagePullSecrets: [['a']] } }, 422],
    [{ metadata: { '$setElementOrder/finalizers': 'x' } }, 500],
    [{ spec: { containers: [{ image: 'x' }] } }, 500],
  ])('%j is answered with %i', (patch, code) => {
    const pod = { metadata: {}, spec: { containers: [{ name: 'a' }], imagePullSecrets: [] } };
    expect(verdict(() => applyStrategicMergePatch(pod, patch as JsonObject, typeOf('Pod')))).toEqual({ code });
  });
});

describe('every patch', () => {
  const leaf = fc.oneof(fc.constantFrom<Json>(null, true, 1, 2, 'x', 'y'));
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
    ),
  }));
  const document = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 });
  const path = fc
    .array(fc.constantFrom('a', 'b', 'c', '0', '1', '-'), { minLength: 1, maxLength: 3 })
    .map((steps) => `/${steps.join('/')}`);
  const operation = fc.record({ op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'), path, from: path, value });

  /** The document after a patch has been applied to it, and its result thrown away. */
  const afterwards = (before: JsonObject, run: (document: JsonObject) => Json): JsonObject => {
    outcome(() => run(before));
    return before;
  };

  it('leaves the document as it is', () => {
    fc.assert(
      fc.property(document, fc.array(operation, { maxLength: 4 }), document, (before, operations, patch) => {
        const copy = structuredClone(before);
        expect(afterwards(before, (each) => applyJsonPatch(each, parseJsonPatch(operations)))).toEqual(copy);
        expect(afterwards(before, (each) => applyMergePatch(each, patch))).toEqual(copy);
        afterwards({ metadata: before }, (each) => applyStrategicMergePatch(each, { metadata: patch }, builtInKinds[0]!));
        expect(before).toEqual(copy);
      }),
    );
  });

  it('in merge form does the same when applied again', () => {
    const flat = fc.dictionary(fc.constantFrom('a', 'b', 'c'), leaf, { maxKeys: 3 });
    const nested = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(leaf, flat), { maxKeys: 3 });
    fc.assert(
      fc.property(document, nested, (before, patch) => {
        const once = applyMergePatch(before, patch);
        expect(applyMergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it('that adds what it removes gives the document back', () => {
    fc.assert(
      fc.property(document, (before) => {
        for (const [key, item] of Object.entries(before)) {
          const there = [
            { op: 'move', from: `/${key}`, path: '/moved' },
            { op: 'test', path: '/moved', value: item },
            { op: 'move', from: '/moved', path: `/${key}` },
          ];
          expect(applyJsonPatch(before, parseJsonPatch(there))).toEqual(before);
        }
      }),
    );
  });
});
