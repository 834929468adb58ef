// From parsed JSON to a stored object in one walk: strict fields, types, constant and dependent defaults, declaration order.
// Each object's own keys are read once into slots; the slots are then written out in order.

import { sortPlainKeys } from '../../base/key-order.ts';
import { limits } from '../../base/limits.ts';
import { canonicalQuantity, parseQuantity } from '../quantity.ts';
import { canonicalTime, formatDuration, parseDuration, parseTime, type TimePrecision } from '../time.ts';
import { base64Problem, canonicalBase64, encodeBase64 } from './base64.ts';
import { int64Of, integerValue, isRawNumber, numberText } from './exact.ts';
import { assemble, emptyObject, setOwn, type Fill } from './assemble.ts';
import { childPlan, isZero, zeroValue, type Plan, type Step } from './plan.ts';
import type { Problem, ProblemType } from './problem.ts';

/** A problem while the walk is still on its way back to the root. */
interface Found {
  readonly type: ProblemType;
  /** From the inside out. */
  readonly path: string[];
  /** As Go tells it: struct fields only. */
  readonly fields: string[];
  /** The message whose field it is. */
  struct: string;
  readonly text: string;
  /** The text is Go's UnmarshalTypeError and wants `fields`. */
  readonly goType: string | undefined;
}

type Json = { readonly [key: string]: unknown };

export const depthMax = limits.nesting;

export class Walk {
  /** Of objects that were walked or skipped: compare with `Survey.keys`. */
  keys = 0;
  readonly #fill: Fill;
  readonly #keepsZero: boolean;
  /** The value may hold raw numbers. */
  readonly #exact: boolean;
  readonly #found: Found[] = [];
  #depth = 0;
  #failed = false;
  /** Inside an `either`, where upstream's own decoder asks for no strictness. */
  #lenient = 0;

  constructor(fill: Fill, exact: boolean) {
    this.#fill = fill;
    this.#keepsZero = fill === 'nothing';
    this.#exact = exact;
  }

  problems(): readonly Problem[] {
    return this.#found.map(problemOf);
  }

  object(plan: Plan, value: unknown): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || (this.#exact && isRawNumber(value)))
      return this.#mismatch(value, structName(plan));
    if (++this.#depth > depthMax) return this.#tooDeep();
    const { keys } = this;
    const slots = this.#read(plan, value as Json);
    this.#depth--;
    // Without dependent defaults once something is wrong: they rely on the types of what they look at.
    const fill = this.#failed && this.#fill === 'defaults' ? 'zeros' : this.#fill;
    return this.keys === keys ? emptyObject(plan, fill) : assemble(plan, slots, fill);
  }

  #read(plan: Plan, input: Json): unknown[] {
    const { steps, index } = plan;
    const slots = plan.blank.slice();
    for (const key in input) {
      this.keys++;
      const i = index.get(key);
      const raw = input[key];
      if (i === undefined) this.#unknown(key, raw);
      else if (raw !== null) {
        const step = steps[i]!;
        const before = this.#found.length;
        const decoded = this.value(step, raw);
        if (this.#found.length !== before) this.#within(before, `.${key}`, step.embedded + key, plan);
        if (decoded !== undefined && !(step.dropsZero && !this.#keepsZero && isZero(step, decoded))) slots[i] = decoded;
      }
    }
    return slots;
  }

  value(step: Step, raw: unknown): unknown {
    switch (step.type) {
      case 'string':
      case 'enum':
        return typeof raw === 'string' ? raw : this.#mismatch(raw, 'string');
      case 'message':
        return this.object(childPlan(step), raw);
      case 'list':
        return this.#list(step, raw);
      case 'map':
        return this.#map(step, raw);
      case 'bool':
        return typeof raw === 'boolean' ? raw : this.#mismatch(raw, 'bool');
      case 'int32':
        return typeof raw === 'number' && (raw | 0) === raw ? raw : this.#integer(raw, 'int32');
      case 'int64':
        return Number.isSafeInteger(raw) ? raw : this.#integer(raw, 'int64');
      case 'quantity':
        return this.#quantity(raw);
      case 'intOrString':
        return typeof raw === 'string' || (typeof raw === 'number' && (raw | 0) === raw) ? raw : this.#integer(raw, 'int32');
      case 'time':
        return this.#time(raw, 'seconds');
      case 'microTime':
        return this.#time(raw, 'micros');
      case 'bytes':
        return this.#bytes(raw);
      case 'double':
        return this.#double(raw);
      case 'duration':
        return this.#duration(raw);
      case 'rawExtension':
      case 'fieldsV1':
      case 'json':
        this.keys += this.#keysIn(raw);
        return raw;
      case 'either':
        return this.#either(step, raw);
    }
  }

  #list(step: Step, raw: unknown): unknown {
    if (!Array.isArray(raw)) return this.#mismatch(raw, goType(step));
    const of = step.of!;
    if (of.type === 'string' && allStrings(raw)) return raw;
    const out: unknown[] = [];
    for (let i = 0; i < raw.length; i++) {
      const before = this.#found.length;
      out.push(this.#element(of, raw[i]));
      if (this.#found.length !== before) this.#within(before, `[${i}]`);
    }
    return out;
  }

  #map(step: Step, raw: unknown): unknown {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || (this.#exact && isRawNumber(raw)))
      return this.#mismatch(raw, goType(step));
    const input = raw as Json;
    const of = step.of!;
    const keys = Object.keys(input);
    this.keys += keys.length;
    if (of.type === 'string' && sortedStrings(input, keys)) return input;
    const out: Record<string, unknown> = {};
    for (const key of sortPlainKeys(keys)) {
      const before = this.#found.length;
      const value = this.#element(of, input[key]);
      if (this.#found.length !== before) this.#within(before, `.${key}`);
      setOwn(out, key, value);
    }
    return out;
  }

  /** Go reads null into an element as zero. */
  #element(of: Step, raw: unknown): unknown {
    if (raw !== null) return this.value(of, raw);
    if (of.type !== 'message') return zeroValue(of.type);
    return emptyObject(childPlan(of), this.#fill);
  }

  #either(step: Step, raw: unknown): unknown {
    const type = Array.isArray(raw)
      ? 'list'
      : typeof raw === 'boolean'
        ? 'bool'
        : typeof raw === 'object' && !isRawNumber(raw)
          ? 'message'
          : undefined;
    const chosen = step.alternatives!.find((each) => each.type === type);
    if (chosen === undefined) {
      // JSONSchemaPropsOrBool complains, JSONSchemaPropsOrArray lets anything pass and holds nothing then.
      return step.alternatives!.some((each) => each.type === 'bool') ? this.#fail('boolean or JSON schema expected') : undefined;
    }
    this.#lenient++;
    const decoded = this.value(chosen, raw);
    this.#lenient--;
    return decoded;
  }

  #integer(raw: unknown, type: 'int32' | 'int64'): unknown {
    if (typeof raw !== 'number' && !isRawNumber(raw)) return this.#mismatch(raw, type);
    const value = int64Of(numberText(raw));
    const fits = value !== undefined && (type === 'int64' || BigInt.asIntN(32, value) === value);
    return fits ? integerValue(value) : this.#mismatch(raw, type, ` ${numberText(raw)}`);
  }

  #double(raw: unknown): unknown {
    if (typeof raw === 'number') return raw;
    if (!isRawNumber(raw)) return this.#mismatch(raw, 'float64');
    const value = Number(raw.rawJSON);
    return Number.isFinite(value) ? value : this.#mismatch(raw, 'float64', ` ${raw.rawJSON}`);
  }

  #quantity(raw: unknown): unknown {
    const text = typeof raw === 'string' ? raw.trim() : typeof raw === 'number' || isRawNumber(raw) ? numberText(raw) : '';
    return canonicalQuantity(text) ?? this.#fail(parseQuantity(text) as string);
  }

  #time(raw: unknown, precision: TimePrecision): unknown {
    if (typeof raw !== 'string') return this.#mismatch(raw, 'string');
    const text = canonicalTime(raw, precision);
    if (text === undefined) return this.#fail(parseTime(raw, precision) as string);
    return text ?? undefined;
  }

  #duration(raw: unknown): unknown {
    if (typeof raw !== 'string') return this.#mismatch(raw, 'string');
    const nanos = parseDuration(raw);
    return typeof nanos === 'string' ? this.#fail(nanos) : formatDuration(nanos);
  }

  #bytes(raw: unknown): unknown {
    if (typeof raw === 'string') return canonicalBase64(raw) ?? this.#fail(base64Problem(raw));
    if (!Array.isArray(raw)) return this.#mismatch(raw, '[]uint8');
    const wrong: unknown = raw.find((each) => !Number.isInteger(each) || each < 0 || each > 255);
    return wrong === undefined ? encodeBase64(Uint8Array.from(raw as number[])) : this.#mismatch(wrong, 'uint8');
  }

  #unknown(key: string, raw: unknown): void {
    this.keys += this.#keysIn(raw);
    if (this.#lenient === 0) this.#add({ type: 'unknownField', path: [`.${key}`], text: '', goType: undefined });
  }

  /** Of raw JSON, at any depth. */
  #keysIn(raw: unknown): number {
    if (typeof raw !== 'object' || raw === null || (this.#exact && isRawNumber(raw))) return 0;
    if (++this.#depth > depthMax) {
      this.#tooDeep();
      return 0;
    }
    const inner = Object.values(raw);
    let keys = Array.isArray(raw) ? 0 : inner.length;
    for (const each of inner) keys += this.#keysIn(each);
    this.#depth--;
    return keys;
  }

  #tooDeep(): undefined {
    this.#depth--;
    this.#failed = true;
    this.#add({ type: 'syntax', path: [], text: 'exceeded max depth', goType: undefined });
  }

  #mismatch(raw: unknown, wanted: string, literal = ''): undefined {
    this.#failed = true;
    this.#add({ type: 'wrongType', path: [], text: `json: cannot unmarshal ${jsonType(raw)}${literal} into Go `, goType: wanted });
  }

  #fail(text: string): undefined {
    this.#failed = true;
    this.#add({ type: 'wrongType', path: [], text, goType: undefined });
  }

  #add(found: Omit<Found, 'fields' | 'struct'>): void {
    this.#found.push({ ...found, fields: [], struct: '' });
  }

  /** One level further out: what was found from `from` on lies in this field, element or key. */
  #within(from: number, segment: string, field?: string, plan?: Plan): void {
    for (let i = from; i < this.#found.length; i++) {
      const found = this.#found[i]!;
      found.path.push(segment);
      if (field === undefined) continue;
      found.fields.push(field);
      if (found.struct === '') found.struct = plan!.message.typeName;
    }
  }
}

const allStrings = (list: readonly unknown[]): boolean => {
  for (const each of list) if (typeof each !== 'string') return false;
  return true;
};
/** Then the parsed map can be kept as it is. */
const sortedStrings = (map: Json, keys: readonly string[]): boolean => {
  for (let i = 0; i < keys.length; i++) if (typeof map[keys[i]!] !== 'string' || (i > 0 && keys[i - 1]! > keys[i]!)) return false;
  return true;
};

function problemOf({ type, path, fields, struct, text, goType: wanted }: Found): Problem {
  const where = path.toReversed().join('').replace(/^\./, '');
  if (type === 'unknownField') return { type, path: where, text: `unknown field ${JSON.stringify(where)}` };
  if (wanted === undefined) return { type, path: where, text };
  const into = fields.length === 0 ? 'value' : `struct field ${struct}.${fields.toReversed().join('.')}`;
  return { type, path: where, text: `${text}${into} of type ${wanted}` };
}

export const jsonType = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'object') return isRawNumber(value) ? 'number' : value === null ? 'null' : 'object';
  return typeof value;
};

/** Go prefixes a type with its package, which is the version; nearly always v1. */
const structName = (plan: Plan): string => `v1.${plan.message.typeName}`;

function goType(step: Step): string {
  switch (step.type) {
    case 'list':
      return `[]${goType(step.of!)}`;
    case 'map':
      return `map[string]${goType(step.of!)}`;
    case 'message':
      return structName(childPlan(step));
    case 'double':
      return 'float64';
    case 'bytes':
      return '[]uint8';
    case 'bool':
    case 'int32':
    case 'int64':
      return step.type;
    case 'quantity':
      return 'resource.Quantity';
    case 'intOrString':
      return 'intstr.IntOrString';
    default:
      return 'string';
  }
}
