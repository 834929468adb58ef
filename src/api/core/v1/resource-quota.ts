// core/v1 ResourceQuota: how much all objects of a namespace may use together.
import { atomicMessage, enumOf, list, map, message, object, quantity, string, type ValueOf, values } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { inThousandths } from './resource-list.ts';
import { v1 } from './group-version.ts';

/** How much everything in the namespace may use together. */
export class ResourceQuota extends v1.kind('ResourceQuota', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, ResourceQuotaSpec),
  status: object(3, ResourceQuotaStatus),
})) {}

export class ResourceQuotaList extends v1.kind('ResourceQuotaList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, ResourceQuota).required(),
})) {}

export class ResourceQuotaSpec extends message(
  'ResourceQuotaSpec',
  () => ({
    /** The limit for each name, such as pods, requests.cpu or count/deployments.apps. */
    hard: map(1, quantity),
    /** Count only objects that all of these match. */
    scopes: list(2, ResourceQuotaScope).atomic(),
    /** The same with values, as for PriorityClass. */
    scopeSelector: object(3, ScopeSelector).optional(),
  }),
  ({ hard }) => ({ hard: inThousandths(hard) }),
) {}

export const ResourceQuotaScope = values(
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
);
export type ResourceQuotaScope = ValueOf<typeof ResourceQuotaScope>;

export class ScopeSelector extends atomicMessage('ScopeSelector', () => ({
  matchExpressions: list(1, ScopedResourceSelectorRequirement).atomic(),
})) {}

export class ScopedResourceSelectorRequirement extends message('ScopedResourceSelectorRequirement', () => ({
  scopeName: enumOf(1, ResourceQuotaScope).required(),
  operator: enumOf(2, ScopeSelectorOperator).required(),
  values: list(3, string).atomic(),
})) {}

export const ScopeSelectorOperator = values('In', 'NotIn', 'Exists', 'DoesNotExist');
export type ScopeSelectorOperator = ValueOf<typeof ScopeSelectorOperator>;

export class ResourceQuotaStatus extends message(
  'ResourceQuotaStatus',
  () => ({
    hard: map(1, quantity),
    /** What is in use now. */
    used: map(2, quantity),
  }),
  ({ hard, used }) => ({ hard: inThousandths(hard), used: inThousandths(used) }),
) {}
