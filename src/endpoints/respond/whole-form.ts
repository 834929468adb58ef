// Objects as they are: their own bytes, untouched.
import { apiVersionOf, type GroupVersionKind } from '../../machinery/object.ts';
import { listMetaText, type JsonForm } from './form.ts';
import { afterTypeMeta, typeMetaOf, utf8 } from './json-text.ts';

export function wholeForm(kind: GroupVersionKind): JsonForm {
  const apiVersion = apiVersionOf(kind);
  const typeMeta = typeMetaOf({ kind: kind.kind, apiVersion });
  const listTypeMeta = `{"kind":${JSON.stringify(`${kind.kind}List`)},"apiVersion":${JSON.stringify(apiVersion)},`;
  return {
    object: ({ bytes }) => bytes,
    listHead: (page) => utf8(`${listTypeMeta}"metadata":${listMetaText(page)},"items":[`),
    first: utf8('{'),
    next: utf8(',{'),
    item: ({ bytes }) => afterTypeMeta(bytes, typeMeta),
    listTail: () => utf8(']}\n'),
  };
}
