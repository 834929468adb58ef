// core/v1 Service: one stable address for a changing set of pods.
import {
  bool,
  enumOf,
  type Filling,
  int32,
  intOrString,
  list,
  map,
  message,
  object,
  openValues,
  string,
  type ValueOf,
  values,
} from '../../../machinery/declare.ts';
import { Condition, ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { arranged } from '../../arrange.ts';
import { v1 } from './group-version.ts';

/** One stable address for a changing set of pods. */
export class Service extends v1.kind(
  'Service',
  () => ({
    metadata: object(1, ObjectMeta),
    spec: object(2, ServiceSpec),
    status: object(3, ServiceStatus),
  }),
  ({ spec, status }) => ({ ...(spec.type === 'LoadBalancer' && { status: { ...status, loadBalancer: withIPMode(status.loadBalancer) } }) }),
) {}

export class ServiceList extends v1.kind('ServiceList', () => ({ metadata: object(1, ListMeta), items: list(2, Service).required() })) {}

export class ServiceSpec extends message(
  'ServiceSpec',
  () => ({
    /** The ports this service listens on. Strategic merge looks at port alone, apply at port and protocol. */
    ports: list(1, ServicePort).keyedBy('port', 'protocol').mergeOn('port'),
    /** Pods with these labels receive the traffic. Without a selector, someone else writes the endpoints. */
    selector: map(2, string).atomic(),
    /** The virtual address: chosen by the server when left empty, None for a headless service. Equals clusterIPs[0]. */
    clusterIP: string(3),
    /** The virtual address of each address family, in the order of ipFamilies. */
    clusterIPs: list(18, string).atomic(),
    /** How far the service reaches: ClusterIP, then NodePort and LoadBalancer on top of it; ExternalName is a DNS alias only. */
    type: enumOf(4, ServiceType).default('ClusterIP'),
    /** Traffic that arrives at a node for one of these addresses is taken too. Somebody else must route it there. */
    externalIPs: list(5, string).atomic(),
    /** ClientIP sends a client to the same pod again. */
    sessionAffinity: enumOf(7, ServiceAffinity).default('None'),
    /** Deprecated. Ask the load balancer for this address. */
    loadBalancerIP: string(8),
    /** Which clients the load balancer lets in. */
    loadBalancerSourceRanges: list(9, string).atomic(),
    /** What an ExternalName service is an alias of. */
    externalName: string(10),
    /** Local keeps traffic from outside on the node it came to, which keeps the client's address visible. */
    externalTrafficPolicy: enumOf(11, ServiceExternalTrafficPolicy),
    /** Where a load balancer asks whether a node has pods of a Local service. Given out by the server. */
    healthCheckNodePort: int32(12),
    /** True when DNS should name pods that are not ready, as peers of a database need at start. */
    publishNotReadyAddresses: bool(13),
    sessionAffinityConfig: object(14, SessionAffinityConfig).optional(),
    /** The address families, the main one first. */
    ipFamilies: list(19, IPFamily).atomic(),
    /** Whether the service has addresses of one family or of both. */
    ipFamilyPolicy: enumOf(17, IPFamilyPolicy).optional(),
    /** False saves node ports where the load balancer does not need them. */
    allocateLoadBalancerNodePorts: bool(20).optional(),
    /** Which load balancer implementation is meant; absent: the usual one. Cannot be changed. */
    loadBalancerClass: string(21).optional(),
    /** Local keeps traffic from inside the cluster on its node, or drops it. */
    internalTrafficPolicy: enumOf(22, ServiceInternalTrafficPolicy).optional(),
    /** Which endpoints to prefer, such as PreferSameZone. */
    trafficDistribution: string(23).optional(),
  }),
  (spec) => ({
    ...affinityDefaults(spec),
    ...reachDefaults(spec),
  }),
) {}

export const ServiceType = values('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName');
export type ServiceType = ValueOf<typeof ServiceType>;

export const ServiceAffinity = values('ClientIP', 'None');
export type ServiceAffinity = ValueOf<typeof ServiceAffinity>;

export const ServiceExternalTrafficPolicy = values('Cluster', 'Local');
export type ServiceExternalTrafficPolicy = ValueOf<typeof ServiceExternalTrafficPolicy>;

export const IPFamily = values('IPv4', 'IPv6', '');
export type IPFamily = ValueOf<typeof IPFamily>;

export const IPFamilyPolicy = values('SingleStack', 'PreferDualStack', 'RequireDualStack');
export type IPFamilyPolicy = ValueOf<typeof IPFamilyPolicy>;

export const ServiceInternalTrafficPolicy = values('Cluster', 'Local');
export type ServiceInternalTrafficPolicy = ValueOf<typeof ServiceInternalTrafficPolicy>;

/** One port of a service. */
export class ServicePort extends message(
  'ServicePort',
  () => ({
    /** Needed, and unique, as soon as there are two ports. */
    name: string(1),
    protocol: enumOf(2, Protocol).default('TCP'),
    /** What is spoken on the port, such as kubernetes.io/h2c. */
    appProtocol: string(6).optional(),
    port: int32(3).required(),
    /** The pod's port: a number, or the name of a container's port. Left empty, the same as port. */
    targetPort: intOrString(4),
    /** The port on every node, for NodePort and LoadBalancer. Zero asks for a free one. */
    nodePort: int32(5),
  }),
  ({ port, targetPort }) => ({ targetPort: targetPort === 0 || targetPort === '' ? port : targetPort }),
) {}

/** The transport protocols there are. */
export const Protocol = values('TCP', 'UDP', 'SCTP');
export type Protocol = ValueOf<typeof Protocol>;

/** How long affinity lasts. */
export class SessionAffinityConfig extends message('SessionAffinityConfig', () => ({ clientIP: object(1, ClientIPConfig).optional() })) {}

export class ClientIPConfig extends message('ClientIPConfig', () => ({
  /** At most a day. */
  timeoutSeconds: int32(1).optional(),
})) {}

export class ServiceStatus extends message('ServiceStatus', () => ({
  /** Where the load balancer can be reached. */
  loadBalancer: object(1, LoadBalancerStatus),
  conditions: list(2, Condition).keyedBy('type').mergeOn('type'),
})) {}

export class LoadBalancerStatus extends message('LoadBalancerStatus', () => ({ ingress: list(1, LoadBalancerIngress).atomic() })) {}

/** One way into a load balancer. */
export class LoadBalancerIngress extends message('LoadBalancerIngress', () => ({
  ip: string(1),
  hostname: string(2),
  /** VIP: packets arrive with this address as destination. Proxy: they do not. */
  ipMode: enumOf(3, LoadBalancerIPMode).optional(),
  ports: list(4, PortStatus).atomic(),
})) {}

export const LoadBalancerIPMode = openValues('VIP', 'Proxy');
export type LoadBalancerIPMode = ValueOf<typeof LoadBalancerIPMode>;

/** One port of a load balancer, and what is wrong with it. */
export class PortStatus extends message('PortStatus', () => ({
  port: int32(1).required(),
  protocol: enumOf(2, Protocol).required(),
  error: string(3).optional(),
})) {}

// The functions below cannot take a ServiceSpec: its type is concluded from its fill, which calls them.
interface Affinity {
  readonly sessionAffinity: ServiceAffinity;
  readonly sessionAffinityConfig?: SessionAffinityConfig;
}

/** Affinity by client lasts three hours; without affinity there is nothing to configure. */
function affinityDefaults({ sessionAffinity, sessionAffinityConfig }: Affinity): Filling<Affinity> {
  if (sessionAffinity === 'None') return { sessionAffinityConfig: undefined };
  if (sessionAffinity !== 'ClientIP' || sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined) return {};
  return { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } };
}

interface Reach {
  readonly type: ServiceType;
  readonly externalIPs?: readonly string[];
  readonly externalTrafficPolicy?: ServiceExternalTrafficPolicy;
  readonly internalTrafficPolicy?: ServiceInternalTrafficPolicy;
  readonly allocateLoadBalancerNodePorts?: boolean;
}

/** What follows from where the service can be reached from. */
function reachDefaults(spec: Reach): Filling<Reach> {
  const hasAddress = spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  const fromOutside = hasAddress && (spec.type !== 'ClusterIP' || (spec.externalIPs ?? []).length > 0);
  return {
    ...(fromOutside && { externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster' }),
    ...(hasAddress && { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }),
    ...(spec.type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true }),
  };
}

function withIPMode({ ingress }: LoadBalancerStatus): LoadBalancerStatus {
  return ingress === undefined
    ? {}
    : { ingress: ingress.map((way) => (way.ip === undefined ? way : arranged(LoadBalancerIngress, { ipMode: 'VIP', ...way }))) };
}
