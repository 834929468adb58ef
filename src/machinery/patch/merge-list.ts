// Lists in a strategic merge patch: items of two lists become one, told apart by a key or by value, in an order that both
// sides would recognise. upstream: strategicpatch mergeSlice and normalizeElementOrder.
import type { Json, JsonObject } from '../declare.ts';
import { isList, isObject, own, type JsonValue } from '../json-value.ts';
import { genericRefusal, unmappedError } from '../status-error.ts';
import { goValue } from '../validation/go-text.ts';

export interface ListRules {
  /** '' for a list of scalars. */
  readonly mergeKey: string;
  readonly mergeItem: (before: JsonObject, patch: JsonObject) => JsonObject;
  /** The kind of Go type of an item, for errors. */
  readonly itemKind: string;
}

export function mergeLists(before: readonly Json[], patch: readonly Json[], rules: ListRules): readonly Json[] {
  if (before.length === 0 && patch.length === 0) return before;
  return holdsObjects([before, patch])
    ? mergeObjectLists(before as readonly JsonObject[], patch as readonly JsonObject[], rules)
    : mergeScalars(before, patch);
}

/** Takes out the scalars that `unwanted` names. Of objects there can be no such list: they are merged. */
export function deleteFromList(before: readonly Json[], unwanted: readonly Json[], rules: ListRules): readonly Json[] {
  if (before.length === 0 && unwanted.length === 0) return before;
  return holdsObjects([before, unwanted]) ? mergeLists(before, unwanted, rules) : before.filter((item) => !unwanted.includes(item));
}

function mergeObjectLists(before: readonly JsonObject[], patch: readonly JsonObject[], rules: ListRules): readonly Json[] {
  const { mergeKey, itemKind } = rules;
  if (mergeKey === '') throw unmappedError(`cannot merge lists without merge key for ${itemKind}`);
  const { kept, added } = directedItems(before, patch, mergeKey);
  return orderedAs({ items: mergeItems(kept, added, rules), first: added, before: kept, mergeKey });
}

/** Each value once. */
function mergeScalars(before: readonly Json[], patch: readonly Json[]): readonly Json[] {
  return orderedAs({ items: [...new Set([...before, ...patch])], first: patch, before, mergeKey: '' });
}

/** Whether the items are objects. Throws when they are not all of one kind, or lists. */
export function holdsObjects(lists: readonly (readonly Json[])[]): boolean {
  const items = lists.flat();
  const [first] = items;
  if (first === undefined) throw unmappedError('no elements in any of the given slices');
  if (isList(first)) throw Object.assign(genericRefusal(422), { cause: new Error('lists of lists are not supported') });
  if (items.some((item) => kindOf(item) !== kindOf(first))) throw unmappedError(`list element types are not identical: ${goValue(lists)}`);
  return isObject(first);
}

function kindOf(value: Json): string {
  if (isList(value)) return 'list';
  if (value === null) return 'null';
  return isObject(value) || typeof value !== 'object' ? typeof value : 'number';
}

interface DirectedItems {
  readonly kept: readonly JsonObject[];
  readonly added: readonly JsonObject[];
}

/** Obeys the items that carry `$patch`: one deletes the item with its key, one replaces the whole list by the patch's other items. */
function directedItems(before: readonly JsonObject[], patch: readonly JsonObject[], mergeKey: string): DirectedItems {
  let kept = before;
  let replace = false;
  const added: JsonObject[] = [];
  for (const item of patch) {
    const directive = own(item, '$patch');
    if (directive === undefined) added.push(item);
    else if (directive === 'replace') replace = true;
    else if (directive === 'delete') kept = without(kept, keyValue(item, mergeKey), mergeKey);
    else if (directive === 'merge') throw unmappedError('merging lists cannot yet be specified in the patch');
    else throw unknownDirective(directive, item);
  }
  return replace ? { kept: added, added: [] } : { kept, added };
}

const without = (items: readonly JsonObject[], key: Json, mergeKey: string): readonly JsonObject[] =>
  items.filter((item) => own(item, mergeKey) !== key);

/** The value of an item's merge key. Throws upstream's error when there is none. */
export function keyValue(item: JsonObject, mergeKey: string): Json {
  const value = own(item, mergeKey);
  if (value === undefined) throw unmappedError(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
  return value;
}

/** Merges into the first item with the same key, or appends. */
function mergeItems(kept: readonly JsonObject[], added: readonly JsonObject[], { mergeItem, mergeKey }: ListRules): readonly JsonObject[] {
  const merged = [...kept];
  const places = new Map<Json, number>();
  for (const [place, item] of kept.entries()) {
    const key = own(item, mergeKey);
    if (key !== undefined && !places.has(key)) places.set(key, place);
  }
  for (const item of added) {
    const key = keyValue(item, mergeKey);
    const place = places.get(key);
    if (place !== undefined) {
      merged[place] = mergeItem(merged[place]!, item);
    } else {
      places.set(key, merged.length);
      merged.push(item);
    }
  }
  return merged;
}

/**
 * The old order, as far as upstream still knows it after merging. It deletes from and appends to the very array it later
 * asks, so that what is added may take the place of what is deleted, and clients see the resulting order.
 */
export function orderAfterMerge(before: readonly Json[], patch: readonly Json[], mergeKey: string): readonly Json[] {
  if (mergeKey === '') return before;
  const slots = [...before] as JsonObject[];
  let used = slots.length;
  const find = (key: JsonValue): number => slots.slice(0, used).findIndex((item) => own(item, mergeKey) === key);
  for (const item of patch as readonly JsonObject[]) {
    if (own(item, '$patch') !== 'delete') continue;
    for (let at = find(own(item, mergeKey)); at >= 0; at = find(own(item, mergeKey))) slots.copyWithin(at, at + 1, used--);
  }
  for (const item of patch as readonly JsonObject[]) {
    const added = own(item, '$patch') === undefined && find(own(item, mergeKey)) < 0;
    if (added && used < slots.length) slots[used++] = item;
  }
  return slots;
}

export interface Ordered {
  readonly items: readonly Json[];
  /** Items that are here too take their order from here. */
  readonly first: readonly Json[];
  /** The others take it from here, and so does where they stand among the first. */
  readonly before: readonly Json[];
  /** '' for scalars. */
  readonly mergeKey: string;
}

/** The items, in an order made of two orders. */
export function orderedAs({ items, first, before, mergeKey }: Ordered): readonly Json[] {
  const key = (item: Json): Json => itemKey(item, mergeKey);
  const [firstPlaces, beforePlaces] = [placesIn(first, key), placesIn(before, key)];
  const named = items.filter((item) => firstPlaces.has(key(item)));
  const others = items.filter((item) => !firstPlaces.has(key(item)));
  const place = (item: Json): number | undefined => beforePlaces.get(key(item));
  return interleaved(
    sortedBy(others, place),
    sortedBy(named, (item) => firstPlaces.get(key(item))),
    place,
  );
}

/** What tells an item from others: its merge key's value, or a scalar itself. */
export function itemKey(item: Json, mergeKey: string): Json {
  if (mergeKey === '') return item;
  if (!isObject(item)) throw wrongType('map[string]interface {}', item);
  return keyValue(item, mergeKey);
}

/** Names Go's types. */
export const wrongType = (expected: string, actual: Json): Error =>
  unmappedError(`expected a ${expected}, but received a ${actual === null ? '%!s(<nil>)' : goTypeName(actual)}`);

export const unknownDirective = (directive: Json, patch: JsonObject): Error =>
  unmappedError(`unknown patch type: ${goText(directive)} in map: ${goValue(patch)}`);

/** Go's `%s`. */
function goText(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '%!s(<nil>)' : `%!s(${goTypeName(value)}=${goValue(value)})`;
}

function goTypeName(value: Json): string {
  if (isList(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

function placesIn(list: readonly Json[], key: (item: Json) => Json): ReadonlyMap<Json, number> {
  const places = new Map<Json, number>();
  for (const [place, item] of list.entries()) if (!places.has(key(item))) places.set(key(item), place);
  return places;
}

type PlaceOf = (item: Json) => number | undefined;

/** An item without a place moves before those in front of it, as upstream's comparison makes it do. */
function sortedBy(items: readonly Json[], place: PlaceOf): readonly Json[] {
  if (items.every((item) => place(item) !== undefined)) return items.toSorted((a, b) => place(a)! - place(b)!);
  const sorted: Json[] = [];
  for (const item of items) {
    let at = sorted.length;
    while (at > 0 && goesBefore(place(item), place(sorted[at - 1]!))) at--;
    sorted.splice(at, 0, item);
  }
  return sorted;
}

const goesBefore = (a: number | undefined, b: number | undefined): boolean => a === undefined || b === undefined || a < b;

/** Takes from `left` as long as its next item stood before the next of `right`; both keep their own order. */
function interleaved(left: readonly Json[], right: readonly Json[], place: PlaceOf): readonly Json[] {
  const result: Json[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const [l, r] = [place(left[i]!), place(right[j]!)];
    result.push(l !== undefined && r !== undefined && l < r ? left[i++]! : right[j++]!);
  }
  return [...result, ...left.slice(i), ...right.slice(j)];
}
