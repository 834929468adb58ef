// Who goes first when a node runs short of memory: computed once, from what the containers ask for and may use. upstream:
// qos.ComputePodQOS.
import type { ResourceList } from '../../../api/core/v1/resource-list.ts';
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import type { PodQOSClass } from '../../../api/core/v1/pod-status.ts';
import { addQuantities, quantityOf, quantitySign, zeroQuantity, type Quantity } from '../../../machinery/quantity.ts';

/** The resources that count. */
const counted = ['cpu', 'memory'] as const;
type Counted = (typeof counted)[number];

interface Asking {
  readonly limits?: ResourceList;
  readonly requests?: ResourceList;
}

export function qosClassOf({ containers, initContainers = [], resources }: PodSpec): PodQOSClass {
  const all: readonly Asking[] = resources === undefined ? [...containers, ...initContainers].map((each) => each.resources) : [resources];
  const requested = counted.map((name) => total(all, 'requests', name));
  const limited = counted.map((name) => total(all, 'limits', name));
  if ([...requested, ...limited].every((amount) => amount === 0n)) return 'BestEffort';
  const eachLimited = all.every(({ limits }) => counted.every((name) => quantitySign(amountOf(limits, name)) > 0));
  const asksForItsLimits = requested.every((amount, i) => amount === limited[i]);
  return eachLimited && asksForItsLimits ? 'Guaranteed' : 'Burstable';
}

const amountOf = (list: ResourceList | undefined, name: Counted): Quantity => {
  const text = list?.[name];
  return text === undefined ? zeroQuantity : quantityOf(text);
};

const total = (all: readonly Asking[], of: keyof Asking, name: Counted): bigint =>
  all.reduce((sum, asking) => addQuantities(sum, amountOf(asking[of], name)), zeroQuantity).nanos;
