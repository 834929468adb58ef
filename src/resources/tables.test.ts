// What `kubectl get` prints of each kind: objects in many states, and the very cells that a kube-apiserver 1.36 made of
// them (testdata/tables). Its columns have the same names, types and priorities; descriptions are our own.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { installedAs } from '../../test/support/built-ins.ts';
import { memoryRegistry } from '../../test/support/registry.ts';
import { decodeValue } from '../machinery/codec/json.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { RestBase } from '../registry/rest.ts';
import { defaultTable, type TableDefinition } from '../registry/table.ts';

interface TableFile {
  /** `apps/deployments`, or `pods` for the core group. */
  readonly resource: string;
  /** When the cells were made, in milliseconds. */
  readonly now: number;
  readonly columns: readonly (readonly [name: string, type: string, format: string, priority: number])[];
  readonly rows: readonly { readonly object: object; readonly cells: readonly unknown[]; readonly conditions?: readonly unknown[] }[];
}

const folder = new URL('testdata/tables/', import.meta.url).pathname;
const files = globSync(`${folder}*.json`).map(
  (path) => [basename(path, '.json'), JSON.parse(readFileSync(path, 'utf8')) as TableFile] as const,
);

test('there are tables to compare with', () => {
  expect(files.length).toBeGreaterThan(10);
});

test.each(files)('%s', async (_, { resource, now, columns, rows }) => {
  await using registry = memoryRegistry();
  const { type, table = defaultTable } = installedAs(resource, registry).rest as RestBase<KubeObject>;
  const { columns: own, conditions: conditionsOf = () => [] }: TableDefinition<KubeObject> = table;
  expect(own.map(({ name, type: of, format = '', priority }) => [name, of, format, priority])).toEqual(columns);
  for (const { object, cells, conditions = [] } of rows) {
    const decoded = decodeValue(type, object).object;
    const row = { cells: own.map((column) => column.cell(decoded, now)), conditions: conditionsOf(decoded) };
    expect({ object, ...row }).toEqual({ object, cells, conditions });
  }
});

test('every column says what it shows', async () => {
  await using registry = memoryRegistry();
  for (const [, { resource }] of files)
    for (const { name, description } of installedAs(resource, registry).rest.table?.columns ?? [])
      expect([resource, name, description]).toEqual([resource, name, expect.stringMatching(/^[A-Z].{10,}\.$/)]);
});
