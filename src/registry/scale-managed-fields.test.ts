// Who owns the number of replicas, seen through /scale and back [B026].
import { expect, test } from 'vitest';
import type { JsonObject } from '../machinery/declare.ts';
import type { ManagedFieldsEntry } from '../machinery/meta/v1.ts';
import { managedFieldsOfParent, managedFieldsOfScale } from './scale-managed-fields.ts';

const entry = (manager: string, spec: string[], more: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry => ({
  manager,
  operation: 'Update',
  apiVersion: 'apps/v1',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:spec': Object.fromEntries(spec.map((field) => [`f:${field}`, {}])) } satisfies JsonObject,
  ...more,
});
const apps = { group: 'apps', version: 'v1' };
const autoscaling = { group: 'autoscaling', version: 'v1' };
const ofScale = { apiVersion: 'autoscaling/v1' };

test('a Scale shows the owners of replicas, and of nothing else', () => {
  const parent = [entry('creator', ['replicas', 'template']), entry('other', ['template'])];
  expect(managedFieldsOfScale(parent, autoscaling)).toEqual([entry('creator', ['replicas'], ofScale)]);
  expect(managedFieldsOfScale([entry('other', ['template'])], autoscaling)).toBeUndefined();
  expect(managedFieldsOfScale(undefined, autoscaling)).toBeUndefined();
});

test('whoever writes a Scale takes replicas from its owner', () => {
  const parent = [entry('creator', ['replicas', 'template']), entry('earlier', ['replicas'], { subresource: 'scale' })];
  const scale = [entry('me', ['replicas'], { ...ofScale, subresource: 'scale' })];
  expect(managedFieldsOfParent(parent, scale, apps)).toEqual([
    entry('creator', ['template']),
    entry('me', ['replicas'], { subresource: 'scale' }),
  ]);
});

test('an owner that stays keeps its entry as it is', () => {
  const parent = [entry('creator', ['replicas', 'template'])];
  expect(managedFieldsOfParent(parent, managedFieldsOfScale(parent, autoscaling), apps)).toEqual(parent);
});

test('nobody owns what nobody claims', () => {
  const withStatus = entry('creator', ['replicas'], { fieldsV1: { 'f:metadata': { 'f:labels': {} }, 'f:spec': { 'f:replicas': {} } } });
  expect(managedFieldsOfParent([withStatus], undefined, apps)).toEqual([{ ...withStatus, fieldsV1: { 'f:metadata': { 'f:labels': {} } } }]);
  expect(managedFieldsOfParent([entry('creator', ['replicas'])], undefined, apps)).toBeUndefined();
});
