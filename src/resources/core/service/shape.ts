// What a service's type and policies say about it: whether it has addresses, ports on the nodes, a health check.
import { arranged } from '../../../api/arrange.ts';
import { ServiceSpec, type Service } from '../../../api/core/v1/service.ts';
import type { Filling } from '../../../machinery/declare.ts';

/** What stands in the place of an address where there is to be none. */
export const none = 'None';

/** DNS answers with the addresses of the pods: the service has none of its own. */
export const isHeadless = ({ clusterIPs = [] }: ServiceSpec): boolean => clusterIPs.length === 1 && clusterIPs[0] === none;

/** All but aliases in DNS say which addresses they have, even if that is none. */
export const hasAddress = ({ type }: ServiceSpec): boolean => type !== 'ExternalName';

/** May have ports on the nodes. */
export const hasNodePorts = ({ type }: ServiceSpec): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** Has a node port for each of its ports, whether it asks for a particular one or not. */
export const wantsNodePorts = (spec: ServiceSpec): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/** The load balancer has to find out which nodes have pods of it. */
export const hasHealthCheck = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local';

export const isReachableFromOutside = (spec: ServiceSpec): boolean =>
  hasNodePorts(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);

export const sameTexts = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((text, i) => text === b[i]);

/** The node ports in use, in the order of the ports; one that two protocols share stands there twice. */
export const nodePortsOf = ({ ports = [] }: ServiceSpec): readonly number[] => ports.flatMap(({ nodePort }) => nodePort ?? []);

/** All ports on the nodes that were given out to it. */
export function portsOf(spec: ServiceSpec): readonly number[] {
  if (!hasNodePorts(spec)) return [];
  const check = hasHealthCheck(spec) ? spec.healthCheckNodePort : undefined;
  return [...nodePortsOf(spec), ...(check === undefined ? [] : [check])];
}

/** All addresses that were given out to it. */
export const addressesOf = (spec: ServiceSpec): readonly string[] => (hasAddress(spec) && !isHeadless(spec) ? (spec.clusterIPs ?? []) : []);

/** A copy of the service with `changes` made to its spec. */
export function withSpec(service: Service, changes: Filling<ServiceSpec>): Service {
  if (Object.keys(changes).length === 0) return service;
  return { ...service, spec: arranged(ServiceSpec, { ...service.spec, ...changes }) };
}

/** A copy with the node ports that `choose` returns; undefined: none. */
export function withNodePorts(service: Service, choose: (index: number) => number | undefined): Service {
  const { ports } = service.spec;
  if (ports === undefined) return service;
  return withSpec(service, {
    ports: ports.map((port, i) => {
      const { nodePort: _, ...rest } = port;
      const nodePort = choose(i);
      return nodePort === undefined ? rest : { ...rest, nodePort };
    }),
  });
}
