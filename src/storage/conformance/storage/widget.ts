// The kind that the storage suite keeps: as small as an object can be that has labels, and a field to select by.
import type { KubeObject } from '../../../machinery/object.ts';
import type { ObjectCodec } from '../../codec.ts';
import { nativeText } from '../../native-text.ts';

export interface Widget extends KubeObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly note?: string;
    readonly count?: number;
  };
}

const kind = { kind: 'Widget', apiVersion: 'conformance.kapibara.io/v1', fields: ['metadata', 'spec'] };

export const widgetCodec: ObjectCodec<Widget> = {
  stringify: (widget, resourceVersion) => nativeText(kind, widget, resourceVersion),
  parse: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Widget,
  decode: readWidget,
  fields: ({ spec }) => ({ 'spec.nodeName': spec.nodeName ?? '' }),
};

/** Bytes of other programs: refuses what is no widget, and fills in what may be left out. */
function readWidget(bytes: Uint8Array): Widget {
  const object = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Partial<Widget>;
  if (object.kind !== kind.kind || object.metadata === undefined) throw new TypeError(`a ${kind.kind} was expected`);
  return { ...object, metadata: object.metadata, spec: object.spec ?? {} };
}

interface WidgetParts {
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly nodeName?: string;
  readonly note?: string;
}

/** `ns/name`, as a client would send it. */
export function widget(path: string, { uid, labels, nodeName, note }: WidgetParts = {}): Widget {
  const { namespace, name } = keyFrom(path);
  return {
    kind: kind.kind,
    apiVersion: kind.apiVersion,
    metadata: { name, namespace, ...(uid !== undefined && { uid }), ...(labels && { labels }) },
    spec: { ...(nodeName !== undefined && { nodeName }), ...(note !== undefined && { note }) },
  };
}

/** The key in `ns/name`. */
export function keyFrom(path: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name = ''] = path.split('/');
  return { namespace, name };
}
