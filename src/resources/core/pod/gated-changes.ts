// While a pod is gated no node is looked for, so what it wants of its node may still become narrower. upstream:
// validateNodeSelectorMutation, validateNodeAffinityMutation.
import type { Affinity } from '../../../api/core/v1/affinity.ts';
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import { NodeSelectorTerm } from '../../../api/core/v1/selection.ts';
import { equalJson } from '../../../machinery/json-value.ts';
import { invalid, type FieldError } from '../../../machinery/validation/field-error.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { goStruct } from '../../go-struct.ts';

export function* validateNodeSelectorChange(
  { nodeSelector: next }: PodSpec,
  { nodeSelector: before = {} }: PodSpec,
  at: Path,
): Iterable<FieldError> {
  if (Object.entries(before).some(([key, value]) => next?.[key] !== value))
    yield invalid(at, next ?? null, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)');
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution';

const termsOf = ({ affinity }: PodSpec): readonly NodeSelectorTerm[] | undefined => affinity?.nodeAffinity?.[required]?.nodeSelectorTerms;

export function* validateNodeAffinityChange(next: PodSpec, previous: PodSpec, at: Path): Iterable<FieldError> {
  const before = termsOf(previous) ?? [];
  if (before.length === 0) return;
  const terms = termsOf(next);
  const here = at.field(required).field('nodeSelectorTerms');
  if (terms?.length !== before.length) {
    const shown = terms?.map((term) => goStruct(NodeSelectorTerm, term)) ?? null;
    yield invalid(here, shown, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed');
    return;
  }
  for (const [i, term] of terms.entries())
    if (!extendsTerm(term, before[i]!))
      yield invalid(here.index(i), goStruct(NodeSelectorTerm, term), 'only additions are allowed (no mutations or deletions)');
}

/** An empty term selects nothing, and more than nothing would not be narrower. */
function extendsTerm(next: NodeSelectorTerm, before: NodeSelectorTerm): boolean {
  const { matchExpressions = [], matchFields = [] } = before;
  if (matchExpressions.length + matchFields.length === 0) return equalJson(next, before);
  return (
    equalJson((next.matchExpressions ?? []).slice(0, matchExpressions.length), matchExpressions) &&
    equalJson((next.matchFields ?? []).slice(0, matchFields.length), matchFields)
  );
}

/** Undefined when nothing else is in it. */
export function withoutNodeAffinity(affinity: Affinity = {}): Affinity | undefined {
  const { nodeAffinity: _, ...rest } = affinity;
  return Object.keys(rest).length === 0 ? undefined : rest;
}
