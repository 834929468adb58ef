// core/v1: amounts by resource name.
import { addQuantities, compareQuantities, formatQuantity, quantityOf, roundQuantityUp } from '../../../machinery/quantity.ts';
import { joined, type StringMap } from '../../arrange.ts';

export type ResourceList = StringMap;

/** Nothing finer than a thousandth is kept: such amounts are rounded up. The same list when there are none. */
export function inThousandths(list: ResourceList | undefined): ResourceList | undefined {
  if (list === undefined || !Object.values(list).some((amount) => maybeFiner.test(amount))) return list;
  return Object.fromEntries(Object.entries(list).map(([name, amount]) => [name, roundUp(amount)]));
}

const maybeFiner = /[nu]$|[eE]-|\.\d{4}/;

function roundUp(amount: string): string {
  const exact = quantityOf(amount);
  const rounded = roundQuantityUp(exact, -3);
  return rounded.nanos === exact.nanos ? amount : formatQuantity(rounded);
}

/** What both need together. */
export const sum = (a: ResourceList, b: ResourceList): ResourceList =>
  merge(a, b, (x, y) => formatQuantity(addQuantities(quantityOf(x), quantityOf(y))));

/** What is enough for either. */
export const maximum = (a: ResourceList, b: ResourceList): ResourceList =>
  merge(a, b, (x, y) => (compareQuantities(quantityOf(y), quantityOf(x)) > 0 ? y : x));

function merge(a: ResourceList, b: ResourceList, both: (x: string, y: string) => string): ResourceList {
  const inBoth = Object.keys(a).filter((name) => Object.hasOwn(b, name));
  return joined(Object.fromEntries(inBoth.map((name) => [name, both(a[name]!, b[name]!)])), a, b) ?? {};
}
