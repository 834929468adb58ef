// Watch events on the wire: a line of JSON each [E033], or in protobuf a length and a message [E032].
import { unreachable } from '../base/assert.ts';
import { encodeWatchEvent } from '../machinery/codec/envelope.ts';
import { decodeValue } from '../machinery/codec/json.ts';
import { apiVersionOf, type KubeObject } from '../machinery/object.ts';
import { computed, type StoredObject } from '../machinery/stored-object.ts';
import type { WatchEvent } from '../machinery/watch.ts';
import type { Endpoint } from './endpoint.ts';
import type { Accepted } from './negotiate.ts';
import { jsonForm, tableFormOf } from './respond/forms.ts';
import { concat, utf8 } from './respond/json-text.ts';
import { protobufForm } from './respond/protobuf-form.ts';
import { encodeStatus } from './respond/status.ts';

/** Makes the frames of one watch, in the order of its events. */
export interface EventFrames {
  /** One buffer, which all watchers of the same event may share. */
  shared(event: WatchEvent<KubeObject>): Uint8Array;
  /** The same in pieces, of which nothing is kept. */
  pieces(event: WatchEvent<KubeObject>): readonly Uint8Array[];
}

type Bookmark = Extract<WatchEvent<unknown>, { readonly type: 'BOOKMARK' }>;
type EventType = WatchEvent<unknown>['type'];

/** How one watch shows what its events are about. */
interface Embedding {
  /** The same for all watches that show the same; undefined when no two do. */
  readonly variant: string | undefined;
  object(object: StoredObject<KubeObject>): Uint8Array;
  bookmark(bookmark: Bookmark): Uint8Array;
}

/** Throws BadRequest for a table that cannot be had. */
export function eventFrames(endpoint: Endpoint, accepted: Accepted, query: URLSearchParams): EventFrames {
  const { encoding } = accepted;
  const embedding = embeddingOf(endpoint, accepted, query);
  const around = encoding === 'protobuf' ? protobufFrame : jsonLine;
  const pieces: EventFrames['pieces'] = (event) => {
    switch (event.type) {
      case 'ADDED':
      case 'MODIFIED':
      case 'DELETED':
        return around(event.type, embedding.object(event.object));
      case 'BOOKMARK':
        return around('BOOKMARK', embedding.bookmark(event));
      case 'ERROR':
        return around('ERROR', encodeStatus(event.status, encoding));
      default:
        return unreachable(event);
    }
  };
  return {
    pieces,
    shared(event) {
      const make = (): Uint8Array => concat(pieces(event));
      if (!('object' in event) || embedding.variant === undefined) return make();
      return endpoint.frames.get(event.object, `${event.type} ${embedding.variant}`, make);
    },
  };
}

const eventHeads = new Map<EventType, Uint8Array>(
  (['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'] as const).map((type) => [type, utf8(`{"type":"${type}","object":`)]),
);
const eventTail = utf8('}\n');

function jsonLine(type: EventType, object: Uint8Array): readonly Uint8Array[] {
  return [eventHeads.get(type)!, object, eventTail];
}

/** Four bytes of length, the largest first, then the event. */
function protobufFrame(type: EventType, object: Uint8Array): readonly Uint8Array[] {
  const event = encodeWatchEvent(type, object);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, event.length);
  return [length, event];
}

function embeddingOf(endpoint: Endpoint, accepted: Accepted, query: URLSearchParams): Embedding {
  const { encoding, transform } = accepted;
  if (transform?.kind === 'Table') return tableEmbedding(endpoint, accepted, query);
  const { object } = encoding === 'protobuf' ? protobufForm(endpoint, transform) : jsonForm(endpoint, transform, query);
  const variant = `${encoding} ${transform?.kind ?? ''} ${transform?.version ?? ''}`;
  return { variant, object, bookmark: (bookmark) => object(bookmarkObject(endpoint, bookmark)) };
}

/** Only the first event has column definitions; and ages differ from one watch to the next. */
function tableEmbedding(endpoint: Endpoint, { transform }: Accepted, query: URLSearchParams): Embedding {
  const form = tableFormOf(endpoint, transform!, query);
  let started = false;
  const columns = (): 'columns' | 'no columns' => {
    const answer = started ? 'no columns' : 'columns';
    started = true;
    return answer;
  };
  return {
    variant: undefined,
    object: (object) => form.row(object, columns()),
    bookmark: (bookmark) => form.bookmark(bookmarkObject(endpoint, bookmark), columns()),
  };
}

/** An empty object of the kind with a revision, and the mark where the initial events end [S047, S070]. */
function bookmarkObject({ kind, rest }: Endpoint, { revision, initialEventsEnd }: Bookmark): StoredObject<KubeObject> {
  const annotations = { annotations: { 'k8s.io/initial-events-end': 'true' } };
  const metadata = { resourceVersion: String(revision), ...(initialEventsEnd && annotations) };
  const { object } = decodeValue(rest.type, { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata }, { fill: 'zeros' });
  return { ...computed(object), revision };
}
