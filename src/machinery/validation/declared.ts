// The rules that a declaration itself states: fields that must be there, closed lists of values, and rules on single values.
import { isMessage, resolveMessage, type FieldSpec, type JsonObject, type Message, type Rule } from '../declare.ts';
import { fieldSpecsOf } from '../field-specs.ts';
import { isList, isObject, type JsonValue } from '../json-value.ts';
import { invalid, notSupported, required, type FieldError } from './field-error.ts';
import { Path } from './path.ts';

export interface DeclaredRules {
  readonly type: Message;
  readonly at?: Path | undefined;
  /**
   * Required fields that may be empty all the same, as `Condition.message`. For many fields required means no more than that
   * they are always written, and whether empty ones are refused differs from field to field.
   */
  readonly mayBeEmpty?: readonly string[] | undefined;
}

/**
 * Of a decoded object. ObjectMeta is left out: it has rules of its own. Numbers and booleans are never missing, because zero
 * may have been meant.
 */
export function* validateDeclared(object: object, { type, at = Path.root, mayBeEmpty = [] }: DeclaredRules): Iterable<FieldError> {
  yield* validateMessage(object as JsonObject, resolveMessage(type), { at, mayBeEmpty: new Set(mayBeEmpty) });
}

interface Here {
  readonly at: Path;
  readonly mayBeEmpty: ReadonlySet<string>;
}

function* validateMessage(object: JsonObject, type: Message, { at, mayBeEmpty }: Here): Iterable<FieldError> {
  if (type.typeName === 'ObjectMeta') return;
  for (const [name, spec] of fieldSpecsOf(type)) {
    const value = object[name];
    const here = { at: at.field(name), mayBeEmpty };
    if (!isMissing(value)) yield* validateValue(value, spec, here);
    else if (spec.required && !mayBeEmpty.has(`${type.typeName}.${name}`)) yield required(here.at);
  }
}

function isMissing(value: JsonValue): boolean {
  if (value === undefined || value === null || value === '') return true;
  return isList(value) && value.length === 0;
}

function* validateValue(value: JsonValue, spec: FieldSpec, here: Here): Iterable<FieldError> {
  if (spec.type === 'enum' && !spec.open && !spec.values!.includes(value as string))
    yield notSupported(here.at, value, spec.values!.toSorted());
  for (const { test } of (spec.rules ?? []) as readonly Rule<unknown>[]) {
    const problem = test(value);
    if (problem !== undefined) yield invalid(here.at, value, problem);
  }
  yield* validateInside(value, spec, here);
}

function* validateInside(value: JsonValue, spec: FieldSpec, here: Here): Iterable<FieldError> {
  if (spec.type === 'message' && isObject(value)) {
    yield* validateMessage(value, resolveMessage(spec.of as Message), here);
  } else if (spec.type === 'list' && isList(value)) {
    for (const [i, item] of value.entries()) yield* validateElement(item, spec, { ...here, at: here.at.index(i) });
  } else if (spec.type === 'map' && isObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* validateElement(item, spec, { ...here, at: here.at.key(key) });
  } else if (spec.type === 'either') {
    const alternative = spec.alternatives?.find(({ type }) => suits(type, value));
    if (alternative !== undefined) yield* validateInside(value, alternative, here);
  }
}

const suits = (type: FieldSpec['type'], value: JsonValue): boolean =>
  type === 'message' ? isObject(value) : type === 'list' && isList(value);

function* validateElement(value: JsonValue, { of }: FieldSpec, here: Here): Iterable<FieldError> {
  if (!isMessage(of)) yield* validateValue(value, of!, here);
  else if (isObject(value)) yield* validateMessage(value, resolveMessage(of), here);
}
