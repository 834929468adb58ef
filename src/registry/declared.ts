// Rules that stand in a type's declaration: the legal values of a string, and what a field's `check` asks for. They hold
// for what clients write, which is neither metadata, whose rules are the Store's, nor status.
import { isMessage, resolveMessage, type FieldSpec, type Message, type Rule } from '../machinery/declare.ts';
import { equalJson } from '../machinery/json-value.ts';
import { invalid, notSupported, type FieldError } from '../machinery/validation/field-error.ts';
import { Path } from '../machinery/validation/path.ts';

/** What of the object breaks a declared rule, but for what is as it was in `previous` [R027]. */
export function* validateDeclared<T extends object>(type: Message<T>, object: T, previous?: T): Iterable<FieldError> {
  for (const [name, check] of checksOf(type)) {
    if (name === 'metadata' || name === 'status') continue;
    yield* check({ value: fieldOf(object, name), before: fieldOf(previous, name) }, Path.of(name));
  }
}

interface Change {
  readonly value: unknown;
  /** What stands there in the object that is replaced. */
  readonly before: unknown;
}

type Check = (change: Change, at: Path) => Iterable<FieldError>;

/** Only of fields at or below which there is a rule. */
type Checks = readonly (readonly [name: string, check: Check])[];

/** Undefined while a message is being looked into: it contains itself, and is taken to have rules. */
const compiled = new WeakMap<Message, Checks | undefined>();

function checksOf(message: Message): Checks {
  const known = compiled.get(message);
  if (known !== undefined) return known;
  compiled.set(message, undefined);
  const checks = Object.entries(message.fields).flatMap(([name, { spec }]) => {
    if (spec.inline === true) return checksOf(resolveMessage(spec.of as Message));
    const check = checkOf(spec);
    return check === undefined ? [] : [[name, check] as const];
  });
  compiled.set(message, checks);
  return checks;
}

function checkOf(spec: FieldSpec | Message): Check | undefined {
  if (isMessage(spec)) return messageCheck(resolveMessage(spec));
  const own = [...(spec.rules ?? []).map(ruleCheck), ...(spec.values !== undefined && !spec.open ? [valuesCheck(spec.values)] : [])];
  const below = spec.of === undefined ? undefined : elementCheck(spec.type, spec.of);
  const all = below === undefined ? own : [...own, below];
  if (all.length < 2) return all[0];
  return function* (change, at) {
    for (const check of all) yield* check(change, at);
  };
}

function elementCheck(type: FieldSpec['type'], of: FieldSpec | Message): Check | undefined {
  const check = checkOf(of);
  if (check === undefined || type === 'message') return check;
  return type === 'list' ? listCheck(check) : mapCheck(check);
}

function messageCheck(message: Message): Check | undefined {
  const recursive = compiled.has(message) && compiled.get(message) === undefined;
  if (!recursive && checksOf(message).length === 0) return undefined;
  return function* ({ value, before }, at) {
    if (value === undefined || value === null) return;
    for (const [name, check] of checksOf(message))
      yield* check({ value: fieldOf(value, name), before: fieldOf(before, name) }, at.field(name));
  };
}

/** An element is compared with the one that stood at its place. */
function listCheck(element: Check): Check {
  return function* ({ value, before }, at) {
    const previous = itemsOf(before);
    for (const [i, item] of itemsOf(value).entries()) yield* element({ value: item, before: previous[i] }, at.index(i));
  };
}

function mapCheck(element: Check): Check {
  return function* ({ value, before }, at) {
    for (const [key, item] of Object.entries(value ?? {})) yield* element({ value: item, before: fieldOf(before, key) }, at.key(key));
  };
}

/** Empty is for the kind to judge: it may mean that the server is to choose. */
function valuesCheck(values: readonly string[]): Check {
  const sorted = values.toSorted();
  return function* ({ value, before }, at) {
    if (typeof value !== 'string' || value === '' || value === before || values.includes(value)) return;
    yield notSupported(at, value, sorted);
  };
}

function ruleCheck({ test }: Rule<never>): Check {
  return function* ({ value, before }, at) {
    if (value === undefined || equalJson(value, before)) return;
    const problem = test(value as never);
    if (problem !== undefined) yield invalid(at, value, problem);
  };
}

const itemsOf = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : []);

const fieldOf = (object: unknown, name: string): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, name)
    ? (object as Readonly<Record<string, unknown>>)[name]
    : undefined;
