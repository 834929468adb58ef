// From slots to an object: what was read, in declaration order, and what stands in for the rest.

import { childPlan, isAlwaysThere, isZero, type Plan, type Step } from './plan.ts';

/**
 * What is added to what was sent. defaults: everything, as stored. zeros: what a Go struct always has, but no API defaults.
 * nothing: not even that, and zero values stay as they were sent.
 */
export type Fill = 'defaults' | 'zeros' | 'nothing';

/** Slots are those of the plan's steps; undefined: nothing was read. */
export function assemble(plan: Plan, slots: readonly unknown[], fill: Fill): object {
  const { steps } = plan;
  const out: Record<string, unknown> = {};
  for (let i = 0; i < slots.length; i++) {
    const step = steps[i]!;
    const stored = slots[i] ?? standIn(step, fill);
    if (stored !== undefined) out[step.name] = stored;
  }
  return fill === 'defaults' && plan.message.fill !== undefined ? withDependentDefaults(plan, out) : out;
}

function standIn(step: Step, fill: Fill): unknown {
  if (fill === 'nothing') return undefined;
  if (isAlwaysThere(step)) return emptyObject(childPlan(step), fill);
  return fill === 'defaults' ? step.absent : step.absentZero;
}

/** The object of which nothing was sent. One for all: objects are immutable. */
export function emptyObject(plan: Plan, fill: Fill): object {
  if (fill === 'defaults') return (plan.empty ??= assemble(plan, plan.blank, fill));
  if (fill === 'zeros') return (plan.emptyZero ??= assemble(plan, plan.blank, fill));
  return nothing;
}
const nothing: object = Object.freeze({});

/** What `fill` adds or, with undefined, takes away, in declaration order. The same object when it changes nothing. */
export function withDependentDefaults(plan: Plan, object: Readonly<Record<string, unknown>>): object {
  const added = plan.message.fill!(object as never) as Readonly<Record<string, unknown>>;
  let changed: Record<string, unknown> | undefined;
  let reshaped = false;
  for (const name in added) {
    const value = withoutZero(plan, name, added[name]);
    if (isSame(value, object[name])) continue;
    (changed ??= { ...object })[name] = value;
    reshaped ||= value === undefined || object[name] === undefined;
  }
  return reshaped ? inOrder(plan, changed!) : (changed ?? object);
}

/** As a decoder would hold what a `fill` returned. */
function withoutZero(plan: Plan, name: string, value: unknown): unknown {
  const step = plan.steps[plan.index.get(name)!]!;
  return value !== undefined && step.dropsZero && isZero(step, value) ? step.absent : value;
}

/** Equal throughout: what a `fill` builds anew need not be new. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]));
}

export function inOrder(plan: Plan, object: Readonly<Record<string, unknown>>): object {
  const out: Record<string, unknown> = {};
  for (const { name } of plan.steps) if (object[name] !== undefined) out[name] = object[name];
  return out;
}

/** `__proto__` is a legal key of a map, and assigning it would do something else. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
