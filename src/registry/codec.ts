// A declared kind's codec for storage: follows from its declaration alone.
import { decodeStored } from '../machinery/codec/json.ts';
import { describeProblems, fatalProblem } from '../machinery/codec/problem.ts';
import type { Message } from '../machinery/declare.ts';
import { apiVersionOf, type KubeObject } from '../machinery/object.ts';
import type { ObjectCodec } from '../storage/codec.ts';
import { nativeText, type NativeKind } from '../storage/native-text.ts';
import type { SelectableGetters } from './definition.ts';
import { kindOf } from './kind.ts';

export function codecOf<T extends KubeObject>(type: Message<T>, fields: SelectableGetters<T> = {}): ObjectCodec<T> {
  const kind = kindOf(type);
  const native: NativeKind = { kind: kind.kind, apiVersion: apiVersionOf(kind), fields: Object.keys(type.fields) };
  return {
    stringify: (object, resourceVersion) => nativeText(native, object, resourceVersion),
    parse: (bytes) => read(type, bytes, { native: true }),
    decode: (bytes) => read(type, bytes, { native: false }),
    fields: fieldsOf(fields),
  };
}

function read<T>(type: Message<T>, bytes: Uint8Array, how: { readonly native: boolean }): T {
  const { object, problems } = decodeStored(type, bytes, how);
  if (fatalProblem(problems) !== undefined) throw new TypeError(describeProblems(problems));
  return object;
}

const none: Readonly<Record<string, string>> = Object.freeze({});

/** All kinds without selectable fields share one empty record: there is one per stored object. */
function fieldsOf<T>(getters: SelectableGetters<T>): (object: T) => Readonly<Record<string, string>> {
  const entries = Object.entries(getters);
  if (entries.length === 0) return () => none;
  return (object) => Object.fromEntries(entries.map(([field, get]) => [field, get(object) ?? '']));
}
