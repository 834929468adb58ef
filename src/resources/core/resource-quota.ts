// ResourceQuotas: how much everything in a namespace may use together [B039].
import type { ResourceList } from '../../api/core/v1/resource-list.ts';
import {
  ResourceQuota,
  ScopeSelector,
  type ResourceQuotaSpec,
  type ScopedResourceSelectorRequirement,
} from '../../api/core/v1/resource-quota.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { invalid, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, nameColumn } from '../columns.ts';
import { goStruct } from '../go-struct.ts';
import { isQuotaResource } from './pod-spec/resource-names.ts';
import { standardName, validateQuantity } from './pod-spec/resources.ts';

export const resourceQuotas = defineResource<ResourceQuota>({
  type: ResourceQuota,
  plural: 'resourcequotas',
  shortNames: ['quota'],
  scope: 'Namespaced',
  status: { validateUpdate: validateStatus },
  generation: false,
  returnDeletedObject: true,
  declaredRules: false,
  validate: ({ spec }) => validateSpec(spec),
  *validateUpdate(next, previous) {
    yield* validateSpec(next.spec);
    const scopes = ({ spec }: ResourceQuota): readonly string[] => (spec.scopes ?? []).toSorted();
    if (!equalJson(scopes(next), scopes(previous)))
      yield invalid(Path.of('spec', 'scopes'), next.spec.scopes ?? null, 'field is immutable');
  },
  table: {
    columns: [
      nameColumn,
      column('Request', 'How much of what may be asked for is.', (quota) => usageText(quota, (name) => !name.startsWith('limits.'))),
      column('Limit', 'How much of what may be used at most is.', (quota) => usageText(quota, (name) => name.startsWith('limits.'))),
      ageColumn,
    ],
  },
});

function usageText({ status: { hard = {}, used = {} } }: ResourceQuota, wanted: (name: string) => boolean): string {
  const names = Object.keys(hard).filter(wanted).toSorted();
  return names.map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`).join(', ');
}

function* validateSpec(spec: ResourceQuotaSpec): Iterable<FieldError> {
  yield* validateAmounts(spec.hard ?? {}, Path.of('spec', 'hard'));
  yield* validateScopes(spec, Path.of('spec', 'scopes'));
  yield* validateScopeSelector(spec, Path.of('spec', 'scopeSelector', 'matchExpressions'));
}

function* validateStatus({ status: { hard = {}, used = {} } }: ResourceQuota): Iterable<FieldError> {
  yield* validateAmounts(hard, Path.of('status', 'hard'));
  yield* validateAmounts(used, Path.of('status', 'used'));
}

function* validateAmounts(amounts: ResourceList, at: Path): Iterable<FieldError> {
  for (const [name, amount] of Object.entries(amounts)) {
    yield* standardName(name, at.key(name));
    if (!name.includes('/') && !isQuotaResource(name)) yield invalid(at.key(name), name, 'must be a standard resource for quota');
    yield* validateQuantity(name, amount, at.key(name));
  }
}

const ofPods = ['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];

/** What can be counted within each scope. */
const resourcesOf: Readonly<Record<string, readonly string[]>> = {
  Terminating: ofPods,
  NotTerminating: ofPods,
  BestEffort: ['pods'],
  NotBestEffort: ofPods,
  PriorityClass: ofPods,
  CrossNamespacePodAffinity: ofPods,
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};

const exclusive = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

const conflicts = (scopes: readonly string[]): boolean => exclusive.some((pair) => pair.every((scope) => scopes.includes(scope)));

/** For each resource that the scope cannot count. */
function* misapplied(scope: string, hard: ResourceList, error: FieldError): Iterable<FieldError> {
  const countable = resourcesOf[scope];
  for (const name of Object.keys(hard)) if (isQuotaResource(name) && countable?.includes(name) === false) yield error;
}

function* validateScopes({ scopes = [], hard = {} }: ResourceQuotaSpec, at: Path): Iterable<FieldError> {
  for (const scope of scopes) {
    if (resourcesOf[scope] === undefined) yield invalid(at, scopes, 'unsupported scope');
    yield* misapplied(scope, hard, invalid(at, scopes, 'unsupported scope applied to resource'));
  }
  if (conflicts(scopes)) yield invalid(at, scopes, 'conflicting scopes');
}

function* validateScopeSelector({ scopeSelector, scopes, hard = {} }: ResourceQuotaSpec, at: Path): Iterable<FieldError> {
  if (scopeSelector === undefined) return;
  const requirements = scopeSelector.matchExpressions ?? [];
  for (const requirement of requirements) {
    const { scopeName } = requirement;
    if (resourcesOf[scopeName] === undefined) yield invalid(at.field('scopeName'), scopeName, 'unsupported scope');
    yield* misapplied(scopeName, hard, invalid(at, goStruct(ScopeSelector, scopeSelector), 'unsupported scope applied to resource'));
    yield* validateRequirement(requirement, at);
  }
  // Upstream shows the scopes that stand beside the selector.
  if (conflicts(requirements.map(({ scopeName }) => scopeName))) yield invalid(at, scopes ?? null, 'conflicting scopes');
}

const mustExist =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, " +
  'ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity';
const withoutValues = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity'];

function* validateRequirement({ scopeName, operator, values = [] }: ScopedResourceSelectorRequirement, at: Path): Iterable<FieldError> {
  if (withoutValues.includes(scopeName) && operator !== 'Exists') yield invalid(at.field('operator'), operator, mustExist);
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      yield required(at.field('values'), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      yield invalid(at.field('values'), values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
  } else {
    yield invalid(at.field('operator'), operator, 'not a valid selector operator');
  }
}
