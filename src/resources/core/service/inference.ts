// What clients leave out or change only half, completed as they must have meant it [B018]: fields of services depend on each
// other, and older clients know only some of them. upstream: normalizeClusterIPs, patchAllocatedValues,
// dropTypeDependentFields.
import type { Service, ServiceSpec } from '../../../api/core/v1/service.ts';
import type { Filling } from '../../../machinery/declare.ts';
import { equalJson } from '../../../machinery/json-value.ts';
import {
  hasAddress,
  hasHealthCheck,
  hasNodePorts,
  isReachableFromOutside,
  nodePortsOf,
  sameTexts,
  wantsNodePorts,
  withNodePorts,
  withSpec,
} from './shape.ts';

/** With clusterIPs as clusterIP has them, for clients that know only the latter. */
export function completedClusterIPs(next: Service, previous?: Service): Service {
  return withSpec(next, previous === undefined ? firstClusterIPs(next.spec) : nextClusterIPs(next.spec, previous.spec));
}

const firstClusterIPs = ({ clusterIP, clusterIPs }: ServiceSpec): Filling<ServiceSpec> =>
  clusterIP !== undefined && clusterIPs === undefined ? { clusterIPs: [clusterIP] } : {};

function nextClusterIPs({ clusterIP, clusterIPs }: ServiceSpec, previous: ServiceSpec): Filling<ServiceSpec> {
  if (clusterIP === previous.clusterIP)
    return clusterIPs === undefined && previous.clusterIPs !== undefined ? { clusterIPs: previous.clusterIPs } : {};
  // What the client did not mean to change follows what it did.
  if (!sameTexts(clusterIPs, previous.clusterIPs)) return {};
  return { clusterIPs: clusterIP === undefined ? undefined : [clusterIP] };
}

/** With what was given out to the service before, where `next` does not say. */
export function withInherited(next: Service, previous: Service): Service {
  return withInheritedHealthCheck(withInheritedNodePorts(withInheritedAddresses(next, previous), previous), previous);
}

function withInheritedAddresses(next: Service, { spec: previous }: Service): Service {
  if (!hasAddress(previous) || !hasAddress(next.spec)) return next;
  return withSpec(next, {
    clusterIP: next.spec.clusterIP ?? previous.clusterIP,
    clusterIPs: next.spec.clusterIPs ?? previous.clusterIPs,
  });
}

/** By the names of the ports, which say best which one is which. */
function withInheritedNodePorts(next: Service, { spec: previous }: Service): Service {
  if (!wantsNodePorts(previous) || !wantsNodePorts(next.spec)) return next;
  const { ports = [] } = next.spec;
  const before = nodePortsOf(previous);
  const kept = new Set(nodePortsOf(next.spec).filter((port) => before.includes(port)));
  const byName = new Map((previous.ports ?? []).map(({ name, nodePort }) => [name, nodePort]));
  return withNodePorts(next, (i) => {
    const { name, nodePort } = ports[i]!;
    const inherited = byName.get(name);
    return nodePort ?? (inherited !== undefined && kept.has(inherited) ? undefined : inherited);
  });
}

function withInheritedHealthCheck(next: Service, { spec: previous }: Service): Service {
  if (!hasHealthCheck(previous) || !hasHealthCheck(next.spec) || next.spec.healthCheckNodePort !== undefined) return next;
  return withSpec(next, { healthCheckNodePort: previous.healthCheckNodePort });
}

/**
 * Without what belongs to the type that the service had. Only what the client left as it was is taken away: what it changed
 * it meant, and validation will say that it does not fit.
 */
export function withoutLeftovers(next: Service, previous: Service): Service {
  const before = previous.spec;
  const { spec } = next;
  const changes: Filling<ServiceSpec> = {
    ...(hasAddress(before) && !hasAddress(spec) && addressLeftovers(spec, before)),
    ...(before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer' && balancerLeftovers(spec, before)),
    ...(hasHealthCheck(before) &&
      !hasHealthCheck(spec) &&
      spec.healthCheckNodePort === before.healthCheckNodePort && { healthCheckNodePort: undefined }),
    ...(isReachableFromOutside(before) &&
      !isReachableFromOutside(spec) &&
      spec.externalTrafficPolicy === before.externalTrafficPolicy && { externalTrafficPolicy: undefined }),
  };
  const cleared = withoutNodePorts(withSpec(next, changes), before);
  // Taking the load balancer down takes its time; nobody needs to see that.
  return spec.type === 'LoadBalancer' ? cleared : { ...cleared, status: { ...cleared.status, loadBalancer: {} } };
}

function addressLeftovers(spec: ServiceSpec, before: ServiceSpec): Filling<ServiceSpec> {
  return {
    ...(spec.clusterIP === before.clusterIP &&
      sameTexts(spec.clusterIPs, before.clusterIPs) && { clusterIP: undefined, clusterIPs: undefined }),
    ...(equalJson(spec.ipFamilies, before.ipFamilies) && { ipFamilies: undefined }),
    ...(spec.ipFamilyPolicy === before.ipFamilyPolicy && { ipFamilyPolicy: undefined }),
  };
}

function balancerLeftovers(spec: ServiceSpec, before: ServiceSpec): Filling<ServiceSpec> {
  return {
    ...(spec.allocateLoadBalancerNodePorts === before.allocateLoadBalancerNodePorts && { allocateLoadBalancerNodePorts: undefined }),
    ...(spec.loadBalancerClass === before.loadBalancerClass && { loadBalancerClass: undefined }),
  };
}

function withoutNodePorts(next: Service, before: ServiceSpec): Service {
  if (!hasNodePorts(before) || hasNodePorts(next.spec)) return next;
  const known = nodePortsOf(before);
  return nodePortsOf(next.spec).every((port) => known.includes(port)) ? withNodePorts(next, () => undefined) : next;
}
