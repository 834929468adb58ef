// apps/v1 ReplicaSet: a number of equal pods.
import {
  enumOf,
  groupVersion,
  int32,
  int64,
  list,
  message,
  object,
  openValues,
  string,
  time,
  type ValueOf,
} from '../../../machinery/declare.ts';
import { LabelSelector, ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ConditionStatus } from '../../core/v1/condition-status.ts';
import { PodTemplateSpec } from '../../core/v1/pod-template.ts';

const v1 = groupVersion('apps/v1');

/** Keeps a number of equal pods running. Most belong to a Deployment. */
export class ReplicaSet extends v1.kind('ReplicaSet', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, ReplicaSetSpec),
  status: object(3, ReplicaSetStatus),
})) {}

export class ReplicaSetList extends v1.kind('ReplicaSetList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, ReplicaSet).required(),
})) {}

export class ReplicaSetSpec extends message('ReplicaSetSpec', () => ({
  replicas: int32(1).optional().default(1),
  minReadySeconds: int32(4),
  /** Which pods are its own: must match the template's labels. Cannot be changed. */
  selector: object(2, LabelSelector).optional().required(),
  template: object(3, PodTemplateSpec),
})) {}

export class ReplicaSetStatus extends message('ReplicaSetStatus', () => ({
  replicas: int32(1).required(),
  fullyLabeledReplicas: int32(2),
  readyReplicas: int32(4),
  availableReplicas: int32(5),
  terminatingReplicas: int32(7).optional(),
  observedGeneration: int64(3),
  conditions: list(6, ReplicaSetCondition).keyedBy('type').mergeOn('type'),
})) {}

export class ReplicaSetCondition extends message('ReplicaSetCondition', () => ({
  type: enumOf(1, ReplicaSetConditionType).required(),
  status: enumOf(2, ConditionStatus).required(),
  lastTransitionTime: time(3),
  reason: string(4),
  message: string(5),
})) {}

export const ReplicaSetConditionType = openValues('ReplicaFailure');
export type ReplicaSetConditionType = ValueOf<typeof ReplicaSetConditionType>;
