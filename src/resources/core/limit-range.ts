// LimitRanges: the least, the most and the usual for each container, pod and claim of a namespace [B039].
import { LimitRange, type LimitRangeItem } from '../../api/core/v1/limit-range.ts';
import type { ResourceList } from '../../api/core/v1/resource-list.ts';
import { compareQuantities, quantityOf } from '../../machinery/quantity.ts';
import { duplicate, forbidden, invalid, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { isLabelKey } from '../../machinery/validation/name-rules.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { refused, uniqueness } from '../rules.ts';
import { isOvercommittable } from './pod-spec/resource-names.ts';
import { containerResourceName, standardName } from './pod-spec/resources.ts';

const at = Path.of('spec', 'limits');

export const limitRanges = defineResource<LimitRange>({
  type: LimitRange,
  plural: 'limitranges',
  shortNames: ['limits'],
  scope: 'Namespaced',
  allowCreateOnUpdate: true,
  declaredRules: false,
  validate,
  validateUpdate: validate,
});

function* validate({ spec }: LimitRange): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const [i, item] of (spec.limits ?? []).entries()) {
    const here = at.index(i);
    yield* validateType(item.type, here.field('type'));
    if (!isNew(item.type)) yield duplicate(here.field('type'), item.type);
    yield* validateNames(item, here);
    for (const name of namesOf(item)) yield* validateAmounts(item, name, here);
  }
}

const standardTypes = ['Pod', 'Container', 'PersistentVolumeClaim'];

function* validateType(type: string, here: Path): Iterable<FieldError> {
  const problems = isLabelKey(type);
  yield* refused(problems, type, here);
  if (problems.length === 0 && !type.includes('/') && !standardTypes.includes(type))
    yield invalid(here, type, 'must be a standard limit type or fully qualified');
}

type ListName = 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio';

function* validateNames(item: LimitRangeItem, here: Path): Iterable<FieldError> {
  const rule = item.type === 'Pod' || item.type === 'Container' ? containerResourceName : standardName;
  const check = function* (list: ListName): Iterable<FieldError> {
    for (const name of Object.keys(item[list] ?? {})) yield* rule(name, here.field(list).key(name));
  };
  yield* check('max');
  yield* check('min');
  for (const list of ['default', 'defaultRequest'] as const) {
    if (item.type !== 'Pod') yield* check(list);
    else if (item[list] !== undefined) yield forbidden(here.field(list), "may not be specified when `type` is 'Pod'");
  }
  if (item.type === 'PersistentVolumeClaim' && item.min?.['storage'] === undefined && item.max?.['storage'] === undefined)
    yield required(here.field('limits'), 'either minimum or maximum storage value is required, but neither was provided');
  yield* check('maxLimitRequestRatio');
}

const namesOf = ({ max, min, default: limit, defaultRequest, maxLimitRequestRatio }: LimitRangeItem): ReadonlySet<string> =>
  new Set([max, min, limit, defaultRequest, maxLimitRequestRatio].flatMap((list: ResourceList = {}) => Object.keys(list)));

function* validateAmounts(item: LimitRangeItem, name: string, here: Path): Iterable<FieldError> {
  const [max, min, limit, request] = [item.max?.[name], item.min?.[name], item.default?.[name], item.defaultRequest?.[name]];
  const refuse = (list: ListName, value: string, why: string): FieldError => invalid(here.field(list).key(name), value, why);
  if (isMore(min, max)) yield refuse('min', min!, `min value ${min} is greater than max value ${max}`);
  if (item.type !== 'Pod') {
    if (isMore(min, request)) yield refuse('defaultRequest', request!, `min value ${min} is greater than default request value ${request}`);
    if (isMore(request, max)) yield refuse('defaultRequest', request!, `default request value ${request} is greater than max value ${max}`);
    if (isMore(request, limit))
      yield refuse('defaultRequest', request!, `default request value ${request} is greater than default limit value ${limit}`);
    // Upstream shows the bound, not the value.
    if (isMore(min, limit)) yield refuse('default', min!, `min value ${min} is greater than default value ${limit}`);
    if (isMore(limit, max)) yield refuse('default', max!, `default value ${limit} is greater than max value ${max}`);
  }
  yield* validateRatio({ max, min, ratio: item.maxLimitRequestRatio?.[name] }, here.field('maxLimitRequestRatio').key(name));
  if (!isOvercommittable(name) && (isMore(request, limit) || isMore(limit, request)))
    yield refuse('defaultRequest', request!, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`);
}

interface Ratio {
  readonly max: string | undefined;
  readonly min: string | undefined;
  readonly ratio: string | undefined;
}

function* validateRatio({ max, min, ratio }: Ratio, here: Path): Iterable<FieldError> {
  if (ratio === undefined) return;
  if (isMore('1', ratio)) yield invalid(here, ratio, `ratio ${ratio} is less than 1`);
  if (max === undefined || min === undefined) return;
  const bound = Number(quantityOf(max).nanos) / Number(quantityOf(min).nanos);
  if (Number(quantityOf(ratio).nanos) / 1e9 > bound)
    yield invalid(here, ratio, `ratio ${ratio} is greater than max/min = ${bound.toFixed(6)}`);
}

/** What is not there is neither more nor less than anything. */
const isMore = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && compareQuantities(quantityOf(a), quantityOf(b)) > 0;
