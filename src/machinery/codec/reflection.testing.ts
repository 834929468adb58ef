// The same protobuf by other hands: protobufjs types built from our declarations, to hold our codec against.

import protobuf from 'protobufjs';
import { isMessage, resolveMessage, type FieldSpec, type Message } from '../declare.ts';
import { parseDuration, parseTime, type Instant } from '../time.ts';

type Plain = Record<string, unknown>;

const builtIn = {
  IntOrString: { type: [1, 'int64'], intVal: [2, 'int32'], strVal: [3, 'string'] },
  Timestamp: { seconds: [1, 'int64'], nanos: [2, 'int32'] },
  Duration: { duration: [1, 'int64'] },
  Quantity: { string: [1, 'string'] },
  Raw: { raw: [1, 'bytes'] },
} as const;

/** protobufjs' type for a message, with everything it refers to. */
export class Reflection {
  readonly #root = new protobuf.Root();
  readonly #known = new Map<Message, string>();

  constructor() {
    for (const [name, fields] of Object.entries(builtIn)) {
      const type = new protobuf.Type(name);
      for (const [field, [id, scalar]] of Object.entries<readonly [number, string]>(fields))
        type.add(new protobuf.Field(field, id, scalar));
      this.#root.add(type);
    }
  }

  encode(message: Message, object: unknown): Uint8Array {
    const type = this.#root.lookupType(this.#nameOf(message));
    return type.encode(type.fromObject(plainOf(message, object as Plain))).finish();
  }

  /** In the form of `plainOf`. */
  decode(message: Message, bytes: Uint8Array): Plain {
    const type = this.#root.lookupType(this.#nameOf(message));
    return type.toObject(type.decode(bytes), { longs: String, bytes: String, arrays: false });
  }

  #nameOf(message: Message): string {
    const known = this.#known.get(message);
    if (known !== undefined) return known;
    const type = new protobuf.Type(`M${this.#known.size}`);
    this.#known.set(message, type.name);
    this.#root.add(type);
    for (const { spec } of Object.values(message.fields)) if (spec.number > 0) type.add(this.#field(nameOf(spec), spec));
    return type.name;
  }

  #field(name: string, spec: FieldSpec): protobuf.FieldBase {
    if (spec.type === 'map') return new protobuf.MapField(name, spec.number, 'string', this.#elementType(spec));
    if (spec.type === 'list' && !spec.wrapped) return new protobuf.Field(name, spec.number, this.#elementType(spec), 'repeated');
    return new protobuf.Field(name, spec.number, this.#typeName(spec));
  }

  #elementType({ of }: FieldSpec): string {
    return isMessage(of) ? this.#nameOf(resolveMessage(of)) : this.#typeName(of!);
  }

  #typeName(spec: FieldSpec): string {
    if (isMessage(spec.of) && spec.type === 'message') return this.#nameOf(resolveMessage(spec.of));
    if (spec.type === 'either') return this.#added(spec.alternatives!.map((each) => this.#field(nameOf(each), each)));
    if (spec.type === 'list') return this.#added([new protobuf.Field('items', 1, this.#elementType(spec), 'repeated')]);
    return scalarNames[spec.type as keyof typeof scalarNames];
  }

  #added(fields: readonly protobuf.FieldBase[]): string {
    const type = new protobuf.Type(`N${this.#root.nestedArray.length}`);
    for (const field of fields) type.add(field);
    this.#root.add(type);
    return type.name;
  }
}

/** Some names that we have, protobufjs refuses. */
const nameOf = ({ number }: FieldSpec): string => `f${number}`;

const scalarNames = {
  string: 'string',
  enum: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  double: 'double',
  bytes: 'bytes',
  time: 'Timestamp',
  microTime: 'Timestamp',
  duration: 'Duration',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  rawExtension: 'Raw',
  fieldsV1: 'Raw',
  json: 'Raw',
} as const;

/** A stored object as protobufjs would hold what Go writes. */
export function plainOf(message: Message, object: Plain): Plain {
  const out: Plain = {};
  for (const [name, { spec }] of Object.entries(message.fields)) {
    if (spec.number === 0) continue;
    const value = spec.inline && isMessage(spec.of) ? plainOf(resolveMessage(spec.of), object) : fieldOf(spec, object[name]);
    if (value !== undefined) out[nameOf(spec)] = value;
  }
  return out;
}

const isPointer = ({ zero }: FieldSpec): boolean => zero === 'kept' || zero === 'null';

function fieldOf(spec: FieldSpec, value: unknown): unknown {
  if (value !== undefined && value !== null) {
    const isEmptySlice = (spec.type === 'list' && (value as unknown[]).length === 0) || (spec.type === 'bytes' && value === '');
    const isEmptyMap = spec.type === 'map' && Object.keys(value).length === 0;
    return isEmptyMap || (isEmptySlice && !(isPointer(spec) && (spec.type === 'bytes' || spec.wrapped)))
      ? undefined
      : plainValue(spec, value);
  }
  return isPointer(spec) ? undefined : unset(spec);
}

/** Go's zero value, which is always on the wire. */
function unset(spec: FieldSpec): unknown {
  switch (spec.type) {
    case 'list':
    case 'map':
    case 'bytes':
    case 'either':
      return undefined;
    case 'message':
      return isMessage(spec.of) ? plainOf(resolveMessage(spec.of), {}) : {};
    case 'string':
    case 'enum':
      return '';
    case 'bool':
      return false;
    case 'int64':
      return '0';
    case 'int32':
    case 'double':
      return 0;
    case 'quantity':
      return { string: '0' };
    case 'duration':
      return { duration: '0' };
    case 'intOrString':
      return { type: '0', intVal: 0, strVal: '' };
    default:
      return {};
  }
}

function plainValue(spec: FieldSpec, value: unknown): unknown {
  switch (spec.type) {
    case 'message':
      return isMessage(spec.of) ? plainOf(resolveMessage(spec.of), value as Plain) : value;
    case 'list': {
      const items = (value as readonly unknown[]).map((each) => elementOf(spec, each));
      return spec.wrapped ? (items.length === 0 ? {} : { items }) : items;
    }
    case 'map':
      return Object.fromEntries(Object.entries(value as Plain).map(([key, each]) => [key, elementOf(spec, each)]));
    case 'int64':
      return String((value as { rawJSON?: string }).rawJSON ?? value);
    case 'time':
      return timestamp(parseTime(value as string, 'seconds') as Instant);
    case 'microTime':
      return timestamp(parseTime(value as string, 'micros') as Instant);
    case 'duration':
      return { duration: String(parseDuration(value as string)) };
    case 'quantity':
      return { string: value };
    case 'intOrString':
      return typeof value === 'string' ? { type: '1', intVal: 0, strVal: value } : { type: '0', intVal: value, strVal: '' };
    case 'rawExtension':
    case 'fieldsV1':
    case 'json':
      return { raw: base64(JSON.stringify(value)) };
    case 'either':
      return plainEither(spec, value);
    default:
      return value;
  }
}

const elementOf = ({ of }: FieldSpec, value: unknown): unknown => {
  if (isMessage(of)) return plainOf(resolveMessage(of), value as Plain);
  return value === null ? {} : plainValue(of!, value);
};

const timestamp = ({ seconds, nanos }: Instant): Plain => ({ seconds: String(seconds), nanos });
const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

function plainEither(spec: FieldSpec, value: unknown): Plain {
  const type = Array.isArray(value) ? 'list' : typeof value === 'boolean' ? 'bool' : 'message';
  const flag = spec.alternatives!.find((each) => each.type === 'bool');
  const chosen = spec.alternatives!.find((each) => each.type === type)!;
  const isEmpty = type === 'list' && (value as unknown[]).length === 0;
  return {
    ...(flag && { [nameOf(flag)]: value !== false }),
    ...(!isEmpty && type !== 'bool' && { [nameOf(chosen)]: plainValue(chosen, value) }),
  };
}
