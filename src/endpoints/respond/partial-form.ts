// Objects as PartialObjectMetadata [E037]: their metadata cut out of their bytes.
import { apiVersionOf, type GroupVersionKind } from '../../machinery/object.ts';
import type { Transform } from '../negotiate.ts';
import { listMetaText, type JsonForm } from './form.ts';
import { concat, metadataOf, typeMetaOf, utf8 } from './json-text.ts';

export function partialForm(kind: GroupVersionKind, version: Transform['version']): JsonForm {
  const typeMeta = typeMetaOf({ kind: kind.kind, apiVersion: apiVersionOf(kind) });
  const head = partialHead(version);
  const listHead = `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/${version}",`;
  return {
    object: ({ bytes }) => concat([head, metadataOf(bytes, typeMeta), close]),
    // Upstream's list has no items rather than an empty list of them, here alone.
    listHead: (page) => utf8(`${listHead}"metadata":${listMetaText(page)},"items":${page.items.length > 0 ? '[' : ''}`),
    // An item is its metadata alone: what stands around it goes with what stands between.
    first: head,
    next: concat([utf8('},'), head]),
    item: ({ bytes }) => metadataOf(bytes, typeMeta),
    listTail: ({ items }) => utf8(items.length > 0 ? '}]}\n' : 'null}\n'),
  };
}

/** What stands before the metadata. */
export const partialHead = (version: Transform['version']): Uint8Array =>
  utf8(`{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":`);

const close = utf8('}');
