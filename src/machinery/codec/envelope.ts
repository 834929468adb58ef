// What a protobuf body is wrapped in (runtime.Unknown): four bytes of magic, then a message that names kind and apiVersion
// and carries the object's bytes.

import { MalformedProtobuf, ProtobufReader } from './protobuf-reader.ts';
import { ProtobufWriter, wireType } from './protobuf-writer.ts';

export interface Envelope {
  readonly kind: string;
  readonly apiVersion: string;
  /** The object's own message. A view of the body, not a copy. */
  readonly raw: Uint8Array;
  readonly contentEncoding: string;
  readonly contentType: string;
}

const magic = Uint8Array.of(0x6b, 0x38, 0x73, 0x00);

/** Whether stored bytes are protobuf, not JSON. */
export const hasEnvelope = (bytes: Uint8Array): boolean => bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte);

/** `writeRaw` writes the object's message. */
export function writeEnvelope(
  writer: ProtobufWriter,
  { kind, apiVersion }: Pick<Envelope, 'kind' | 'apiVersion'>,
  writeRaw: () => void,
): void {
  stringField(writer, 4, '');
  stringField(writer, 3, '');
  const rawMark = writer.mark;
  writeRaw();
  writer.length(rawMark);
  writer.tag(2, wireType.bytes);
  const typeMark = writer.mark;
  stringField(writer, 2, kind);
  stringField(writer, 1, apiVersion);
  writer.length(typeMark);
  writer.tag(1, wireType.bytes);
  writer.raw(magic);
}

/** Around bytes that are there already. */
export function encodeEnvelope(typeMeta: Pick<Envelope, 'kind' | 'apiVersion'>, raw: Uint8Array): Uint8Array {
  const writer = new ProtobufWriter(raw.length + 256);
  writeEnvelope(writer, typeMeta, () => writer.raw(raw));
  return writer.take();
}

function stringField(writer: ProtobufWriter, number: number, text: string): void {
  writer.string(text);
  writer.tag(number, wireType.bytes);
}

/** What is wrong comes back as text, in upstream's words. */
export function decodeEnvelope(bytes: Uint8Array): Envelope | string {
  if (bytes.length === 0) return 'empty data';
  if (!hasEnvelope(bytes)) return `provided data does not appear to be a protobuf message, expected prefix [${magic.join(' ')}]`;
  if (bytes.length === magic.length) return 'empty body';
  try {
    return readUnknown(new ProtobufReader(bytes.subarray(magic.length)));
  } catch (error) {
    if (error instanceof MalformedProtobuf) return error.message;
    throw error;
  }
}

function readUnknown(reader: ProtobufReader): Envelope {
  let typeMeta = { kind: '', apiVersion: '' };
  let raw = new Uint8Array();
  let contentEncoding = '';
  let contentType = '';
  while (reader.more) {
    const tag = reader.tag('Unknown');
    if (tag === 0x0a) typeMeta = readTypeMeta(reader);
    else if (tag === 0x12) raw = reader.byteString() as Uint8Array<ArrayBuffer>;
    else if (tag === 0x1a) contentEncoding = reader.string();
    else if (tag === 0x22) contentType = reader.string();
    else reader.skip(tag & 7);
  }
  return { ...typeMeta, raw, contentEncoding, contentType };
}

function readTypeMeta(reader: ProtobufReader): { kind: string; apiVersion: string } {
  const outer = reader.enter();
  const found = { kind: '', apiVersion: '' };
  while (reader.more) {
    const tag = reader.tag('TypeMeta');
    if (tag === 0x0a) found.apiVersion = reader.string();
    else if (tag === 0x12) found.kind = reader.string();
    else reader.skip(tag & 7);
  }
  reader.leave(outer);
  return found;
}

/** One event of a watch: the object goes inside an envelope of its own, the event itself has none. */
export function encodeWatchEvent(type: string, object: Uint8Array): Uint8Array {
  const writer = new ProtobufWriter(object.length + 64);
  const { mark } = writer;
  writer.bytes(object);
  writer.tag(1, wireType.bytes);
  writer.length(mark);
  writer.tag(2, wireType.bytes);
  stringField(writer, 1, type);
  return writer.take();
}
