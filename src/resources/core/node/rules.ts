// What nodes must be like, and what of them stays as it was once set. upstream: ValidateNode, ValidateNodeUpdate.
import { NodeAddress, type Node } from '../../../api/core/v1/node.ts';
import type { ResourceList } from '../../../api/core/v1/resource-list.ts';
import { Taint } from '../../../api/core/v1/selection.ts';
import { equalJson } from '../../../machinery/json-value.ts';
import { validateLabelKey } from '../../../machinery/selectors/label-selector.ts';
import { duplicate, forbidden, internalFieldError, invalid, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { quote } from '../../../machinery/validation/go-text.ts';
import { parseCidr, validateLegacyCidr } from '../../../machinery/validation/ip.ts';
import { isLabelValue, nameIsDnsSubdomain } from '../../../machinery/validation/name-rules.ts';
import { validateObjectMeta } from '../../../machinery/validation/object-meta.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { validateFinalizerNames } from '../../../registry/resource-strategy.ts';
import { goStruct } from '../../go-struct.ts';
import { jsonProblem } from '../../json-problem.ts';
import { oneOf, refused, uniqueness } from '../../rules.ts';
import { validateQuantity } from '../pod-spec/resources.ts';

const spec = Path.of('spec');
const status = Path.of('status');

export function* validateNode(node: Node): Iterable<FieldError> {
  yield* validateAnnotations(node);
  yield* validateTaints(node);
  yield* validateAmounts(node);
  yield* validatePodRanges(node.spec.podCIDRs ?? []);
}

/** Upstream looks at the whole node once more, metadata included, and then at what changed. */
export function* validateChangedNode(next: Node, previous: Node): Iterable<FieldError> {
  yield* validateObjectMeta(next.metadata, { namespaced: false, nameRule: nameIsDnsSubdomain });
  yield* validateFinalizerNames(next.metadata);
  yield* validateNode(next);
  yield* validateReport(next, previous);
}

/** What a kubelet says of its node. */
export function* validateReport(next: Node, previous: Node): Iterable<FieldError> {
  yield* validateAnnotations(next);
  const isNewAddress = uniqueness();
  for (const [i, address] of (next.status.addresses ?? []).entries())
    if (!isNewAddress(JSON.stringify(address))) yield duplicate(status.field('addresses').index(i), goStruct(NodeAddress, address));
  yield* validateAmounts(next);
  yield* validateFeatures(next.status.declaredFeatures ?? []);
  yield* validateTaints(next);
  yield* validateFixed(next, previous);
}

const avoidPods = 'scheduler.alpha.kubernetes.io/preferAvoidPods';

/** No longer in use, but still read. */
function* validateAnnotations({ metadata }: Node): Iterable<FieldError> {
  const text = metadata.annotations?.[avoidPods];
  if (text === undefined) return;
  const problem = jsonProblem(new TextEncoder().encode(text));
  if (problem !== undefined) yield invalid(Path.of('metadata', 'annotations').field('AvoidPods'), avoidPods, problem);
}

/** Upstream looks for them in the metadata. */
function* validateTaints({ spec: { taints = [] } }: Node): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const [i, taint] of taints.entries()) {
    const here = Path.of('metadata', 'taints').index(i);
    const { key, value = '', effect } = taint;
    yield* validateLabelKey(key, here.field('key'));
    yield* refused(isLabelValue(value), value, here.field('value'));
    if ((effect as string) === '') yield required(here.field('effect'));
    else yield* oneOf(effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'], here.field('effect'));
    if (!isNew(`${key}:${effect}`)) {
      const error = duplicate(here, goStruct(Taint, taint));
      yield { ...error, message: `${error.message}: taints must be unique by key and effect pair` };
    }
  }
}

function* validateAmounts({ status: { capacity = {}, allocatable = {} } }: Node): Iterable<FieldError> {
  const lists: readonly (readonly [string, ResourceList])[] = [
    ['capacity', capacity],
    ['allocatable', allocatable],
  ];
  for (const [field, list] of lists)
    for (const [name, amount] of Object.entries(list)) yield* validateQuantity(name, amount, status.field(field).field(name));
}

function* validatePodRanges(ranges: readonly string[]): Iterable<FieldError> {
  const at = spec.field('podCIDRs');
  for (const [i, range] of ranges.entries()) yield* validateLegacyCidr(range, at.index(i), { rules: 'strict' });
  if (ranges.length < 2) return;
  const families = ranges.map((range) => parseCidr(range)?.address.family);
  const unknown = families.indexOf(undefined);
  if (unknown >= 0) {
    const why = `invalid CIDR[${unknown}]: <nil> (invalid CIDR address: ${ranges[unknown]})`;
    yield internalFieldError(at, `invalid PodCIDRs. failed to check with dual stack with error:${why}`);
  }
  if (unknown >= 0 || ranges.length > 2 || families[0] === families[1])
    yield invalid(at, ranges, 'may specify no more than one CIDR for each IP family');
}

const featureName = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/;

function* validateFeatures(features: readonly string[]): Iterable<FieldError> {
  for (const [i, feature] of features.entries()) {
    const here = status.field('declaredFeatures').index(i);
    const before = features[i - 1];
    if (before !== undefined && feature < before) yield invalid(here, feature, 'list must be sorted alphabetically');
    if (feature === before) yield duplicate(here, feature);
    if (!featureName.test(feature))
      yield invalid(
        here,
        feature,
        `invalid feature name ${quote(feature)}: must start with an UpperCamelCase segment, with subsequent segments separated ` +
          "by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes",
      );
  }
}

/** Set once. */
function* validateFixed({ spec: next }: Node, { spec: previous }: Node): Iterable<FieldError> {
  if ((previous.podCIDRs ?? []).length > 0 && !equalJson(next.podCIDRs, previous.podCIDRs))
    yield forbidden(spec.field('podCIDRs'), 'node updates may not change podCIDR except from "" to valid');
  if (previous.providerID !== undefined && next.providerID !== previous.providerID)
    yield forbidden(spec.field('providerID'), 'node updates may not change providerID except from "" to valid');
  if (next.externalID !== previous.externalID) yield forbidden(spec.field('externalID'), 'may not be updated');
}
