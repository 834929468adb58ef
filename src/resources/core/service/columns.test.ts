// What `kubectl get` prints of services and what belongs with them: the cells that a kube-apiserver 1.36 gave for the same
// objects (testdata/tables.json; where it had an age there is `<age>`).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeValue } from '../../../machinery/codec/json.ts';
import type { Message } from '../../../machinery/declare.ts';
import type { KubeObject } from '../../../machinery/object.ts';
import type { Resource } from '../../../registry/resource.ts';
import type { TableDefinition } from '../../../registry/table.ts';
import { endpointSlices } from '../../discovery/endpoint-slice.ts';
import { ipAddresses } from '../../networking/ip-address.ts';
import { serviceCIDRs } from '../../networking/service-cidr.ts';
import { endpoints } from '../endpoints.ts';
import { services } from './service.ts';

interface Recorded {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly format: string; readonly priority: number }[];
  readonly rows: readonly { readonly object: KubeObject; readonly cells: readonly string[] }[];
}

const recorded = JSON.parse(readFileSync(new URL('testdata/tables.json', import.meta.url), 'utf8')) as Readonly<Record<string, Recorded>>;

const tableOf = <T extends KubeObject>({ definition }: Resource<T>) => ({
  type: definition.type as Message<KubeObject>,
  table: definition.table as TableDefinition<KubeObject>,
});

const tables = [
  { plural: 'services', ...tableOf(services) },
  { plural: 'endpoints', ...tableOf(endpoints) },
  { plural: 'endpointslices', ...tableOf(endpointSlices) },
  { plural: 'ipaddresses', ...tableOf(ipAddresses) },
  { plural: 'servicecidrs', ...tableOf(serviceCIDRs) },
];

const now = Date.UTC(2026, 0, 1, 0, 5);

describe.each(tables)('$plural', ({ plural, type, table }) => {
  const { columns, rows } = recorded[plural]!;

  test('columns', () => {
    expect(table.columns.map(({ name, type: of, format = '', priority }) => ({ name, type: of, format, priority }))).toEqual(columns);
  });

  test.each(rows.map((row) => [row.object.metadata.name, row] as const))('%s', (_, { object, cells }) => {
    const { metadata } = object;
    const decoded = decodeValue(type, { ...object, metadata: { ...metadata, creationTimestamp: '2026-01-01T00:00:00Z' } }).object;
    // Upstream writes a cell too many for addresses, one that has no column.
    const expected = cells.slice(0, columns.length).map((cell) => (cell === '<age>' ? '5m' : cell));
    expect(table.columns.map((column) => column.cell(decoded, now))).toEqual(expected);
  });
});
