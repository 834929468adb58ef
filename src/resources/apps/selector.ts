// The selectors of what makes pods: they must be there, select something, and never change.
import type { LabelSelector } from '../../machinery/meta/v1.ts';
import type { LabelsSelector } from '../../machinery/selectors/labels.ts';
import { labelsSelectorOf, validateLabelSelector } from '../../machinery/selectors/label-selector.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { invalid, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';

const at = Path.of('spec', 'selector');

/** Of a selector that is there. `kind` in lower case. */
export function* validateSelector(selector: LabelSelector, kind: string): Iterable<FieldError> {
  yield* validateLabelSelector(selector, at);
  if (Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0)
    yield invalid(at, selector, `empty selector is invalid for ${kind}`);
}

/** Undefined when it is not valid. A missing selector selects nothing. */
export function usableSelector(selector: LabelSelector | undefined): LabelsSelector | undefined {
  try {
    return labelsSelectorOf(selector);
  } catch {
    return undefined;
  }
}

interface Selecting {
  readonly spec: { readonly selector?: LabelSelector };
}

export function* validateSelectorUnchanged(next: Selecting, previous: Selecting): Iterable<FieldError> {
  if (!equalJson(next.spec.selector, previous.spec.selector)) yield invalid(at, next.spec.selector ?? null, 'field is immutable');
}
