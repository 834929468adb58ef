// The rules of services. upstream: ValidateServiceCreate, ValidateServiceUpdate, ValidateServiceStatusUpdate.
import { ServiceAffinity, ServiceExternalTrafficPolicy, ServiceInternalTrafficPolicy, ServiceType } from '../../../api/core/v1/service.ts';
import type { LoadBalancerIngress, Service, ServiceSpec } from '../../../api/core/v1/service.ts';
import { validateLabels } from '../../../machinery/selectors/label-selector.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { parseIp, validateLegacyIp } from '../../../machinery/validation/ip.ts';
import { isDns1123Subdomain, isLabelKey } from '../../../machinery/validation/name-rules.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { validateEndpointIp } from '../../networking/ip-rules.ts';
import { validatePortNumber } from '../../networking/port-rules.ts';
import { refused } from '../../rules.ts';
import { hasAddress, hasHealthCheck, isHeadless, isReachableFromOutside } from './shape.ts';
import { validateAddresses, validateAddressUpdate } from './validate-addresses.ts';
import { validateSourceRanges } from './validate-source-ranges.ts';
import { validatePorts, validatePortsTogether } from './validate-ports.ts';

const spec = Path.of('spec');
const onlyLoadBalancers = "may only be used when `type` is 'LoadBalancer'";
const immutable = 'may not change once set';
const affinitySecondsMax = 86_400;

export const topologyHints = 'service.kubernetes.io/topology-aware-hints';
export const topologyMode = 'service.kubernetes.io/topology-mode';

/** `previous` where the service replaces one: what it had is not judged anew everywhere. */
export function* validateService(service: Service, previous?: Service): Iterable<FieldError> {
  yield* validateTopology(service);
  yield* validateType(service.spec);
  yield* validatePorts(service.spec.ports ?? []);
  yield* validateLabels(service.spec.selector ?? {}, spec.field('selector'));
  yield* validateAffinity(service.spec);
  yield* validateAddresses(service.spec, previous?.spec);
  yield* validateExternalIPs(service.spec, previous?.spec);
  yield* validateKnown(service.spec.type, ServiceType.values, spec.field('type'));
  yield* validatePortsTogether(service.spec);
  yield* validateSourceRanges(service, previous);
  yield* validateBalancer(service.spec);
  yield* validateTrafficPolicies(service.spec);
}

export function* validateServiceUpdate(next: Service, previous: Service): Iterable<FieldError> {
  yield* validateAddressUpdate(next.spec, previous.spec);
  if (next.spec.type === 'LoadBalancer' && previous.spec.type === 'LoadBalancer') {
    if (next.spec.loadBalancerClass !== previous.spec.loadBalancerClass)
      yield invalid(spec.field('loadBalancerClass'), next.spec.loadBalancerClass ?? null, immutable);
  }
  yield* validateBalancerClass(next.spec);
  if (hasHealthCheck(next.spec) && hasHealthCheck(previous.spec) && next.spec.healthCheckNodePort !== previous.spec.healthCheckNodePort)
    yield forbidden(spec.field('healthCheckNodePort'), 'field is immutable');
  yield* validateService(next, previous);
}

function* validateTopology({ metadata: { annotations = {} } }: Service): Iterable<FieldError> {
  const [hints, mode] = [annotations[topologyHints], annotations[topologyMode]];
  if (hints !== undefined && mode !== undefined && hints !== mode) {
    const at = Path.of('metadata', 'annotations').key(topologyMode);
    yield invalid(at, mode, `must match annotations[${topologyHints}] when both are specified`);
  }
}

function* validateType(service: ServiceSpec): Iterable<FieldError> {
  const { type, ports = [], clusterIPs } = service;
  if (ports.length === 0 && !isHeadless(service) && hasAddress(service)) yield required(spec.field('ports'));
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(service))
    yield invalid(spec.field('clusterIPs').index(0), clusterIPs?.[0], `may not be set to 'None' for ${type} services`);
  if (!hasAddress(service)) yield* validateExternalName(service);
}

function* validateExternalName({ clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName = '' }: ServiceSpec): Iterable<FieldError> {
  const problem = 'may not be set for ExternalName services';
  if (clusterIPs.length > 0) yield forbidden(spec.field('clusterIPs'), problem);
  if (ipFamilies.length > 0) yield forbidden(spec.field('ipFamilies'), problem);
  if (ipFamilyPolicy !== undefined) yield forbidden(spec.field('ipFamilyPolicy'), problem);
  // A dot at the end says that the name is whole.
  const name = externalName.replace(/\.$/, '');
  if (name === '') yield required(spec.field('externalName'));
  else yield* refused(isDns1123Subdomain(name), name, spec.field('externalName'));
}

function* validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): Iterable<FieldError> {
  yield* validateKnown(sessionAffinity, ServiceAffinity.values, spec.field('sessionAffinity'));
  if (sessionAffinity !== 'ClientIP') return;
  const at = spec.field('sessionAffinityConfig').field('clientIP').field('timeoutSeconds');
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  // Upstream's sentence: the limit itself is allowed.
  if (seconds !== undefined && (seconds <= 0 || seconds > affinitySecondsMax))
    yield invalid(at, seconds, `must be greater than 0 and less than ${affinitySecondsMax}`);
}

function* validateExternalIPs({ externalIPs = [] }: ServiceSpec, previous: ServiceSpec | undefined): Iterable<FieldError> {
  for (const [i, ip] of externalIPs.entries()) {
    const at = spec.field('externalIPs').index(i);
    const malformed = [...validateLegacyIp(ip, at, { rules: 'strict', kept: previous?.externalIPs })];
    yield* malformed.length > 0 ? malformed : validateEndpointIp(ip, at);
  }
}

function* validateBalancer(service: ServiceSpec): Iterable<FieldError> {
  if (service.allocateLoadBalancerNodePorts !== undefined && service.type !== 'LoadBalancer')
    yield forbidden(spec.field('allocateLoadBalancerNodePorts'), onlyLoadBalancers);
  yield* validateBalancerClass(service);
}

function* validateBalancerClass({ type, loadBalancerClass }: ServiceSpec): Iterable<FieldError> {
  if (loadBalancerClass === undefined) return;
  const at = spec.field('loadBalancerClass');
  if (type === 'LoadBalancer') yield* refused(isLabelKey(loadBalancerClass), loadBalancerClass, at);
  else yield forbidden(at, onlyLoadBalancers);
}

const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

function* validateTrafficPolicies(service: ServiceSpec): Iterable<FieldError> {
  const { externalTrafficPolicy, internalTrafficPolicy, trafficDistribution } = service;
  const at = spec.field('externalTrafficPolicy');
  if (isReachableFromOutside(service)) yield* validateKnown(externalTrafficPolicy ?? '', ServiceExternalTrafficPolicy.values, at);
  else if (externalTrafficPolicy !== undefined)
    yield invalid(at, externalTrafficPolicy, 'may only be set for externally-accessible services');
  yield* validateHealthCheckNodePort(service);
  if (internalTrafficPolicy !== undefined)
    yield* validateKnown(internalTrafficPolicy, ServiceInternalTrafficPolicy.values, spec.field('internalTrafficPolicy'));
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution))
    yield notSupported(spec.field('trafficDistribution'), trafficDistribution, distributions);
}

function* validateHealthCheckNodePort(service: ServiceSpec): Iterable<FieldError> {
  const { healthCheckNodePort: port } = service;
  const at = spec.field('healthCheckNodePort');
  if (hasHealthCheck(service)) yield* port === undefined ? [required(at)] : validatePortNumber(port, at);
  else if (port !== undefined)
    yield invalid(at, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
}

function* validateKnown(value: string, known: readonly string[], at: Path): Iterable<FieldError> {
  if (value === '') yield required(at);
  else if (!known.includes(value)) yield notSupported(at, value, known.toSorted());
}

/** Of /status. Addresses that were there before are not judged anew. */
export function* validateServiceStatus({ spec: { type }, status }: Service, previous: Service): Iterable<FieldError> {
  const { ingress = [] } = status.loadBalancer;
  const at = Path.of('status', 'loadBalancer', 'ingress');
  if (type !== 'LoadBalancer') {
    if (ingress.length > 0) yield forbidden(at, "may only be used when `spec.type` is 'LoadBalancer'");
    return;
  }
  const kept = (previous.status.loadBalancer.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  for (const [i, way] of ingress.entries()) yield* validateIngress(way, at.index(i), kept);
}

const ipModes = ['Proxy', 'VIP'];

function* validateIngress({ ip, hostname, ipMode }: LoadBalancerIngress, at: Path, kept: readonly string[]): Iterable<FieldError> {
  if (ip !== undefined) yield* validateLegacyIp(ip, at.field('ip'), { rules: 'strict', kept });
  if (ipMode === undefined) {
    if (ip !== undefined) yield required(at.field('ipMode'), 'must be specified when `ip` is set');
  } else if (ip === undefined) yield forbidden(at.field('ipMode'), 'may not be specified when `ip` is not set');
  else if (!ipModes.includes(ipMode)) yield notSupported(at.field('ipMode'), ipMode, ipModes);
  if (hostname === undefined) return;
  yield* refused(isDns1123Subdomain(hostname), hostname, at.field('hostname'));
  if (parseIp(hostname) !== undefined) yield invalid(at.field('hostname'), hostname, 'must be a DNS name, not an IP address');
}
