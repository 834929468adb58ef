// The codec of a kind that is declared in TypeScript: the built-ins, and whatever a program declares in the same way.
import type { Message } from '../machinery/declare.ts';
import { hasEnvelope } from '../machinery/codec/envelope.ts';
import { decodeStored, type Decoded } from '../machinery/codec/json.ts';
import { describeProblems, fatalProblem } from '../machinery/codec/problem.ts';
import { decodeProtobuf, encodeProtobuf } from '../machinery/codec/protobuf.ts';
import { ProtobufWriter } from '../machinery/codec/protobuf-writer.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { ObjectCodec } from './codec.ts';
import { nativeText } from './native-text.ts';

/** A value that field selectors can ask for: undefined is as good as ''. */
export type FieldReaders<T> = Readonly<Record<string, (object: T) => string | undefined>>;

export function declaredCodec<T extends KubeObject>(type: Message<T>, readers: FieldReaders<T> = {}): ObjectCodec<T> {
  const { typeName: kind, apiVersion } = type;
  if (apiVersion === undefined) throw new TypeError(`${kind} is not declared as a kind of a group version`);
  // Asked for when the first object comes: declarations are built lazily.
  let native: { readonly kind: string; readonly apiVersion: string; readonly fields: readonly string[] } | undefined;
  let writer: ProtobufWriter | undefined;
  const entries = Object.entries(readers);
  return {
    stringify: (object, resourceVersion) =>
      nativeText((native ??= { kind, apiVersion, fields: Object.keys(type.fields) }), object, resourceVersion),
    parse: (bytes) => parseNative(type, bytes),
    protobuf: (object) => encodeProtobuf(type, unversioned(object), (writer ??= new ProtobufWriter())),
    decode: (bytes) => requireKind(readable(decodeForeign(type, bytes)), { kind, apiVersion }),
    ...(entries.length > 0 && { fields: (object: T) => fieldsOf(entries, object) }),
  };
}

/**
 * In native text a number stands behind one of these, and comes back as it was written unless it has very many digits, a
 * fraction, an exponent or is -0. Strings may look like it: then the slow way finds nothing.
 */
const mayLoseDigits = /[:,[](?:-0|-?\d{16}|-?\d+[.eE])/;
const decoder = new TextDecoder();

function parseNative<T>(type: Message<T>, bytes: Uint8Array): T {
  const text = decoder.decode(bytes);
  return mayLoseDigits.test(text) ? readable(decodeStored(type, bytes, { native: true })) : (JSON.parse(text) as T);
}

/** Neither is ever stored [S002]. */
function unversioned<T extends KubeObject>(object: T): T {
  const { resourceVersion: _, selfLink: __, ...metadata } = object.metadata;
  return { ...object, metadata };
}

const decodeForeign = <T>(type: Message<T>, bytes: Uint8Array): Decoded<T> =>
  hasEnvelope(bytes) ? decodeProtobuf(type, bytes) : decodeStored(type, bytes, { native: false });

function fieldsOf<T>(
  readers: readonly (readonly [name: string, read: (object: T) => string | undefined])[],
  object: T,
): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, read] of readers) fields[name] = read(object) ?? '';
  return fields;
}

function readable<T>({ object, problems }: Decoded<T>): T {
  if (fatalProblem(problems) !== undefined) throw new TypeError(describeProblems(problems));
  return object;
}

/** What is stored under a resource's prefix may still be something else. */
function requireKind<T extends KubeObject>(object: T, { kind, apiVersion }: { readonly kind: string; readonly apiVersion: string }): T {
  if (object.kind === kind && object.apiVersion === apiVersion) return object;
  throw new TypeError(`no kind "${object.kind}" is registered for version "${object.apiVersion}"`);
}
