// core/v1: how nodes are selected, and kept from being selected.
import { atomicMessage, enumOf, int64, list, message, string, time, type ValueOf, values } from '../../../machinery/declare.ts';

/** Nodes that at least one of the terms selects. */
export class NodeSelector extends atomicMessage('NodeSelector', () => ({
  nodeSelectorTerms: list(1, NodeSelectorTerm).atomic().required(),
})) {}

/** Nodes that fulfil every requirement. An empty term selects none. */
export class NodeSelectorTerm extends atomicMessage('NodeSelectorTerm', () => ({
  matchExpressions: list(1, NodeSelectorRequirement).atomic(),
  /** Fields of the node; only metadata.name is known. */
  matchFields: list(2, NodeSelectorRequirement).atomic(),
})) {}

export class NodeSelectorRequirement extends message('NodeSelectorRequirement', () => ({
  key: string(1).required(),
  operator: enumOf(2, NodeSelectorOperator).required(),
  /** For Gt and Lt a single integer; for Exists and DoesNotExist none. */
  values: list(3, string).atomic(),
})) {}

export const NodeSelectorOperator = values('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt');
export type NodeSelectorOperator = ValueOf<typeof NodeSelectorOperator>;

/** Places that fulfil every requirement. */
export class TopologySelectorTerm extends message('TopologySelectorTerm', () => ({
  matchLabelExpressions: list(1, TopologySelectorLabelRequirement).atomic(),
})) {}

export class TopologySelectorLabelRequirement extends message('TopologySelectorLabelRequirement', () => ({
  key: string(1).required(),
  values: list(2, string).atomic().required(),
})) {}

/** Keeps pods that do not tolerate it off a node. */
export class Taint extends message('Taint', () => ({
  key: string(1).required(),
  value: string(2),
  /** NoSchedule keeps new pods away, PreferNoSchedule if possible, NoExecute drives running ones off. */
  effect: enumOf(3, TaintEffect).required(),
  /** When a NoExecute taint was added. */
  timeAdded: time(4).optional(),
})) {}

export const TaintEffect = values('NoSchedule', 'PreferNoSchedule', 'NoExecute');
export type TaintEffect = ValueOf<typeof TaintEffect>;

/** Lets a pod stay with matching taints. */
export class Toleration extends message('Toleration', () => ({
  /** Empty, with Exists, tolerates every taint. */
  key: string(1),
  /** Equal (when empty) compares value, Exists does not. */
  operator: enumOf(2, TolerationOperator),
  value: string(3),
  /** Empty tolerates every effect. */
  effect: enumOf(4, TaintEffect),
  /** How long to stay with a NoExecute taint; absent: for ever. */
  tolerationSeconds: int64(5).optional(),
})) {}

export const TolerationOperator = values('Exists', 'Equal', 'Lt', 'Gt');
export type TolerationOperator = ValueOf<typeof TolerationOperator>;
