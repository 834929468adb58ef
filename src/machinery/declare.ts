// How an API type is declared. One statement names both a value (the declaration) and a type (the stored object), which
// is why a declaration is a class; objects themselves are plain data and nobody calls `new`:
//
//     export class ServicePort extends message('ServicePort', () => ({
//       name: string(1),                           // dropped when empty       (Go: value, omitempty)
//       port: int32(3).required(),                 // always written           (Go: value, no omitempty)
//       appProtocol: string(6).optional(),         // absent is not empty      (Go: pointer)
//       protocol: enumOf(2, Protocol).default('TCP'),
//       targetPort: intOrString(4),                // always there             (Go: struct value)
//     })) {}
//
// List, map and object modifiers come first, then optional/nullable/required/always, then default.

const typed: unique symbol = Symbol('typed');

/**
 * maybe: may be absent. asked: may be absent, though clients must send it. given: always there, clients must send it.
 * filled: always there, the server fills it in.
 */
export type Presence = 'maybe' | 'asked' | 'given' | 'filled';

/** T is the stored value, P whether it is there, M the message inside a list, a map or an object. */
export interface Field<out T, out P extends Presence = Presence, out M = unknown> {
  readonly [typed]: readonly [value: T, presence: P, message: M];
  readonly spec: FieldSpec;
  /** Stands in where the field is absent or, unless it is `optional`, zero. */
  default(value: T): Field<T, 'filled', M>;
  check(...rules: readonly Rule<T>[]): this;
}

/** A scalar, a list or a map. As it stands, zero and empty are dropped. */
export interface ValueField<out T, out M = never> extends Field<T, 'maybe', M> {
  /** Written even when it is zero; clients must send it. */
  required(): Field<T, 'given', M>;
  /** Written even when it is zero; clients need not send it. */
  always(): Field<T, 'filled', M>;
  /** Absent means something other than zero. */
  optional(): PointerField<T, M>;
  /** As `optional`, but always written: null when absent. */
  nullable(): FilledField<T | null, M>;
}

/** Absent differs from zero. */
export interface PointerField<out T, out M = never> extends Field<T, 'maybe', M> {
  required(): Field<T, 'asked', M>;
}

/** Always there, with a zero value of its own: `{}` for an object, "0" for a quantity, null for raw JSON. */
export interface FilledField<out T, out M = never> extends Field<T, 'filled', M> {
  required(): Field<T, 'given', M>;
  optional(): PointerField<Exclude<T, null>, M>;
  nullable(): FilledField<T | null, M>;
}

/** The zero time is written as null. */
export interface TimeField extends FilledField<string | null> {
  /** The zero time is left out. */
  omitZero(): Field<string, 'maybe', never>;
}

/** How a strategic merge patch treats the field. */
interface PatchModifiers {
  /** The patch says which fields remain, with `$retainKeys`. */
  retainKeys(): this;
  /** The patch's value replaces the whole. */
  replace(): this;
}

export interface ObjectField<out T, out M> extends FilledField<T, M>, PatchModifiers {
  /** Server-side apply replaces the object as a whole. */
  atomic(): this;
  /** Each field has its own owner, even where the type says atomic. */
  granular(): this;
}

export interface ListField<T, out M> extends ValueField<readonly T[], M>, PatchModifiers {
  /** Elements are told apart by these fields: server-side apply merges them one by one. */
  keyedBy(...keys: readonly (keyof T & string)[]): this;
  set(): this;
  atomic(): this;
  /** Strategic merge patch merges elements by this field or, for scalars, by value. */
  mergeOn(key?: keyof T & string): this;
}

/** An atomic map is replaced as a whole by server-side apply; otherwise each key has its own owner. */
export interface MapField<out T, out M> extends ValueField<{ readonly [key: string]: T }, M>, PatchModifiers {
  atomic(): this;
  granular(): this;
}

export interface InlineField<out M> {
  readonly [typed]: readonly [value: never, presence: 'inline', message: M];
  readonly spec: FieldSpec;
}

/** What one value must fulfil; `test` answers what is wrong. */
export interface Rule<in T> {
  readonly name: string;
  readonly test: (value: T) => string | undefined;
}

export type FieldType =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'double'
  | 'bytes'
  | 'time'
  | 'microTime'
  | 'duration'
  | 'quantity'
  | 'intOrString'
  | 'rawExtension'
  | 'fieldsV1'
  | 'json'
  | 'enum'
  | 'message'
  | 'list'
  | 'map'
  | 'either';

export type PatchStrategy = 'merge' | 'replace' | 'retainKeys';

/** A field as data: what the codecs, OpenAPI, patches and apply read. */
export interface FieldSpec {
  /** In protobuf; 0 where the type has no protobuf form. */
  readonly number: number;
  readonly type: FieldType;
  /**
   * dropped: zero and absent are one (for an object, quantity, time …: always there). kept: absent differs from zero.
   * written: always written. null: absent is written as null. omitted: a time that is left out when zero.
   */
  readonly zero: 'dropped' | 'kept' | 'written' | 'null' | 'omitted';
  /** Clients must send it. */
  readonly required?: true;
  readonly default?: unknown;
  /** The message of an object; the element of a list or a map. Pass a message through `resolveMessage`. */
  readonly of?: FieldSpec | Message;
  /** The alternatives of an `either`. */
  readonly alternatives?: readonly FieldSpec[];
  readonly values?: readonly string[];
  /** Values other than `values` are legal too. */
  readonly open?: true;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly keys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly patchStrategies?: readonly PatchStrategy[];
  readonly mergeKey?: string;
  readonly rules?: readonly Rule<never>[];
  readonly inline?: true;
  /** In protobuf the list is a message of its own, with the elements as field 1. */
  readonly wrapped?: true;
}

export type Fields = { readonly [name: string]: Field<unknown> | InlineField<unknown> };
type Has<F, P> = F extends { readonly [typed]: readonly [unknown, infer Q, unknown] } ? (Q extends P ? true : false) : false;
type In<F> = F extends { readonly [typed]: readonly [unknown, unknown, infer M] } ? M : never;
type Value<F> = F extends { readonly [typed]: readonly [infer T, unknown, unknown] } ? T : never;
type And<Base, More> = [More] extends [never] ? Base : Base & More;
type Inlined<F> = { [K in keyof F]: Has<F[K], 'inline'> extends true ? In<F[K]> : never }[keyof F];
type Instances<M> = (M extends Message<infer T> ? (value: T) => void : never) extends (value: infer All) => void ? All : never;
type Inputs<M> = (M extends unknown ? (value: Input<M>) => void : never) extends (value: infer All) => void ? All : never;

/** The stored object of these fields. */
export type Stored<F> = And<
  { readonly [K in keyof F as Has<F[K], 'given' | 'filled'> extends true ? K : never]: Value<F[K]> } & {
    readonly [K in keyof F as Has<F[K], 'maybe' | 'asked'> extends true ? K : never]?: Value<F[K]>;
  },
  [Inlined<F>] extends [never] ? never : Instances<Inlined<F>>
>;

type Sent<F> = And<
  { readonly [K in keyof F as Has<F[K], 'given' | 'asked'> extends true ? K : never]: SentValue<Value<F[K]>, In<F[K]>> } & {
    readonly [K in keyof F as Has<F[K], 'maybe' | 'filled'> extends true ? K : never]?: SentValue<Value<F[K]>, In<F[K]>>;
  },
  [Inlined<F>] extends [never] ? never : Inputs<Inlined<F>>
>;
type SentValue<T, M> = [M] extends [never]
  ? T
  : T extends readonly unknown[]
    ? readonly Input<M>[]
    : string extends keyof T
      ? { readonly [key: string]: Input<M> }
      : Input<M>;
/** What a client may send: as stored, but what the server fills in may be missing. */
export type Input<M> = M extends { readonly [typed]: readonly [infer F, infer Meta] }
  ? Sent<F> & Meta
  : M extends Message<infer T>
    ? T
    : never;

/** A declared type. The stored object's static type is its instance type: `Message<T>`. */
export interface Message<out T = unknown> {
  new (): T;
  readonly typeName: string;
  /** Of a kind; then `typeName` is the kind's name. */
  readonly apiVersion: string | undefined;
  readonly fields: Fields;
  readonly fill: ((object: never) => object) | undefined;
  /** Server-side apply replaces objects of this type as a whole. */
  readonly atomic: boolean;
}
/** Defaults that depend on other fields. Runs in the decoder, after constant defaults and those of nested objects. */
export type Fill<F> = (object: Stored<F>) => Filling<Stored<F>>;
/** What a fill adds to T; undefined takes a field away. */
export type Filling<T> = { readonly [K in keyof T]?: T[K] | undefined };
export interface MessageOf<F, Meta = unknown> extends Message<Stored<F> & Meta> {
  readonly [typed]: readonly [fields: F, meta: Meta];
}
/** Optional because only a root object carries them: an item of a list does not. */
export interface TypeMeta<V extends string = string, K extends string = string> {
  readonly kind?: K;
  readonly apiVersion?: V;
}

/** The values of a string field. Decoders let others pass: refusing them is validation's part. */
export interface Enum<out T extends string> {
  readonly values: readonly T[];
  readonly closed: boolean;
  readonly [typed]: T;
}
export type ValueOf<E extends Enum<string>> = E[typeof typed];

/** What a list or a map may hold: a message, an enum, or a scalar named by its builder: `list(5, string)`. */
export type Element = Message | Enum<string> | ((number: number) => Field<unknown>);
type ElementValue<E> =
  E extends Message<infer T> ? T : E extends Enum<infer T> ? T : E extends (number: number) => Field<infer T> ? T : never;
type ElementMessage<E> = E extends Message ? E : never;

/** The one runtime class behind all the field interfaces. */
class Builder {
  readonly spec: FieldSpec;
  constructor(spec: FieldSpec) {
    this.spec = spec;
  }
  required(): Builder {
    return this.#with({ required: true, zero: this.spec.zero === 'dropped' ? 'written' : this.spec.zero });
  }
  always(): Builder {
    return this.#with({ zero: 'written' });
  }
  optional(): Builder {
    return this.#with({ zero: 'kept' });
  }
  nullable(): Builder {
    return this.#with({ zero: 'null' });
  }
  omitZero(): Builder {
    return this.#with({ zero: 'omitted' });
  }
  default(value: unknown): Builder {
    return this.#with({ default: value });
  }
  check(...rules: readonly Rule<never>[]): Builder {
    return this.#with({ rules: [...(this.spec.rules ?? []), ...rules] });
  }
  keyedBy(...keys: readonly string[]): Builder {
    return this.#with({ listType: 'map', keys });
  }
  set(): Builder {
    return this.#with({ listType: 'set' });
  }
  atomic(): Builder {
    return this.#with(this.spec.type === 'list' ? { listType: 'atomic' } : { mapType: 'atomic' });
  }
  granular(): Builder {
    return this.#with({ mapType: 'granular' });
  }
  mergeOn(key?: string): Builder {
    return this.#patched('merge').#with(key === undefined ? {} : { mergeKey: key });
  }
  retainKeys(): Builder {
    return this.#patched('retainKeys');
  }
  replace(): Builder {
    return this.#patched('replace');
  }
  #patched(strategy: PatchStrategy): Builder {
    return this.#with({ patchStrategies: [...(this.spec.patchStrategies ?? []), strategy] });
  }
  #with(more: Partial<FieldSpec>): Builder {
    return new Builder({ ...this.spec, ...more });
  }
}
const build = (type: FieldType, number: number, more: Partial<FieldSpec> = {}): never =>
  new Builder({ number, type, zero: 'dropped', ...more }) as never;
const enumSpec = (of: Enum<string>): Partial<FieldSpec> => ({ values: of.values, ...(!of.closed && { open: true }) });
const elementSpec = (of: Element): FieldSpec | Message =>
  'values' in of ? { number: 0, type: 'enum', zero: 'dropped', ...enumSpec(of) } : 'typeName' in of ? of : of(0).spec;

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export const string = (number: number): ValueField<string> => build('string', number);
export const bool = (number: number): ValueField<boolean> => build('bool', number);
export const int32 = (number: number): ValueField<number> => build('int32', number);
/** A number beyond 2^53 is held as `JSON.rawJSON` (see codec/exact.ts), not as the number its type promises. */
export const int64 = (number: number): ValueField<number> => build('int64', number);
export const double = (number: number): ValueField<number> => build('double', number);
/** Base64, padded, in the standard alphabet. */
export const bytes = (number: number): ValueField<string> => build('bytes', number);
/** RFC 3339 in UTC, whole seconds. */
export const time = (number: number): TimeField => build('time', number);
/** RFC 3339 in UTC, microseconds. */
export const microTime = (number: number): TimeField => build('microTime', number);
/** As Go prints it: `1h30m0s`. */
export const duration = (number: number): FilledField<string> => build('duration', number);
/** In canonical form: `500m`, `1Gi`. */
export const quantity = (number: number): FilledField<string> => build('quantity', number);
export const intOrString = (number: number): FilledField<number | string> => build('intOrString', number);
/** Somebody else's object, not looked into. */
export const rawExtension = (number: number): FilledField<Json> => build('rawExtension', number);
export const fieldsV1 = (number: number): FilledField<JsonObject> => build('fieldsV1', number);
export const json = (number: number): FilledField<Json> => build('json', number);
export const enumOf = <const T extends string>(number: number, of: Enum<T>): ValueField<T> => build('enum', number, enumSpec(of));
export const object = <M extends Message>(number: number, of: M): ObjectField<InstanceType<M>, M> => build('message', number, { of });
export const list = <E extends Element>(number: number, of: E): ListField<ElementValue<E>, ElementMessage<E>> =>
  build('list', number, { of: elementSpec(of) });
export const map = <E extends Element>(number: number, of: E): MapField<ElementValue<E>, ElementMessage<E>> =>
  build('map', number, { of: elementSpec(of) });
/** A list that is a message of its own in protobuf (upstream: ExtraValue, Verbs): `map(5, (n) => wrappedList(n, string))`. */
export const wrappedList = <E extends Element>(number: number, of: E): ListField<ElementValue<E>, ElementMessage<E>> =>
  build('list', number, { of: elementSpec(of), wrapped: true });
/**
 * One of several JSON forms, told apart by whether the value is an object, a list or a boolean. In protobuf a message with
 * one field each, whose numbers the alternatives carry: `either(30, bool(1), object(2, JSONSchemaProps))`.
 */
export const either = <const A extends readonly Field<unknown>[]>(number: number, ...alternatives: A): PointerField<Value<A[number]>> =>
  build('either', number, { zero: 'kept', alternatives: alternatives.map(({ spec }) => spec) });
/** The message's fields stand among this one's in JSON, and in a message of their own in protobuf. */
export const inline = <M extends Message>(number: number, of: M): InlineField<M> => build('message', number, { of, inline: true });

/** For a type that contains itself: `not: object(28, later((): Message<JSONSchemaProps> => JSONSchemaProps))`. */
export const later = <T>(of: () => Message<T>): Message<T> =>
  Object.assign(
    () => {
      throw new TypeError('declared later');
    },
    { typeName: 'later', later: of },
  ) as never;
/** The message that `later` stands for. */
export const resolveMessage = (of: Message): Message => ('later' in of ? (of as unknown as { later: () => Message }).later() : of);
/** Whether what a field or a list holds is a message, not a scalar. */
export const isMessage = (of: FieldSpec | Message | undefined): of is Message => typeof of === 'function';

/** The only legal values of a string. */
export const values = <const V extends readonly string[]>(...of: V): Enum<V[number]> => ({ values: of, closed: true }) as never;
/** The known values of a string; others are legal too. */
export const openValues = <const V extends readonly string[]>(...of: V): Enum<V[number] | (string & {})> =>
  ({ values: of, closed: false }) as never;
export const rule = <T>(name: string, test: (value: T) => string | undefined): Rule<T> => ({ name, test });

interface Definition {
  readonly typeName: string;
  readonly apiVersion?: string;
  readonly fields: () => Fields;
  readonly fill?: ((object: never) => object) | undefined;
  readonly atomic?: boolean;
}
const define = ({ typeName, apiVersion, fields, fill, atomic = false }: Definition): never => {
  let built: Fields | undefined;
  return class {
    static readonly typeName = typeName;
    static readonly apiVersion = apiVersion;
    static readonly fill = fill;
    static readonly atomic = atomic;
    static get fields(): Fields {
      return (built ??= fields());
    }
    constructor() {
      throw new TypeError(`${typeName} objects are plain data; write { … }`);
    }
  } as never;
};

/** Fields are named in a function, so that a file may be read, and loaded, in any order. */
export const message = <const F extends Fields>(typeName: string, fields: () => F, fill?: Fill<F>): MessageOf<F> =>
  define({ typeName, fields, fill });
/** A message that server-side apply replaces as a whole. */
export const atomicMessage = <const F extends Fields>(typeName: string, fields: () => F, fill?: Fill<F>): MessageOf<F> =>
  define({ typeName, fields, fill, atomic: true });

export interface GroupVersion<V extends string> {
  kind<const K extends string, const F extends Fields>(name: K, fields: () => F, fill?: Fill<F>): MessageOf<F, TypeMeta<V, K>>;
}
export const groupVersion = <const V extends string>(apiVersion: V): GroupVersion<V> => ({
  kind: (typeName, fields, fill) => define({ typeName, apiVersion, fields, fill }),
});
