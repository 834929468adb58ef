// DaemonSets: one pod on each node that suits [B025].
import { DaemonSet, DaemonSetUpdateStrategy, templateGenerationAnnotation } from '../../api/apps/v1/daemon-set.ts';
import { joined } from '../../api/arrange.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { invalid, notSupported, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { withMeta } from '../../registry/object-meta.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, containerColumns, labelsText, nameColumn, selectorColumn } from '../columns.ts';
import { withEnabledTemplate } from '../core/pod-spec/enabled-fields.ts';
import { validateEndless, validateMatch, validateTemplate } from '../core/pod-spec/template.ts';
import { templateWarnings } from '../core/pod-spec/warnings.ts';
import { goStruct } from '../go-struct.ts';
import { nonNegative } from '../rules.ts';
import { validateCollisions, validateCounts } from './replica-counts.ts';
import { isNone, validateAmount, validateAtMostAll } from './rollout.ts';
import { usableSelector, validateSelector, validateSelectorUnchanged } from './selector.ts';

const at = Path.of('spec');

export const daemonSets = defineResource<DaemonSet>({
  type: DaemonSet,
  plural: 'daemonsets',
  shortNames: ['ds'],
  categories: ['all'],
  scope: 'Namespaced',
  declaredRules: false,
  warningsOnCreate: ({ spec }) => templateWarnings(spec.template, at.field('template')),
  warningsOnUpdate: (next, previous) =>
    next.metadata.generation === previous.metadata.generation ? [] : templateWarnings(next.spec.template, at.field('template')),
  validate,
  *validateUpdate(next, previous) {
    yield* validateSelectorUnchanged(next, previous);
    yield* validate(next);
  },
  status: {
    validateUpdate: validateStatus,
    prepareForUpdate: (next, previous) => withTemplateGeneration(next, templateGeneration(previous)),
  },
  prepareForCreate: (daemonSet) => withTemplateGeneration(withEnabledTemplate(daemonSet), Math.max(1, templateGeneration(daemonSet))),
  prepareForUpdate: (next, previous) => withNextTemplateGeneration(withEnabledTemplate(next), previous),
  table: {
    columns: [
      nameColumn,
      column('Desired', 'How many nodes should have the pod.', ({ status }) => status.desiredNumberScheduled, { type: 'integer' }),
      column('Current', 'How many of these nodes have it.', ({ status }) => status.currentNumberScheduled, { type: 'integer' }),
      column('Ready', 'How many of these nodes have it ready.', ({ status }) => status.numberReady, { type: 'integer' }),
      column('Up-to-date', 'How many have it as the template is now.', ({ status }) => status.updatedNumberScheduled ?? 0, {
        type: 'integer',
      }),
      column('Available', 'How many have had it ready for long enough.', ({ status }) => status.numberAvailable ?? 0, { type: 'integer' }),
      column('Node Selector', 'The labels a node must have.', ({ spec }) => labelsText(spec.template.spec.nodeSelector)),
      ageColumn,
      ...containerColumns,
      selectorColumn,
    ],
  },
});

/** What is no number counts as none. */
function templateGeneration({ metadata }: DaemonSet): number {
  const text = metadata.annotations?.[templateGenerationAnnotation] ?? '';
  return /^-?\d+$/.test(text) ? Number(text) : 0;
}

function withNextTemplateGeneration(next: DaemonSet, previous: DaemonSet): DaemonSet {
  const changes = equalJson(next.spec.template, previous.spec.template) ? 0 : 1;
  return withTemplateGeneration(next, templateGeneration(previous) + changes);
}

function withTemplateGeneration(daemonSet: DaemonSet, generation: number): DaemonSet {
  const { annotations } = daemonSet.metadata;
  return withMeta(daemonSet, { annotations: joined({ [templateGenerationAnnotation]: String(generation) }, annotations) });
}

function* validate({ spec }: DaemonSet): Iterable<FieldError> {
  const { selector, template, minReadySeconds, updateStrategy, revisionHistoryLimit } = spec;
  if (selector !== undefined) yield* validateSelector(selector, 'daemonset');
  const usable = usableSelector(selector);
  if (usable !== undefined) yield* validateMatch(template, usable, at.field('template'));
  yield* validateTemplate(template, at.field('template'));
  yield* validateEndless(template, 'DaemonSet', at.field('template'));
  yield* nonNegative(minReadySeconds, at.field('minReadySeconds'));
  yield* validateStrategy(updateStrategy, at.field('updateStrategy'));
  yield* nonNegative(revisionHistoryLimit, at.field('revisionHistoryLimit'));
}

function* validateStrategy(strategy: DaemonSetUpdateStrategy, here: Path): Iterable<FieldError> {
  const { type, rollingUpdate } = strategy;
  if (type === 'RollingUpdate') yield* validateRollingUpdate(rollingUpdate ?? {}, here.field('rollingUpdate'));
  else if (type !== 'OnDelete') yield notSupported(here, goStruct(DaemonSetUpdateStrategy, strategy), ['RollingUpdate', 'OnDelete']);
}

type RollingUpdate = NonNullable<DaemonSetUpdateStrategy['rollingUpdate']>;

function* validateRollingUpdate({ maxUnavailable, maxSurge }: RollingUpdate, here: Path): Iterable<FieldError> {
  for (const [field, amount] of [['maxUnavailable', maxUnavailable] as const, ['maxSurge', maxSurge] as const]) {
    yield* validateAmount(amount, here.field(field));
    yield* validateAtMostAll(amount, here.field(field));
  }
  if (isNone(maxUnavailable) && isNone(maxSurge)) yield required(here.field('maxUnavailable'), 'cannot be 0 when maxSurge is 0');
  if (!isNone(maxUnavailable) && !isNone(maxSurge))
    yield invalid(here.field('maxSurge'), maxSurge, 'may not be set when maxUnavailable is non-zero');
}

function* validateStatus(next: DaemonSet, previous: DaemonSet): Iterable<FieldError> {
  yield* validateCounts(next.status, [
    'currentNumberScheduled',
    'numberMisscheduled',
    'desiredNumberScheduled',
    'numberReady',
    'observedGeneration',
    'updatedNumberScheduled',
    'numberAvailable',
    'numberUnavailable',
    'collisionCount',
  ]);
  yield* validateCollisions(next, previous);
}
