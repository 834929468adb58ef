// Strategic merge patch [E061]: a merge patch that knows which lists are merged, and by what key. upstream: apimachinery
// util/strategicpatch, whose directives, orders and error texts this follows.
import type { Json, JsonObject, Message } from '../declare.ts';
import { isList, isObject, own, setKey, type JsonValue } from '../json-value.ts';
import { badRequest, unmappedError } from '../status-error.ts';
import { goValue } from '../validation/go-text.ts';
import {
  deleteFromList,
  holdsObjects,
  itemKey,
  mergeLists,
  orderAfterMerge,
  orderedAs,
  unknownDirective,
  wrongType,
  type ListRules,
} from './merge-list.ts';
import { typeOfMessage, type ListPatch, type PatchType } from './patch-type.ts';

const deletePrefix = '$deleteFromPrimitiveList';
const orderPrefix = '$setElementOrder';

/**
 * The patched document; `document` stays as it is. `type` says how its lists are merged. Throws 400 for a malformed directive
 * and, as upstream does, 500 with upstream's text for most of what else can be wrong with a patch.
 */
export function applyStrategicMergePatch(document: JsonObject, patch: JsonObject, type: Message): JsonObject {
  return mergeObjects(document, patch, typeOfMessage(type));
}

function mergeObjects(document: JsonObject, patch: JsonObject, type: PatchType): JsonObject {
  const directive = own(patch, '$patch');
  if (directive !== undefined) return directed(directive, patch);
  const result = retained(document, patch);
  const done = new Set(['$retainKeys']);
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    const field = prefixedField(key, orderPrefix);
    const list = orderedList({ field, order: patch[key]!, before: own(result, field), patch: own(patch, field) }, type);
    if (list !== undefined) {
      setKey(result, field, list);
      done.add(field);
    }
    done.add(key);
  }
  const rest = Object.keys(patch).filter((key) => !done.has(key));
  for (const key of rest.filter((each) => !each.startsWith(deletePrefix))) mergeField(result, { key, value: patch[key]! }, type);
  for (const key of rest.filter((each) => each.startsWith(deletePrefix))) deleteItems(result, { key, value: patch[key]! }, type);
  return result;
}

function directed(directive: Json, patch: JsonObject): JsonObject {
  if (directive === 'delete') return {};
  if (directive !== 'replace') throw unknownDirective(directive, patch);
  const { $patch: _, ...rest } = patch;
  return rest;
}

/** A copy of the document, with only the fields that `$retainKeys` names, where the patch has it. */
function retained(document: JsonObject, patch: JsonObject): Record<string, Json> {
  const keys = own(patch, '$retainKeys');
  if (keys === undefined) return { ...document };
  if (!isList(keys)) throw badRetainKeys();
  const kept = new Set(keys);
  for (const key of Object.keys(patch)) {
    const needsNaming = patch[key] !== null && !key.startsWith(deletePrefix) && !key.startsWith(orderPrefix) && key !== '$retainKeys';
    if (needsNaming && !kept.has(key)) throw badRetainKeys();
  }
  return Object.fromEntries(Object.entries(document).filter(([key]) => kept.has(key)));
}

const badRetainKeys = (): Error => badRequest('invalid patch format of retainKeys');

function prefixedField(key: string, prefix: string): string {
  const slash = key.indexOf('/');
  if (slash >= 0 && key.slice(0, slash) === prefix) return key.slice(slash + 1);
  throw badRequest(prefix === orderPrefix ? 'invalid patch format of setElementOrder list' : 'invalid patch format of primitive list');
}

interface Ordering {
  readonly field: string;
  readonly order: Json;
  readonly before: JsonValue;
  readonly patch: JsonValue;
}

/** The field's list in the order that `$setElementOrder` gives; undefined when there is no such list. */
function orderedList({ field, order, before, patch }: Ordering, type: PatchType): Json | undefined {
  for (const list of [order, before, patch]) if (list !== undefined && !isList(list)) throw wrongType('[]interface {}', list);
  const [wanted, left, right] = [order, before, patch] as readonly (readonly Json[] | undefined)[];
  const list = type.listField(field);
  checkOrder({ patch: right ?? [], order: wanted!, mergeKey: list.mergeKey });
  if (left === undefined && right === undefined) return undefined;
  const items = left === undefined ? withoutDirectives(right!) : right === undefined ? left : mergedList(left, right, list);
  holdsObjects([left ?? [], right ?? []]);
  const old = list.strategy === 'merge' ? orderAfterMerge(left ?? [], right ?? [], list.mergeKey) : (left ?? []);
  return orderedAs({ items: items as readonly Json[], first: wanted!, before: old, mergeKey: list.mergeKey });
}

const mergedList = (before: readonly Json[], patch: readonly Json[], list: ListPatch): readonly Json[] =>
  list.strategy === 'merge' ? mergeLists(before, patch, rulesOf(list)) : patch;

const rulesOf = ({ element, mergeKey }: ListPatch): ListRules => ({
  mergeKey,
  mergeItem: (before, patch) => mergeObjects(before, patch, element),
  itemKind: element.kind,
});

interface OrderCheck {
  readonly patch: readonly Json[];
  readonly order: readonly Json[];
  readonly mergeKey: string;
}

/** What the patch puts in must stand in the order list, in the same sequence. */
function checkOrder({ patch, order, mergeKey }: OrderCheck): void {
  if (patch.length === 0 || order.length === 0) return;
  const wanted = mergeKey === '' ? patch : patch.filter((item) => !isDeletion(item));
  let next = 0;
  for (const item of order) {
    while (next < wanted.length && hasDirective(wanted[next]!)) next++;
    if (next < wanted.length && itemKey(wanted[next]!, mergeKey) === itemKey(item, mergeKey)) next++;
  }
  if (next < wanted.length)
    throw unmappedError(`The order in patch list:\n${goValue(patch)}\n doesn't match ${orderPrefix} list:\n${goValue(order)}\n`);
}

function isDeletion(item: Json): boolean {
  if (!isObject(item)) throw wrongType('map[string]interface {}', item);
  return own(item, '$patch') === 'delete';
}

const hasDirective = (item: Json): boolean => isObject(item) && own(item, '$patch') !== undefined;

interface PatchField {
  readonly key: string;
  readonly value: Json;
}

function mergeField(result: Record<string, Json>, { key, value }: PatchField, type: PatchType): void {
  const before = own(result, key);
  const after = value === null ? undefined : mergedValue(before, { key, value }, type);
  if (after === undefined) delete result[key];
  else setKey(result, key, after);
}

/** Undefined: the field goes. */
function mergedValue(before: JsonValue, { key, value }: PatchField, type: PatchType): Json | undefined {
  if (isObject(before) && isObject(value)) {
    const { type: below, strategy } = type.objectField(key);
    return strategy === 'replace' ? value : mergeObjects(before, value, below);
  }
  if (isList(before) && isList(value)) return mergedList(before, value, type.listField(key));
  return withoutDirectives(withoutNulls(value));
}

/** `$deleteFromPrimitiveList/field`: takes these values out of the list. */
function deleteItems(result: Record<string, Json>, { key, value }: PatchField, type: PatchType): void {
  const field = prefixedField(key, deletePrefix);
  const before = own(result, field);
  if (value === null) delete result[field];
  if (!isList(before) || !isList(value)) return;
  setKey(result, field, deleteFromList(before, value, rulesOf(type.listField(field))));
}

/** What is put in anew has no nulls. */
function withoutNulls(value: Json): Json {
  if (isList(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

/** What is put in anew has nothing to delete or to replace: objects with a directive are left out. */
function withoutDirectives(value: Json): Json | undefined {
  if (isList(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (own(value, '$patch') !== undefined) return undefined;
  const kept = Object.entries(value)
    .map(([key, item]) => [key, withoutDirectives(item)] as const)
    .filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(kept);
}
