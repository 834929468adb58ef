// Bodies and frames as JSON, whatever they were encoded in.
import { isObject } from '../../../src/machinery/json-value.ts';
import { builtInKinds, metaKinds } from '../../../src/api/kinds.ts';
import { decodeEnvelope, encodeEnvelope } from '../../../src/machinery/codec/envelope.ts';
import { decodeProtobuf, encodeProtobuf } from '../../../src/machinery/codec/protobuf.ts';
import { ProtobufReader } from '../../../src/machinery/codec/protobuf-reader.ts';
import type { Json, Message } from '../../../src/machinery/declare.ts';

export interface Decoded {
  readonly value: Json;
  /** Of text, the text itself, or how JSON is laid out where that is not as usual. */
  readonly text?: string | undefined;
  readonly layout?: string | undefined;
}

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);

export function decodeBody(body: Uint8Array, contentType: unknown): Decoded | undefined {
  if (body.length === 0) return undefined;
  const mediaType = String(contentType).split(';', 1)[0];
  if (mediaType === 'application/vnd.kubernetes.protobuf') return { value: decodeObject(body) };
  const text = textOf(body);
  if (mediaType !== 'application/json') return { value: text };
  try {
    const value = JSON.parse(text) as Json;
    return { value, layout: layoutOf(text, value) };
  } catch {
    return { value: text, layout: 'not JSON' };
  }
}

function layoutOf(text: string, value: Json): string | undefined {
  // Unlike ours, kube-apiserver's ends with a newline and escapes what HTML would trip over.
  const lenient = text.trimEnd().replaceAll(/\\u(?:003[ce]|0026|202[89])/g, (escape) => JSON.parse(`"${escape}"`) as string);
  if (lenient === JSON.stringify(value)) return undefined;
  return lenient === JSON.stringify(value, undefined, 2) ? 'indented' : 'other';
}

function messageOf(kind: string, apiVersion: string): Message {
  const all = [...builtInKinds, ...metaKinds];
  const named = all.filter(({ typeName }) => typeName === kind);
  const message = named.find((candidate) => candidate.apiVersion === apiVersion) ?? (metaKinds.includes(named[0]!) ? named[0] : undefined);
  if (message === undefined) throw new Error(`no declaration of ${apiVersion} ${kind}`);
  return message;
}

function decodeObject(body: Uint8Array): Json {
  const envelope = decodeEnvelope(body);
  if (typeof envelope === 'string') throw new Error(envelope);
  const { kind, apiVersion } = envelope;
  if (kind === '') return { kind, apiVersion, raw: Buffer.from(envelope.raw).toString('base64') };
  const message = messageOf(kind, apiVersion);
  const { object, problems } = decodeProtobuf(message, body, { fill: 'nothing' });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const again = encodeProtobuf(message, object);
  const same = Buffer.compare(again, body) === 0;
  return { ...JSON.parse(JSON.stringify(object)), ...(!same && { '<bytes>': 'not as they would be written' }), kind, apiVersion } as Json;
}

export function encodeObject(object: Json): Uint8Array {
  if (!isObject(object)) throw new Error('only objects have a message');
  const { kind, apiVersion } = object as { readonly kind: string; readonly apiVersion: string };
  const message = messageOf(kind, apiVersion);
  return message.apiVersion === apiVersion
    ? encodeProtobuf(message, object)
    : encodeEnvelope({ kind, apiVersion }, decodedRaw(encodeProtobuf(message, { ...object, apiVersion: message.apiVersion ?? '' })));
}

function decodedRaw(body: Uint8Array): Uint8Array {
  const envelope = decodeEnvelope(body);
  if (typeof envelope === 'string') throw new Error(envelope);
  return envelope.raw;
}

/** The whole frames of a stream, so far. */
export function splitFrames(received: Uint8Array, contentType: unknown): readonly Json[] {
  if (!String(contentType).startsWith('application/vnd.kubernetes.protobuf')) return jsonFrames(received);
  const frames: Json[] = [];
  const view = new DataView(received.buffer, received.byteOffset, received.length);
  for (let at = 0; at + 4 <= received.length;) {
    const end = at + 4 + view.getUint32(at);
    if (end > received.length) break;
    frames.push(decodeWatchEvent(received.subarray(at + 4, end)));
    at = end;
  }
  return frames;
}

function jsonFrames(received: Uint8Array): readonly Json[] {
  const lines = textOf(received).split('\n').slice(0, -1);
  return lines.map((line) => {
    try {
      return JSON.parse(line) as Json;
    } catch {
      return { '<not JSON>': line };
    }
  });
}

function decodeWatchEvent(bytes: Uint8Array): Json {
  const reader = new ProtobufReader(bytes);
  let type = '';
  let object: Json = null;
  while (reader.more) {
    const tag = reader.tag('WatchEvent');
    if (tag === 0x0a) type = reader.string();
    else if (tag === 0x12) {
      const outer = reader.enter();
      while (reader.more) {
        if (reader.tag('RawExtension') === 0x0a) object = decodeObject(reader.byteString());
        else throw new Error('unknown field in a RawExtension');
      }
      reader.leave(outer);
    } else reader.skip(tag & 7);
  }
  return { type, object };
}
