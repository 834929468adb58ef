// JSON Merge Patch, RFC 7386 [E060]. Differs from the RFC where kube-apiserver does: nulls of objects inside a list that is
// put in are dropped too.
import { compareKeys } from '../../base/key-order.ts';
import type { Json, JsonObject } from '../declare.ts';
import { isList, isObject, own, setKey } from '../json-value.ts';
import { badRequest } from '../status-error.ts';
import { goKind } from './go-kind.ts';

/** The patched document; `document` stays as it is, and what the patch does not touch is shared. Throws 400 for no object. */
export function applyMergePatch(document: JsonObject, patch: Json): JsonObject {
  if (patch === null) throw badRequest('Invalid JSON Patch');
  if (!isObject(patch))
    throw badRequest(`error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`);
  return merged(document, patch);
}

function merged(document: JsonObject, patch: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...document };
  let changed = false;
  for (const key of Object.keys(patch)) {
    const before = own(document, key);
    const after = mergedValue(before ?? null, patch[key]!);
    if (before === undefined ? after === null : before !== null && before === after) continue;
    changed = true;
    if (after === null) delete result[key];
    else setKey(result, key, after);
  }
  return changed ? sorted(result) : document;
}

/** Upstream sorts the objects it looks into, which shows in the order of its complaints. */
const sorted = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => compareKeys(a, b)));

/** Null stands for a field that is not there, or shall not be. */
function mergedValue(before: Json, patch: Json): Json {
  if (isObject(before) && isObject(patch)) return merged(before, patch);
  // What replaces an object is not looked into.
  return isObject(before) ? patch : withoutNulls(patch);
}

function withoutNulls(value: Json): Json {
  if (isList(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const result: Record<string, Json> = {};
  for (const key of Object.keys(value)) if (value[key] !== null) setKey(result, key, withoutNulls(value[key]!));
  return result;
}
