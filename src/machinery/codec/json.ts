// JSON to stored objects and back.

import type { Message } from '../declare.ts';
import type { Fill } from './assemble.ts';
import { strictProblemsOf } from './duplicates.ts';
import { mayLoseDigits, parseExactly, survey } from './exact.ts';
import { planOf, type Plan } from './plan.ts';
import { syntaxProblem, type Problem } from './problem.ts';
import { syntaxError } from './syntax.ts';
import { depthMax, jsonType, Walk } from './walk.ts';

export interface DecodeOptions {
  /** What is added to what was sent; all defaults unless said otherwise. */
  readonly fill?: Fill | undefined;
}

/**
 * The object is usable unless `fatalProblem(problems)` says otherwise; then it holds what could be read. Of a kind it says
 * what was sent as kind and apiVersion, or the kind's own where nothing was sent: comparing them is the caller's part.
 */
export interface Decoded<T> {
  readonly object: T;
  readonly problems: readonly Problem[];
}

// The mark at the start of the text, if any, must stay: it is an error.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes that are no UTF-8 inside strings become U+FFFD, as in Go. */
export function decodeJson<T>(message: Message<T>, bytes: Uint8Array, options?: DecodeOptions): Decoded<T> {
  const parsed = parseJson(bytes);
  if (!parsed.ok) return { object: {} as T, problems: [parsed.problem] };
  const { value, text, keys, inexact } = parsed;
  const plan = planOf(message);
  const { decoded, keys: walkedKeys } = walkRoot<T>(plan, value, { fill: options?.fill ?? 'defaults', exact: inexact });
  if (walkedKeys === undefined || walkedKeys === keys) return decoded;
  const strict = strictProblemsOf(plan, text);
  return { object: decoded.object, problems: [...decoded.problems.filter(({ type }) => type !== 'unknownField'), ...strict] };
}

/** The same for a value that was parsed already, or put together by a patch. It may hold raw numbers. */
export function decodeValue<T>(message: Message<T>, value: unknown, options?: DecodeOptions): Decoded<T> {
  return walkRoot<T>(planOf(message), value, { fill: options?.fill ?? 'defaults', exact: true }).decoded;
}

export interface StoredOptions {
  /** Written by `encodeJson` from an object of this very declaration: complete, nothing to check or add. */
  readonly native: boolean;
}

/** JSON from storage. Unknown fields of foreign bytes are dropped, as upstream does. */
export function decodeStored<T>(message: Message<T>, bytes: Uint8Array, { native }: StoredOptions): Decoded<T> {
  if (!native) return decodeJson(message, bytes);
  const text = utf8.decode(bytes);
  try {
    const object = JSON.parse(text) as T;
    return { object: mayLoseDigits(text) ? (parseExactly(text) as T) : object, problems: [] };
  } catch {
    return { object: {} as T, problems: [notJson(syntaxError(bytes, depthMax))] };
  }
}

/** The object as it is: decoders leave it in declaration order. */
export const encodeJson = (object: unknown): Uint8Array => encoder.encode(JSON.stringify(object));
const encoder = new TextEncoder();

/** JSON as plain values, numbers that plain ones cannot hold as raw ones. */
export type Parsed =
  | { readonly ok: true; readonly value: unknown; readonly text: string; readonly keys: number; readonly inexact: boolean }
  | { readonly ok: false; readonly problem: Problem };

export function parseJson(bytes: Uint8Array): Parsed {
  const text = withoutLoneSurrogates(utf8.decode(bytes));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: notJson(syntaxError(bytes, depthMax)) };
  }
  const { keys, depth, inexact } = survey(bytes);
  if (depth > depthMax) return { ok: false, problem: notJson(syntaxError(bytes, depthMax)) };
  return { ok: true, value: inexact ? parseExactly(text) : value, text, keys, inexact };
}

const notJson = (text: string): Problem => syntaxProblem(`couldn't get version/kind; json parse error: ${text}`);

/** Half of a surrogate pair is no character: Go reads it as U+FFFD. */
function withoutLoneSurrogates(text: string): string {
  if (!text.includes('\\u')) return text;
  return text.replace(escapes, (escape) => (escape.length === 6 ? '\\ufffd' : escape));
}
const escapes = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[dD][89a-fA-F][\da-fA-F]{2}|[^])/g;

interface Walked<T> {
  readonly decoded: Decoded<T>;
  /** Undefined when it never came to a walk. */
  readonly keys: number | undefined;
}
function walkRoot<T>(plan: Plan, value: unknown, { fill, exact }: { readonly fill: Fill; readonly exact: boolean }): Walked<T> {
  const root = value ?? {};
  const unrecognized = typeMetaProblem(plan, root);
  if (unrecognized !== undefined) return { decoded: { object: {} as T, problems: [unrecognized] }, keys: undefined };
  const walk = new Walk(fill, exact);
  const object = (walk.object(plan, root) ?? {}) as T;
  return { decoded: { object: fill === 'nothing' ? object : withTypeMeta(plan, object), problems: walk.problems() }, keys: walk.keys };
}

const typeMetaType = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** Upstream looks at kind and apiVersion before all else. */
function typeMetaProblem(plan: Plan, root: unknown): Problem | undefined {
  const type = jsonType(root);
  if (type !== 'object') return notJson(`json: cannot unmarshal ${type} into Go value of type ${typeMetaType}`);
  if (plan.message.apiVersion === undefined) return undefined;
  for (const name of ['kind', 'apiVersion'] as const) {
    const given = (root as Record<string, unknown>)[name] ?? '';
    if (typeof given !== 'string') return notJson(`json: cannot unmarshal ${jsonType(given)} into Go struct field .${name} of type string`);
  }
  return undefined;
}

/** What a root object of the kind says it is, unless it says so itself. */
function withTypeMeta<T>(plan: Plan, object: T): T {
  const { apiVersion, typeName } = plan.message;
  if (apiVersion === undefined) return object;
  const given = object as { readonly kind?: string; readonly apiVersion?: string };
  if (given.kind !== undefined && given.apiVersion !== undefined) return object;
  return { kind: typeName, apiVersion, ...object };
}
