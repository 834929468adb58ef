// core/v1: where a pod would like to be: near or far from nodes' labels and other pods.
import { enumOf, int32, list, message, object, string, type ValueOf, values } from '../../../machinery/declare.ts';
import { LabelSelector } from '../../../machinery/meta/v1.ts';
import { NodeSelector, NodeSelectorTerm } from './selection.ts';

/** Which nodes and which neighbours a pod wants. */
export class Affinity extends message('Affinity', () => ({
  nodeAffinity: object(1, NodeAffinity).optional(),
  podAffinity: object(2, PodAffinity).optional(),
  podAntiAffinity: object(3, PodAntiAffinity).optional(),
})) {}

/** Which nodes a pod wants. */
export class NodeAffinity extends message('NodeAffinity', () => ({
  /** Only these nodes. Not looked at again once the pod runs. */
  requiredDuringSchedulingIgnoredDuringExecution: object(1, NodeSelector).optional(),
  /** Rather these nodes: weights of matching terms are added up. */
  preferredDuringSchedulingIgnoredDuringExecution: list(2, PreferredSchedulingTerm).atomic(),
})) {}

export class PreferredSchedulingTerm extends message('PreferredSchedulingTerm', () => ({
  /** From 1 to 100. */
  weight: int32(1).required(),
  preference: object(2, NodeSelectorTerm).required(),
})) {}

/** Be where certain pods are. */
export class PodAffinity extends message('PodAffinity', () => ({
  requiredDuringSchedulingIgnoredDuringExecution: list(1, PodAffinityTerm).atomic(),
  preferredDuringSchedulingIgnoredDuringExecution: list(2, WeightedPodAffinityTerm).atomic(),
})) {}

/** Be where certain pods are not. */
export class PodAntiAffinity extends message('PodAntiAffinity', () => ({
  requiredDuringSchedulingIgnoredDuringExecution: list(1, PodAffinityTerm).atomic(),
  preferredDuringSchedulingIgnoredDuringExecution: list(2, WeightedPodAffinityTerm).atomic(),
})) {}

/** Certain pods, and how near is near. */
export class PodAffinityTerm extends message('PodAffinityTerm', () => ({
  /** Which pods. Absent selects none. */
  labelSelector: object(1, LabelSelector).optional(),
  /** Their namespaces; together with namespaceSelector. Both absent: the pod's own. */
  namespaces: list(2, string).atomic(),
  /** Nodes with the same value of this label count as the same place. */
  topologyKey: string(3).required(),
  namespaceSelector: object(4, LabelSelector).optional(),
  /** The pod's own values of these labels join the selector, so that only pods of the same rollout count. */
  matchLabelKeys: list(5, string).atomic(),
  mismatchLabelKeys: list(6, string).atomic(),
})) {}

export class WeightedPodAffinityTerm extends message('WeightedPodAffinityTerm', () => ({
  /** From 1 to 100. */
  weight: int32(1).required(),
  podAffinityTerm: object(2, PodAffinityTerm).required(),
})) {}

/** Spreads matching pods evenly over places. */
export class TopologySpreadConstraint extends message('TopologySpreadConstraint', () => ({
  /** How many more pods one place may have than the emptiest. */
  maxSkew: int32(1).required(),
  /** Nodes with the same value of this label count as the same place. */
  topologyKey: string(2).required(),
  whenUnsatisfiable: enumOf(3, UnsatisfiableConstraintAction).required(),
  labelSelector: object(4, LabelSelector).optional(),
  /** With fewer places than this, the emptiest counts as having none. */
  minDomains: int32(5).optional(),
  nodeAffinityPolicy: enumOf(6, NodeInclusionPolicy).optional(),
  nodeTaintsPolicy: enumOf(7, NodeInclusionPolicy).optional(),
  matchLabelKeys: list(8, string).atomic(),
})) {}

export const UnsatisfiableConstraintAction = values('DoNotSchedule', 'ScheduleAnyway');
export type UnsatisfiableConstraintAction = ValueOf<typeof UnsatisfiableConstraintAction>;

export const NodeInclusionPolicy = values('Ignore', 'Honor');
export type NodeInclusionPolicy = ValueOf<typeof NodeInclusionPolicy>;
