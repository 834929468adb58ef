// core/v1 ReplicationController: keeps a number of pods running. Deployments have replaced it.
import { enumOf, int32, int64, list, map, message, object, openValues, string, time, type ValueOf } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ConditionStatus } from './condition-status.ts';
import { PodTemplateSpec } from './pod-template.ts';
import { arranged } from '../../arrange.ts';
import { v1 } from './group-version.ts';

/** Keeps a number of pods running. Deployments have replaced it. */
export class ReplicationController extends v1.kind(
  'ReplicationController',
  () => ({
    metadata: object(1, ObjectMeta),
    spec: object(2, ReplicationControllerSpec),
    status: object(3, ReplicationControllerStatus),
  }),
  ({ metadata, spec }) => ({
    metadata: metadata.labels ? metadata : arranged(ObjectMeta, { ...metadata, labels: spec.template?.metadata.labels }),
  }),
) {}

export class ReplicationControllerList extends v1.kind('ReplicationControllerList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, ReplicationController).required(),
})) {}

export class ReplicationControllerSpec extends message(
  'ReplicationControllerSpec',
  () => ({
    replicas: int32(1).optional().default(1),
    minReadySeconds: int32(4),
    /** Which pods count. Without it, the template's labels. */
    selector: map(2, string).atomic(),
    template: object(3, PodTemplateSpec).optional(),
  }),
  ({ selector, template }) => ({ selector: selector ?? template?.metadata.labels }),
) {}

export class ReplicationControllerStatus extends message('ReplicationControllerStatus', () => ({
  replicas: int32(1).required(),
  fullyLabeledReplicas: int32(2),
  readyReplicas: int32(4),
  availableReplicas: int32(5),
  observedGeneration: int64(3),
  conditions: list(6, ReplicationControllerCondition).keyedBy('type').mergeOn('type'),
})) {}

export class ReplicationControllerCondition extends message('ReplicationControllerCondition', () => ({
  type: enumOf(1, ReplicationControllerConditionType).required(),
  status: enumOf(2, ConditionStatus).required(),
  lastTransitionTime: time(3),
  reason: string(4),
  message: string(5),
})) {}

export const ReplicationControllerConditionType = openValues('ReplicaFailure');
export type ReplicationControllerConditionType = ValueOf<typeof ReplicationControllerConditionType>;
