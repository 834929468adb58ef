// Every path of an object: what somebody owns who applies all of it. upstream: structured-merge-diff typed.ToFieldSet.
import type { Json, JsonObject } from '../declare.ts';
import { isList, isObject } from '../json-value.ts';
import { elementOf } from './compare.ts';
import { emptySet, isEmpty, leaf, node, type FieldSet } from './field-set.ts';
import { fieldElement, type PathElement } from './path-element.ts';
import { atomOf, type ListSchema, type MapSchema, type Schema } from './schema.ts';

export function fieldSetOf(object: JsonObject, schema: Schema): FieldSet {
  return node(false, ownedBy(object, schema).children);
}

function ownedBy(value: Json, schema: Schema): FieldSet {
  const atom = atomOf(schema, value);
  switch (atom.kind) {
    case 'scalar':
      return leaf;
    case 'list':
      return atom.type === 'atomic' ? leaf : isList(value) ? items(value, atom) : emptySet;
    case 'map':
      return atom.atomic ? leaf : isObject(value) ? entries(value, atom) : emptySet;
  }
}

/** A declared field that holds an object or a list is not owned itself, unless there is nothing in it to own. */
function entries(object: JsonObject, schema: MapSchema): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const below = ownedBy(value, schema.field(name));
    const bare = value === null || (isObject(value) && Object.keys(value).length === 0);
    const owned = bare || !schema.declares(name) ? node(true, below.children) : below;
    if (!isEmpty(owned)) children.set(fieldElement(name), owned);
  }
  return node(false, children);
}

/** Items that look the same are owned together, without what is in them. */
function items(list: readonly Json[], schema: ListSchema): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  for (const item of list) {
    const element = elementOf(item, schema);
    if (element === undefined) continue;
    const repeated = children.has(element);
    children.set(element, repeated ? leaf : node(true, ownedBy(item, schema.element()).children));
  }
  return node(false, children);
}
