// What apply must know of a type: which lists and maps are merged, and by what, and which are replaced as a whole. Comes
// from a declaration here, and from an OpenAPI schema for a custom resource. upstream: structured-merge-diff schema.
import { isMessage, resolveMessage, type FieldSpec, type Json, type Message } from '../declare.ts';
import { fieldSpecsOf } from '../field-specs.ts';
import { isList, isObject } from '../json-value.ts';

export interface ScalarSchema {
  readonly kind: 'scalar';
}

export interface ListSchema {
  readonly kind: 'list';
  /** atomic: one owner for the whole. set: each value has its owners. map: elements are told apart by `keys`. */
  readonly type: 'atomic' | 'set' | 'map';
  readonly keys: readonly string[];
  readonly element: () => Schema;
  /** What an element that lacks a key counts as having. */
  readonly keyDefault: (key: string) => Json | undefined;
}

export interface MapSchema {
  readonly kind: 'map';
  readonly atomic: boolean;
  readonly field: (name: string) => Schema;
  /** Whether the type declares the field; keys of a map are not declared. */
  readonly declares: (name: string) => boolean;
}

/** Anything: lists are replaced, and objects merged or, if atomic, replaced too. */
export interface UntypedSchema {
  readonly kind: 'untyped';
  readonly atomic: boolean;
}

export type Schema = ScalarSchema | ListSchema | MapSchema | UntypedSchema;
/** A schema that has been made to fit a value. */
export type Atom = ScalarSchema | ListSchema | MapSchema;

export const scalarSchema: ScalarSchema = { kind: 'scalar' };
export const untypedSchema: UntypedSchema = { kind: 'untyped', atomic: false };
/** upstream: __untyped_atomic_. */
const opaqueSchema: UntypedSchema = { kind: 'untyped', atomic: true };

const untypedList: ListSchema = { kind: 'list', type: 'atomic', keys: [], element: () => untypedSchema, keyDefault: () => undefined };
const untypedMap: MapSchema = { kind: 'map', atomic: false, field: () => untypedSchema, declares: () => false };
const opaqueMap: MapSchema = { ...untypedMap, atomic: true };

/** What an untyped value is. upstream: deduceAtom. */
export function atomOf(schema: Schema, value: unknown): Atom {
  if (schema.kind !== 'untyped') return schema;
  if (isList(value)) return untypedList;
  if (value !== null && !isObject(value)) return scalarSchema;
  return schema.atomic ? opaqueMap : untypedMap;
}

/** Schemas follow from declarations, which never change: each is worked out once. */
const known = new WeakMap<Message, MapSchema>();

export function schemaOf(message: Message): MapSchema {
  const type = resolveMessage(message);
  const cached = known.get(type);
  if (cached !== undefined) return cached;
  const schema = declaredMap(fieldSpecsOf(type), type.atomic);
  known.set(type, schema);
  return schema;
}

function declaredMap(specs: ReadonlyMap<string, FieldSpec>, atomic: boolean): MapSchema {
  const schemas = new Map<string, Schema>();
  const field = (name: string): Schema => {
    const found = schemas.get(name);
    if (found !== undefined) return found;
    const spec = specs.get(name);
    // What is not declared is apiVersion or kind.
    const schema = spec === undefined ? scalarSchema : schemaOfField(spec);
    schemas.set(name, schema);
    return schema;
  };
  return { kind: 'map', atomic, field, declares: () => true };
}

function schemaOfField(spec: FieldSpec): Schema {
  switch (spec.type) {
    case 'message':
      return schemaOfObject(spec);
    case 'list':
      return schemaOfList(spec);
    case 'map': {
      const element = elementSchema(spec);
      return { kind: 'map', atomic: spec.mapType === 'atomic', field: element, declares: () => false };
    }
    case 'rawExtension':
      return opaqueSchema;
    case 'fieldsV1':
    case 'json':
    case 'either':
      return untypedSchema;
    default:
      return scalarSchema;
  }
}

function schemaOfObject(spec: FieldSpec): Schema {
  const schema = schemaOf(spec.of as Message);
  const atomic = spec.mapType === undefined ? schema.atomic : spec.mapType === 'atomic';
  return atomic === schema.atomic ? schema : { ...schema, atomic };
}

function schemaOfList(spec: FieldSpec): ListSchema {
  const element = elementSchema(spec);
  const keyDefault = (key: string): Json | undefined =>
    isMessage(spec.of) ? (fieldSpecsOf(spec.of).get(key)?.default as Json | undefined) : undefined;
  return { kind: 'list', type: spec.listType ?? 'atomic', keys: spec.keys ?? [], element, keyDefault };
}

function elementSchema({ of }: FieldSpec): () => Schema {
  let schema: Schema | undefined;
  return () => (schema ??= isMessage(of) ? schemaOf(of) : schemaOfField(of as FieldSpec));
}
