// core/v1: amounts by resource name.
import type { StringMap } from '../../arrange.ts';

export type ResourceList = StringMap;

/** Nothing finer than a thousandth is kept: such amounts are rounded up. The same list when there are none. */
export function inThousandths(list: ResourceList | undefined): ResourceList | undefined {
  if (list === undefined || !Object.values(list).some((amount) => finer.test(amount))) return list;
  return Object.fromEntries(Object.entries(list).map(([name, amount]) => [name, roundUp(amount)]));
}

// In canonical form, only what ends like this can be finer than a thousandth.
const finer = /^(-?\d+)(n|u|e-6|e-9)$/;
const suffixes = ['m', '', 'k', 'M', 'G', 'T', 'P', 'E'];

function roundUp(amount: string): string {
  const [, digits, suffix = ''] = finer.exec(amount) ?? [];
  if (digits === undefined) return amount;
  const unit = suffix === 'n' || suffix === 'e-9' ? 1_000_000n : 1_000n;
  const exact = BigInt(digits);
  let rounded = exact / unit + (exact % unit > 0n ? 1n : exact % unit < 0n ? -1n : 0n);
  let step = 0;
  while (rounded % 1000n === 0n && rounded !== 0n && step < suffixes.length - 1) {
    rounded /= 1000n;
    step++;
  }
  return suffix.startsWith('e') ? `${rounded}${exponent(step)}` : `${rounded}${suffixes[step]}`;
}

const exponent = (step: number): string => (step === 1 ? '' : `e${3 * (step - 1)}`);
