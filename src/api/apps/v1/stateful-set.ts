// apps/v1 StatefulSet: pods with an identity.
import {
  enumOf,
  groupVersion,
  int32,
  int64,
  intOrString,
  list,
  message,
  object,
  openValues,
  string,
  time,
  type ValueOf,
  values,
} from '../../../machinery/declare.ts';
import { LabelSelector, ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ConditionStatus } from '../../core/v1/condition-status.ts';
import { PersistentVolumeClaim } from '../../core/v1/persistent-volume-claim.ts';
import { PodTemplateSpec } from '../../core/v1/pod-template.ts';

const v1 = groupVersion('apps/v1');

/** Keeps pods running that each have a name and storage of their own. */
export class StatefulSet extends v1.kind('StatefulSet', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, StatefulSetSpec),
  status: object(3, StatefulSetStatus),
})) {}

export class StatefulSetList extends v1.kind('StatefulSetList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, StatefulSet).required(),
})) {}

export class StatefulSetSpec extends message(
  'StatefulSetSpec',
  () => ({
    replicas: int32(1).optional().default(1),
    selector: object(2, LabelSelector).optional().required(),
    template: object(3, PodTemplateSpec).required(),
    /** A claim of each is made for each pod, and stays when the pod goes. */
    volumeClaimTemplates: list(4, PersistentVolumeClaim).atomic(),
    /** The headless service that gives the pods their DNS names. */
    serviceName: string(5).always(),
    /** OrderedReady makes one pod after the other; Parallel all at once. */
    podManagementPolicy: enumOf(6, PodManagementPolicyType).default('OrderedReady'),
    updateStrategy: object(7, StatefulSetUpdateStrategy),
    revisionHistoryLimit: int32(8).optional().default(10),
    minReadySeconds: int32(9),
    /** What becomes of the claims. */
    persistentVolumeClaimRetentionPolicy: object(10, StatefulSetPersistentVolumeClaimRetentionPolicy)
      .optional()
      .default({ whenDeleted: 'Retain', whenScaled: 'Retain' }),
    /** The number of the first pod. */
    ordinals: object(11, StatefulSetOrdinals).optional(),
  }),
  ({ volumeClaimTemplates }) => ({
    volumeClaimTemplates: volumeClaimTemplates?.map(asClaim),
  }),
) {}

export const PodManagementPolicyType = values('OrderedReady', 'Parallel');
export type PodManagementPolicyType = ValueOf<typeof PodManagementPolicyType>;

export class StatefulSetUpdateStrategy extends message(
  'StatefulSetUpdateStrategy',
  () => ({
    type: enumOf(1, StatefulSetUpdateStrategyType).default('RollingUpdate'),
    rollingUpdate: object(2, RollingUpdateStatefulSetStrategy).optional(),
  }),
  ({ type, rollingUpdate }) => (type === 'RollingUpdate' ? { rollingUpdate: { partition: 0, ...rollingUpdate } } : {}),
) {}

export const StatefulSetUpdateStrategyType = values('RollingUpdate', 'OnDelete');
export type StatefulSetUpdateStrategyType = ValueOf<typeof StatefulSetUpdateStrategyType>;

export class RollingUpdateStatefulSetStrategy extends message('RollingUpdateStatefulSetStrategy', () => ({
  /** Only pods from this number on are updated. */
  partition: int32(1).optional(),
  maxUnavailable: intOrString(2).optional(),
})) {}

export class StatefulSetPersistentVolumeClaimRetentionPolicy extends message('StatefulSetPersistentVolumeClaimRetentionPolicy', () => ({
  whenDeleted: enumOf(1, PersistentVolumeClaimRetentionPolicyType).default('Retain'),
  whenScaled: enumOf(2, PersistentVolumeClaimRetentionPolicyType).default('Retain'),
})) {}

export const PersistentVolumeClaimRetentionPolicyType = openValues('Retain', 'Delete');
export type PersistentVolumeClaimRetentionPolicyType = ValueOf<typeof PersistentVolumeClaimRetentionPolicyType>;

export class StatefulSetOrdinals extends message('StatefulSetOrdinals', () => ({ start: int32(1).always() })) {}

export class StatefulSetStatus extends message('StatefulSetStatus', () => ({
  observedGeneration: int64(1),
  replicas: int32(2).required(),
  readyReplicas: int32(3),
  currentReplicas: int32(4),
  updatedReplicas: int32(5),
  currentRevision: string(6),
  updateRevision: string(7),
  collisionCount: int32(9).optional(),
  conditions: list(10, StatefulSetCondition).keyedBy('type').mergeOn('type'),
  availableReplicas: int32(11).always(),
})) {}

export class StatefulSetCondition extends message('StatefulSetCondition', () => ({
  type: string(1).required(),
  status: enumOf(2, ConditionStatus).required(),
  lastTransitionTime: time(3),
  reason: string(4),
  message: string(5),
})) {}

/** A template is stored as a whole claim, whatever kind it said it was. */
function asClaim({ metadata, spec, status }: PersistentVolumeClaim): PersistentVolumeClaim {
  return { kind: 'PersistentVolumeClaim', apiVersion: 'v1', metadata, spec, status };
}
