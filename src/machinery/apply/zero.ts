// What an object of a type looks like when nothing has been set: what a new object is compared with, so that creating it
// owns what differs from this and not the empty shells around it.
import { resolveMessage, type FieldSpec, type Json, type JsonObject, type Message } from '../declare.ts';
import { setKey } from '../json-value.ts';
import { fieldSpecsOf, schemaOf, type Schema } from './schema.ts';

/** What apply must know of a kind. */
export interface ObjectType {
  readonly schema: Schema;
  /** An object in which nothing has been set. */
  readonly zero: JsonObject;
}

/** Types follow from declarations, which never change: each is worked out once. */
const known = new WeakMap<Message, ObjectType>();

export function declaredType(message: Message): ObjectType {
  let type = known.get(message);
  if (type === undefined) known.set(message, (type = { schema: schemaOf(message), zero: zeroOf(message) }));
  return type;
}

export function zeroOf(message: Message): JsonObject {
  const object: Record<string, Json> = {};
  for (const [name, spec] of fieldSpecsOf(resolveMessage(message))) {
    const zero = zeroOfField(spec);
    if (zero !== undefined) setKey(object, name, zero);
  }
  return object;
}

function zeroOfField(spec: FieldSpec): Json | undefined {
  switch (spec.zero) {
    case 'kept':
    case 'omitted':
      return undefined;
    case 'null':
      return null;
    case 'dropped':
      return shells.has(spec.type) ? writtenZero(spec) : undefined;
    case 'written':
      return writtenZero(spec);
  }
}

/** Types whose zero is written even when zeros are dropped: Go's omitempty does not see through them. */
const shells: ReadonlySet<FieldSpec['type']> = new Set([
  'message',
  'time',
  'microTime',
  'duration',
  'quantity',
  'intOrString',
  'rawExtension',
  'fieldsV1',
  'json',
]);

function writtenZero(spec: FieldSpec): Json {
  switch (spec.type) {
    case 'message':
      return zeroOf(spec.of as Message);
    case 'string':
    case 'bytes':
    case 'enum':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'duration':
      return '0s';
    case 'list':
      return [];
    case 'map':
      return {};
    case 'time':
    case 'microTime':
    case 'rawExtension':
    case 'fieldsV1':
    case 'json':
    case 'either':
      return null;
  }
}
