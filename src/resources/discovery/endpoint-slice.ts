// EndpointSlices: some of the addresses behind a service [B020].
import { arranged } from '../../api/arrange.ts';
import { Endpoint, EndpointSlice, type EndpointHints, type EndpointPort } from '../../api/discovery/v1.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { validateLabels } from '../../machinery/selectors/label-selector.ts';
import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../../machinery/validation/field-error.ts';
import { validateIp, validateLegacyIp } from '../../machinery/validation/ip.ts';
import { isDns1123Label, isDns1123Subdomain, isLabelValue, type Problems } from '../../machinery/validation/name-rules.ts';
import { Path } from '../../machinery/validation/path.ts';
import { withMeta } from '../../registry/object-meta.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, nameColumn } from '../columns.ts';
import { familyOf } from '../core/service/family.ts';
import { firstFew } from '../networking/first-few.ts';
import { ipWarnings, validateEndpointIp } from '../networking/ip-rules.ts';
import { validateAppProtocol, validatePortName, validateProtocol } from '../networking/port-rules.ts';
import { refused, uniqueness } from '../rules.ts';

const endpointsAt = Path.of('endpoints');
const portsAt = Path.of('ports');
const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const most = { endpoints: 1_000, addresses: 100, ports: 20_000, topologyLabels: 16, hints: 8 };

export const endpointSlices = defineResource<EndpointSlice>({
  type: EndpointSlice,
  plural: 'endpointslices',
  scope: 'Namespaced',
  generation: (next, previous) => !equalJson(contentOf(next), contentOf(previous)),
  prepareForCreate: (slice) => withMeta(withoutTopology(slice), { generation: 1 }),
  prepareForUpdate: (next, previous) => (equalJson(next.endpoints, previous.endpoints) ? next : withoutTopology(next, previous)),
  *validate(slice) {
    yield* validateAddressType(slice.addressType);
    yield* validatePorts(slice.ports ?? []);
    yield* validateEndpoints(slice);
  },
  *validateUpdate(next, previous) {
    yield* validateAddressType(next.addressType);
    yield* validatePorts(next.ports ?? []);
    if (!equalJson(next.endpoints, previous.endpoints)) yield* validateEndpoints(next);
    if (next.addressType !== previous.addressType) yield invalid(Path.of('addressType'), next.addressType, 'field is immutable');
  },
  *warningsOnCreate(slice) {
    if (slice.addressType === 'FQDN') yield 'spec.addressType: FQDN endpoints are deprecated';
    yield* addressWarnings(slice);
  },
  warningsOnUpdate: addressWarnings,
  table: {
    columns: [
      nameColumn,
      column('AddressType', 'IPv4, IPv6 or FQDN.', ({ addressType }) => addressType),
      column('Ports', 'The ports of all endpoints.', ({ ports }) => listText((ports ?? []).map(portText))),
      column('Endpoints', 'The addresses.', ({ endpoints }) => listText((endpoints ?? []).flatMap(({ addresses }) => addresses))),
      ageColumn,
    ],
  },
});

/** What the generation counts: labels too, as they say which service it is about. */
const contentOf = ({ metadata, addressType, endpoints, ports }: EndpointSlice): unknown => [
  metadata.labels ?? {},
  addressType,
  endpoints,
  ports,
];

/** The field is for what older versions stored. The node that it named for an endpoint is not forgotten with it. */
function withoutTopology(slice: EndpointSlice, previous?: EndpointSlice): EndpointSlice {
  if (slice.endpoints === null) return slice;
  const known = new Set((previous?.endpoints ?? []).flatMap((endpoint) => nodeInTopology(endpoint) ?? []));
  const withoutField = (endpoint: Endpoint): Endpoint => {
    const { deprecatedTopology: _, ...rest } = endpoint;
    const node = nodeInTopology(endpoint);
    const kept = rest.nodeName === undefined && node !== undefined && known.has(node) && isDns1123Subdomain(node).length === 0;
    return kept ? arranged(Endpoint, { ...rest, nodeName: node }) : rest;
  };
  return { ...slice, endpoints: slice.endpoints.map(withoutField) };
}

const nodeInTopology = ({ deprecatedTopology }: Endpoint): string | undefined => deprecatedTopology?.['kubernetes.io/hostname'];

function* validateAddressType(addressType: string): Iterable<FieldError> {
  const at = Path.of('addressType');
  if (addressType === '') yield required(at);
  else if (!addressTypes.includes(addressType)) yield notSupported(at, addressType, addressTypes);
}

function* validatePorts(ports: readonly EndpointPort[]): Iterable<FieldError> {
  if (ports.length > most.ports) {
    yield tooMany(portsAt, { actual: ports.length, max: most.ports });
    return;
  }
  const isNew = uniqueness();
  for (const [i, { name, protocol, appProtocol }] of ports.entries()) {
    const at = portsAt.index(i);
    yield* validatePortName(name, false, at.field('name'));
    if (!isNew(name)) yield duplicate(at.field('name'), name);
    yield* validateProtocol(protocol, at.field('protocol'));
    yield* validateAppProtocol(appProtocol, at.field('appProtocol'));
  }
}

function* validateEndpoints({ endpoints, addressType }: EndpointSlice): Iterable<FieldError> {
  const all = endpoints ?? [];
  if (all.length > most.endpoints) {
    yield tooMany(endpointsAt, { actual: all.length, max: most.endpoints });
    return;
  }
  for (const [i, endpoint] of all.entries()) yield* validateEndpoint(endpoint, addressType, endpointsAt.index(i));
}

function* validateEndpoint(endpoint: Endpoint, addressType: string, at: Path): Iterable<FieldError> {
  const { addresses, nodeName, deprecatedTopology = {}, hostname, hints } = endpoint;
  const here = at.field('addresses');
  if (addresses.length === 0) yield required(here, 'must contain at least 1 address');
  if (addresses.length > most.addresses) yield tooMany(here, { actual: addresses.length, max: most.addresses });
  for (const [i, address] of addresses.entries()) yield* validateAddress(address, addressType, { list: here, item: here.index(i) });
  if (nodeName !== undefined) yield* refused(isDns1123Subdomain(nodeName), nodeName, at.field('nodeName'));
  const labels = Object.keys(deprecatedTopology).length;
  const topology = at.field('deprecatedTopology');
  if (labels > most.topologyLabels) yield tooMany(topology, { actual: labels, max: most.topologyLabels });
  yield* validateLabels(deprecatedTopology, topology);
  if (hostname !== undefined) yield* refused(isDns1123Label(hostname), hostname, at.field('hostname'));
  if (hints !== undefined) yield* validateHints(hints, at.field('hints'));
}

function* validateAddress(address: string, addressType: string, at: { readonly list: Path; readonly item: Path }): Iterable<FieldError> {
  if (addressType === 'FQDN') yield* validateDomain(address, at.item);
  if (addressType !== 'IPv4' && addressType !== 'IPv6') return;
  const malformed = [...(addressType === 'IPv4' ? validateLegacyIp(address, at.item, { rules: 'strict' }) : validateIp(address, at.item))];
  yield* malformed;
  if (malformed.length > 0) return;
  if (familyOf(address) !== addressType) yield invalid(at.list, address, `must be an ${addressType} address`);
  yield* validateEndpointIp(address, at.item);
}

/** A dot at the end is fine. */
function* validateDomain(address: string, at: Path): Iterable<FieldError> {
  if (address === '') {
    yield required(at);
    return;
  }
  const name = address.replace(/\.$/, '');
  const labels = name.split('.');
  const problems = isDns1123Subdomain(name);
  if (problems.length > 0) yield invalid(at, name, problems.join(','));
  else if (labels.length < 2) yield invalid(at, name, 'should be a domain with at least two segments separated by dots');
  else for (const label of labels) yield* validateDomainLabel(label, at);
}

function* validateDomainLabel(label: string, at: Path): Iterable<FieldError> {
  const problems = isDns1123Label(label);
  if (problems.length > 0) yield invalid(at, label, problems.join(','));
}

function* validateHints({ forZones = [], forNodes = [] }: EndpointHints, at: Path): Iterable<FieldError> {
  const zones = at.field('forZones');
  // Of a list that is too long nothing else is said, nor of what comes after it.
  if (forZones.length > most.hints) yield tooMany(zones, { actual: forZones.length, max: most.hints });
  else {
    yield* validateHintNames(forZones, isLabelValue, zones);
    const nodes = at.field('forNodes');
    if (forNodes.length > most.hints) yield tooMany(nodes, { actual: forNodes.length, max: most.hints });
    else yield* validateHintNames(forNodes, isDns1123Subdomain, nodes);
  }
}

function* validateHintNames(hints: readonly { readonly name: string }[], rule: (name: string) => Problems, at: Path): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const [i, { name }] of hints.entries()) {
    const here = at.index(i).field('name');
    if (!isNew(name)) yield duplicate(here, name);
    yield* refused(rule(name), name, here);
  }
}

const carefulControllers = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

/** The controllers that write most of them write no odd addresses. */
function* addressWarnings({ metadata, endpoints }: EndpointSlice): Iterable<string> {
  if (carefulControllers.includes(metadata.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '')) return;
  for (const [i, { addresses }] of (endpoints ?? []).entries())
    for (const [j, address] of addresses.entries()) yield* ipWarnings(address, endpointsAt.index(i).field('addresses').index(j));
}

const portText = ({ port, name }: EndpointPort): string => (port === undefined ? name : String(port));

const listText = (texts: readonly string[]): string => firstFew(texts) || '<unset>';
