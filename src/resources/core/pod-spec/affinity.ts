// Where a pod would like to be. upstream: validateAffinity, ValidateNodeSelector, validateTopologySpreadConstraints.
import type {
  Affinity,
  NodeAffinity,
  PodAffinity,
  PodAffinityTerm,
  PodAntiAffinity,
  TopologySpreadConstraint,
} from '../../../api/core/v1/affinity.ts';
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '../../../api/core/v1/selection.ts';
import { validateLabelKey, validateLabelSelector } from '../../../machinery/selectors/label-selector.ts';
import { duplicate, forbidden, invalid, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isDns1123Label, isDns1123Subdomain, isLabelValue } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import type { LabelSelector } from '../../../machinery/meta/v1.ts';
import { oneOf, refused } from '../../rules.ts';

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution';

export function* validateAffinity({ nodeAffinity, podAffinity, podAntiAffinity }: Affinity, at: Path): Iterable<FieldError> {
  if (nodeAffinity !== undefined) yield* validateNodeAffinity(nodeAffinity, at.field('nodeAffinity'));
  if (podAffinity !== undefined) yield* validatePodAffinity(podAffinity, at.field('podAffinity'));
  if (podAntiAffinity !== undefined) yield* validatePodAffinity(podAntiAffinity, at.field('podAntiAffinity'));
}

function* validateNodeAffinity(affinity: NodeAffinity, at: Path): Iterable<FieldError> {
  const { [requiredTerms]: selector, [preferredTerms]: preferences = [] } = affinity;
  if (selector !== undefined) yield* validateNodeSelector(selector, at.field(requiredTerms));
  for (const [i, { weight, preference }] of preferences.entries()) {
    const here = at.field(preferredTerms).index(i);
    yield* validateWeight(weight, here.field('weight'));
    yield* validateNodeSelectorTerm(preference, here.field('preference'));
  }
}

function* validateWeight(weight: number, at: Path): Iterable<FieldError> {
  if (weight < 1 || weight > 100) yield invalid(at, weight, 'must be in the range 1-100');
}

export function* validateNodeSelector({ nodeSelectorTerms }: NodeSelector, at: Path): Iterable<FieldError> {
  const termsAt = at.field('nodeSelectorTerms');
  if (nodeSelectorTerms.length === 0) yield required(termsAt, 'must have at least one node selector term');
  for (const [i, term] of nodeSelectorTerms.entries()) yield* validateNodeSelectorTerm(term, termsAt.index(i));
}

function* validateNodeSelectorTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, at: Path): Iterable<FieldError> {
  for (const [i, requirement] of matchExpressions.entries())
    yield* validateNodeRequirement(requirement, at.field('matchExpressions').index(i));
  for (const [i, requirement] of matchFields.entries()) yield* validateFieldRequirement(requirement, at.field('matchFields').index(i));
}

function* validateNodeRequirement({ key, operator, values = [] }: NodeSelectorRequirement, at: Path): Iterable<FieldError> {
  const valuesAt = at.field('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) yield required(valuesAt, "must be specified when `operator` is 'In' or 'NotIn'");
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) yield forbidden(valuesAt, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) yield required(valuesAt, "must be specified single value when `operator` is 'Lt' or 'Gt'");
      break;
    default:
      yield invalid(at.field('operator'), operator, 'not a valid selector operator');
  }
  yield* validateLabelKey(key, at.field('key'));
  for (const [i, value] of values.entries()) yield* refused(isLabelValue(value), value, valuesAt.index(i));
}

/** Nodes have one field that can be asked for. */
function* validateFieldRequirement({ key, operator, values = [] }: NodeSelectorRequirement, at: Path): Iterable<FieldError> {
  const valuesAt = at.field('values');
  if (operator !== 'In' && operator !== 'NotIn') yield invalid(at.field('operator'), operator, 'not a valid selector operator');
  else if (values.length !== 1)
    yield required(valuesAt, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
  if (key !== 'metadata.name') yield invalid(at.field('key'), key, 'not a valid field selector key');
  else for (const [i, value] of values.entries()) yield* refused(isDns1123Subdomain(value), value, valuesAt.index(i));
}

function* validatePodAffinity(affinity: PodAffinity | PodAntiAffinity, at: Path): Iterable<FieldError> {
  const { [requiredTerms]: terms = [], [preferredTerms]: weighted = [] } = affinity;
  for (const [i, term] of terms.entries()) yield* validatePodAffinityTerm(term, at.field(requiredTerms).index(i));
  for (const [i, { weight, podAffinityTerm }] of weighted.entries()) {
    const here = at.field(preferredTerms).index(i);
    yield* validateWeight(weight, here.field('weight'));
    yield* validatePodAffinityTerm(podAffinityTerm, here.field('podAffinityTerm'));
  }
}

function* validatePodAffinityTerm(term: PodAffinityTerm, at: Path): Iterable<FieldError> {
  yield* validateLabelSelector(term.labelSelector, at.field('labelSelector'));
  yield* validateLabelSelector(term.namespaceSelector, at.field('namespaceSelector'));
  for (const namespace of term.namespaces ?? []) yield* refused(isDns1123Label(namespace), namespace, at.field('namespace'));
  yield* validateLabelKeys(term, 'matchLabelKeys', at);
  yield* validateLabelKeys(term, 'mismatchLabelKeys', at);
  yield* validateSelectorWithoutOwn(term, at);
  for (const [i, key] of (term.matchLabelKeys ?? []).entries())
    if (term.mismatchLabelKeys?.includes(key) === true)
      yield invalid(at.field('matchLabelKeys').index(i), key, 'exists in both matchLabelKeys and mismatchLabelKeys');
  if (term.topologyKey === '') yield required(at.field('topologyKey'), 'can not be empty');
  yield* validateLabelKey(term.topologyKey, at.field('topologyKey'));
}

interface OwnLabelKeys {
  readonly labelSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

function* validateLabelKeys(term: OwnLabelKeys, field: 'matchLabelKeys' | 'mismatchLabelKeys', at: Path): Iterable<FieldError> {
  const { labelSelector, [field]: keys = [] } = term;
  if (keys.length === 0) return;
  if (labelSelector === undefined) yield forbidden(at.field(field), 'must not be specified when labelSelector is not set');
  for (const [i, key] of keys.entries()) yield* validateLabelKey(key, at.field(field).index(i));
}

/**
 * Labels in matchLabelKeys mean the pod's own value. By now that has joined the selector, which must not speak of them
 * otherwise. A selector that says nothing of a label says nothing wrong.
 */
function* validateSelectorWithoutOwn({ labelSelector = {}, matchLabelKeys = [] }: OwnLabelKeys, at: Path): Iterable<FieldError> {
  const selected = new Set(Object.keys(labelSelector.matchLabels ?? {}));
  for (const { key } of labelSelector.matchExpressions ?? []) {
    const i = matchLabelKeys.lastIndexOf(key);
    if (i >= 0 && selected.has(key)) yield invalid(at.index(i), key, 'exists in both matchLabelKeys and labelSelector');
    selected.add(key);
  }
}

export function* validateTopologySpread(constraints: readonly TopologySpreadConstraint[], at: Path): Iterable<FieldError> {
  for (const [i, constraint] of constraints.entries()) {
    const here = at.index(i);
    yield* validateSpread(constraint, here);
    if (constraints.slice(i + 1).some((other) => sameSpread(constraint, other)))
      yield duplicate(here.field('{topologyKey, whenUnsatisfiable}'), `{${constraint.topologyKey}, ${constraint.whenUnsatisfiable}}`);
  }
}

const sameSpread = (a: TopologySpreadConstraint, b: TopologySpreadConstraint): boolean =>
  a.topologyKey === b.topologyKey && a.whenUnsatisfiable === b.whenUnsatisfiable;

function* validateSpread(constraint: TopologySpreadConstraint, at: Path): Iterable<FieldError> {
  const { maxSkew, topologyKey, whenUnsatisfiable, minDomains } = constraint;
  if (maxSkew <= 0) yield invalid(at.field('maxSkew'), maxSkew, 'must be greater than zero');
  if (topologyKey === '') yield required(at.field('topologyKey'), 'can not be empty');
  yield* oneOf(whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway'], at.field('whenUnsatisfiable'));
  if (minDomains !== undefined) {
    if (minDomains <= 0) yield invalid(at.field('minDomains'), minDomains, 'must be greater than zero');
    if (whenUnsatisfiable !== 'DoNotSchedule')
      yield invalid(
        at.field('minDomains'),
        minDomains,
        `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`,
      );
  }
  yield* oneOf(constraint.nodeAffinityPolicy, ['Honor', 'Ignore'], at.field('nodeAffinityPolicy'));
  yield* oneOf(constraint.nodeTaintsPolicy, ['Honor', 'Ignore'], at.field('nodeTaintsPolicy'));
  yield* validateLabelKeys(constraint, 'matchLabelKeys', at);
  yield* validateSelectorWithoutOwn(constraint, at);
  yield* validateLabelSelector(constraint.labelSelector, at.field('labelSelector'));
}
