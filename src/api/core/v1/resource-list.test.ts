import { expect, test } from 'vitest';
import { inThousandths, maximum, sum } from './resource-list.ts';

// Answers of kube-apiserver 1.36 to a ResourceQuota with this amount. What comes in is canonical already.
test.each([
  ['100e-9', '1e-3'],
  ['1000000100e-6', '1000001e-3'],
  ['999999900u', '1k'],
  ['999999999510u', '1M'],
  ['1500e-6', '2e-3'],
  ['1n', '1m'],
  ['1u', '1m'],
  ['500u', '1m'],
  ['-1000500u', '-1001m'],
  ['1.000001', '1001m'],
])('%s is kept as %s', (amount, kept) => {
  expect(inThousandths({ cpu: amount })).toEqual({ cpu: kept });
});

test('a list without such amounts stays the same list', () => {
  const list = { cpu: '1500m', memory: '1Gi', pods: '1e3', odd: '17.480' };
  expect(inThousandths(list)).toBe(list);
  expect(inThousandths(undefined)).toBeUndefined();
});

test('sum and maximum look at each resource on its own', () => {
  expect(sum({ cpu: '500m', memory: '1Gi' }, { cpu: '1', pods: '2' })).toEqual({ cpu: '1500m', memory: '1Gi', pods: '2' });
  expect(maximum({ cpu: '500m', memory: '1Gi' }, { cpu: '1', memory: '1G' })).toEqual({ cpu: '1', memory: '1Gi' });
});
