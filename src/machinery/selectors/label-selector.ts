// LabelSelector objects, as they stand in specs: matchLabels and matchExpressions.
import type { LabelSelector, LabelSelectorRequirement } from '../meta/v1.ts';
import { badRequest } from '../status-error.ts';
import { aggregate, forbidden, invalid, required, type FieldError } from '../validation/field-error.ts';
import { quote } from '../validation/go-text.ts';
import { isLabelKey, isLabelValue } from '../validation/name-rules.ts';
import { Path } from '../validation/path.ts';
import {
  allLabels,
  noLabels,
  parseLabelSelector,
  requirementErrors,
  selectLabels,
  type LabelOperator,
  type LabelRequirement,
  type Labels,
  type LabelsSelector,
} from './labels.ts';

const operators: ReadonlyMap<string, LabelOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/** Absent selects nothing, empty selects everything. Throws BadRequest for what `validateLabelSelector` would refuse. */
export function labelsSelectorOf(selector: LabelSelector | undefined): LabelsSelector {
  if (selector === undefined) return noLabels;
  const requirements = [...requirementsOf(selector)];
  for (const requirement of requirements) {
    const errors = aggregate(requirementErrors(requirement, Path.root));
    if (errors !== '') throw badRequest(errors);
  }
  return requirements.length === 0 ? allLabels : selectLabels(requirements);
}

function* requirementsOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Iterable<LabelRequirement> {
  for (const [key, value] of Object.entries(matchLabels)) yield { key, operator: '=', values: [value] };
  for (const { key, operator, values = [] } of matchExpressions) {
    const known = operators.get(operator);
    if (known === undefined) throw badRequest(`${quote(operator)} is not a valid label selector operator`);
    yield { key, operator: known, values: values.toSorted() };
  }
}

/** The object that says what a selector text says. Throws BadRequest for `<` and `>`, which objects cannot say. */
export function labelSelectorFromText(text: string): LabelSelector {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: LabelSelectorRequirement[] = [];
  for (const { key, operator, values } of parseLabelSelector(text).requirements) {
    if (operator === '=' || operator === '==') matchLabels[key] = values[0]!;
    else matchExpressions.push({ key, operator: objectOperator(operator), values });
  }
  return { matchLabels, matchExpressions };
}

function objectOperator(operator: LabelOperator): string {
  for (const [name, spelled] of operators) if (spelled === operator) return name;
  if (operator === 'gt' || operator === 'lt') throw badRequest(`${quote(operator)} isn't supported in label selectors`);
  throw badRequest(`${quote(operator)} is not a valid label selector operator`);
}

/** As table columns show it. */
export function labelSelectorText(selector: LabelSelector | undefined): string {
  try {
    return labelsSelectorOf(selector).toString() || '<none>';
  } catch {
    return '<error>';
  }
}

export interface LabelSelectorRules {
  /** An old object has such values, so they must stay valid. */
  readonly allowInvalidValues?: boolean | undefined;
  readonly allowUnknownOperators?: boolean | undefined;
}

export function* validateLabelSelector(
  selector: LabelSelector | undefined,
  at: Path,
  rules: LabelSelectorRules = {},
): Iterable<FieldError> {
  if (selector === undefined) return;
  yield* validateLabels(selector.matchLabels ?? {}, at.field('matchLabels'));
  for (const [i, requirement] of (selector.matchExpressions ?? []).entries()) {
    yield* validateRequirement(requirement, at.field('matchExpressions').index(i), rules);
  }
}

function* validateRequirement(
  { key, operator, values = [] }: LabelSelectorRequirement,
  at: Path,
  rules: LabelSelectorRules,
): Iterable<FieldError> {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) yield required(at.field('values'), "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) yield forbidden(at.field('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  } else if (!rules.allowUnknownOperators) {
    yield invalid(at.field('operator'), operator, 'not a valid selector operator');
  }
  yield* validateLabelKey(key, at.field('key'));
  if (rules.allowInvalidValues) return;
  for (const [i, value] of values.entries()) {
    for (const problem of isLabelValue(value)) yield invalid(at.field('values').index(i), value, problem);
  }
}

export function* validateLabelKey(key: string, at: Path): Iterable<FieldError> {
  for (const problem of isLabelKey(key)) yield invalid(at, key, problem);
}

export function* validateLabels(labels: Labels, at: Path): Iterable<FieldError> {
  for (const [key, value] of Object.entries(labels)) {
    yield* validateLabelKey(key, at);
    for (const problem of isLabelValue(value)) yield invalid(at, value, problem);
  }
}
