// core/v1 LimitRange: the least, the most and the usual for each container, pod and claim of a namespace.
import { enumOf, type Filling, list, map, message, object, openValues, quantity, type ValueOf } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { joined } from '../../arrange.ts';
import { inThousandths, type ResourceList } from './resource-list.ts';
import { v1 } from './group-version.ts';

/** What a single pod, container or claim in the namespace may ask for, and what it gets if it does not ask. */
export class LimitRange extends v1.kind('LimitRange', () => ({ metadata: object(1, ObjectMeta), spec: object(2, LimitRangeSpec) })) {}

export class LimitRangeList extends v1.kind('LimitRangeList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, LimitRange).required(),
})) {}

export class LimitRangeSpec extends message('LimitRangeSpec', () => ({ limits: list(1, LimitRangeItem).atomic().nullable().required() })) {}

/** The limits for one kind of thing. */
export class LimitRangeItem extends message(
  'LimitRangeItem',
  () => ({
    /** Pod, Container or PersistentVolumeClaim. */
    type: enumOf(1, LimitType).required(),
    max: map(2, quantity),
    min: map(3, quantity),
    /** The limit of containers that set none. */
    default: map(4, quantity),
    /** The request of containers that set none. */
    defaultRequest: map(5, quantity),
    /** How many times the request the limit may be. */
    maxLimitRequestRatio: map(6, quantity),
  }),
  defaultLimits,
) {}

export const LimitType = openValues('Pod', 'Container', 'PersistentVolumeClaim');
export type LimitType = ValueOf<typeof LimitType>;

interface Limits {
  readonly type: LimitType;
  readonly max?: ResourceList;
  readonly min?: ResourceList;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
}

/** A container that says nothing gets the most, and asks for that too, or else for the least. */
function defaultLimits({ type, max, min, default: limit, defaultRequest, maxLimitRequestRatio }: Limits): Filling<Limits> {
  const usual = type === 'Container' ? joined(limit, max) : limit;
  const request = type === 'Container' ? joined(defaultRequest, usual, min) : defaultRequest;
  return {
    max: inThousandths(max),
    min: inThousandths(min),
    default: inThousandths(usual),
    defaultRequest: inThousandths(request),
    maxLimitRequestRatio: inThousandths(maxLimitRequestRatio),
  };
}
