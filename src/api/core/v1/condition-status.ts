// core/v1: the three states of every condition.
import { openValues, type ValueOf } from '../../../machinery/declare.ts';

/** Unknown means that nobody could tell. */
export const ConditionStatus = openValues('True', 'False', 'Unknown');
export type ConditionStatus = ValueOf<typeof ConditionStatus>;
