// A declaration made ready for the codecs: fields as steps in declaration order, found by name, with what stands in for an
// absent one computed once. Every step is made by one literal and never gains a property: the walks depend on that for speed.

import { isMessage, resolveMessage, type FieldSpec, type FieldType, type Message } from '../declare.ts';

/** One field, or the element of a list or a map. */
export interface Step {
  readonly name: string;
  readonly type: FieldType;
  /** In protobuf; 0: not part of it. */
  readonly number: number;
  readonly zero: FieldSpec['zero'];
  /** A zero value counts as absent. */
  readonly dropsZero: boolean;
  /** What stands in when the field is absent: with the constant default, and without. Not used for objects that are always there. */
  readonly absent: unknown;
  readonly absentZero: unknown;
  /** The element of a list or a map. */
  readonly of: Step | undefined;
  readonly alternatives: readonly Step[] | undefined;
  readonly message: Message | undefined;
  /** Of `message`, once somebody needed it: see `childPlan`. */
  plan: Plan | undefined;
  /** In protobuf the list is a message of its own. */
  readonly wrapped: boolean;
  /** The names of the inlined messages between the plan's message and the field, for error texts: `VolumeSource.`. */
  readonly embedded: string;
}

export interface Plan {
  readonly message: Message;
  /** kind and apiVersion first where the message is a kind, then the fields, those of inlined messages in their place. */
  readonly steps: readonly Step[];
  /** From name to position in `steps`. */
  readonly index: ReadonlyMap<string, number>;
  /** A slot per step, all undefined: walks start from a copy. */
  readonly blank: readonly unknown[];
  /** An object of which nothing was sent: see `emptyObject`. */
  empty: object | undefined;
  emptyZero: object | undefined;
  /** What protobuf needs to know, once somebody needed it. */
  wire: WirePlan | undefined;
}

/** A field as protobuf sees it: an inlined message is one field there, and its fields are slots from `slot` on. */
export interface WireField {
  readonly number: number;
  readonly slot: number;
  readonly step: Step;
  readonly inline: Plan | undefined;
}
export interface WirePlan {
  /** The highest number first: messages are written back to front. */
  readonly descending: readonly WireField[];
  readonly byNumber: readonly (WireField | undefined)[];
}

const plans = new WeakMap<Message, Plan>();

export function planOf(message: Message): Plan {
  const known = plans.get(message);
  if (known !== undefined) return known;
  const steps = [...typeMetaSteps(message), ...Object.entries(message.fields).flatMap(([name, { spec }]) => stepsOf(name, spec))];
  const plan: Plan = {
    message,
    steps,
    index: new Map(steps.map((step, i) => [step.name, i])),
    blank: steps.map(() => undefined),
    empty: undefined,
    emptyZero: undefined,
    wire: undefined,
  };
  plans.set(message, plan);
  return plan;
}

/** The plan of a step's message. Looked up late, because messages may contain themselves. */
export const childPlan = (step: Step): Plan => (step.plan ??= planOf(resolveMessage(step.message!)));

const typeMetaSteps = (message: Message): readonly Step[] =>
  message.apiVersion === undefined
    ? []
    : ['kind', 'apiVersion'].map((name) => stepOf(name, { number: 0, type: 'string', zero: 'dropped' }));

function stepsOf(name: string, spec: FieldSpec): readonly Step[] {
  if (!spec.inline || !isMessage(spec.of)) return [stepOf(name, spec)];
  const inlined = resolveMessage(spec.of);
  return planOf(inlined).steps.map((step) => ({ ...step, embedded: `${inlined.typeName}.${step.embedded}` }));
}

function stepOf(name: string, spec: FieldSpec): Step {
  const container = spec.type === 'list' || spec.type === 'map';
  const absentZero = absentValue(spec);
  return {
    name,
    type: spec.type,
    number: spec.number,
    zero: spec.zero,
    dropsZero: dropsZero(spec),
    absent: spec.default ?? absentZero,
    absentZero,
    of: container ? elementStep(spec.of!) : undefined,
    alternatives: spec.alternatives?.map((each) => stepOf(name, each)),
    message: !container && isMessage(spec.of) ? spec.of : undefined,
    plan: undefined,
    wrapped: spec.wrapped === true,
    embedded: '',
  };
}

const elementStep = (of: FieldSpec | Message): Step =>
  stepOf('', isMessage(of) ? { number: 0, type: 'message', zero: 'kept', of } : { ...of, zero: 'kept' });

/** An object has no zero to drop; where a default stands ready, zero gives way to it, and an empty list to null, as in Go. */
function dropsZero({ type, zero, default: standIn }: FieldSpec): boolean {
  if (zero === 'null') return type === 'list' || type === 'map';
  if (type === 'message' || type === 'either' || zero === 'kept') return false;
  return standIn !== undefined || zero === 'omitted' || (zero === 'dropped' && zeroDropped.has(type));
}
const zeroDropped: ReadonlySet<FieldType> = new Set(['string', 'enum', 'bool', 'int32', 'int64', 'double', 'bytes', 'list', 'map']);

function absentValue({ type, zero }: FieldSpec): unknown {
  if (zero === 'null') return null;
  if (zero === 'kept' || zero === 'omitted' || (zero === 'dropped' && zeroDropped.has(type))) return undefined;
  return zeroValue(type);
}

/** Go's zero value of a type, as its JSON. */
export const zeroValue = (type: FieldType): unknown => zeroValues[type];
const emptyList: readonly unknown[] = Object.freeze([]);
const emptyMap: object = Object.freeze({});
const zeroValues: { readonly [type in FieldType]: unknown } = {
  string: '',
  enum: '',
  bytes: '',
  bool: false,
  int32: 0,
  int64: 0,
  double: 0,
  intOrString: 0,
  quantity: '0',
  duration: '0s',
  time: null,
  microTime: null,
  rawExtension: null,
  fieldsV1: null,
  json: null,
  list: emptyList,
  map: emptyMap,
  message: undefined,
  either: undefined,
};

/** Whether a decoded value is its type's zero, so that a Go value could not tell it from absent. */
export function isZero(step: Step, value: unknown): boolean {
  if (value === null) return true;
  if (step.type === 'list') return (value as readonly unknown[]).length === 0;
  if (step.type === 'map') return !hasKeys(value as object);
  return (
    value === '' ||
    value === 0 ||
    value === false ||
    (step.type === 'quantity' && value === '0') ||
    (step.type === 'duration' && value === '0s')
  );
}
const hasKeys = (object: object): boolean => {
  for (const _ in object) return true;
  return false;
};

/** Whether the message is always there, filled with its own defaults, though nobody sent it. */
export const isAlwaysThere = (step: Step): boolean =>
  step.type === 'message' && (step.zero === 'dropped' || step.zero === 'written') && step.absent === undefined;

export function wireOf(plan: Plan): WirePlan {
  return (plan.wire ??= makeWire(plan));
}

function makeWire(plan: Plan): WirePlan {
  const fields: WireField[] = [];
  for (const [name, { spec }] of Object.entries(plan.message.fields)) {
    if (spec.number === 0) continue;
    const inline = spec.inline && isMessage(spec.of) ? planOf(resolveMessage(spec.of)) : undefined;
    const slot = plan.index.get(inline === undefined ? name : (inline.steps[0]?.name ?? ''));
    if (slot !== undefined) fields.push({ number: spec.number, slot, step: plan.steps[slot]!, inline });
  }
  const byNumber: (WireField | undefined)[] = Array.from(
    { length: Math.max(0, ...fields.map((each) => each.number)) + 1 },
    () => undefined,
  );
  for (const field of fields) byNumber[field.number] = field;
  return { descending: fields.toSorted((a, b) => b.number - a.number), byNumber };
}
