// What a pod gets and a pod template does not: these defaults wait until a pod is made of the template (upstream:
// SetDefaults_Pod).
import { arranged, joined, mapChanged, type StringMap } from '../../arrange.ts';
import { type Container, ContainerPort } from './container.ts';
import { PodSpec } from './pod-spec.ts';
import { maximum, sum, type ResourceList } from './resource-list.ts';
import { ResourceRequirements } from './resource-requirements.ts';

/** The same spec when nothing was missing. */
export function podDefaults(spec: PodSpec): PodSpec {
  const complete = (container: Container): Container => withHostPorts(withRequests(container), spec.hostNetwork ?? false);
  const containers = mapChanged(spec.containers, complete);
  const initContainers = spec.initContainers && mapChanged(spec.initContainers, complete);
  const resources = spec.resources && podResources(spec.resources, { containers, initContainers: initContainers ?? [] });
  const unchanged = containers === spec.containers && initContainers === spec.initContainers && resources === spec.resources;
  const isNegative = (spec.terminationGracePeriodSeconds ?? 0) < 0;
  if (unchanged && !isNegative && spec.enableServiceLinks !== undefined) return spec;
  return arranged(PodSpec, {
    enableServiceLinks: true,
    ...spec,
    containers,
    initContainers,
    resources,
    ...(isNegative && { terminationGracePeriodSeconds: 1 }),
  });
}

/** What has a limit and no request asks for its limit. */
function withRequests(container: Container): Container {
  const { limits = {}, requests = {} } = container.resources;
  if (Object.keys(limits).every((name) => Object.hasOwn(requests, name))) return container;
  const resources = arranged(ResourceRequirements, { ...container.resources, requests: joined(requests, limits) });
  return { ...container, resources };
}

/** On the node's network, a container's port is the node's port. */
function withHostPorts(container: Container, hostNetwork: boolean): Container {
  if (!hostNetwork || container.ports === undefined) return container;
  const ports = mapChanged(container.ports, (port) =>
    port.hostPort === undefined ? arranged(ContainerPort, { ...port, hostPort: port.containerPort }) : port,
  );
  return ports === container.ports ? container : { ...container, ports };
}

interface Containers {
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
}

/** What a pod that sets some resources for all its containers together gets for those it does not mention. */
function podResources(resources: ResourceRequirements, all: Containers): ResourceRequirements {
  const limits = podLimits(resources, all);
  const requests = podRequests(limits, resources.requests, all);
  return limits === resources.limits && requests === resources.requests
    ? resources
    : arranged(ResourceRequirements, { ...resources, limits, requests });
}

const isHugePage = (name: string): boolean => name.startsWith('hugepages-');
const isOvercommittable = (name: string): boolean => name === 'cpu' || name === 'memory';

/** Huge pages that the containers limit and the pod does not speak of are limited to what the containers have together. */
function podLimits({ limits = {}, requests = {} }: ResourceRequirements, all: Containers): ResourceList | undefined {
  if (Object.keys(limits).length === 0 && Object.keys(requests).length === 0) return undefined;
  const pages = only(containerTotal('limits', all), (name) => isHugePage(name) && !Object.hasOwn(requests, name));
  return extended(limits, pages);
}

/** The requests of the containers together, or else the pod's limit. */
function podRequests(limits: ResourceList = {}, requests: ResourceList = {}, all: Containers): ResourceList | undefined {
  if (Object.keys(limits).length === 0) return extended(requests, {});
  const asked = extended(requests, only(containerTotal('requests', all), isOvercommittable)) ?? {};
  return extended(
    asked,
    only(limits, (name) => isOvercommittable(name) || isHugePage(name)),
  );
}

/** What a pod's containers need at its busiest moment: init containers run one at a time, except sidecars, which stay. */
export function containerTotal(of: 'limits' | 'requests', { containers, initContainers }: Containers): ResourceList {
  const amounts = (container: Container): ResourceList => container.resources[of] ?? {};
  let running = containers.map(amounts).reduce(sum, {});
  let sidecars: ResourceList = {};
  let starting: ResourceList = {};
  for (const container of initContainers) {
    const isSidecar = container.restartPolicy === 'Always';
    const withSidecars = sum(isSidecar ? sidecars : amounts(container), isSidecar ? amounts(container) : sidecars);
    if (isSidecar) {
      running = sum(running, amounts(container));
      sidecars = withSidecars;
    }
    starting = maximum(starting, withSidecars);
  }
  return maximum(running, starting);
}

const only = (list: ResourceList, wanted: (name: string) => boolean): ResourceList =>
  Object.fromEntries(Object.entries(list).filter(([name]) => wanted(name)));

/** With the entries of `more` that are new; the same map when none are, undefined when there are none at all. */
function extended(map: StringMap, more: StringMap): StringMap | undefined {
  return Object.keys(more).every((name) => Object.hasOwn(map, name)) && Object.keys(map).length > 0 ? map : joined(map, more);
}
