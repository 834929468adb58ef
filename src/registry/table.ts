// A kind's columns: what `kubectl get` prints, computed by the server [R050].
import type { TableRowCondition } from '../machinery/meta/v1.ts';

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
