// core/v1 Namespace: a scope for names.
import { enumOf, list, message, object, openValues, string, time, type ValueOf, values } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ConditionStatus } from './condition-status.ts';
import { arranged, joined } from '../../arrange.ts';
import { v1 } from './group-version.ts';

/** A scope for names, quotas and permissions. Deleting it deletes everything in it. */
export class Namespace extends v1.kind(
  'Namespace',
  () => ({
    metadata: object(1, ObjectMeta),
    spec: object(2, NamespaceSpec),
    status: object(3, NamespaceStatus),
  }),
  ({ metadata }) => ({ metadata: namedByLabel(metadata) }),
) {}

export class NamespaceList extends v1.kind('NamespaceList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, Namespace).required(),
})) {}

export class NamespaceSpec extends message('NamespaceSpec', () => ({
  /** The namespace stays until these are removed, through its finalize subresource. */
  finalizers: list(1, FinalizerName).atomic(),
})) {}

export const FinalizerName = openValues('kubernetes');
export type FinalizerName = ValueOf<typeof FinalizerName>;

export class NamespaceStatus extends message('NamespaceStatus', () => ({
  /** Active, or Terminating once it was deleted. */
  phase: enumOf(1, NamespacePhase).default('Active'),
  /** What still keeps a deleted namespace from going. */
  conditions: list(2, NamespaceCondition).keyedBy('type').mergeOn('type'),
})) {}

export const NamespacePhase = values('Active', 'Terminating');
export type NamespacePhase = ValueOf<typeof NamespacePhase>;

export class NamespaceCondition extends message('NamespaceCondition', () => ({
  type: enumOf(1, NamespaceConditionType).required(),
  status: enumOf(2, ConditionStatus).required(),
  lastTransitionTime: time(4),
  reason: string(5),
  message: string(6),
})) {}

export const NamespaceConditionType = openValues(
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceContentRemaining',
  'NamespaceFinalizersRemaining',
);
export type NamespaceConditionType = ValueOf<typeof NamespaceConditionType>;

/** Every namespace can be selected by its name. */
function namedByLabel(metadata: ObjectMeta): ObjectMeta {
  const { name, labels } = metadata;
  if (name === undefined || labels?.[nameLabel] === name) return metadata;
  return arranged(ObjectMeta, { ...metadata, labels: joined({ [nameLabel]: name }, labels)! });
}

const nameLabel = 'kubernetes.io/metadata.name';
