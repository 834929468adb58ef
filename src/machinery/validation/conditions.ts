// metav1.Condition, as many statuses carry it. upstream: apimachinery apis/meta/v1/validation ValidateConditions.
import type { Condition } from '../meta/v1.ts';
import { validateLabelKey } from '../selectors/label-selector.ts';
import { duplicate, invalid, notSupported, required, tooLong, type FieldError } from './field-error.ts';
import { utf8Length } from './go-text.ts';
import { isConditionReason } from './name-rules.ts';
import type { Path } from './path.ts';

const statuses = ['False', 'True', 'Unknown'];
const reasonBytesMax = 1024;
const messageBytesMax = 32 * 1024;

export function* validateConditions(conditions: readonly Condition[], at: Path): Iterable<FieldError> {
  const seen = new Set<string>();
  for (const [i, condition] of conditions.entries()) {
    if (seen.has(condition.type)) yield duplicate(at.index(i).field('type'), condition.type);
    seen.add(condition.type);
    yield* validateCondition(condition, at.index(i));
  }
}

export function* validateCondition({ reason, message, ...condition }: Condition, at: Path): Iterable<FieldError> {
  yield* validateLabelKey(condition.type, at.field('type'));
  if (!statuses.includes(condition.status)) yield notSupported(at.field('status'), condition.status, statuses);
  const observed = condition.observedGeneration ?? 0;
  if (observed < 0) yield invalid(at.field('observedGeneration'), observed, 'must be greater than or equal to zero');
  if (condition.lastTransitionTime === null) yield required(at.field('lastTransitionTime'));
  if (reason === '') yield required(at.field('reason'));
  else for (const problem of isConditionReason(reason)) yield invalid(at.field('reason'), reason, problem);
  if (utf8Length(reason) > reasonBytesMax) yield tooLong(at.field('reason'), reasonBytesMax);
  if (utf8Length(message) > messageBytesMax) yield tooLong(at.field('message'), messageBytesMax);
}
