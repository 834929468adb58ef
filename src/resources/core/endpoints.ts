// Endpoints: the addresses behind a service, in the form that slices have replaced [B020].
import { Endpoints, type EndpointAddress, type EndpointPort, type EndpointSubset } from '../../api/core/v1/endpoints.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { required, type FieldError } from '../../machinery/validation/field-error.ts';
import { validateLegacyIp } from '../../machinery/validation/ip.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../machinery/validation/name-rules.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, nameColumn } from '../columns.ts';
import { ipWarnings, validateEndpointIp } from '../networking/ip-rules.ts';
import { firstFew } from '../networking/first-few.ts';
import { validateAppProtocol, validatePortName, validatePortNumber, validateProtocol } from '../networking/port-rules.ts';
import { namedIfAny, refused } from '../rules.ts';

const at = Path.of('subsets');

export const endpoints = defineResource<Endpoints>({
  type: Endpoints,
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  scope: 'Namespaced',
  allowCreateOnUpdate: true,
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  validate: ({ subsets = [] }) => validateSubsets(subsets),
  validateUpdate: ({ subsets = [] }, previous) => (equalJson(subsets, previous.subsets ?? []) ? [] : validateSubsets(subsets)),
  warningsOnCreate: warnings,
  warningsOnUpdate: warnings,
  table: { columns: [nameColumn, column('Endpoints', 'Address and port of what is behind the service.', endpointsText), ageColumn] },
});

function* validateSubsets(subsets: readonly EndpointSubset[]): Iterable<FieldError> {
  for (const [i, { addresses = [], notReadyAddresses = [], ports = [] }] of subsets.entries()) {
    const here = at.index(i);
    if (addresses.length + notReadyAddresses.length === 0) yield required(here, 'must specify `addresses` or `notReadyAddresses`');
    for (const [j, address] of addresses.entries()) yield* validateAddress(address, here.field('addresses').index(j));
    for (const [j, address] of notReadyAddresses.entries()) yield* validateAddress(address, here.field('notReadyAddresses').index(j));
    for (const [j, port] of ports.entries()) yield* validatePort(port, ports.length > 1, here.field('ports').index(j));
  }
}

function* validateAddress({ ip, hostname, nodeName }: EndpointAddress, here: Path): Iterable<FieldError> {
  yield* validateLegacyIp(ip, here.field('ip'), { rules: 'strict' });
  yield* namedIfAny(hostname, isDns1123Label, here.field('hostname'));
  if (nodeName !== undefined) yield* refused(isDns1123Subdomain(nodeName), nodeName, here.field('nodeName'));
  yield* validateEndpointIp(ip, here.field('ip'));
}

function* validatePort({ name, port, protocol, appProtocol }: EndpointPort, needsName: boolean, here: Path): Iterable<FieldError> {
  yield* validatePortName(name, needsName, here.field('name'));
  yield* validatePortNumber(port, here.field('port'));
  yield* validateProtocol(protocol, here.field('protocol'));
  yield* validateAppProtocol(appProtocol, here.field('appProtocol'));
}

/** The controller that writes most of them writes no odd addresses. */
function* warnings({ metadata, subsets = [] }: Endpoints): Iterable<string> {
  if (metadata.labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller') return;
  for (const [i, { addresses = [], notReadyAddresses = [] }] of subsets.entries()) {
    for (const [j, { ip }] of addresses.entries()) yield* ipWarnings(ip, at.index(i).field('addresses').index(j).field('ip'));
    for (const [j, { ip }] of notReadyAddresses.entries())
      yield* ipWarnings(ip, at.index(i).field('notReadyAddresses').index(j).field('ip'));
  }
}

function endpointsText({ subsets = [] }: Endpoints): string {
  return subsets.length === 0 ? '<none>' : firstFew(subsets.flatMap(subsetTexts));
}

function subsetTexts({ addresses = [], ports = [] }: EndpointSubset): readonly string[] {
  if (ports.length === 0) return addresses.map(({ ip }) => ip);
  return ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`));
}
