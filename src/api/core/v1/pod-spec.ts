// core/v1 PodSpec: what a pod runs, and where and how.
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
  type ValueOf,
  values,
} from '../../../machinery/declare.ts';
import { Affinity, TopologySpreadConstraint } from './affinity.ts';
import { Container, EphemeralContainer } from './container.ts';
import { PodConditionType } from './pod-status.ts';
import { LocalObjectReference } from './references.ts';
import { ResourceRequirements } from './resource-requirements.ts';
import { PodSecurityContext } from './security-context.ts';
import { Toleration } from './selection.ts';
import { Volume } from './volume.ts';
import { inThousandths } from './resource-list.ts';

/** What to run. Little of it can be changed once the pod exists. */
export class PodSpec extends message(
  'PodSpec',
  () => ({
    /** What the containers can mount. */
    volumes: list(1, Volume).keyedBy('name').mergeOn('name').retainKeys(),
    /** Run one after the other, each to success, before the others start. With restartPolicy Always they stay, as sidecars. */
    initContainers: list(20, Container).keyedBy('name').mergeOn('name'),
    /** Run side by side. At least one. */
    containers: list(2, Container).keyedBy('name').mergeOn('name').required(),
    /** Added to a running pod through its ephemeralcontainers subresource. */
    ephemeralContainers: list(34, EphemeralContainer).keyedBy('name').mergeOn('name'),
    /** Whether containers that ended are started again. */
    restartPolicy: enumOf(3, RestartPolicy).default('Always'),
    /** How long containers have, after being told to stop, before they are killed. */
    terminationGracePeriodSeconds: int64(4).optional().default(30),
    /** The pod fails when it has been there for longer. */
    activeDeadlineSeconds: int64(5).optional(),
    /** Where names are looked up. */
    dnsPolicy: enumOf(6, DNSPolicy).default('ClusterFirst'),
    /** Only nodes with these labels. */
    nodeSelector: map(7, string).atomic(),
    /** Who the pod is. */
    serviceAccountName: string(8),
    /** Deprecated: always equals serviceAccountName. */
    serviceAccount: string(9),
    automountServiceAccountToken: bool(21).optional(),
    /** The node it runs on. Set by the scheduler, with a Binding. */
    nodeName: string(10),
    /** Use the node's network; its ports are then the node's ports. */
    hostNetwork: bool(11),
    hostPID: bool(12),
    hostIPC: bool(13),
    shareProcessNamespace: bool(27).optional(),
    /** As whom, and with which privileges, its containers run. */
    securityContext: object(14, PodSecurityContext).optional().default({}),
    /** Credentials for the image registries. */
    imagePullSecrets: list(15, LocalObjectReference).keyedBy('name').mergeOn('name'),
    hostname: string(16),
    subdomain: string(17),
    /** Which nodes and neighbours it wants. */
    affinity: object(18, Affinity).optional(),
    /** Which scheduler finds it a node. */
    schedulerName: string(19).default('default-scheduler'),
    /** Which taints it tolerates. */
    tolerations: list(22, Toleration).atomic(),
    hostAliases: list(23, HostAlias).keyedBy('ip').mergeOn('ip'),
    /** Names a PriorityClass; its value becomes priority. */
    priorityClassName: string(24),
    priority: int32(25).optional(),
    dnsConfig: object(26, PodDNSConfig).optional(),
    /** Conditions that must be True too before the pod is ready. */
    readinessGates: list(28, PodReadinessGate).atomic(),
    runtimeClassName: string(29).optional(),
    /** Whether its environment names the services of its namespace. */
    enableServiceLinks: bool(30).optional(),
    /** Whether it may drive pods of lower priority off a node. */
    preemptionPolicy: enumOf(31, PreemptionPolicy).optional(),
    /** What the runtime itself needs, by its RuntimeClass. */
    overhead: map(32, quantity),
    /** How it is spread among its like. */
    topologySpreadConstraints: list(33, TopologySpreadConstraint).keyedBy('topologyKey', 'whenUnsatisfiable').mergeOn('topologyKey'),
    setHostnameAsFQDN: bool(35).optional(),
    /** Which operating system it is for. */
    os: object(36, PodOS).optional(),
    /** False gives it a user namespace of its own. */
    hostUsers: bool(37).optional(),
    /** While there are any, no node is looked for. */
    schedulingGates: list(38, PodSchedulingGate).keyedBy('name').mergeOn('name'),
    resourceClaims: list(39, PodResourceClaim).keyedBy('name').mergeOn('name').retainKeys(),
    /** What its containers may use all together. */
    resources: object(40, ResourceRequirements).optional(),
    hostnameOverride: string(41).optional(),
    schedulingGroup: object(43, PodSchedulingGroup).optional(),
  }),
  ({ serviceAccountName, serviceAccount, overhead }) => ({
    serviceAccountName: serviceAccountName ?? serviceAccount,
    serviceAccount: serviceAccountName ?? serviceAccount,
    overhead: inThousandths(overhead),
  }),
) {}

export const RestartPolicy = values('Always', 'OnFailure', 'Never');
export type RestartPolicy = ValueOf<typeof RestartPolicy>;

export const DNSPolicy = values('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None');
export type DNSPolicy = ValueOf<typeof DNSPolicy>;

export const PreemptionPolicy = values('PreemptLowerPriority', 'Never');
export type PreemptionPolicy = ValueOf<typeof PreemptionPolicy>;

/** A line of the pod's /etc/hosts. */
export class HostAlias extends message('HostAlias', () => ({ ip: string(1).required(), hostnames: list(2, string).atomic() })) {}

/** Joined with what dnsPolicy gives. */
export class PodDNSConfig extends message('PodDNSConfig', () => ({
  nameservers: list(1, string).atomic(),
  searches: list(2, string).atomic(),
  options: list(3, PodDNSConfigOption).atomic(),
})) {}

export class PodDNSConfigOption extends message('PodDNSConfigOption', () => ({ name: string(1), value: string(2).optional() })) {}

export class PodReadinessGate extends message('PodReadinessGate', () => ({ conditionType: enumOf(1, PodConditionType).required() })) {}

export class PodOS extends message('PodOS', () => ({ name: enumOf(1, OSName).required() })) {}

export const OSName = openValues('linux', 'windows');
export type OSName = ValueOf<typeof OSName>;

export class PodSchedulingGate extends message('PodSchedulingGate', () => ({ name: string(1).required() })) {}

export class PodResourceClaim extends message('PodResourceClaim', () => ({
  name: string(1).required(),
  resourceClaimName: string(3).optional(),
  resourceClaimTemplateName: string(4).optional(),
})) {}

export class PodSchedulingGroup extends message('PodSchedulingGroup', () => ({ podGroupName: string(1).optional() })) {}
