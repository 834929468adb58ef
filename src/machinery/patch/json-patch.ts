// JSON Patch, RFC 6902 [E059], with the liberties of the implementation that kube-apiserver uses (evanphx/json-patch 4):
// what is missing counts as null, `replace` may add a field, a negative index counts from the end, and what stands before
// the first slash of a path is not looked at.
import type { Json, JsonObject } from '../declare.ts';
import { copyJson, equalJson, isList, isObject, own, setKey, type JsonValue } from '../json-value.ts';
import { badRequest, genericRefusal, requestEntityTooLarge } from '../status-error.ts';
import { quote, utf8Length } from '../validation/go-text.ts';
import { goKind } from './go-kind.ts';

const operationsMax = 10_000;
const copiedBytesMax = 3 * 1024 * 1024;

/** `path` and `from` as they were sent; undefined where they are missing. */
export interface Operation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  /** Undefined where it is missing. */
  readonly value: JsonValue;
}

const operationFields: ReadonlySet<string> = new Set(['op', 'path', 'from', 'value']);

/** Reads a patch. Throws 400 for what is no list of operations and 413 for too many of them. */
export function parseJsonPatch(patch: Json): readonly Operation[] {
  if (patch === null) return [];
  if (!isList(patch))
    throw badRequest(`error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type []handlers.jsonPatchOp`);
  if (patch.length > operationsMax)
    throw requestEntityTooLarge(`The allowed maximum operations in a JSON patch is ${operationsMax}, got ${patch.length}`);
  return patch.map(parseOperation);
}

function parseOperation(operation: Json): Operation {
  if (operation === null) return { op: 'unknown', path: undefined, from: undefined, value: undefined };
  if (!isObject(operation))
    throw badRequest(`error decoding patch: json: cannot unmarshal ${goKind(operation)} into Go value of type handlers.jsonPatchOp`);
  return {
    op: textField(operation, 'op') ?? 'unknown',
    path: textField(operation, 'path'),
    from: textField(operation, 'from'),
    value: own(operation, 'value'),
  };
}

function textField(operation: JsonObject, name: string): string | undefined {
  const value = own(operation, name) ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw badRequest(`error decoding patch: json: cannot unmarshal ${goKind(value)} into Go struct field jsonPatchOp.${name} of type string`);
}

/** What strict field validation complains about: fields that no operation has. The handler puts `json patch ` before each. */
export function unknownPatchFields(patch: Json): readonly string[] {
  if (!isList(patch)) return [];
  return patch.flatMap((operation, i) =>
    isObject(operation)
      ? Object.keys(operation)
          .filter((name) => !operationFields.has(name))
          .map((name) => `unknown field ${quote(`[${i}].${name}`)}`)
      : [],
  );
}

/**
 * The patched document; `document` stays as it is, and what the patch does not touch is shared. Throws 422 when an operation
 * cannot be applied: clients get no details, the error's cause has them.
 */
export function applyJsonPatch(document: JsonObject, operations: readonly Operation[]): Json {
  const draft = new Draft(document);
  for (const operation of operations) draft.apply(operation);
  return draft.root;
}

type Container = Record<string, Json> | Json[];

/** A step into a container, or the container and the key for a path's last step. */
interface Place {
  readonly container: Container;
  readonly key: string;
}

/** A document being patched. Containers are copied before they are first written to, and are then our own. */
class Draft {
  root: Json;
  readonly #own = new WeakSet<object>();
  #copiedBytes = 0;

  constructor(document: JsonObject) {
    this.root = document;
  }

  apply({ op, path, from, value }: Operation): void {
    switch (op) {
      case 'add':
        return add(this.#writable(path), value ?? null);
      case 'remove':
        return remove(this.#writable(path));
      case 'replace':
        return path === '' ? this.#replaceRoot(value) : replace(this.#writable(path), value ?? null);
      case 'move':
        return this.#move(from, path);
      case 'copy':
        return this.#copy(from, path);
      case 'test':
        return this.#test(path, value);
      default:
        throw inapplicable(`unexpected kind: ${op}`);
    }
  }

  #replaceRoot(value: JsonValue): void {
    if (!isList(value) && !isObject(value)) throw inapplicable('the whole document can only be replaced by an object or a list');
    this.root = value;
  }

  #move(from: string | undefined, path: string | undefined): void {
    const source = this.#writable(from);
    const value = read(source);
    remove(source);
    add(this.#writable(path), value ?? null);
  }

  #copy(from: string | undefined, path: string | undefined): void {
    const value = read(this.#readable(from)) ?? null;
    this.#copiedBytes += utf8Length(JSON.stringify(value));
    if (this.#copiedBytes > copiedBytesMax) throw inapplicable(`copies of more than ${copiedBytesMax} bytes`);
    add(this.#writable(path), copyJson(value));
  }

  #test(path: string | undefined, value: JsonValue): void {
    const actual = path === '' ? this.root : read(this.#readable(path));
    if (!equalJson(actual ?? null, value ?? null)) throw inapplicable(`testing value ${path} failed`);
  }

  #readable(path: string | undefined): Place {
    const { steps, key } = stepsOf(path);
    let container = this.root;
    for (const step of steps) container = read({ container: asContainer(container, path), key: step }) ?? null;
    return { container: asContainer(container, path), key };
  }

  /** The same, with everything on the way made ours. */
  #writable(path: string | undefined): Place {
    const { steps, key } = stepsOf(path);
    let container = this.#owned(asContainer(this.root, path));
    this.root = container;
    for (const step of steps) {
      const place = { container, key: step };
      const next = this.#owned(asContainer(read(place) ?? null, path));
      replace(place, next);
      container = next;
    }
    return { container, key };
  }

  #owned(container: Container): Container {
    if (this.#own.has(container)) return container;
    const copy = isList(container) ? [...container] : { ...container };
    this.#own.add(copy);
    return copy;
  }
}

function stepsOf(path: string | undefined): { readonly steps: readonly string[]; readonly key: string } {
  if (path === undefined) throw inapplicable('an operation lacks its path');
  const [, ...steps] = path.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = steps.pop();
  if (key === undefined) throw inapplicable(`the path ${quote(path)} leads nowhere`);
  return { steps, key };
}

function asContainer(value: Json, path: string | undefined): Container {
  if (isList(value) || isObject(value)) return value as Container;
  throw inapplicable(`the document is missing the path ${path}`);
}

/** Undefined for a field that is not there; a place in a list must exist. */
function read({ container, key }: Place): JsonValue {
  if (!isList(container)) return own(container, key);
  return container[indexOf(key, container.length)];
}

function add({ container, key }: Place, value: Json): void {
  if (!isList(container)) return setKey(container, key, value);
  if (key === '-') container.push(value);
  else container.splice(indexOf(key, container.length + 1), 0, value);
}

function replace({ container, key }: Place, value: Json): void {
  if (isList(container)) container[indexOf(key, container.length)] = value;
  else setKey(container, key, value);
}

function remove({ container, key }: Place): void {
  if (isList(container)) container.splice(indexOf(key, container.length), 1);
  else if (Object.hasOwn(container, key)) delete container[key];
  else throw inapplicable(`unable to remove nonexistent key ${key}`);
}

/** An index below `length`, or counted from it. */
function indexOf(key: string, length: number): number {
  const index = /^[-+]?[0-9]+$/.test(key) ? Number(key) : NaN;
  if (index >= 0 && index < length) return index;
  if (index < 0 && index >= -length) return index + length;
  throw inapplicable(`invalid index ${key}`);
}

const inapplicable = (why: string): Error => Object.assign(genericRefusal(422), { cause: new Error(why) });
