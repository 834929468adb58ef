// apps/v1 Deployment: pods that are replaced step by step.
import {
  bool,
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
import { PodTemplateSpec } from '../../core/v1/pod-template.ts';

const v1 = groupVersion('apps/v1');

/** Keeps pods running, and replaces them step by step when their template changes. */
export class Deployment extends v1.kind('Deployment', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, DeploymentSpec),
  status: object(3, DeploymentStatus),
})) {}

export class DeploymentList extends v1.kind('DeploymentList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, Deployment).required(),
})) {}

export class DeploymentSpec extends message('DeploymentSpec', () => ({
  /** How many pods. */
  replicas: int32(1).optional().default(1),
  /** Which pods are its own: must match the template's labels. Cannot be changed. */
  selector: object(2, LabelSelector).optional().required(),
  /** What its pods look like. */
  template: object(3, PodTemplateSpec).required(),
  /** How old pods give way to new ones. */
  strategy: object(4, DeploymentStrategy).retainKeys(),
  /** How long a new pod must be ready to count as available. */
  minReadySeconds: int32(5),
  /** How many old ReplicaSets to keep, to roll back to. */
  revisionHistoryLimit: int32(6).optional().default(10),
  /** While true, a changed template is not rolled out. */
  paused: bool(7),
  /** Without progress for so long, the rollout is reported as failed. */
  progressDeadlineSeconds: int32(9).optional().default(600),
})) {}

export class DeploymentStrategy extends message(
  'DeploymentStrategy',
  () => ({
    /** Recreate ends all old pods first. */
    type: enumOf(1, DeploymentStrategyType).default('RollingUpdate'),
    rollingUpdate: object(2, RollingUpdateDeployment).optional(),
  }),
  ({ type, rollingUpdate }) =>
    type === 'RollingUpdate' ? { rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%', ...rollingUpdate } } : {},
) {}

export const DeploymentStrategyType = values('Recreate', 'RollingUpdate');
export type DeploymentStrategyType = ValueOf<typeof DeploymentStrategyType>;

export class RollingUpdateDeployment extends message('RollingUpdateDeployment', () => ({
  /** How many pods may be missing meanwhile: a number, or a percentage rounded down. */
  maxUnavailable: intOrString(1).optional(),
  /** How many pods may be too many meanwhile: a number, or a percentage rounded up. */
  maxSurge: intOrString(2).optional(),
})) {}

export class DeploymentStatus extends message('DeploymentStatus', () => ({
  /** How far the controller has seen the spec. */
  observedGeneration: int64(1),
  replicas: int32(2),
  updatedReplicas: int32(3),
  readyReplicas: int32(7),
  availableReplicas: int32(4),
  unavailableReplicas: int32(5),
  terminatingReplicas: int32(9).optional(),
  conditions: list(6, DeploymentCondition).keyedBy('type').mergeOn('type'),
  collisionCount: int32(8).optional(),
})) {}

export class DeploymentCondition extends message('DeploymentCondition', () => ({
  type: enumOf(1, DeploymentConditionType).required(),
  status: enumOf(2, ConditionStatus).required(),
  lastUpdateTime: time(6),
  lastTransitionTime: time(7),
  reason: string(4),
  message: string(5),
})) {}

export const DeploymentConditionType = openValues('Available', 'Progressing', 'ReplicaFailure');
export type DeploymentConditionType = ValueOf<typeof DeploymentConditionType>;
