// apps/v1 DaemonSet: one pod on each node.
import {
  enumOf,
  groupVersion,
  int32,
  int64,
  intOrString,
  list,
  message,
  object,
  string,
  time,
  type ValueOf,
  values,
} from '../../../machinery/declare.ts';
import { LabelSelector, ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { arranged, joined } from '../../arrange.ts';
import { ConditionStatus } from '../../core/v1/condition-status.ts';
import { PodTemplateSpec } from '../../core/v1/pod-template.ts';

const v1 = groupVersion('apps/v1');

/** Keeps one pod running on each node that suits. */
export class DaemonSet extends v1.kind(
  'DaemonSet',
  () => ({
    metadata: object(1, ObjectMeta),
    spec: object(2, DaemonSetSpec),
    status: object(3, DaemonSetStatus),
  }),
  ({ metadata }) => ({ metadata: withTemplateGeneration(metadata) }),
) {}

/** How often the template changed: a field of older versions, which every DaemonSet has as an annotation. */
export const templateGenerationAnnotation = 'deprecated.daemonset.template.generation';

function withTemplateGeneration(metadata: ObjectMeta): ObjectMeta {
  const { annotations } = metadata;
  if (annotations?.[templateGenerationAnnotation] !== undefined) return metadata;
  return arranged(ObjectMeta, { ...metadata, annotations: joined({ [templateGenerationAnnotation]: '0' }, annotations)! });
}

export class DaemonSetList extends v1.kind('DaemonSetList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, DaemonSet).required(),
})) {}

export class DaemonSetSpec extends message('DaemonSetSpec', () => ({
  selector: object(1, LabelSelector).optional().required(),
  template: object(2, PodTemplateSpec).required(),
  updateStrategy: object(3, DaemonSetUpdateStrategy),
  minReadySeconds: int32(4),
  revisionHistoryLimit: int32(6).optional().default(10),
})) {}

export class DaemonSetUpdateStrategy extends message(
  'DaemonSetUpdateStrategy',
  () => ({
    /** OnDelete waits for somebody to delete the old pod. */
    type: enumOf(1, DaemonSetUpdateStrategyType).default('RollingUpdate'),
    rollingUpdate: object(2, RollingUpdateDaemonSet).optional(),
  }),
  ({ type, rollingUpdate }) => (type === 'RollingUpdate' ? { rollingUpdate: { maxUnavailable: 1, maxSurge: 0, ...rollingUpdate } } : {}),
) {}

export const DaemonSetUpdateStrategyType = values('RollingUpdate', 'OnDelete');
export type DaemonSetUpdateStrategyType = ValueOf<typeof DaemonSetUpdateStrategyType>;

export class RollingUpdateDaemonSet extends message('RollingUpdateDaemonSet', () => ({
  maxUnavailable: intOrString(1).optional(),
  maxSurge: intOrString(2).optional(),
})) {}

export class DaemonSetStatus extends message('DaemonSetStatus', () => ({
  currentNumberScheduled: int32(1).required(),
  numberMisscheduled: int32(2).required(),
  desiredNumberScheduled: int32(3).required(),
  numberReady: int32(4).required(),
  observedGeneration: int64(5),
  updatedNumberScheduled: int32(6),
  numberAvailable: int32(7),
  numberUnavailable: int32(8),
  collisionCount: int32(9).optional(),
  conditions: list(10, DaemonSetCondition).keyedBy('type').mergeOn('type'),
})) {}

export class DaemonSetCondition extends message('DaemonSetCondition', () => ({
  type: string(1).required(),
  status: enumOf(2, ConditionStatus).required(),
  lastTransitionTime: time(3),
  reason: string(4),
  message: string(5),
})) {}
