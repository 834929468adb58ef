// How the objects of an endpoint look to one client: whole, as metadata only, or as a table.
import type { Endpoint } from '../endpoint.ts';
import type { Transform } from '../negotiate.ts';
import type { JsonForm } from './form.ts';
import { partialForm } from './partial-form.ts';
import { parseIncludeObject, tableForm, type TableForm } from './table-form.ts';
import { wholeForm } from './whole-form.ts';

/** Throws BadRequest for a table that cannot be had. */
export function jsonForm(endpoint: Endpoint, transform: Transform | undefined, query: URLSearchParams): JsonForm {
  switch (transform?.kind) {
    case undefined:
      return wholeForm(endpoint.kind);
    case 'PartialObjectMetadata':
    case 'PartialObjectMetadataList':
      return partialForm(endpoint.kind, transform.version);
    case 'Table':
      return tableFormOf(endpoint, transform, query);
  }
}

/** Negotiation lets a Table through only where the endpoint has columns. */
export function tableFormOf({ kind, rest, environment }: Endpoint, { version }: Transform, query: URLSearchParams): TableForm {
  return tableForm({ kind, table: rest.table!, version, includeObject: parseIncludeObject(query), now: () => environment.now() });
}
