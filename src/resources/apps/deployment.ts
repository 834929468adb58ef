// Deployments: pods that are replaced step by step [B025].
import { Deployment, DeploymentStrategy } from '../../api/apps/v1/deployment.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, containerColumns, nameColumn, selectorColumn } from '../columns.ts';
import { withEnabledTemplate } from '../core/pod-spec/enabled-fields.ts';
import { validateEndless, validateMatch, validateTemplate } from '../core/pod-spec/template.ts';
import { nameWarnings, templateWarnings } from '../core/pod-spec/warnings.ts';
import { goStruct } from '../go-struct.ts';
import { nonNegative } from '../rules.ts';
import { validateBounds, validateCollisions, validateCounts } from './replica-counts.ts';
import { isNone, validateAmount, validateAtMostAll } from './rollout.ts';
import { replicasScale } from './scale.ts';
import { usableSelector, validateSelector, validateSelectorUnchanged } from './selector.ts';

const at = Path.of('spec');

export const deployments = defineResource<Deployment>({
  type: Deployment,
  plural: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  scope: 'Namespaced',
  status: { keeps: ['labels'], validateUpdate: validateStatus },
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
  // A changed annotation counts too: what rolls out may depend on it.
  generation: (next, previous) =>
    !equalJson(next.spec, previous.spec) || !equalJson(next.metadata.annotations ?? {}, previous.metadata.annotations ?? {}),
  scale: replicasScale(),
  table: {
    columns: [
      nameColumn,
      column('Ready', 'How many pods are ready, of how many.', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
      column('Up-to-date', 'How many pods are as the template has them now.', ({ status }) => status.updatedReplicas ?? 0),
      column('Available', 'How many pods have been ready for long enough.', ({ status }) => status.availableReplicas ?? 0),
      ageColumn,
      ...containerColumns,
      selectorColumn,
    ],
  },
});

function* warnings({ metadata, spec }: Deployment): Iterable<string> {
  yield* nameWarnings(metadata, 'Pod names and hostnames');
  yield* templateWarnings(spec.template, at.field('template'));
}

function* validate({ spec }: Deployment): Iterable<FieldError> {
  const { replicas, selector, template, strategy, minReadySeconds = 0, revisionHistoryLimit, progressDeadlineSeconds } = spec;
  yield* nonNegative(replicas, at.field('replicas'));
  if (selector === undefined) yield required(at.field('selector'));
  else yield* validateSelector(selector, 'deployment');
  const usable = usableSelector(selector);
  if (usable === undefined) {
    yield invalid(at.field('selector'), selector, 'invalid label selector');
  } else {
    yield* validateMatch(template, usable, at.field('template'));
    yield* validateTemplate(template, at.field('template'));
    yield* validateEndless(template, 'ReplicaSet', at.field('template'));
  }
  yield* validateStrategy(strategy, at.field('strategy'));
  yield* nonNegative(minReadySeconds, at.field('minReadySeconds'));
  yield* nonNegative(revisionHistoryLimit, at.field('revisionHistoryLimit'));
  yield* nonNegative(progressDeadlineSeconds, at.field('progressDeadlineSeconds'));
  if (progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= minReadySeconds)
    yield invalid(at.field('progressDeadlineSeconds'), progressDeadlineSeconds, 'must be greater than minReadySeconds');
}

function* validateStrategy(strategy: DeploymentStrategy, here: Path): Iterable<FieldError> {
  const { type, rollingUpdate } = strategy;
  const rollingAt = here.field('rollingUpdate');
  if (type === 'Recreate') {
    if (rollingUpdate !== undefined) yield forbidden(rollingAt, "may not be specified when strategy `type` is 'Recreate'");
  } else if (type === 'RollingUpdate') {
    yield* validateRollingUpdate(rollingUpdate ?? {}, rollingAt);
  } else {
    yield notSupported(here, goStruct(DeploymentStrategy, strategy), ['Recreate', 'RollingUpdate']);
  }
}

type RollingUpdate = NonNullable<DeploymentStrategy['rollingUpdate']>;

function* validateRollingUpdate({ maxUnavailable, maxSurge }: RollingUpdate, here: Path): Iterable<FieldError> {
  yield* validateAmount(maxUnavailable, here.field('maxUnavailable'));
  yield* validateAmount(maxSurge, here.field('maxSurge'));
  if (isNone(maxUnavailable) && isNone(maxSurge))
    yield invalid(here.field('maxUnavailable'), maxUnavailable, 'may not be 0 when `maxSurge` is 0');
  yield* validateAtMostAll(maxUnavailable, here.field('maxUnavailable'));
}

function* validateStatus(next: Deployment, previous: Deployment): Iterable<FieldError> {
  const { status } = next;
  yield* validateCounts(status, [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
    'terminatingReplicas',
    'collisionCount',
  ]);
  yield* validateBounds(status, { fields: ['updatedReplicas', 'readyReplicas', 'availableReplicas'], readyReplicas: 'readyReplicas' });
  yield* validateCollisions(next, previous);
}
