// StatefulSets: pods that each have a name and storage of their own [B025].
import {
  RollingUpdateStatefulSetStrategy,
  StatefulSet,
  StatefulSetUpdateStrategy,
  type StatefulSetSpec,
} from '../../api/apps/v1/stateful-set.ts';
import type { Volume } from '../../api/core/v1/volume.ts';
import type { PodTemplateSpec } from '../../api/core/v1/pod-template.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { forbidden, invalid, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { isDns1123Label, nameIsDnsLabel } from '../../machinery/validation/name-rules.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, containerColumns, nameColumn } from '../columns.ts';
import { validateClaimSpec } from '../core/pod-spec/claim-template.ts';
import { withEnabledTemplate } from '../core/pod-spec/enabled-fields.ts';
import { validateEndless, validateMatch, validateTemplate, validateTemplateMeta } from '../core/pod-spec/template.ts';
import { fractionWarnings } from '../core/pod-spec/fraction-warnings.ts';
import { templateWarnings } from '../core/pod-spec/warnings.ts';
import { goStruct } from '../go-struct.ts';
import { namedIfAny, nonNegative, oneOf, warningAt } from '../rules.ts';
import { validateBounds, validateCollisions, validateCounts } from './replica-counts.ts';
import { replicasScale } from './scale.ts';
import { usableSelector, validateSelector } from './selector.ts';

const at = Path.of('spec');

export const statefulSets = defineResource<StatefulSet>({
  type: StatefulSet,
  plural: 'statefulsets',
  shortNames: ['sts'],
  categories: ['all'],
  scope: 'Namespaced',
  nameRule: nameIsDnsLabel,
  status: { validateUpdate: validateStatus },
  prepareForCreate: enabled,
  prepareForUpdate: enabled,
  declaredRules: false,
  warningsOnCreate: warnings,
  warningsOnUpdate: (next, previous) => (next.metadata.generation === previous.metadata.generation ? [] : warnings(next)),
  validate,
  *validateUpdate(next, previous) {
    yield* validate(next);
    yield* validateUnchanged(next, previous);
  },
  scale: replicasScale(),
  table: {
    columns: [
      nameColumn,
      column('Ready', 'How many pods are ready, of how many.', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
      ageColumn,
      ...containerColumns,
    ],
  },
});

/** Without the fields of the gate MaxUnavailableStatefulSet, and those of the template's. */
function enabled(statefulSet: StatefulSet): StatefulSet {
  const { updateStrategy } = statefulSet.spec;
  if (updateStrategy.rollingUpdate?.maxUnavailable === undefined) return withEnabledTemplate(statefulSet);
  const { maxUnavailable: _, ...rollingUpdate } = updateStrategy.rollingUpdate;
  return withEnabledTemplate({ ...statefulSet, spec: { ...statefulSet.spec, updateStrategy: { ...updateStrategy, rollingUpdate } } });
}

function* warnings({ spec }: StatefulSet): Iterable<string> {
  yield* templateWarnings(spec.template, at.field('template'));
  for (const [i, claim] of (spec.volumeClaimTemplates ?? []).entries())
    yield* fractionWarnings(claim.spec.resources.requests, at.field('volumeClaimTemplates').index(i).field('resources').field('requests'), [
      'storage',
    ]);
  if ((spec.revisionHistoryLimit ?? 0) < 0)
    yield warningAt(at.field('revisionHistoryLimit'), 'a negative value retains all historical revisions; a value >= 0 is recommended');
}

function* validate({ spec }: StatefulSet): Iterable<FieldError> {
  const { selector, volumeClaimTemplates = [] } = spec;
  yield* validatePolicies(spec);
  for (const [i, claim] of volumeClaimTemplates.entries())
    yield* validateClaimSpec(claim.spec, at.field('volumeClaimTemplates').index(i).field('spec'));
  yield* nonNegative(spec.replicas, at.field('replicas'));
  yield* nonNegative(spec.minReadySeconds, at.field('minReadySeconds'));
  yield* nonNegative(spec.ordinals?.start, at.field('ordinals').field('start'));
  yield* namedIfAny(spec.serviceName, isDns1123Label, at.field('serviceName'));
  if (selector === undefined) yield required(at.field('selector'));
  else yield* validateSelector(selector, 'statefulset');
  const usable = usableSelector(selector);
  if (usable === undefined) {
    yield invalid(at.field('selector'), selector, '');
    return;
  }
  const template = withClaims(spec);
  yield* validateMatch(template, usable, at.field('template'));
  yield* validateTemplate(template, at.field('template'));
  // Upstream looks at the metadata twice here.
  yield* validateTemplateMeta(template, at.field('template'));
  yield* validateEndless(template, 'StatefulSet', at.field('template'));
}

function* validatePolicies({
  podManagementPolicy,
  updateStrategy,
  persistentVolumeClaimRetentionPolicy: retention,
}: StatefulSetSpec): Iterable<FieldError> {
  if (podManagementPolicy !== 'OrderedReady' && podManagementPolicy !== 'Parallel')
    yield invalid(at.field('podManagementPolicy'), podManagementPolicy, "must be 'OrderedReady' or 'Parallel'");
  yield* validateStrategy(updateStrategy, at.field('updateStrategy'));
  const retentionAt = at.field('persistentVolumeClaimRetentionPolicy');
  yield* oneOf(retention?.whenDeleted, ['Retain', 'Delete'], retentionAt.field('whenDeleted'));
  yield* oneOf(retention?.whenScaled, ['Retain', 'Delete'], retentionAt.field('whenScaled'));
}

function* validateStrategy(strategy: StatefulSetUpdateStrategy, here: Path): Iterable<FieldError> {
  const { type, rollingUpdate } = strategy;
  const rollingAt = here.field('rollingUpdate');
  if (type === 'OnDelete') {
    if (rollingUpdate !== undefined)
      yield invalid(
        rollingAt,
        goStruct(RollingUpdateStatefulSetStrategy, rollingUpdate),
        "only allowed for updateStrategy 'RollingUpdate'",
      );
  } else if (type === 'RollingUpdate') {
    yield* nonNegative(rollingUpdate?.partition, rollingAt.field('partition'));
  } else {
    yield invalid(here, goStruct(StatefulSetUpdateStrategy, strategy), "must be 'RollingUpdate' or 'OnDelete'");
  }
}

/** The pods' own claims are volumes to their containers, in front of the template's and instead of those of the same name. */
function withClaims({ template, volumeClaimTemplates = [] }: StatefulSetSpec): PodTemplateSpec {
  const claims = new Map(
    volumeClaimTemplates.map(({ metadata: { name = '' } }) => [name, { name, persistentVolumeClaim: { claimName: name } }]),
  );
  const volumes: readonly Volume[] = [...claims.values(), ...(template.spec.volumes ?? []).filter(({ name }) => !claims.has(name))];
  return { ...template, spec: { ...template.spec, volumes } };
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const;

function* validateUnchanged(next: StatefulSet, previous: StatefulSet): Iterable<FieldError> {
  const kept = Object.fromEntries(changeable.map((field) => [field, previous.spec[field]]));
  if (equalJson({ ...next.spec, ...kept }, previous.spec)) return;
  const names = changeable.map((field) => `'${field}'`);
  const listed = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  yield forbidden(at, `updates to statefulset spec for fields other than ${listed} are forbidden`);
}

function* validateStatus(next: StatefulSet, previous: StatefulSet): Iterable<FieldError> {
  yield* validateCounts(next.status, [
    'replicas',
    'readyReplicas',
    'currentReplicas',
    'updatedReplicas',
    'availableReplicas',
    'observedGeneration',
    'collisionCount',
  ]);
  yield* validateBounds(next.status, {
    fields: ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
    readyReplicas: 'status.readyReplicas',
  });
  yield* validateCollisions(next, previous);
}
