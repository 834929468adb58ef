// How pods find this server: the Service default/kubernetes with the address that is first in its range, and what stands
// behind it, the server itself [Y021–Y024]. upstream: controlplane/controller/kubernetesservice, defaultservicecidr and the
// lease reconciler, as far as there is one server.
import { networkInterfaces } from 'node:os';
import type { Endpoints, EndpointSubset } from '../api/core/v1/endpoints.ts';
import type { Service } from '../api/core/v1/service.ts';
import type { EndpointSlice } from '../api/discovery/v1.ts';
import type { ServiceCIDR } from '../api/networking/v1.ts';
import type { Client, ResourceClient } from '../client/client.ts';
import { pause } from '../client/informer.ts';
import type { Controller, ControllerContext } from '../controllers/controller.ts';
import { equalJson } from '../machinery/json-value.ts';
import { isStatusError } from '../machinery/status-error.ts';
import { formatTime } from '../machinery/time.ts';
import { addressRange, textIn } from '../resources/core/service/address-range.ts';

const name = 'kubernetes';
const namespace = 'default';
const portName = 'https';
const intervalMs = 10_000;
const readyPollMs = 100;
const skipMirror = 'endpointslice.kubernetes.io/skip-mirror';

export interface KubernetesServiceOptions {
  /** One range, or one of each family with a comma between them: the service gets the first address of the first. */
  readonly serviceClusterIPRange: string;
  /** Where others reach this server, see `publicAddress`. Undefined: nowhere; the service then has no endpoints. */
  readonly publicAddress: string | undefined;
  readonly securePort: number;
}

type Context = Pick<ControllerContext, 'client' | 'environment'>;

/**
 * Makes the ranges of `--service-cluster-ip-range` known to those who give out addresses. False when the store knows others,
 * from another time: these stay in force, until somebody deletes the ServiceCIDR.
 */
export async function ensureServiceCIDR({ client, environment }: Context, serviceClusterIPRange: string): Promise<boolean> {
  const ranges = client.resource<ServiceCIDR>({ group: 'networking.k8s.io', version: 'v1', resource: 'servicecidrs', namespaced: false });
  const cidrs = rangesOf(serviceClusterIPRange);
  const found = (await unlessAbsent(ranges.get({ name }))) ?? (await createRange(ranges, cidrs));
  const known = found.spec.cidrs ?? [];
  // A second family may be added to a cluster, but no range be replaced.
  const grown = known.length === 1 && cidrs.length === 2 && known[0] === cidrs[0];
  const current = grown ? await ranges.update({ ...found, spec: { cidrs } }) : found;
  if (!equalJson(current.spec.cidrs, cidrs)) return false;
  const conditions = current.status.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (current.metadata.deletionTimestamp !== undefined || (ready !== undefined && ready.status !== 'Unknown')) return true;
  const condition = {
    type: 'Ready',
    status: 'True',
    lastTransitionTime: formatTime(environment.now()),
    reason: '',
    message: 'Kubernetes default Service CIDR is ready',
  };
  const others = conditions.filter((each) => each !== ready);
  await ranges.update({ ...current, status: { conditions: [...others, condition] } }, { subresource: 'status' });
  return true;
}

async function createRange(ranges: ResourceClient<ServiceCIDR>, cidrs: readonly string[]): Promise<ServiceCIDR> {
  const range: ServiceCIDR = { kind: 'ServiceCIDR', apiVersion: 'networking.k8s.io/v1', metadata: { name }, spec: { cidrs }, status: {} };
  try {
    return await ranges.create(range);
  } catch (error) {
    if (!isStatusError(error, 'AlreadyExists')) throw error;
    return ranges.get({ name });
  }
}

/**
 * The address to tell others: the advertised one, unless that means something else on each machine; then the first address
 * of this machine that does not. upstream: ResolveBindAddress.
 */
export function publicAddress(
  advertised: string,
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): string | undefined {
  if (!isLocal(advertised)) return advertised;
  const own = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const usable = own.filter(({ internal, address }) => !internal && !isLocal(address)).map(({ address }) => address);
  return usable.find((address) => !address.includes(':')) ?? usable[0];
}

const isLocal = (address: string): boolean => /^(?:127\.|169\.254\.|0\.0\.0\.0$|::1?$|fe[89ab])/i.test(address);

/**
 * Waits until the server is ready. Whoever deletes the service gets it again; whoever changes it has their way, while the
 * endpoints are made right again. When the server stops it takes itself out of them.
 */
export const kubernetesService = (options: KubernetesServiceOptions): Controller => ({
  name: 'kubernetes-service-controller',
  async start(context) {
    const { client, environment, signal } = context;
    const attempt = (what: string, work: () => Promise<unknown>): Promise<unknown> =>
      work().catch((error: unknown) => context.report(what, error));
    await ready(context);
    while (!signal.aborted) {
      await attempt('ServiceCIDR kubernetes', () => ensureServiceCIDR(context, options.serviceClusterIPRange));
      await attempt('Service default/kubernetes', () => ensureService(client, options));
      await attempt('endpoints of default/kubernetes', () => ensureEndpoints(client, options));
      await pause(environment, intervalMs, signal);
    }
    await attempt('endpoints of default/kubernetes', () => removeEndpoints(client));
  },
});

async function ready({ client, environment, signal }: ControllerContext): Promise<void> {
  while (!signal.aborted) {
    const answered = await client.request('GET', '/readyz').catch(() => undefined);
    if (answered !== undefined) return;
    await pause(environment, readyPollMs, signal);
  }
}

async function ensureService(client: Client, { serviceClusterIPRange, securePort }: KubernetesServiceOptions): Promise<void> {
  const services = client.resource<Service>({ group: '', version: 'v1', resource: 'services', namespaced: true });
  if ((await unlessAbsent(services.get({ namespace, name }))) !== undefined) return;
  const clusterIP = firstAddress(serviceClusterIPRange);
  const service: Service = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, namespace, labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      ports: [{ name: portName, protocol: 'TCP', port: 443, targetPort: securePort }],
      sessionAffinity: 'None',
      ipFamilyPolicy: 'SingleStack',
      ...(clusterIP !== undefined && { clusterIP }),
    },
    status: { loadBalancer: {} },
  };
  await services.create(service).catch((error: unknown) => {
    if (!isStatusError(error, 'AlreadyExists')) throw error;
  });
}

async function ensureEndpoints(client: Client, { publicAddress: ip, securePort: port }: KubernetesServiceOptions): Promise<void> {
  if (ip === undefined) return;
  await writeEndpoints(client, [{ addresses: [{ ip }], ports: [{ name: portName, port, protocol: 'TCP' }] }]);
  const ports = [{ name: portName, protocol: 'TCP' as const, port }];
  await writeSlice(client, {
    addressType: ip.includes(':') ? 'IPv6' : 'IPv4',
    endpoints: [{ addresses: [ip], conditions: { ready: true } }],
    ports,
  });
}

async function removeEndpoints(client: Client): Promise<void> {
  if ((await unlessAbsent(endpointsOf(client).get({ namespace, name }))) !== undefined) await writeEndpoints(client, []);
  const slice = await unlessAbsent(slicesOf(client).get({ namespace, name }));
  if (slice !== undefined) await writeSlice(client, { addressType: slice.addressType, endpoints: [], ports: [] });
}

const endpointsOf = (client: Client): ResourceClient<Endpoints> =>
  client.resource<Endpoints>({ group: '', version: 'v1', resource: 'endpoints', namespaced: true });

const slicesOf = (client: Client): ResourceClient<EndpointSlice> =>
  client.resource<EndpointSlice>({ group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices', namespaced: true });

/** The label keeps others from making a second slice out of it. */
async function writeEndpoints(client: Client, subsets: readonly EndpointSubset[]): Promise<void> {
  const endpoints = endpointsOf(client);
  const current = await unlessAbsent(endpoints.get({ namespace, name }));
  const { labels, ...metadata } = current?.metadata ?? { name, namespace };
  const wanted: Endpoints = {
    kind: 'Endpoints',
    apiVersion: 'v1',
    metadata: { ...metadata, labels: { ...labels, [skipMirror]: 'true' } },
    subsets,
  };
  if (current === undefined) await endpoints.create(wanted);
  else if (labels?.[skipMirror] !== 'true' || !equalJson(current.subsets ?? [], subsets)) await endpoints.update(wanted);
}

async function writeSlice(client: Client, content: Pick<EndpointSlice, 'addressType' | 'endpoints' | 'ports'>): Promise<void> {
  const slices = slicesOf(client);
  const labels = { 'kubernetes.io/service-name': name };
  const wanted: EndpointSlice = {
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: { name, namespace, labels },
    ...content,
  };
  const current = await unlessAbsent(slices.get({ namespace, name }));
  if (current === undefined) await slices.create(wanted);
  else if (current.addressType !== content.addressType) {
    await slices.delete({ namespace, name });
    await slices.create(wanted);
  } else if (!equalJson(contentOf(current), contentOf(wanted))) await slices.update(wanted);
}

const contentOf = ({ metadata, endpoints, ports }: EndpointSlice): unknown => [metadata.labels, endpoints ?? [], ports ?? []];

const rangesOf = (ranges: string): readonly string[] => ranges.split(',').map((range) => range.trim());

function firstAddress(ranges: string): string | undefined {
  const range = addressRange(rangesOf(ranges)[0] ?? '');
  return range === undefined ? undefined : textIn(range, range.first);
}

/** Undefined when there is none. */
async function unlessAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isStatusError(error, 'NotFound')) return undefined;
    throw error;
  }
}
