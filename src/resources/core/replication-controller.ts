// ReplicationControllers: a number of equal pods, as it was done before ReplicaSets.
import { Scale } from '../../api/autoscaling/v1.ts';
import { ReplicationController } from '../../api/core/v1/replication-controller.ts';
import { selectExactly } from '../../machinery/selectors/labels.ts';
import { required, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { validateBounds, validateCounts } from '../apps/replica-counts.ts';
import { ageColumn, column, containerColumns, labelsText, nameColumn, wide } from '../columns.ts';
import { nonNegative } from '../rules.ts';
import { enabledTemplate } from './pod-spec/enabled-fields.ts';
import { nameWarnings, templateWarnings } from './pod-spec/warnings.ts';
import { validateEndless, validateMatch, validateTemplate } from './pod-spec/template.ts';

const at = Path.of('spec');

export const replicationControllers = defineResource<ReplicationController>({
  type: ReplicationController,
  plural: 'replicationcontrollers',
  shortNames: ['rc'],
  categories: ['all'],
  scope: 'Namespaced',
  garbageCollection: 'Orphan',
  fields: { 'status.replicas': ({ status }) => String(status.replicas) },
  status: { validateUpdate: validateStatus },
  prepareForCreate: enabled,
  prepareForUpdate: enabled,
  declaredRules: false,
  warningsOnCreate: (controller) => [...nameWarnings(controller.metadata, 'Pod names and hostnames'), ...warnings(controller)],
  warningsOnUpdate: (next, previous) => (next.metadata.generation === previous.metadata.generation ? [] : warnings(next)),
  validate,
  validateUpdate: validate,
  scale: {
    type: Scale,
    replicas: ({ spec }) => spec.replicas ?? 0,
    withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
    currentReplicas: ({ status }) => status.replicas,
    selector: ({ spec }) => selectExactly(spec.selector ?? {}).toString(),
  },
  table: {
    columns: [
      nameColumn,
      column('Desired', 'How many pods there should be.', ({ spec }) => spec.replicas ?? 0, { type: 'integer' }),
      column('Current', 'How many pods there are.', ({ status }) => status.replicas, { type: 'integer' }),
      column('Ready', 'How many pods are ready.', ({ status }) => status.readyReplicas ?? 0, { type: 'integer' }),
      ageColumn,
      ...containerColumns,
      wide('Selector', 'Which pods are its own.', ({ spec }) => labelsText(spec.selector)),
    ],
  },
});

function enabled(controller: ReplicationController): ReplicationController {
  const { template } = controller.spec;
  return template === undefined ? controller : { ...controller, spec: { ...controller.spec, template: enabledTemplate(template) } };
}

function* warnings({ spec: { template } }: ReplicationController): Iterable<string> {
  if (template !== undefined) yield* templateWarnings(template, at.field('template'));
}

function* validate({ spec }: ReplicationController): Iterable<FieldError> {
  const { replicas, minReadySeconds, selector = {}, template } = spec;
  yield* nonNegative(minReadySeconds, at.field('minReadySeconds'));
  if (Object.keys(selector).length === 0) yield required(at.field('selector'));
  yield* nonNegative(replicas, at.field('replicas'));
  const templateAt = at.field('template');
  if (template === undefined) {
    yield required(templateAt);
    return;
  }
  yield* validateMatch(template, selectExactly(selector), templateAt);
  yield* validateTemplate(template, templateAt);
  yield* validateEndless(template, 'ReplicationController', templateAt);
}

function* validateStatus({ status }: ReplicationController): Iterable<FieldError> {
  yield* validateCounts(status, ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration']);
  yield* validateBounds(status, { fields: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], readyReplicas: 'readyReplicas' });
}
