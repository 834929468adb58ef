// Every kind declared here, for the scheme and for tests that look at all of them. It loads every declaration, but builds
// none: fields are built when first asked for.
import type { Message } from '../machinery/declare.ts';
import {
  APIGroup,
  APIGroupList,
  APIResourceList,
  APIVersions,
  CreateOptions,
  DeleteOptions,
  GetOptions,
  List,
  ListOptions,
  PartialObjectMetadata,
  PartialObjectMetadataList,
  PatchOptions,
  Status,
  Table,
  TableOptions,
  UpdateOptions,
} from '../machinery/meta/v1.ts';
import { Binding } from './core/v1/binding.ts';
import { ComponentStatus, ComponentStatusList } from './core/v1/component-status.ts';
import { ConfigMap, ConfigMapList } from './core/v1/config-map.ts';
import { Endpoints, EndpointsList } from './core/v1/endpoints.ts';
import { Event, EventList } from './core/v1/event.ts';
import { LimitRange, LimitRangeList } from './core/v1/limit-range.ts';
import { Namespace, NamespaceList } from './core/v1/namespace.ts';
import { Node, NodeList } from './core/v1/node.ts';
import { PersistentVolumeClaim, PersistentVolumeClaimList } from './core/v1/persistent-volume-claim.ts';
import { PersistentVolume, PersistentVolumeList } from './core/v1/persistent-volume.ts';
import {
  PodLogOptions,
  PodExecOptions,
  PodAttachOptions,
  PodPortForwardOptions,
  PodProxyOptions,
  NodeProxyOptions,
  ServiceProxyOptions,
} from './core/v1/pod-options.ts';
import { PodStatusResult } from './core/v1/pod-status.ts';
import { PodTemplate, PodTemplateList } from './core/v1/pod-template.ts';
import { Pod, PodList } from './core/v1/pod.ts';
import { RangeAllocation } from './core/v1/range-allocation.ts';
import { SerializedReference } from './core/v1/references.ts';
import { ReplicationController, ReplicationControllerList } from './core/v1/replication-controller.ts';
import { ResourceQuota, ResourceQuotaList } from './core/v1/resource-quota.ts';
import { Secret, SecretList } from './core/v1/secret.ts';
import { ServiceAccount, ServiceAccountList } from './core/v1/service-account.ts';
import { Service, ServiceList } from './core/v1/service.ts';
import { ControllerRevision, ControllerRevisionList } from './apps/v1/controller-revision.ts';
import { DaemonSet, DaemonSetList } from './apps/v1/daemon-set.ts';
import { Deployment, DeploymentList } from './apps/v1/deployment.ts';
import { ReplicaSet, ReplicaSetList } from './apps/v1/replica-set.ts';
import { StatefulSet, StatefulSetList } from './apps/v1/stateful-set.ts';
import { APIGroupDiscoveryList, APIGroupDiscovery } from './apidiscovery/v2.ts';
import { Scale } from './autoscaling/v1.ts';
import { Lease, LeaseList } from './coordination/v1.ts';
import { EndpointSlice, EndpointSliceList } from './discovery/v1.ts';
import { Event as NewEvent, EventList as NewEventList } from './events/v1.ts';
import { ServiceCIDR, ServiceCIDRList, IPAddress, IPAddressList } from './networking/v1.ts';

/** The kinds of the API groups, with their lists. */
export const builtInKinds: readonly Message[] = [
  // core
  Binding,
  ComponentStatus,
  ComponentStatusList,
  ConfigMap,
  ConfigMapList,
  Endpoints,
  EndpointsList,
  Event,
  EventList,
  LimitRange,
  LimitRangeList,
  Namespace,
  NamespaceList,
  Node,
  NodeList,
  PersistentVolumeClaim,
  PersistentVolumeClaimList,
  PersistentVolume,
  PersistentVolumeList,
  PodLogOptions,
  PodExecOptions,
  PodAttachOptions,
  PodPortForwardOptions,
  PodProxyOptions,
  NodeProxyOptions,
  ServiceProxyOptions,
  PodStatusResult,
  PodTemplate,
  PodTemplateList,
  Pod,
  PodList,
  RangeAllocation,
  SerializedReference,
  ReplicationController,
  ReplicationControllerList,
  ResourceQuota,
  ResourceQuotaList,
  Secret,
  SecretList,
  ServiceAccount,
  ServiceAccountList,
  Service,
  ServiceList,
  // apps
  ControllerRevision,
  ControllerRevisionList,
  DaemonSet,
  DaemonSetList,
  Deployment,
  DeploymentList,
  ReplicaSet,
  ReplicaSetList,
  StatefulSet,
  StatefulSetList,
  // apidiscovery
  APIGroupDiscoveryList,
  APIGroupDiscovery,
  // autoscaling
  Scale,
  // coordination
  Lease,
  LeaseList,
  // discovery
  EndpointSlice,
  EndpointSliceList,
  // events
  NewEvent,
  NewEventList,
  // networking
  ServiceCIDR,
  ServiceCIDRList,
  IPAddress,
  IPAddressList,
];

/** Kinds that belong to no group's resources: what verbs take and answer. */
export const metaKinds: readonly Message[] = [
  APIGroup,
  APIGroupList,
  APIResourceList,
  APIVersions,
  CreateOptions,
  DeleteOptions,
  GetOptions,
  List,
  ListOptions,
  PartialObjectMetadata,
  PartialObjectMetadataList,
  PatchOptions,
  Status,
  Table,
  TableOptions,
  UpdateOptions,
];
