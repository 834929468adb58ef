// Tables [R050], as a kube-apiserver makes them of kinds with and without columns.
import { expect, test } from 'vitest';
import { gadget, type Gadget } from '../../test/support/gadget.ts';
import { computed } from '../machinery/stored-object.ts';
import { defaultTable, tableOf, type IncludedObject, type TableDefinition } from './table.ts';

const one = gadget('one', { metadata: { namespace: 'a', creationTimestamp: '2026-01-01T00:00:00Z' }, spec: { size: 3 } });
const options = {
  includeObject: 'None' as IncludedObject,
  now: Date.parse('2026-01-01T00:00:05Z'),
  apiVersion: 'meta.k8s.io/v1',
  metadata: { resourceVersion: '7' },
  withColumns: true,
};

test('a kind without columns has its name and when it came', () => {
  expect(tableOf([computed(one)], undefined, options)).toEqual({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: '7' },
    columnDefinitions: [
      { name: 'Name', type: 'string', format: 'name', description: expect.any(String) as string, priority: 0 },
      { name: 'Created At', type: 'date', format: '', description: expect.any(String) as string, priority: 0 },
    ],
    rows: [{ cells: ['one', '2026-01-01T00:00:00Z'], object: null }],
  });
});

const sized: TableDefinition<Gadget> = {
  columns: [
    ...defaultTable.columns.slice(0, 1),
    {
      name: 'Size',
      type: 'integer',
      description: 'How big.',
      priority: 1,
      cell: ({ spec }, now) => (spec.size ?? 0) + (now % 10_000) / 1000,
    },
  ],
  conditions: ({ spec }) => (spec.size === 3 ? [{ type: 'Completed', status: 'True' }] : []),
};

test('columns, conditions and ages are the kind’s', () => {
  const { columnDefinitions, rows } = tableOf([computed(one), computed(gadget('two'))], sized, options);
  expect(columnDefinitions[1]).toEqual({ name: 'Size', type: 'integer', format: '', description: 'How big.', priority: 1 });
  expect(rows).toEqual([
    { cells: ['one', 8], conditions: [{ type: 'Completed', status: 'True' }], object: null },
    { cells: ['two', 5], object: null },
  ]);
});

test.each<[IncludedObject, unknown]>([
  ['None', null],
  ['Metadata', { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1beta1', metadata: one.metadata }],
  ['Object', one],
])('includeObject=%s', (includeObject, expected) => {
  const { rows } = tableOf([computed(one)], sized, { ...options, includeObject, apiVersion: 'meta.k8s.io/v1beta1' });
  expect(rows[0]?.object).toEqual(expected);
});

test('later events of a watch have no columns', () => {
  expect(tableOf([computed(one)], sized, { ...options, withColumns: false }).columnDefinitions).toBeNull();
});
