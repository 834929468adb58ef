// What a DELETE makes of an object's finalizers [R035–R037], as a table.
import { expect, test } from 'vitest';
import type { DeleteOptions } from '../machinery/meta/v1.ts';
import { deletionFinalizers } from './finalizers.ts';
import type { Strategy } from './strategy.ts';

const foreground = 'foregroundDeletion';

test.each<[before: string[], options: DeleteOptions, byDefault: Strategy<never>['garbageCollection'], after: string[]]>([
  [[], {}, undefined, []],
  [[], {}, 'Orphan', ['orphan']],
  [[], { propagationPolicy: 'Background' }, 'Orphan', []],
  [[], { propagationPolicy: 'Foreground' }, undefined, [foreground]],
  [[], { propagationPolicy: 'Orphan' }, undefined, ['orphan']],
  [[], { orphanDependents: true }, undefined, ['orphan']],
  [[], { orphanDependents: false }, 'Orphan', []],
  [['a'], { propagationPolicy: 'Foreground' }, undefined, ['a', foreground]],
  [['orphan', 'a'], {}, undefined, ['orphan', 'a']],
  [[foreground], {}, 'Orphan', [foreground]],
  [['orphan', 'a'], { propagationPolicy: 'Foreground' }, undefined, ['a', foreground]],
  [[foreground, 'a'], { propagationPolicy: 'Background' }, undefined, ['a']],
  [[foreground, 'a'], { orphanDependents: true }, undefined, ['a', 'orphan']],
  [[], { propagationPolicy: 'Orphan' }, 'Unsupported', []],
  [['orphan', 'a'], {}, 'Unsupported', ['a']],
])('%j deleted with %j, default %s', (before, options, byDefault, after) => {
  expect(deletionFinalizers(before, options, byDefault)).toEqual(after);
});

test('the same list comes back when nothing changes', () => {
  const before = ['a', 'orphan'];
  expect(deletionFinalizers(before, { propagationPolicy: 'Orphan' }, undefined)).toBe(before);
});
