// Sets of paths into an object, and their algebra. upstream: structured-merge-diff fieldpath.Set.
import { needsWideOrder, sortPlainKeys } from '../../base/key-order.ts';
import type { Json, JsonObject } from '../declare.ts';
import { isObject, own, setKey } from '../json-value.ts';
import { compareElements, elementText, fieldElement, readElement, type PathElement } from './path-element.ts';

/**
 * A set of paths, as a tree. A node is in the set when `member` holds; that a node has children below it does not make it
 * one. Immutable and without dead branches: only the empty set has neither members nor children. The root itself, the whole
 * object, is never a member.
 */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<PathElement, FieldSet>;
}

const noChildren: ReadonlyMap<PathElement, FieldSet> = new Map();

export const emptySet: FieldSet = Object.freeze({ member: false, children: noChildren });

/** A member with nothing below it. */
export const leaf: FieldSet = Object.freeze({ member: true, children: noChildren });

export const isEmpty = (set: FieldSet): boolean => !set.member && set.children.size === 0;

/** A node from its parts. Children that are empty must have been left out. */
export function node(member: boolean, children: ReadonlyMap<PathElement, FieldSet>): FieldSet {
  if (children.size === 0) return member ? leaf : emptySet;
  return { member, children };
}

/** The set of these fields, each named by the fields on the way to it. */
export function setOfFields(...paths: readonly (readonly string[])[]): FieldSet {
  return paths.map((path) => setOfPath(path.map(fieldElement))).reduce(union, emptySet);
}

/** The set of one path. */
export function setOfPath(path: readonly PathElement[]): FieldSet {
  if (path.length === 0) return emptySet;
  return path.reduceRight<FieldSet>((below, element) => node(false, new Map([[element, below]])), leaf);
}

export function hasPath(set: FieldSet, path: readonly PathElement[]): boolean {
  let here: FieldSet | undefined = set;
  for (const element of path) here = here?.children.get(element);
  return path.length > 0 && (here?.member ?? false);
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.member !== b.member || a.children.size !== b.children.size) return false;
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other === undefined || !equalSets(child, other)) return false;
  }
  return true;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const children = new Map(a.children);
  for (const [element, child] of b.children) {
    const other = children.get(element);
    children.set(element, other === undefined ? child : union(other, child));
  }
  return node(a.member || b.member, children);
}

/** The paths that are in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  return node(
    a.member && b.member,
    mapped(a, (child, element) => intersection(child, b.children.get(element) ?? emptySet)),
  );
}

/** The paths of `a` that are not in `b`. What is below a path in `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return emptySet;
  if (isEmpty(b)) return a;
  return node(
    a.member && !b.member,
    mapped(a, (child, element) => difference(child, b.children.get(element) ?? emptySet)),
  );
}

/** The paths of `a` that are neither in `b` nor below a path in `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return a;
  if (b.member) return emptySet;
  return node(
    a.member,
    mapped(a, (child, element) => recursiveDifference(child, b.children.get(element) ?? emptySet)),
  );
}

/** The members that have no members below them. */
export function leaves(set: FieldSet): FieldSet {
  return node(set.member && set.children.size === 0, mapped(set, leaves));
}

function mapped(set: FieldSet, change: (child: FieldSet, element: PathElement) => FieldSet): ReadonlyMap<PathElement, FieldSet> {
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of set.children) {
    const changed = change(child, element);
    if (!isEmpty(changed)) children.set(element, changed);
  }
  return children;
}

/** Every path in the set, a parent before what is below it, siblings in order. */
export function* pathsOf(set: FieldSet, prefix: readonly PathElement[] = []): Iterable<readonly PathElement[]> {
  for (const element of elementsOf(set)) {
    const child = set.children.get(element)!;
    const path = [...prefix, element];
    if (child.member) yield path;
    yield* pathsOf(child, path);
  }
}

/** As messages show it: `.spec.containers[name="a"].image`. */
export const pathText = (path: readonly PathElement[]): string => path.map(elementText).join('');

function elementsOf(set: FieldSet): readonly PathElement[] {
  const elements = [...set.children.keys()];
  if (elements.length < 2) return elements;
  const plain = elements.every((element) => element.startsWith('f:') && !needsWideOrder(element));
  return plain ? sortPlainKeys(elements) : elements.sort(compareElements);
}

/** The set as managedFields carries it: a tree of elements, in which `.` says that a node with children is a member too. */
export function toFieldsV1(set: FieldSet): JsonObject {
  if (set.children.size === 0) return nothingBelow;
  const fields: Record<string, Json> = {};
  if (set.member) fields['.'] = nothingBelow;
  for (const element of elementsOf(set)) setKey(fields, element, toFieldsV1(set.children.get(element)!));
  return fields;
}

const nothingBelow: JsonObject = Object.freeze({});

/** Whether a path of the set is in what `toFieldsV1` wrote of another set. */
export function overlaps(fields: JsonObject, set: FieldSet): boolean {
  for (const [element, child] of set.children) {
    const below = own(fields, element);
    if (!isObject(below)) continue;
    if ((child.member && isMember(below)) || overlaps(below, child)) return true;
  }
  return false;
}

function isMember(fields: JsonObject): boolean {
  for (const element in fields) return element === '.' || own(fields, '.') !== undefined;
  return true;
}

/**
 * Reads what `toFieldsV1` writes, and what clients write by hand. Elements of unknown kinds are left out; a node without
 * known children is a member whether it says so or not. Throws a SyntaxError for what is no field set.
 */
export function fromFieldsV1(fields: JsonObject): FieldSet {
  const { children } = readNode(fields);
  return node(false, children);
}

function readNode(fields: Json): FieldSet {
  if (fields === null) return leaf;
  if (!isObject(fields)) throw new SyntaxError('a field set consists of objects');
  const children = new Map<PathElement, FieldSet>();
  for (const [text, below] of Object.entries(fields)) {
    if (text === '.') continue;
    const element = readElement(text);
    if (element === undefined) continue;
    const known = children.get(element);
    children.set(element, known === undefined ? readNode(below) : union(known, readNode(below)));
  }
  return node(children.size === 0 || Object.hasOwn(fields, '.'), children);
}
