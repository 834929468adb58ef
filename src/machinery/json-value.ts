// Plain JSON values, as patches and field sets walk them.
import { isRawNumber } from './codec/exact.ts';
import type { Json, JsonObject } from './declare.ts';

/** What a parsed request body or a decoded object consists of. Absent fields are absent, or undefined. */
export type JsonValue = Json | undefined;

export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);

/** A raw number is an object to JavaScript, but a scalar to us. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);

/** Equal content, whatever the order of fields. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => equalJson(item, b[i]));
  return equalFields(a as JsonObject, b as JsonObject);
}

function equalFields(a: JsonObject, b: JsonObject): boolean {
  const [names, others] = [Object.keys(a), Object.keys(b)];
  // What comes from one decoder has its fields in one order.
  if (names.length === others.length && names.every((name, i) => name === others[i]))
    return names.every((name) => equalJson(a[name], b[name]));
  return (
    names.every((name) => equalJson(a[name], own(b, name))) && others.every((name) => b[name] === undefined || own(a, name) !== undefined)
  );
}

/** A field's value; undefined where the object does not have it itself (`constructor` and `__proto__` are legal keys). */
export function own(object: JsonObject, key: string): JsonValue {
  const value = object[key];
  // What plain objects inherit are functions, and a prototype.
  return typeof value === 'function' || (key === '__proto__' && !Object.hasOwn(object, key)) ? undefined : value;
}

/** Sets a key of an object under construction: `__proto__` is a legal key and must not set the prototype. */
export function setKey(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** A value of which nothing is shared with the original. */
export function copyJson(value: Json): Json {
  if (isList(value)) return value.map(copyJson);
  if (!isObject(value)) return value;
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value)) setKey(copy, key, copyJson(value[key]!));
  return copy;
}
