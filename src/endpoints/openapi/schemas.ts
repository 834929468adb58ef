// The schemas of a document: of every type that its operations name, and of every type those hold. In the form of version 3.
import { isMessage, resolveMessage, type FieldSpec, type FieldType, type Message } from '../../machinery/declare.ts';
import { zeroValue } from '../../machinery/codec/plan.ts';
import { DeleteOptions, ListMeta, WatchEvent } from '../../machinery/meta/v1.ts';
import { parseApiVersion, type GroupVersion } from '../../machinery/object.ts';
import { placeOf, schemaName, type Descriptions, type Place } from './names.ts';
import { publishedDefaults, unions } from './particulars.ts';
import type { Schema } from './spec.ts';
import { wellKnown, type NamedSchema } from './well-known.ts';

export interface SchemaOptions {
  readonly descriptions: Descriptions;
  /** Those the document is about: options and watch events exist in each. */
  readonly groupVersions: readonly GroupVersion[];
}

/** Grows as operations name types. */
export class Schemas {
  readonly #options: SchemaOptions;
  readonly #schemas = new Map<string, Schema>();

  constructor(options: SchemaOptions) {
    this.#options = options;
  }

  /** By name, sorted. */
  get all(): { readonly [name: string]: Schema } {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** A reference to a type. */
  ref(message: Message): Schema {
    return this.#refFrom(undefined, message);
  }

  /** A reference to the list of a kind, which need not be declared: lists are all alike. */
  listRef(kind: Message): Schema {
    const { descriptions } = this.#options;
    const place = placeOf(kind, undefined, descriptions);
    const typeName = `${kind.typeName}List`;
    return this.#add(place, typeName, () => ({
      ...described(descriptions[place]?.[typeName]?.['']),
      type: 'object',
      required: ['items'],
      properties: {
        apiVersion: apiVersionField,
        items: { type: 'array', items: { default: {}, allOf: [this.ref(kind)] } },
        kind: kindField,
        metadata: { description: 'The revision that the list shows, and where it goes on.', default: {}, allOf: [this.ref(ListMeta)] },
      },
      'x-kubernetes-group-version-kind': kindsOf(kind.apiVersion!, typeName),
    }));
  }

  /** A type that no declaration describes. */
  known({ name, schema }: NamedSchema): Schema {
    this.#schemas.set(name, schema);
    return { $ref: `#/components/schemas/${name}` };
  }

  #add(place: Place, typeName: string, make: () => Schema): Schema {
    const name = schemaName(place, typeName, this.#options.descriptions);
    if (!this.#schemas.has(name)) {
      // A type may contain itself.
      this.#schemas.set(name, {});
      this.#schemas.set(name, make());
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  #refFrom(around: Place | undefined, of: Message): Schema {
    const message = resolveMessage(of);
    const place = placeOf(message, around, this.#options.descriptions);
    return this.#add(place, message.typeName, () => this.#object(message, place));
  }

  #object(message: Message, place: Place): Schema {
    const { typeName, apiVersion, atomic } = message;
    const fields = [...this.#fields(message, place)];
    const required = fields.filter(({ spec }) => spec.required).map(({ name }) => name);
    const properties = new Map(fields.map((field) => [field.name, this.#field(field)]));
    if (apiVersion !== undefined) properties.set('apiVersion', apiVersionField).set('kind', kindField);
    const union = unions[`${place}.${typeName}`];
    return {
      ...described(this.#options.descriptions[place]?.[typeName]?.['']),
      type: 'object',
      ...(required.length > 0 && { required }),
      ...(properties.size > 0 && { properties: Object.fromEntries([...properties].toSorted(([a], [b]) => (a < b ? -1 : 1))) }),
      ...this.#kinds(message),
      ...(atomic && { 'x-kubernetes-map-type': 'atomic' }),
      ...(union !== undefined && { 'x-kubernetes-unions': union }),
    };
  }

  /** The fields of inlined messages stand among the others, but are described where they are declared. */
  *#fields(message: Message, place: Place): Iterable<Field> {
    const { typeName } = message;
    for (const [name, { spec }] of Object.entries(message.fields)) {
      if (!spec.inline) yield { place, typeName, name, spec };
      else {
        const inlined = resolveMessage(spec.of as Message);
        yield* this.#fields(inlined, placeOf(inlined, place, this.#options.descriptions));
      }
    }
  }

  #kinds(message: Message): Schema {
    const { apiVersion, typeName } = message;
    if (message === DeleteOptions || message === WatchEvent) {
      const versions = [{ group: '', version: 'v1' }, ...this.#options.groupVersions.filter(({ group }) => group !== '')];
      return { 'x-kubernetes-group-version-kind': versions.map(({ group, version }) => ({ group, kind: typeName, version })) };
    }
    return apiVersion === undefined ? {} : { 'x-kubernetes-group-version-kind': kindsOf(apiVersion, typeName) };
  }

  #field({ place, typeName, name, spec }: Field): Schema {
    const key = `${place}.${typeName}.${name}`;
    const standIn = Object.hasOwn(publishedDefaults, key) ? publishedDefaults[key] : zeroDefault(spec);
    const description = this.#options.descriptions[place]?.[typeName]?.[name] ?? usual[name];
    return besides(this.#value(spec, place), { ...described(description), ...defaulted(standIn), ...mergeExtensions(spec) });
  }

  #element(of: FieldSpec | Message, place: Place): Schema {
    if (isMessage(of)) return besides(this.#refFrom(place, of), { default: {} });
    return besides(this.#value(of, place), defaulted(zeroDefault({ ...of, zero: 'written' })));
  }

  #value(spec: FieldSpec, place: Place): Schema {
    const { type } = spec;
    switch (type) {
      case 'message':
        return this.#refFrom(place, spec.of as Message);
      case 'list':
        return { type: 'array', items: this.#element(spec.of!, place) };
      case 'map':
        return { type: 'object', additionalProperties: this.#element(spec.of!, place) };
      case 'enum':
        return { type: 'string', ...(spec.open === undefined && { enum: spec.values!.toSorted() }) };
      case 'either':
        return this.#either(spec.alternatives!, place);
      case 'json':
        return this.#add(place, 'JSON', () => ({ description: 'Any JSON value.' }));
      default: {
        const known = wellKnown[type];
        return known === undefined ? scalars[type]! : this.known(known);
      }
    }
  }

  /** What has several forms has no schema upstream, only a name made of theirs: JSONSchemaPropsOrBool. */
  #either(alternatives: readonly FieldSpec[], place: Place): Schema {
    const object = alternatives.find(({ type }) => type === 'message')!;
    const other = alternatives.find((each) => each !== object)!;
    const suffix = other.type === 'bool' ? 'Bool' : isMessage(other.of) ? 'Array' : 'StringArray';
    return this.#add(place, `${resolveMessage(object.of as Message).typeName}Or${suffix}`, () => ({}));
  }
}

/** A field of `typeName`, which belongs to `place`. */
interface Field {
  readonly place: Place;
  readonly typeName: string;
  readonly name: string;
  readonly spec: FieldSpec;
}

/** Of fields that are everywhere the same. */
const usual: { readonly [name: string]: string } = { metadata: 'What every object carries: its name, labels, revision and so on.' };
const apiVersionField: Schema = {
  description: "The API group and version that the object's fields belong to: apps/v1, or v1 in the core group.",
  type: 'string',
};
const kindField: Schema = { description: "What the object is, in CamelCase. Often known from the request's path.", type: 'string' };

const described = (description: string | undefined): Schema => (description === undefined ? {} : { description });
const defaulted = (value: unknown): Schema => (value === undefined ? {} : { default: value });

/** In version 3 nothing may stand beside a reference, so that it moves one level down. */
const besides = (value: Schema, more: Schema): Schema =>
  value.$ref === undefined ? { ...value, ...more } : Object.keys(more).length === 0 ? value : { ...more, allOf: [value] };

function mergeExtensions({ listType, keys, mapType, patchStrategies, mergeKey }: FieldSpec): Schema {
  return {
    ...(keys !== undefined && { 'x-kubernetes-list-map-keys': keys }),
    ...(listType !== undefined && { 'x-kubernetes-list-type': listType }),
    ...(mapType !== undefined && { 'x-kubernetes-map-type': mapType }),
    ...(mergeKey !== undefined && { 'x-kubernetes-patch-merge-key': mergeKey }),
    ...(patchStrategies !== undefined && { 'x-kubernetes-patch-strategy': patchStrategies.join(',') }),
  };
}

/** What is written though nobody sent it: upstream publishes it as the default, except for types with a form of their own. */
function zeroDefault({ type, zero }: FieldSpec): unknown {
  if (type === 'message') return zero === 'dropped' || zero === 'written' ? {} : undefined;
  return zero === 'written' && zeroed.has(type) ? zeroValue(type) : undefined;
}
const zeroed: ReadonlySet<FieldType> = new Set(['string', 'enum', 'bool', 'int32', 'int64', 'double']);

const scalars: { readonly [type in FieldType]?: Schema } = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
};

function kindsOf(apiVersion: string, kind: string): readonly unknown[] {
  const { group, version } = parseApiVersion(apiVersion)!;
  return [{ group, kind, version }];
}
