// core/v1 PodStatus: how a pod is doing.
import {
  enumOf,
  int64,
  list,
  map,
  message,
  object,
  openValues,
  quantity,
  string,
  time,
  type ValueOf,
  values,
} from '../../../machinery/declare.ts';
import { ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ConditionStatus } from './condition-status.ts';
import { ContainerStatus } from './container-status.ts';
import { ResourceRequirements } from './resource-requirements.ts';
import { inThousandths } from './resource-list.ts';
import { v1 } from './group-version.ts';

/** How the pod is doing, as its node last said. */
export class PodStatus extends message(
  'PodStatus',
  () => ({
    observedGeneration: int64(17),
    /** Pending, Running, Succeeded, Failed; Unknown when the node cannot be reached. A summary only. */
    phase: enumOf(1, PodPhase),
    /** PodScheduled, Initialized, ContainersReady, Ready and more. */
    conditions: list(2, PodCondition).keyedBy('type').mergeOn('type'),
    message: string(3),
    reason: string(4),
    /** Where it will probably run, once the pods it preempted are gone. */
    nominatedNodeName: string(11),
    /** The node's address. */
    hostIP: string(5),
    hostIPs: list(16, HostIP).atomic().mergeOn('ip'),
    /** Its own address. Equals podIPs[0]. */
    podIP: string(6),
    /** One per address family. */
    podIPs: list(12, PodIP).keyedBy('ip').mergeOn('ip'),
    startTime: time(7).optional(),
    initContainerStatuses: list(10, ContainerStatus).atomic(),
    containerStatuses: list(8, ContainerStatus).atomic(),
    /** Who goes first when the node runs short: BestEffort, then Burstable, then Guaranteed. */
    qosClass: enumOf(9, PodQOSClass),
    ephemeralContainerStatuses: list(13, ContainerStatus).atomic(),
    resize: enumOf(14, PodResizeStatus),
    resourceClaimStatuses: list(15, PodResourceClaimStatus).keyedBy('name').mergeOn('name').retainKeys(),
    extendedResourceClaimStatus: object(18, PodExtendedResourceClaimStatus).optional(),
    allocatedResources: map(19, quantity),
    resources: object(20, ResourceRequirements).optional(),
    nodeAllocatableResourceClaimStatuses: list(21, NodeAllocatableResourceClaimStatus).atomic(),
  }),
  ({ podIP, podIPs, allocatedResources }) => ({
    podIP: podIP ?? podIPs?.[0]?.ip,
    podIPs: podIP === undefined || podIP === podIPs?.[0]?.ip ? podIPs : [{ ip: podIP }],
    allocatedResources: inThousandths(allocatedResources),
  }),
) {}

export const PodPhase = values('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown');
export type PodPhase = ValueOf<typeof PodPhase>;

export const PodQOSClass = values('Guaranteed', 'Burstable', 'BestEffort');
export type PodQOSClass = ValueOf<typeof PodQOSClass>;

export const PodResizeStatus = openValues('InProgress', 'Deferred', 'Infeasible');
export type PodResizeStatus = ValueOf<typeof PodResizeStatus>;

/** A pod's status alone. */
export class PodStatusResult extends v1.kind('PodStatusResult', () => ({
  metadata: object(1, ObjectMeta),
  status: object(2, PodStatus),
})) {}

/** One aspect of a pod's state. */
export class PodCondition extends message('PodCondition', () => ({
  type: enumOf(1, PodConditionType).required(),
  observedGeneration: int64(7),
  status: enumOf(2, ConditionStatus).required(),
  lastProbeTime: time(3),
  lastTransitionTime: time(4),
  reason: string(5),
  message: string(6),
})) {}

export const PodConditionType = openValues(
  'ContainersReady',
  'Initialized',
  'Ready',
  'PodScheduled',
  'DisruptionTarget',
  'PodReadyToStartContainers',
  'PodResizePending',
  'PodResizeInProgress',
  'AllContainersRestarting',
);
export type PodConditionType = ValueOf<typeof PodConditionType>;

export class HostIP extends message('HostIP', () => ({ ip: string(1).required() })) {}

export class PodIP extends message('PodIP', () => ({ ip: string(1).required() })) {}

export class PodResourceClaimStatus extends message('PodResourceClaimStatus', () => ({
  name: string(1).required(),
  resourceClaimName: string(2).optional(),
})) {}

export class PodExtendedResourceClaimStatus extends message('PodExtendedResourceClaimStatus', () => ({
  requestMappings: list(1, ContainerExtendedResourceRequest).atomic().required(),
  resourceClaimName: string(2).required(),
})) {}

export class ContainerExtendedResourceRequest extends message('ContainerExtendedResourceRequest', () => ({
  containerName: string(1).required(),
  resourceName: string(2).required(),
  requestName: string(3).required(),
})) {}

export class NodeAllocatableResourceClaimStatus extends message('NodeAllocatableResourceClaimStatus', () => ({
  resourceClaimName: string(1).required(),
  containers: list(2, string).set(),
  resources: map(3, quantity).required(),
})) {}
