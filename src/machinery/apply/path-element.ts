// One step of a path into an object, as fieldsV1 spells it: `f:spec` is a field or a map's key, `k:{"name":"a"}` an element
// of a list told apart by fields, `v:"a"` one of a set, `i:0` one by its place. upstream: structured-merge-diff fieldpath.
import { compareKeys } from '../../base/key-order.ts';
import type { Json, JsonObject } from '../declare.ts';
import { isList, isObject } from '../json-value.ts';
import { goJson } from '../validation/go-text.ts';

/** Canonical: two elements are the same exactly when their texts are. */
export type PathElement = string;

export const fieldElement = (name: string): PathElement => `f:${name}`;

export const valueElement = (value: Json): PathElement => `v:${canonicalText(value)}`;

/** Each key's name and value, in any order. */
export function keyElement(keys: readonly (readonly [name: string, value: Json])[]): PathElement {
  const sorted = keys.length > 1 ? keys.toSorted(([a], [b]) => compareKeys(a, b)) : keys;
  return `k:{${sorted.map(([name, value]) => `${canonicalText(name)}:${canonicalText(value)}`).join(',')}}`;
}

/** As Go writes JSON: the keys of objects sorted, and what HTML could take for markup escaped. */
function canonicalText(value: Json): string {
  if (typeof value === 'string' && unescaped.test(value)) return `"${value}"`;
  if (isList(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (!isObject(value)) return goJson(value);
  const names = Object.keys(value).toSorted(compareKeys);
  return `{${names.map((name) => `${canonicalText(name)}:${canonicalText(value[name]!)}`).join(',')}}`;
}

const unescaped = /^[\w ./-]*$/;

/** What most elements look like: nothing in them could be written in two ways. */
const plain = /^(?:f:.*|k:\{"\w+":"[\w ./-]*"\}|v:"[\w ./-]*")$/s;

/** The canonical form of an element somebody wrote. Undefined for a kind of element we do not know; throws for a malformed one. */
export function readElement(text: string): PathElement | undefined {
  if (plain.test(text)) return text;
  if (text.length < 2) throw new SyntaxError('key must be 2 characters long:');
  if (text[1] !== ':') throw new SyntaxError(`missing colon: ${text}`);
  const content = text.slice(2);
  switch (text[0]) {
    case 'k':
      return keyElement(Object.entries(readKeys(content)));
    case 'v':
      return valueElement(JSON.parse(content) as Json);
    case 'i':
      if (!/^[-+]?[0-9]+$/.test(content)) throw new SyntaxError(`not an index: ${text}`);
      return `i:${Number(content)}`;
    default:
      return undefined;
  }
}

function readKeys(text: string): JsonObject {
  const keys: unknown = JSON.parse(text);
  if (!isObject(keys)) throw new SyntaxError(`not an object: ${text}`);
  return keys;
}

/** Fields come first, then keys, values and indexes. */
const kinds = 'fkvi';

/** The order in which fieldsV1 lists elements. */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a[0] !== b[0]) return kinds.indexOf(a[0]!) - kinds.indexOf(b[0]!);
  switch (a[0]) {
    case 'f':
      return compareKeys(a, b);
    case 'k':
      return compareKeyLists(content(a) as JsonObject, content(b) as JsonObject);
    default:
      return compareValues(content(a), content(b));
  }
}

const content = (element: PathElement): Json => JSON.parse(element.slice(2)) as Json;

/** Names and values in turn. The names are sorted, since the text was canonical. */
function compareKeyLists(a: JsonObject, b: JsonObject): number {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  for (const [i, [name, value]] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order = compareKeys(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numbers, texts, booleans, lists, objects, null: in this order. */
function compareValues(a: Json, b: Json): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (typeof a === 'string') return compareKeys(a, b as string);
  if (isList(a)) return compareLists(a, b as readonly Json[]);
  if (isObject(a)) return compareKeyLists(a, b as JsonObject);
  return Number(a) - Number(b);
}

function rankOf(value: Json): number {
  if (typeof value === 'string') return 1;
  if (typeof value === 'boolean') return 2;
  if (isList(value)) return 3;
  if (isObject(value)) return 4;
  return value === null ? 5 : 0;
}

function compareLists(a: readonly Json[], b: readonly Json[]): number {
  for (const [i, item] of a.entries()) {
    if (i >= b.length) return 1;
    const order = compareValues(item, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** As conflict messages show it: `.spec`, `[name="a"]`, `[="a"]`, `[0]`. */
export function elementText(element: PathElement): string {
  switch (element[0]) {
    case 'f':
      return `.${element.slice(2)}`;
    case 'k': {
      const keys = Object.entries(content(element) as JsonObject);
      return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
    }
    case 'v':
      return `[=${element.slice(2)}]`;
    default:
      return `[${element.slice(2)}]`;
  }
}
