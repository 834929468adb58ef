import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInKinds } from '../../api/kinds.ts';
import type { Message } from '../declare.ts';
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
