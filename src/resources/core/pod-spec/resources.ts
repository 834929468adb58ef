// What containers ask for, and may use. upstream: ValidateResourceRequirements.
import type { ResourceList } from '../../../api/core/v1/resource-list.ts';
import type { ResourceClaim, ResourceRequirements } from '../../../api/core/v1/resource-requirements.ts';
import { compareQuantities, isInteger, parseQuantity, quantityOf, quantitySign, quantityValue } from '../../../machinery/quantity.ts';
import {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  type FieldError,
} from '../../../machinery/validation/field-error.ts';
import { isDns1123Label, isLabelKey } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { namedIfAny, refused, uniqueness } from '../../rules.ts';
import { isContainerResource, isCounted, isExtended, isHugePages, isNative, isOvercommittable, isStandard } from './resource-names.ts';

/** What may be asked for there. */
type NameRule = (name: string, at: Path) => Iterable<FieldError>;

export function* validateRequirements(
  { limits = {}, requests = {} }: Pick<ResourceRequirements, 'limits' | 'requests'>,
  nameRule: NameRule,
  at: Path,
): Iterable<FieldError> {
  for (const [name, amount] of Object.entries(limits)) yield* validateAmount(name, amount, nameRule, at.field('limits').key(name));
  for (const [name, amount] of Object.entries(requests)) {
    yield* validateAmount(name, amount, nameRule, at.field('requests').key(name));
    yield* validateWithinLimit({ name, amount, limit: limits[name] }, at);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory'))
    yield forbidden(at, 'HugePages require cpu or memory');
}

function* validateAmount(name: string, amount: string, nameRule: NameRule, at: Path): Iterable<FieldError> {
  yield* nameRule(name, at);
  yield* validateQuantity(name, amount, at);
  if (isHugePages(name) && !isWholePages(name, amount)) yield invalid(at, amount, `${amount} is not positive integer multiple of ${name}`);
}

/** Not negative, and whole where the resource is counted in pieces. */
export function* validateQuantity(name: string, amount: string, at: Path): Iterable<FieldError> {
  const quantity = quantityOf(amount);
  if (quantitySign(quantity) < 0) yield invalid(at, amount, 'must be greater than or equal to 0');
  if (isCounted(name) && !isInteger(quantity)) yield invalid(at, amount, 'must be an integer');
}

function isWholePages(name: string, amount: string): boolean {
  const size = parseQuantity(name.slice('hugepages-'.length));
  if (typeof size === 'string') return false;
  const bytes = quantityValue(size);
  const value = quantityValue(quantityOf(amount));
  return value >= 0n && bytes > 0n && value % bytes === 0n;
}

interface Request {
  readonly name: string;
  readonly amount: string;
  readonly limit: string | undefined;
}

function* validateWithinLimit({ name, amount, limit }: Request, at: Path): Iterable<FieldError> {
  if (limit === undefined) {
    if (!isOvercommittable(name)) yield required(at.field('limits'), 'Limit must be set for non overcommitable resources');
    return;
  }
  const order = compareQuantities(quantityOf(amount), quantityOf(limit));
  const requestsAt = at.field('requests');
  if (order !== 0 && !isOvercommittable(name)) yield invalid(requestsAt, amount, `must be equal to ${name} limit of ${limit}`);
  else if (order > 0) yield invalid(requestsAt, amount, `must be less than or equal to ${name} limit of ${limit}`);
}

/** A known name, or somebody's own with a prefix. */
export function* standardName(name: string, at: Path): Iterable<FieldError> {
  const problems = isLabelKey(name);
  yield* refused(problems, name, at);
  if (problems.length === 0 && !name.includes('/') && !isStandard(name))
    yield invalid(at, name, 'must be a standard resource type or fully qualified');
}

export function* containerResourceName(name: string, at: Path): Iterable<FieldError> {
  yield* standardName(name, at);
  if (!name.includes('/')) {
    if (!isContainerResource(name)) yield invalid(at, name, 'must be a standard resource for containers');
  } else if (!isNative(name) && !isExtended(name)) {
    yield invalid(at, name, "doesn't follow extended resource name standard");
  }
}

/** Of all containers of a pod together. */
export function* podResourceName(name: string, at: Path): Iterable<FieldError> {
  const problems = [...standardName(name, at)];
  yield* problems;
  if (problems.length === 0 && name !== 'cpu' && name !== 'memory' && !isHugePages(name))
    yield notSupported(at, name, ['cpu', 'hugepages-', 'memory']);
}

/** `known`: the names of the pod's own claims. */
export function* validateClaims(claims: readonly ResourceClaim[], known: ReadonlySet<string>, at: Path): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const [i, { name, request }] of claims.entries()) {
    const here = at.index(i);
    if (name === '') {
      yield required(here);
      continue;
    }
    if (!isNew(request === undefined ? name : `${name}/${request}`))
      yield duplicate(here, request === undefined ? name : `${name}/${request}`);
    yield* namedIfAny(request, isDns1123Label, here.field('request'));
    if (!known.has(name)) yield unknownClaim(name, known, here);
  }
}

function unknownClaim(name: string, known: ReadonlySet<string>, at: Path): FieldError {
  const error = notFound(at, name);
  const hint = 'must be one of the names in pod.spec.resourceClaims';
  return { ...error, message: `${error.message}: ${hint}${known.size === 0 ? ' which is empty' : ''}` };
}

interface PodContainers {
  readonly containers: readonly { readonly resources: ResourceRequirements }[];
  /** What they need at the pod's busiest moment. */
  readonly together: { readonly requests: ResourceList; readonly limits: ResourceList };
}

/** What is said for the whole pod must do for its containers. */
export function* validatePodTotals(
  { limits = {}, requests = {} }: ResourceRequirements,
  { containers, together }: PodContainers,
  at: Path,
): Iterable<FieldError> {
  for (const [name, amount] of Object.entries(requests))
    if (exceeds(together.requests[name], amount))
      yield invalid(
        at.field('requests').key(name),
        amount,
        `must be greater than or equal to aggregate container requests of ${together.requests[name]}`,
      );
  for (const [name, amount] of Object.entries(limits))
    if (isHugePages(name) && exceeds(together.limits[name], amount))
      yield invalid(
        at.field('limits').key(name),
        amount,
        `must be greater than or equal to aggregate container limits of ${together.limits[name]}`,
      );
  for (const [i, { resources }] of containers.entries())
    for (const [name, amount] of Object.entries(resources.limits ?? {}))
      if (limits[name] !== undefined && exceeds(amount, limits[name]))
        yield invalid(
          at.field('containers').index(i).key(name).field('limits'),
          amount,
          `must be less than or equal to pod limits of ${limits[name]}`,
        );
}

const exceeds = (amount: string | undefined, limit: string): boolean =>
  amount !== undefined && compareQuantities(quantityOf(amount), quantityOf(limit)) > 0;
