// What changed between two objects of a type, as sets of paths. upstream: structured-merge-diff typed.Compare.
import type { Json, JsonObject } from '../declare.ts';
import { equalJson, isList, isObject, own, type JsonValue } from '../json-value.ts';
import { emptySet, isEmpty, leaf, node, union, type FieldSet } from './field-set.ts';
import { fieldElement, keyElement, valueElement, type PathElement } from './path-element.ts';
import { atomOf, type Atom, type ListSchema, type MapSchema, type Schema } from './schema.ts';

/** No path is in two of the sets. */
export interface Changes {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export const noChanges: Changes = { added: emptySet, modified: emptySet, removed: emptySet };

/** Each change as `change` makes it. */
export const mapChanges = ({ added, modified, removed }: Changes, change: (set: FieldSet) => FieldSet): Changes => ({
  added: change(added),
  modified: change(modified),
  removed: change(removed),
});

/**
 * The objects must fit the schema. A list element that lacks its keys is passed over: nobody can own it.
 * The roots of the sets stand for the values themselves, so they are members only below the top.
 */
export function compareObjects(before: JsonObject, after: JsonObject, schema: Schema): Changes {
  return compare(before, after, schema);
}

/** `undefined` means that the value is not there; null is a value. At least one of the two is there. */
function compare(before: JsonValue, after: JsonValue, schema: Schema): Changes {
  if (before === after) return noChanges;
  if (before === undefined) return { ...noChanges, added: allOf(after, schema) };
  if (after === undefined) return { ...noChanges, removed: allOf(before, schema) };
  const [left, right] = [atomOf(schema, before), atomOf(schema, after)];
  const changes = compareAtoms(before, after, right);
  return left === right ? changes : joined(compareAtoms(before, after, left), changes);
}

function compareAtoms(before: JsonValue, after: JsonValue, atom: Atom): Changes {
  switch (atom.kind) {
    case 'scalar':
      return compareWhole(before, after);
    case 'list':
      return compareLists(before, after, atom);
    case 'map':
      return compareMaps(before, after, atom);
  }
}

/** A value that came or went is itself added or removed, besides what is in it. */
function allOf(value: JsonValue, schema: Schema): FieldSet {
  const atom = atomOf(schema, value);
  switch (atom.kind) {
    case 'scalar':
      return leaf;
    case 'list':
      return node(true, isList(value) && atom.type !== 'atomic' ? allItems(value, atom) : noElements);
    case 'map':
      return node(true, isObject(value) && !atom.atomic ? allEntries(value, atom) : noElements);
  }
}

const noElements: ReadonlyMap<PathElement, FieldSet> = new Map();

function allEntries(object: JsonObject, schema: MapSchema): ReadonlyMap<PathElement, FieldSet> {
  const all = new Map<PathElement, FieldSet>();
  for (const name in object) {
    const value = object[name];
    if (value !== undefined) all.set(fieldElement(name), allOf(value, schema.field(name)));
  }
  return all;
}

/** Items that look the same are one: what is in them nobody can tell apart. */
function allItems(list: readonly Json[], schema: ListSchema): ReadonlyMap<PathElement, FieldSet> {
  const all = new Map<PathElement, FieldSet>();
  for (const item of list) {
    const element = elementOf(item, schema);
    if (element !== undefined) all.set(element, all.has(element) ? leaf : allOf(item, schema.element()));
  }
  return all;
}

const compareWhole = (before: JsonValue, after: JsonValue): Changes =>
  equalJson(before, after) ? noChanges : { ...noChanges, modified: leaf };

/** Without a single entry on either side, empty and null and absent are told apart. */
function compareMaps(before: JsonValue, after: JsonValue, schema: MapSchema): Changes {
  const left = isObject(before) ? before : {};
  const right = isObject(after) ? after : {};
  if (schema.atomic || (isBare(left) && isBare(right))) return compareWhole(before, after);
  const found = new Collected();
  let common = 0;
  for (const name of Object.keys(left)) {
    const other = own(right, name);
    if (other !== undefined) common++;
    found.addField(name, compareEntry(left[name], other, schema.field(name)));
  }
  const names = Object.keys(right);
  for (const name of names.length === common ? [] : names) {
    if (own(left, name) === undefined) found.addField(name, compareEntry(undefined, right[name], schema.field(name)));
  }
  return found.changes();
}

const isBare = (object: JsonObject): boolean => {
  for (const name of Object.keys(object)) if (object[name] !== undefined) return false;
  return true;
};

const compareEntry = (before: JsonValue, after: JsonValue, schema: Schema): Changes =>
  before === undefined && after === undefined ? noChanges : compare(before, after, schema);

function compareLists(before: JsonValue, after: JsonValue, schema: ListSchema): Changes {
  const left = isList(before) ? before : [];
  const right = isList(after) ? after : [];
  if (schema.type === 'atomic' || (left.length === 0 && right.length === 0)) return compareWhole(before, after);
  const found = new Collected();
  const [leftItems, rightItems] = [itemsByElement(left, schema), itemsByElement(right, schema)];
  for (const [element, items] of leftItems) found.add(element, compareItems(items, rightItems.get(element) ?? [], schema));
  for (const [element, items] of rightItems) if (!leftItems.has(element)) found.add(element, compareItems([], items, schema));
  return found.changes();
}

/** More than one item where two look the same: such objects exist, and the repeated ones have an owner together. */
function itemsByElement(list: readonly Json[], schema: ListSchema): ReadonlyMap<PathElement, readonly Json[]> {
  const items = new Map<PathElement, Json[]>();
  for (const item of list) {
    const element = elementOf(item, schema);
    if (element === undefined) continue;
    const same = items.get(element);
    if (same === undefined) items.set(element, [item]);
    else same.push(item);
  }
  return items;
}

/** How a list tells this item from others; undefined when it cannot. */
export function elementOf(item: Json, schema: ListSchema): PathElement | undefined {
  if (schema.keys.length === 0) return item === null || isList(item) || isObject(item) ? undefined : valueElement(item);
  if (!isObject(item)) return undefined;
  const keys: [string, Json][] = [];
  for (const key of schema.keys) {
    const value = own(item, key) ?? schema.keyDefault(key);
    if (value !== undefined) keys.push([key, value]);
  }
  return keys.length === 0 ? undefined : keyElement(keys);
}

function compareItems(before: readonly Json[], after: readonly Json[], schema: ListSchema): Changes {
  const repeated = { before: before.length > 1, after: after.length > 1 };
  if (!repeated.before && !repeated.after) return compareEntry(before[0], after[0], schema.element());
  if (repeated.before && repeated.after) return equalJson(before, after) ? noChanges : { ...noChanges, modified: leaf };
  if (repeated.before) {
    const alone = after.length === 0 ? noChanges : compare(undefined, after[0], schema.element());
    return joined(alone, { ...noChanges, removed: leaf });
  }
  const alone = before.length === 0 ? noChanges : compare(before[0], undefined, schema.element());
  return joined(alone, { ...noChanges, added: leaf });
}

const joined = (a: Changes, b: Changes): Changes => ({
  added: union(a.added, b.added),
  modified: union(a.modified, b.modified),
  removed: union(a.removed, b.removed),
});

/** The children of the three sets, while they are being found. */
class Collected {
  #added: Map<PathElement, FieldSet> | undefined;
  #modified: Map<PathElement, FieldSet> | undefined;
  #removed: Map<PathElement, FieldSet> | undefined;

  addField(name: string, changes: Changes): void {
    if (changes !== noChanges) this.add(fieldElement(name), changes);
  }

  add(element: PathElement, { added, modified, removed }: Changes): void {
    if (!isEmpty(added)) (this.#added ??= new Map()).set(element, added);
    if (!isEmpty(modified)) (this.#modified ??= new Map()).set(element, modified);
    if (!isEmpty(removed)) (this.#removed ??= new Map()).set(element, removed);
  }

  changes(): Changes {
    const [added, modified, removed] = [setOf(this.#added), setOf(this.#modified), setOf(this.#removed)];
    return added === emptySet && modified === emptySet && removed === emptySet ? noChanges : { added, modified, removed };
  }
}

const setOf = (children: ReadonlyMap<PathElement, FieldSet> | undefined): FieldSet =>
  children === undefined ? emptySet : node(false, children);
