// A kind's columns: what `kubectl get` prints, computed by the server [R050].
import type { Table, TableColumnDefinition, TableRow, TableRowCondition } from '../machinery/meta/v1.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { StoredObject } from '../machinery/stored-object.ts';

export type Cell = string | number | boolean | null;

export interface Column<in T> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** `name` marks the column that identifies the object. */
  readonly format?: 'name' | undefined;
  readonly description: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority: number;
  /** `now` in milliseconds, for ages. */
  cell(object: T, now: number): Cell;
}

export interface TableDefinition<in T> {
  readonly columns: readonly Column<T>[];
  /** Marks rows, as upstream marks finished pods. */
  conditions?(object: T): readonly TableRowCondition[];
}

/** For kinds that define no columns. */
export const defaultTable: TableDefinition<KubeObject> = {
  columns: [
    {
      name: 'Name',
      type: 'string',
      format: 'name',
      description: 'The name, unique within the namespace for this kind.',
      priority: 0,
      cell: ({ metadata }) => metadata.name ?? '',
    },
    {
      name: 'Created At',
      type: 'date',
      description: 'When the object was created.',
      priority: 0,
      cell: ({ metadata }) => metadata.creationTimestamp ?? null,
    },
  ],
};

/** How much of the object behind a row comes with it; the `includeObject` query parameter. */
export type IncludedObject = 'None' | 'Metadata' | 'Object';

export interface RowOptions {
  readonly includeObject: IncludedObject;
  /** In milliseconds. */
  readonly now: number;
  /** Of the Table, and of the metadata that rows carry: `meta.k8s.io/v1` or `meta.k8s.io/v1beta1`. */
  readonly apiVersion: string;
}

export interface TableOptions extends RowOptions {
  /** Of the list; of the object itself when there is but one. */
  readonly metadata: Table['metadata'];
  /** False for the second and later events of a watch: clients know the columns from the first, and get null. */
  readonly withColumns: boolean;
}

export function tableOf<T extends KubeObject>(
  items: Iterable<StoredObject<T>>,
  definition: TableDefinition<T> = defaultTable,
  options: TableOptions,
): Table {
  const { apiVersion, metadata, withColumns } = options;
  return {
    kind: 'Table',
    apiVersion,
    metadata,
    columnDefinitions: withColumns ? columnDefinitionsOf(definition) : null,
    rows: Array.from(items, (item) => rowOf(item, definition, options)),
  } as Table;
}

export const columnDefinitionsOf = ({ columns }: Pick<TableDefinition<never>, 'columns'>): readonly TableColumnDefinition[] =>
  columns.map(({ name, type, format = '', description, priority }) => ({ name, type, format, description, priority }));

/** Decodes the object once, for its cells and for what is included of it. */
export function rowOf<T extends KubeObject>(
  item: StoredObject<T>,
  { columns, conditions }: TableDefinition<T>,
  { includeObject, now, apiVersion }: RowOptions,
): TableRow {
  const object = item.object();
  const marks = conditions?.(object) ?? [];
  return {
    cells: columns.map((column) => column.cell(object, now)),
    ...(marks.length > 0 && { conditions: marks }),
    object: included(object, includeObject, apiVersion) as TableRow['object'],
  };
}

function included(object: KubeObject, how: IncludedObject, apiVersion: string): object | null {
  if (how === 'None') return null;
  return how === 'Object' ? object : { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata };
}
