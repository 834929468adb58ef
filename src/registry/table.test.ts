// The columns of kinds that define none [R050]: a kube-apiserver's.
import { expect, test } from 'vitest';
import { gadget, gadgets } from '../../test/support/gadget.ts';
import { memoryRegistry } from '../../test/support/registry.ts';
import { defaultTable } from './table.ts';

test('a name, and when it came', async () => {
  await using registry = memoryRegistry();
  const table = gadgets().store(registry).table;
  expect(table).toBe(defaultTable);
  const one = gadget('one', { metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } });
  expect(table?.columns.map((column) => [column.name, column.type, column.format, column.cell(one, 0)])).toEqual([
    ['Name', 'string', 'name', 'one'],
    ['Created At', 'date', undefined, '2026-01-01T00:00:00Z'],
  ]);
});
