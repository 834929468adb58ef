import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInKinds } from '../../api/kinds.ts';
import { int32, message, object, string, type JsonObject, type Message } from '../declare.ts';
import type { ManagedFieldsEntry } from '../meta/v1.ts';
import { setOfFields } from './field-set.ts';
import { fieldManagerOf, managedFieldsAfter } from './update.ts';
import { declaredType } from './object-type.ts';

/** A history of one object on kube-apiserver 1.36, and the managedFields after each write. */
interface History {
  readonly title: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly steps: readonly Step[];
}
interface Step {
  readonly label: string;
  readonly manager: string;
  readonly subresource?: string;
  readonly resets?: readonly (readonly string[])[];
  readonly sent?: readonly ManagedFieldsEntry[];
  readonly time?: string;
  readonly before: object | null;
  readonly after: object;
  readonly expected: readonly ManagedFieldsEntry[] | null;
}

const histories = JSON.parse(
  readFileSync(new URL('../../../test/data/machinery/managed-fields.json', import.meta.url), 'utf8'),
) as readonly History[];

function typeOf({ kind, apiVersion }: History): Message {
  const type = builtInKinds.find((declared) => declared.typeName === kind && declared.apiVersion === apiVersion);
  if (type === undefined) throw new Error(`${apiVersion} ${kind} is not declared`);
  return type;
}

describe.each(histories)('managedFields of a $title', (history) => {
  it.each(history.steps)('after: $label, by $manager', ({ manager, before, after, subresource, resets = [], sent, time, expected }) => {
    const entries = managedFieldsAfter({
      type: declaredType(typeOf(history)),
      before: before ?? undefined,
      after,
      manager,
      apiVersion: history.apiVersion,
      subresource,
      time: time ?? '2999-01-01T00:00:00Z',
      sent,
      resets: setOfFields(...resets),
    });
    expect(JSON.stringify(entries ?? null, undefined, 1)).toBe(JSON.stringify(expected, undefined, 1));
  });
});

describe('managers of another version', () => {
  const ScaleV2 = message('Scale', () => ({ spec: object(2, SpecV2) }));
  const before = {
    metadata: { uid: 'u', managedFields: [updated('old', 'x/v1', { 'f:spec': { 'f:size': {}, 'f:name': {} } })] },
    spec: { replicas: 1, name: 'a' },
  };
  const after = { ...before, spec: { replicas: 2, name: 'a' } };
  const write = { type: declaredType(ScaleV2), before, after, manager: 'new', apiVersion: 'x/v2', time: '2020-01-02T00:00:00Z' };
  const writer = { ...updated('new', 'x/v2', { 'f:spec': { 'f:replicas': {} } }), time: '2020-01-02T00:00:00Z' };

  it('go when nobody knows that version', () => {
    expect(managedFieldsAfter(write)).toEqual([writer]);
    expect(managedFieldsAfter({ ...write, inVersion: () => undefined })).toEqual([writer]);
  });

  it('lose what changed, as their version names it', () => {
    const ScaleV1 = message('Scale', () => ({ spec: object(2, SpecV1) }));
    const asV1 = { type: declaredType(ScaleV1), before: { spec: { size: 1, name: 'a' } }, after: { spec: { size: 2, name: 'a' } } };
    const inVersion = (apiVersion: string) => (apiVersion === 'x/v1' ? asV1 : undefined);
    expect(managedFieldsAfter({ ...write, inVersion })).toEqual([updated('old', 'x/v1', { 'f:spec': { 'f:name': {} } }), writer]);
    const resets = setOfFields(['spec']);
    expect(managedFieldsAfter({ ...write, resets, inVersion: () => ({ ...asV1, resets }) })).toEqual(before.metadata.managedFields);
  });

  it('keep an unchanged entry as it is', () => {
    const stored = updated('same', 'x/v2', { 'f:spec': { 'f:name': {} } });
    const entries = managedFieldsAfter({
      ...write,
      before: { ...before, metadata: { uid: 'u', managedFields: [stored] } },
      after: { ...after, metadata: { uid: 'u' } },
    });
    expect(entries?.[0]).toBe(stored);
  });
});

class SpecV1 extends message('Spec', () => ({ size: int32(1), name: string(2) })) {}
class SpecV2 extends message('Spec', () => ({ replicas: int32(1), name: string(2) })) {}

function updated(manager: string, apiVersion: string, fieldsV1: JsonObject): ManagedFieldsEntry {
  return { manager, operation: 'Update', apiVersion, fieldsType: 'FieldsV1', fieldsV1 };
}

describe('the field manager', () => {
  it.each([
    [{ fieldManager: 'me', userAgent: 'curl/8' }, 'me'],
    [{ fieldManager: undefined, userAgent: 'kubectl/v1.36 (linux/amd64)' }, 'kubectl'],
    [{ fieldManager: '', userAgent: 'kube-controller-manager' }, 'kube-controller-manager'],
    [{ fieldManager: undefined, userAgent: '' }, ''],
    [{ fieldManager: undefined, userAgent: 'a\tb\u00a0c/1' }, 'abc'],
    [{ fieldManager: undefined, userAgent: `${'é'.repeat(70)}/1` }, 'é'.repeat(64)],
  ])('of %j is %j', (request, name) => {
    expect(fieldManagerOf(request)).toBe(name);
  });
});
