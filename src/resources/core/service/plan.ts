// What a write of a service has to take and to give back, worked out before anything is taken [B017, B018]. upstream:
// Allocators.updateClusterIPs, initNodePorts, updateNodePorts, updateHealthCheckNodePort.
import type { Service, ServiceSpec } from '../../../api/core/v1/service.ts';
import { unmappedError } from '../../../machinery/status-error.ts';
import type { Family } from './family.ts';
import { keepsPreference } from './families.ts';
import type { PortRequest } from './port-allocator.ts';
import { hasAddress, hasHealthCheck, hasNodePorts, none, nodePortsOf, wantsNodePorts } from './shape.ts';

export interface AddressPlan {
  readonly wanted: readonly WantedAddress[];
  readonly released: readonly string[];
}

export interface WantedAddress {
  /** Its place in clusterIPs. */
  readonly index: number;
  readonly family: Family;
  /** Undefined: any. */
  readonly ip: string | undefined;
}

const noAddresses: AddressPlan = { wanted: [], released: [] };

const hasRealAddress = (spec: ServiceSpec): boolean => hasAddress(spec) && spec.clusterIPs?.[0] !== none;

/** Of a service that knows its families. */
export function planAddresses({ spec: next }: Service, previous: Service | undefined): AddressPlan {
  if (previous === undefined) return allAddresses(next);
  const before = previous.spec;
  if (keepsPreference(next, before)) return noAddresses;
  if (!hasAddress(before)) return allAddresses(next);
  if (!hasRealAddress(before)) return noAddresses;
  if (!hasAddress(next)) return { wanted: [], released: before.clusterIPs ?? [] };
  return hasRealAddress(next) ? secondAddress(next, before) : noAddresses;
}

function allAddresses(spec: ServiceSpec): AddressPlan {
  return hasRealAddress(spec) ? { wanted: wantedOf(spec), released: [] } : noAddresses;
}

function secondAddress(next: ServiceSpec, before: ServiceSpec): AddressPlan {
  const [has, had] = [next.ipFamilies?.length ?? 0, before.ipFamilies?.length ?? 0];
  if (had === 1 && has === 2) return { wanted: wantedOf(next).slice(1), released: [] };
  if (had === 2 && has === 1) return { wanted: [], released: before.clusterIPs?.slice(1) ?? [] };
  return noAddresses;
}

const wantedOf = ({ clusterIPs = [], ipFamilies = [] }: ServiceSpec): readonly WantedAddress[] =>
  ipFamilies.map((family, index) => ({ index, family: family as Family, ip: clusterIPs[index] }));

export interface PortPlan {
  readonly requests: readonly PlannedPort[];
  /** For each port of the service the request that brings its node port; undefined: it stays as it is. */
  readonly sources: readonly (number | undefined)[];
  readonly released: readonly number[];
}

export interface PlannedPort {
  readonly wanted: PortRequest;
  /** The port of the service, or its health check. */
  readonly for: { readonly index: number } | 'healthCheck';
}

export function planPorts(next: Service, previous: Service | undefined): PortPlan {
  const plan = previous === undefined ? newPorts(next.spec) : changedPorts(next.spec, previous.spec);
  const check = planHealthCheck(next.spec, previous?.spec);
  return { ...plan, requests: [...plan.requests, ...check.requests], released: [...plan.released, ...check.released] };
}

/** Ports of one number, which differ in their protocols, share a node port unless they say otherwise. */
function newPorts(spec: ServiceSpec): PortPlan {
  const { ports = [] } = spec;
  const requests: PlannedPort[] = [];
  const byPort = new Map<number, number>();
  const ask = (wanted: PortRequest, index: number): number => requests.push({ wanted, for: { index } }) - 1;
  const sources = ports.map(({ port, nodePort }, i) => {
    if (!hasNodePorts(spec) || (nodePort === undefined && !wantsNodePorts(spec))) return undefined;
    const shared = byPort.get(port);
    if (shared === undefined) {
      const source = ask(ports.find((each) => each.port === port && each.nodePort !== undefined)?.nodePort ?? 'any', i);
      byPort.set(port, source);
      return source;
    }
    return nodePort === undefined || requests[shared]!.wanted === nodePort ? shared : ask(nodePort, i);
  });
  return { requests, sources, released: [] };
}

function changedPorts(spec: ServiceSpec, previous: ServiceSpec): PortPlan {
  // An alias may name node ports, but has none.
  const before = hasNodePorts(previous) ? nodePortsOf(previous) : [];
  if (!hasNodePorts(spec)) return { requests: [], sources: [], released: before };
  refuseDuplicates(spec);
  const requests: PlannedPort[] = [];
  const sources = (spec.ports ?? []).map(({ nodePort }, index) => {
    const known = nodePort === undefined ? !wantsNodePorts(spec) : isKnown(nodePort, before, requests);
    return known ? undefined : requests.push({ wanted: nodePort ?? 'any', for: { index } }) - 1;
  });
  const kept = nodePortsOf(spec);
  return { requests, sources, released: before.filter((port) => !kept.includes(port)) };
}

const isKnown = (nodePort: number, before: readonly number[], requests: readonly PlannedPort[]): boolean =>
  before.includes(nodePort) || requests.some(({ wanted }) => wanted === nodePort);

/** Upstream finds these before validation does, and has no status for them. */
function refuseDuplicates({ ports = [] }: ServiceSpec): void {
  const seen = new Set<string>();
  for (const { protocol, nodePort } of ports) {
    if (nodePort === undefined) continue;
    const text = `{${protocol} ${nodePort}}`;
    if (seen.has(text)) throw unmappedError(`duplicate nodePort: ${text}`);
    seen.add(text);
  }
}

function planHealthCheck(
  next: ServiceSpec,
  previous: ServiceSpec | undefined,
): { readonly requests: readonly PlannedPort[]; readonly released: readonly number[] } {
  const had = previous !== undefined && hasHealthCheck(previous);
  const has = hasHealthCheck(next);
  const port = previous?.healthCheckNodePort;
  return {
    requests: has && !had ? [{ wanted: next.healthCheckNodePort ?? 'any', for: 'healthCheck' }] : [],
    released: had && !has && port !== undefined ? [port] : [],
  };
}
