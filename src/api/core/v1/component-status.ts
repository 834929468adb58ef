// core/v1 ComponentStatus: how the control plane's parts are doing.
import { enumOf, list, message, object, openValues, string, type ValueOf } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ConditionStatus } from './condition-status.ts';
import { v1 } from './group-version.ts';

/** Deprecated. The health of one part of the control plane, asked for at the time of the request. */
export class ComponentStatus extends v1.kind('ComponentStatus', () => ({
  metadata: object(1, ObjectMeta),
  conditions: list(2, ComponentCondition).keyedBy('type').mergeOn('type'),
})) {}

export class ComponentStatusList extends v1.kind('ComponentStatusList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, ComponentStatus).required(),
})) {}

export class ComponentCondition extends message('ComponentCondition', () => ({
  type: enumOf(1, ComponentConditionType).required(),
  status: enumOf(2, ConditionStatus).required(),
  message: string(3),
  error: string(4),
})) {}

export const ComponentConditionType = openValues('Healthy');
export type ComponentConditionType = ValueOf<typeof ComponentConditionType>;
