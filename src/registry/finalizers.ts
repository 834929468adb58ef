// The garbage collector's finalizers: how a DELETE tells it what to do with dependents [R035, R036]. upstream:
// deletionFinalizersForGarbageCollection.
import type { DeleteOptions } from '../machinery/meta/v1.ts';
import type { Strategy } from './strategy.ts';

/** Dependents lose this owner and stay. */
export const orphanFinalizer = 'orphan';
/** Dependents go first. */
export const foregroundFinalizer = 'foregroundDeletion';

type Policy = 'Orphan' | 'Foreground' | 'Background';

/** `finalizers` with those that the deletion asks for, and without those it does not; the same list when nothing changes. */
export function deletionFinalizers(
  finalizers: readonly string[],
  options: DeleteOptions,
  garbageCollection: Strategy<never>['garbageCollection'],
): readonly string[] {
  const policy = garbageCollection === 'Unsupported' ? 'Background' : policyOf(finalizers, options, garbageCollection);
  const others = finalizers.filter((finalizer) => finalizer !== orphanFinalizer && finalizer !== foregroundFinalizer);
  const wanted = [...others, ...policyFinalizers[policy]];
  return sameSet(wanted, finalizers) ? finalizers : wanted;
}

const policyFinalizers: Readonly<Record<Policy, readonly string[]>> = {
  Orphan: [orphanFinalizer],
  Foreground: [foregroundFinalizer],
  Background: [],
};

/** What the request says counts most, then what an earlier one left on the object, then the kind's default. */
function policyOf(finalizers: readonly string[], options: DeleteOptions, byDefault: 'Background' | 'Orphan' = 'Background'): Policy {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'Orphan' : 'Background';
  const { propagationPolicy: asked } = options;
  return isPolicy(asked) ? asked : (earlierPolicy(finalizers) ?? byDefault);
}

const isPolicy = (text: string | undefined): text is Policy => text !== undefined && Object.hasOwn(policyFinalizers, text);

function earlierPolicy(finalizers: readonly string[]): Policy | undefined {
  for (const finalizer of finalizers) {
    if (finalizer === orphanFinalizer) return 'Orphan';
    if (finalizer === foregroundFinalizer) return 'Foreground';
  }
  return undefined;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const inA = new Set(a);
  const inB = new Set(b);
  return inA.size === inB.size && b.every((finalizer) => inA.has(finalizer));
}
