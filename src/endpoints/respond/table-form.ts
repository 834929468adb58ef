// Objects as rows of a Table, which is what kubectl prints [E036, S076]. A column is computed from the decoded object; what
// stands beside the cells is cut out of its bytes.
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../machinery/object.ts';
import { badRequest } from '../../machinery/status-error.ts';
import type { StoredObject } from '../../machinery/stored-object.ts';
import { quote } from '../../machinery/validation/go-text.ts';
import type { TableDefinition } from '../../registry/table.ts';
import type { Transform } from '../negotiate.ts';
import { parameter } from '../query.ts';
import { listMetaText, type JsonForm } from './form.ts';
import { concat, metadataOf, typeMetaOf, utf8 } from './json-text.ts';
import { partialHead } from './partial-form.ts';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** Throws BadRequest. */
export function parseIncludeObject(query: URLSearchParams): IncludeObject {
  const value = parameter(query, 'includeObject') ?? '';
  if (value === '') return 'Metadata';
  if (value === 'None' || value === 'Metadata' || value === 'Object') return value;
  const complaint = `includeObject: Invalid value: ${quote(value)}: must be 'Metadata', 'Object', 'None', or empty`;
  throw badRequest(`Unable to convert to Table as requested: ${complaint}`);
}

export interface TableOptions {
  readonly kind: GroupVersionKind;
  readonly table: TableDefinition<KubeObject>;
  readonly version: Transform['version'];
  readonly includeObject: IncludeObject;
  now(): number;
}

/** In a watch only the first event has column definitions. */
export type Columns = 'columns' | 'no columns';

export interface TableForm extends JsonForm {
  row(object: StoredObject<KubeObject>, columns: Columns): Uint8Array;
  /** Its metadata is there whatever was asked for, because clients look for the annotation. */
  bookmark(object: StoredObject<KubeObject>, columns: Columns): Uint8Array;
}

export function tableForm({ kind, table, version, includeObject, now }: TableOptions): TableForm {
  const typeMeta = typeMetaOf({ kind: kind.kind, apiVersion: apiVersionOf(kind) });
  const definitions = JSON.stringify(table.columns.map(columnDefinition));
  const metadataHead = partialHead(version);
  const head = (meta: string, columns: Columns): Uint8Array => {
    const shown = columns === 'columns' ? definitions : 'null';
    return utf8(`{"kind":"Table","apiVersion":"meta.k8s.io/${version}","metadata":${meta},"columnDefinitions":${shown},"rows":[`);
  };
  const included = ({ bytes }: StoredObject<KubeObject>, include: IncludeObject): Uint8Array => {
    if (include === 'Object') return bytes;
    return include === 'None' ? nullBytes : concat([metadataHead, metadataOf(bytes, typeMeta), closeObject]);
  };
  const item = (object: StoredObject<KubeObject>, include = includeObject): Uint8Array =>
    concat([utf8(rowHead(table, object.object(), now())), included(object, include), closeObject]);
  const single = (object: StoredObject<KubeObject>, columns: Columns, row: Uint8Array): Uint8Array =>
    concat([head(JSON.stringify({ resourceVersion: resourceVersionOf(object) }), columns), row, closeTable]);
  return {
    row: (object, columns) => single(object, columns, item(object)),
    bookmark: (object, columns) => single(object, columns, item(object, includeObject === 'None' ? 'Metadata' : includeObject)),
    object: (object) => single(object, 'columns', item(object)),
    listHead: (page) => head(listMetaText(page), 'columns'),
    first: utf8(''),
    next: utf8(','),
    item: (object) => item(object),
    listTail: () => utf8(']}\n'),
  };
}

/** Of what was computed, a Scale, it is that of what it was computed from; of a dry run, none. */
const resourceVersionOf = (object: StoredObject<KubeObject>): string | undefined =>
  object.revision === 0 ? object.object().metadata.resourceVersion : String(object.revision);

const closeObject = utf8('}');
const closeTable = utf8(']}');
const nullBytes = utf8('null');

function columnDefinition({ name, type, format, description, priority }: TableDefinition<KubeObject>['columns'][number]): object {
  return { name, type, format: format ?? '', description, priority };
}

/** Up to the object: `{"cells":[…],"object":` */
function rowHead(table: TableDefinition<KubeObject>, object: KubeObject, now: number): string {
  const cells = JSON.stringify(table.columns.map((column) => column.cell(object, now)));
  const conditions = table.conditions?.(object) ?? [];
  return `{"cells":${cells}${conditions.length > 0 ? `,"conditions":${JSON.stringify(conditions)}` : ''},"object":`;
}
