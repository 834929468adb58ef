// ReplicaSets: a number of equal pods [B025].
import { ReplicaSet } from '../../api/apps/v1/replica-set.ts';
import { invalid, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, containerColumns, nameColumn, selectorColumn } from '../columns.ts';
import { withEnabledTemplate } from '../core/pod-spec/enabled-fields.ts';
import { validateEndless, validateMatch, validateTemplate } from '../core/pod-spec/template.ts';
import { nameWarnings, templateWarnings } from '../core/pod-spec/warnings.ts';
import { nonNegative } from '../rules.ts';
import { validateBounds, validateCounts } from './replica-counts.ts';
import { replicasScale } from './scale.ts';
import { usableSelector, validateSelector, validateSelectorUnchanged } from './selector.ts';

const at = Path.of('spec');

export const replicaSets = defineResource<ReplicaSet>({
  type: ReplicaSet,
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  scope: 'Namespaced',
  status: { validateUpdate: validateStatus },
  prepareForCreate: withEnabledTemplate,
  prepareForUpdate: withEnabledTemplate,
  declaredRules: false,
  warningsOnCreate: warnings,
  warningsOnUpdate: (next, previous) =>
    next.metadata.generation === previous.metadata.generation ? [] : templateWarnings(next.spec.template, at.field('template')),
  validate,
  *validateUpdate(next, previous) {
    yield* validate(next);
    yield* validateSelectorUnchanged(next, previous);
  },
  scale: replicasScale(),
  table: {
    columns: [
      nameColumn,
      column('Desired', 'How many pods there should be.', ({ spec }) => spec.replicas ?? 0, { type: 'integer' }),
      column('Current', 'How many pods there are.', ({ status }) => status.replicas, { type: 'integer' }),
      column('Ready', 'How many pods are ready.', ({ status }) => status.readyReplicas ?? 0, { type: 'integer' }),
      ageColumn,
      ...containerColumns,
      selectorColumn,
    ],
  },
});

function* warnings({ metadata, spec }: ReplicaSet): Iterable<string> {
  yield* nameWarnings(metadata, 'Pod names and hostnames');
  yield* templateWarnings(spec.template, at.field('template'));
}

function* validate({ spec }: ReplicaSet): Iterable<FieldError> {
  const { replicas, minReadySeconds, selector, template } = spec;
  yield* nonNegative(replicas, at.field('replicas'));
  yield* nonNegative(minReadySeconds, at.field('minReadySeconds'));
  if (selector === undefined) yield required(at.field('selector'));
  // A ReplicaSet is spoken of as the Deployment that most belong to.
  else yield* validateSelector(selector, 'deployment');
  const usable = usableSelector(selector);
  if (usable === undefined) {
    yield invalid(at.field('selector'), selector, 'invalid label selector');
    return;
  }
  yield* validateMatch(template, usable, at.field('template'));
  yield* validateTemplate(template, at.field('template'));
  yield* validateEndless(template, 'ReplicaSet', at.field('template'));
}

function* validateStatus({ status }: ReplicaSet): Iterable<FieldError> {
  yield* validateCounts(status, [
    'replicas',
    'fullyLabeledReplicas',
    'readyReplicas',
    'availableReplicas',
    'terminatingReplicas',
    'observedGeneration',
  ]);
  yield* validateBounds(status, { fields: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], readyReplicas: 'readyReplicas' });
}
