// What a strategic merge patch asks a type about its fields. upstream: strategicpatch.LookupPatchMeta.
import { isMessage, resolveMessage, type FieldSpec, type Message, type PatchStrategy } from '../declare.ts';
import { fieldSpecsOf } from '../field-specs.ts';
import { unmappedError } from '../status-error.ts';

/** The type of one place in a document. */
export interface PatchType {
  /** The kind of Go type, as errors name it. */
  readonly kind: string;
  /** Throws upstream's error when there is no such field. */
  objectField(name: string): ObjectPatch;
  /** The same for a field that must be a list. */
  listField(name: string): ListPatch;
}

export interface ObjectPatch {
  readonly type: PatchType;
  readonly strategy: PatchStrategy | undefined;
}

export interface ListPatch {
  readonly element: PatchType;
  readonly strategy: PatchStrategy | undefined;
  /** '' for lists of scalars and lists that are replaced. */
  readonly mergeKey: string;
}

export function typeOfMessage(message: Message): PatchType {
  const type = resolveMessage(message);
  const field = (name: string): FieldSpec => {
    const spec = fieldSpecsOf(type).get(name);
    if (spec === undefined) throw unmappedError(`unable to find api field in struct ${type.typeName} for the json field "${name}"`);
    return spec;
  };
  return {
    kind: 'struct',
    objectField: (name) => ({ type: typeOfField(field(name)), strategy: strategyOf(field(name)) }),
    listField: (name) => listPatch(field(name)),
  };
}

function listPatch(spec: FieldSpec): ListPatch {
  if (spec.type !== 'list') throw unmappedError('expected slice or array type, but got: struct');
  return { element: typeOfElement(spec), strategy: strategyOf(spec), mergeKey: spec.mergeKey ?? '' };
}

/** retainKeys only says that clients may send `$retainKeys`, which works wherever it stands. */
const strategyOf = ({ patchStrategies = [] }: FieldSpec): PatchStrategy | undefined =>
  patchStrategies.find((strategy) => strategy !== 'retainKeys');

const typeOfElement = ({ of }: FieldSpec): PatchType => (isMessage(of) ? typeOfMessage(of) : typeOfField(of as FieldSpec));

function typeOfField(spec: FieldSpec): PatchType {
  if (spec.type === 'message') return typeOfMessage(spec.of as Message);
  const kind = goKinds[spec.type] ?? spec.type;
  const notAnObject = (): never => {
    throw unmappedError(`merging an object in json but data type is not struct, instead is: ${kind}`);
  };
  return { kind, objectField: notAnObject, listField: notAnObject };
}

const goKinds: Partial<Record<FieldSpec['type'], string>> = {
  list: 'slice',
  enum: 'string',
  double: 'float64',
  bytes: 'slice',
  rawExtension: 'struct',
  fieldsV1: 'struct',
  json: 'struct',
  either: 'struct',
  time: 'struct',
  microTime: 'struct',
  duration: 'struct',
  quantity: 'struct',
  intOrString: 'struct',
};
