// Objects and lists in protobuf, whole or as metadata only [E031, E037]. A list's length stands at its beginning, so all of its
// items are encoded before the first is sent.
import { encodeProtobuf } from '../../machinery/codec/protobuf.ts';
import { planOf, type Plan } from '../../machinery/codec/plan.ts';
import { ProtobufWriter, wireType } from '../../machinery/codec/protobuf-writer.ts';
import { writeMessage } from '../../machinery/codec/wire-encode.ts';
import * as meta from '../../machinery/meta/v1.ts';
import { apiVersionOf, type KubeObject } from '../../machinery/object.ts';
import type { Page } from '../../machinery/options.ts';
import type { StoredObject } from '../../machinery/stored-object.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Transform } from '../negotiate.ts';
import { listMeta } from './form.ts';
import { utf8 } from './json-text.ts';

export interface ProtobufForm {
  object(object: StoredObject<KubeObject>): Uint8Array;
  /** An item of a list, as a field of it: encoded one by one, so that the caller can let others have a turn. */
  item(object: StoredObject<KubeObject>): Uint8Array;
  /** What stands before the items, which take `itemBytes`, and what follows them. */
  listHead(page: Page<KubeObject>, itemBytes: number): Uint8Array;
  readonly listTail: Uint8Array;
}

export function protobufForm({ rest, kind }: Endpoint, transform: Transform | undefined): ProtobufForm {
  const writer = new ProtobufWriter();
  const apiVersion = transform === undefined ? apiVersionOf(kind) : `meta.k8s.io/${transform.version}`;
  const shown = transform === undefined ? wholeObject : (object: KubeObject) => metadataOnly(object, apiVersion);
  const type = transform === undefined ? rest.type : meta.PartialObjectMetadata;
  const plan = planOf(type);
  const list = { kind: `${transform === undefined ? kind.kind : 'PartialObjectMetadata'}List`, apiVersion };
  return {
    object: (object) => encodeProtobuf(type, shown(object.object()), writer),
    item(object) {
      const { mark } = writer;
      writeMessage(writer, plan, shown(object.object()));
      writer.length(mark);
      writer.tag(itemsField, wireType.bytes);
      return writer.take();
    },
    listHead: (page, itemBytes) => listHead(writer, { ...list, page, itemBytes }),
    listTail,
  };
}

const wholeObject = (object: KubeObject): KubeObject => object;

const metadataOnly = ({ metadata }: KubeObject, apiVersion: string): KubeObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion,
  metadata,
});

/** In every list of the API. */
const metadataField = 1;
const itemsField = 2;

interface ListHead {
  readonly kind: string;
  readonly apiVersion: string;
  readonly page: Page<KubeObject>;
  readonly itemBytes: number;
}

/** The envelope (runtime.Unknown) up to the items: written, as all of this, back to front. */
function listHead(writer: ProtobufWriter, { kind, apiVersion, page, itemBytes }: ListHead): Uint8Array {
  const raw = writer.mark;
  writeMessage(writer, listMetaPlan(), listMeta(page));
  writer.length(raw);
  writer.tag(metadataField, wireType.bytes);
  writer.varint(writer.mark - raw + itemBytes);
  writer.tag(2, wireType.bytes);
  const typeMeta = writer.mark;
  writer.string(kind);
  writer.tag(2, wireType.bytes);
  writer.string(apiVersion);
  writer.tag(1, wireType.bytes);
  writer.length(typeMeta);
  writer.tag(1, wireType.bytes);
  writer.raw(magic);
  return writer.take();
}

const listMetaPlan = (): Plan => planOf(meta.ListMeta);

const magic = utf8('k8s\0');
/** contentEncoding and contentType, empty. */
const listTail = Uint8Array.of(0x1a, 0, 0x22, 0);
