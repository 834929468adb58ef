// Defaults for objects that came from no decoder: put together by code, or changed since.

import type { Message } from '../declare.ts';
import { emptyObject, inOrder, withDependentDefaults } from './assemble.ts';
import { childPlan, isAlwaysThere, isZero, planOf, type Plan, type Step } from './plan.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Copies only what changes: a complete object comes back as it is. What the type does not know is left out. */
export const applyDefaults = <T>(message: Message<T>, object: T): T => complete(planOf(message), object as Fields) as T;

function complete(plan: Plan, object: Fields): object {
  const slots = plan.blank.slice();
  let changed = false;
  for (const key in object) {
    const i = plan.index.get(key);
    if (i === undefined) changed = true;
    else slots[i] = object[key];
  }
  for (let i = 0; i < slots.length; i++) {
    const value = slots[i];
    const completed = completeValue(plan.steps[i]!, value);
    if (completed === value) continue;
    slots[i] = completed;
    changed = true;
  }
  const result = changed ? (inOrder(plan, fromSlots(plan, slots)) as Fields) : object;
  return plan.message.fill === undefined ? result : withDependentDefaults(plan, result);
}

const fromSlots = (plan: Plan, slots: readonly unknown[]): Fields => Object.fromEntries(plan.steps.map(({ name }, i) => [name, slots[i]]));

function completeValue(step: Step, value: unknown): unknown {
  if (value === undefined || value === null || (step.dropsZero && isZero(step, value)))
    return isAlwaysThere(step) ? emptyObject(childPlan(step), 'defaults') : step.absent;
  switch (step.type) {
    case 'message':
      return complete(childPlan(step), value as Fields);
    case 'list':
      return completeList(step.of!, value as readonly unknown[]);
    case 'map':
      return completeMap(step.of!, value as Fields);
    case 'either':
      return completeEither(step, value);
    default:
      return value;
  }
}

const holdsObjects = (of: Step): boolean => of.type === 'message' || of.type === 'list' || of.type === 'either';

function completeList(of: Step, list: readonly unknown[]): readonly unknown[] {
  if (!holdsObjects(of)) return list;
  const completed = list.map((each) => completeValue(of, each));
  return completed.every((each, i) => each === list[i]) ? list : completed;
}

function completeMap(of: Step, map: Fields): Fields {
  if (!holdsObjects(of)) return map;
  const completed = Object.entries(map).map(([key, each]) => [key, completeValue(of, each)] as const);
  return completed.every(([key, each]) => each === map[key]) ? map : Object.fromEntries(completed);
}

function completeEither(step: Step, value: unknown): unknown {
  const type = Array.isArray(value) ? 'list' : typeof value === 'boolean' ? 'bool' : 'message';
  const chosen = step.alternatives!.find((each) => each.type === type);
  return chosen === undefined ? value : completeValue(chosen, value);
}
