// A kind's columns: what `kubectl get` prints, computed by the server [R050].
import type { TableRowCondition } from '../machinery/meta/v1.ts';
import type { KubeObject } from '../machinery/object.ts';

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
