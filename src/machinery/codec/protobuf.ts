// Protobuf bodies: the object's message in the envelope that names its kind.

import type { Message } from '../declare.ts';
import { decodeEnvelope, writeEnvelope } from './envelope.ts';
import type { DecodeOptions, Decoded } from './json.ts';
import { planOf } from './plan.ts';
import { syntaxProblem } from './problem.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { decodeMessage } from './wire-decode.ts';
import { writeMessage } from './wire-encode.ts';

/**
 * Under the kind and apiVersion the object has or, where it has none, the declaration's. A writer may be passed to be used
 * again and again, which saves the buffer.
 */
export function encodeProtobuf<T>(message: Message<T>, object: T, writer: ProtobufWriter = new ProtobufWriter()): Uint8Array {
  const given = object as { readonly kind?: string; readonly apiVersion?: string };
  const typeMeta = { kind: given.kind ?? message.typeName, apiVersion: given.apiVersion ?? message.apiVersion ?? '' };
  writeEnvelope(writer, typeMeta, () => writeMessage(writer, planOf(message), object));
  return writer.take();
}

/** The object says what the envelope says as kind and apiVersion or, where that is empty, the declaration's. */
export function decodeProtobuf<T>(message: Message<T>, bytes: Uint8Array, options?: DecodeOptions): Decoded<T> {
  const envelope = decodeEnvelope(bytes);
  if (typeof envelope === 'string') return { object: {} as T, problems: [syntaxProblem(envelope)] };
  const { object, problems } = decodeMessage(message, envelope.raw, options);
  if (message.apiVersion === undefined) return { object, problems };
  const typeMeta = { kind: envelope.kind || message.typeName, apiVersion: envelope.apiVersion || message.apiVersion };
  return { object: { ...typeMeta, ...object }, problems };
}
