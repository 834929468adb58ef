// core/v1 Node: a machine that runs pods.
import {
  bool,
  enumOf,
  int32,
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
import { ListMeta, ObjectMeta, OwnerReference } from '../../../machinery/meta/v1.ts';
import { ConditionStatus } from './condition-status.ts';
import { Taint } from './selection.ts';
import { inThousandths } from './resource-list.ts';
import { v1 } from './group-version.ts';

/** A machine that runs pods. */
export class Node extends v1.kind('Node', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, NodeSpec),
  status: object(3, NodeStatus),
})) {}

export class NodeList extends v1.kind('NodeList', () => ({ metadata: object(1, ListMeta), items: list(2, Node).required() })) {}

export class NodeSpec extends message(
  'NodeSpec',
  () => ({
    /** The addresses its pods get. Equals podCIDRs[0]. */
    podCIDR: string(1),
    /** One range per address family. */
    podCIDRs: list(7, string).set().mergeOn(),
    /** What the cloud calls the machine. */
    providerID: string(3),
    /** Keeps new pods away; kubectl cordon sets it. */
    unschedulable: bool(4),
    /** Keep pods that do not tolerate them away. */
    taints: list(5, Taint).atomic(),
    configSource: object(6, NodeConfigSource).optional(),
    externalID: string(2),
  }),
  ({ podCIDR, podCIDRs }) => ({
    podCIDR: podCIDR ?? podCIDRs?.[0],
    podCIDRs: podCIDR === undefined || podCIDR === podCIDRs?.[0] ? podCIDRs : [podCIDR],
  }),
) {}

export class NodeStatus extends message(
  'NodeStatus',
  () => ({
    /** All the node has. */
    capacity: map(1, quantity),
    /** What is left for pods. Without it, the capacity. */
    allocatable: map(2, quantity),
    phase: enumOf(3, NodePhase),
    /** Ready, MemoryPressure, DiskPressure, PIDPressure, NetworkUnavailable. */
    conditions: list(4, NodeCondition).keyedBy('type').mergeOn('type'),
    /** How to reach the node. */
    addresses: list(5, NodeAddress).keyedBy('type').mergeOn('type'),
    daemonEndpoints: object(6, NodeDaemonEndpoints),
    /** Its operating system and what runs there. */
    nodeInfo: object(7, NodeSystemInfo),
    /** What its image cache holds. */
    images: list(8, ContainerImage).atomic(),
    /** Must not be detached. */
    volumesInUse: list(9, string).atomic(),
    volumesAttached: list(10, AttachedVolume).atomic(),
    config: object(11, NodeConfigStatus).optional(),
    runtimeHandlers: list(12, NodeRuntimeHandler).atomic(),
    features: object(13, NodeFeatures).optional(),
    declaredFeatures: list(14, string).atomic(),
  }),
  ({ capacity, allocatable = capacity }) => ({ capacity: inThousandths(capacity), allocatable: inThousandths(allocatable) }),
) {}

export const NodePhase = values('Pending', 'Running', 'Terminated');
export type NodePhase = ValueOf<typeof NodePhase>;

/** What the annotation scheduler.alpha.kubernetes.io/preferAvoidPods of a node holds. */
export class AvoidPods extends message('AvoidPods', () => ({ preferAvoidPods: list(1, PreferAvoidPodsEntry).atomic() })) {}

/** No longer used: the kubelet does not take its configuration from the API. */
export class NodeConfigSource extends message('NodeConfigSource', () => ({ configMap: object(2, ConfigMapNodeConfigSource).optional() })) {}

export class ConfigMapNodeConfigSource extends message('ConfigMapNodeConfigSource', () => ({
  namespace: string(1).required(),
  name: string(2).required(),
  uid: string(3),
  resourceVersion: string(4),
  kubeletConfigKey: string(5).required(),
})) {}

export class NodeCondition extends message('NodeCondition', () => ({
  type: enumOf(1, NodeConditionType).required(),
  status: enumOf(2, ConditionStatus).required(),
  lastHeartbeatTime: time(3),
  lastTransitionTime: time(4),
  reason: string(5),
  message: string(6),
})) {}

export const NodeConditionType = openValues('Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable');
export type NodeConditionType = ValueOf<typeof NodeConditionType>;

export class NodeAddress extends message('NodeAddress', () => ({
  type: enumOf(1, NodeAddressType).required(),
  address: string(2).required(),
})) {}

export const NodeAddressType = openValues('Hostname', 'InternalIP', 'ExternalIP', 'InternalDNS', 'ExternalDNS');
export type NodeAddressType = ValueOf<typeof NodeAddressType>;

export class NodeDaemonEndpoints extends message('NodeDaemonEndpoints', () => ({ kubeletEndpoint: object(1, DaemonEndpoint) })) {}

export class DaemonEndpoint extends message('DaemonEndpoint', () => ({ Port: int32(1).required() })) {}

export class NodeSystemInfo extends message('NodeSystemInfo', () => ({
  machineID: string(1).required(),
  systemUUID: string(2).required(),
  bootID: string(3).required(),
  kernelVersion: string(4).required(),
  osImage: string(5).required(),
  containerRuntimeVersion: string(6).required(),
  kubeletVersion: string(7).required(),
  kubeProxyVersion: string(8).required(),
  operatingSystem: string(9).required(),
  architecture: string(10).required(),
  swap: object(11, NodeSwapStatus).optional(),
})) {}

export class NodeSwapStatus extends message('NodeSwapStatus', () => ({ capacity: int64(1).optional() })) {}

/** One image in a node's cache. */
export class ContainerImage extends message('ContainerImage', () => ({
  names: list(1, string).atomic().nullable(),
  sizeBytes: int64(2),
})) {}

export class AttachedVolume extends message('AttachedVolume', () => ({ name: string(1).required(), devicePath: string(2).required() })) {}

export class NodeConfigStatus extends message('NodeConfigStatus', () => ({
  assigned: object(1, NodeConfigSource).optional(),
  active: object(2, NodeConfigSource).optional(),
  lastKnownGood: object(3, NodeConfigSource).optional(),
  error: string(4),
})) {}

export class NodeRuntimeHandler extends message('NodeRuntimeHandler', () => ({
  name: string(1).always(),
  features: object(2, NodeRuntimeHandlerFeatures).optional(),
})) {}

export class NodeRuntimeHandlerFeatures extends message('NodeRuntimeHandlerFeatures', () => ({
  recursiveReadOnlyMounts: bool(1).optional(),
  userNamespaces: bool(2).optional(),
})) {}

export class NodeFeatures extends message('NodeFeatures', () => ({ supplementalGroupsPolicy: bool(1).optional() })) {}

export class PreferAvoidPodsEntry extends message('PreferAvoidPodsEntry', () => ({
  podSignature: object(1, PodSignature).required(),
  evictionTime: time(2),
  reason: string(3),
  message: string(4),
})) {}

export class PodSignature extends message('PodSignature', () => ({ podController: object(1, OwnerReference).optional() })) {}
