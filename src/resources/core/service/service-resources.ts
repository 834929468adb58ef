// Services and the resources that belong with them: what is behind them (endpoints, slices) and what is given out to them
// (addresses, the ranges they are from, node ports). A server adds them to the built-in groups, since they need to be told
// its ranges.
import type { Environment } from '../../../base/environment.ts';
import { parseCidr } from '../../../machinery/validation/ip.ts';
import type { RESTOptionsGetter } from '../../../registry/rest-options.ts';
import type { InstalledResource } from '../../../registry/rest.ts';
import { endpointSlices } from '../../discovery/endpoint-slice.ts';
import { ipAddresses } from '../../networking/ip-address.ts';
import { serviceCIDRs } from '../../networking/service-cidr.ts';
import type { GroupResources } from '../../providers.ts';
import { endpoints } from '../endpoints.ts';
import { AddressAllocator } from './address-allocator.ts';
import { Allocation } from './allocation.ts';
import type { ClusterFamilies, Family } from './family.ts';
import { PortAllocator, rangeAllocations, type PortRange } from './port-allocator.ts';
import { repair } from './repair.ts';
import { serviceStorage } from './service-storage.ts';

export interface ServiceResourcesOptions {
  /** `10.0.0.0/24`, or one of each family, separated by a comma: the first is that of services that do not say. */
  readonly serviceClusterIPRange: string;
  readonly serviceNodePortRange: PortRange;
  readonly environment: Environment;
  /** Something could not be given back, and stays taken until the next start. */
  report?(message: string, error: unknown): void;
}

/** The groups to pass on to `builtInProviders`. What is taken is compared with what services have before the first is written. */
export function serviceResources(options: ServiceResourcesOptions): readonly GroupResources[] {
  return [
    { group: '', version: 'v1', resources: [endpoints, { install: (restOptions) => installServices(restOptions, options) }] },
    { group: 'discovery.k8s.io', version: 'v1', resources: [endpointSlices] },
    { group: 'networking.k8s.io', version: 'v1', resources: [ipAddresses, serviceCIDRs] },
  ];
}

function installServices(restOptions: RESTOptionsGetter, options: ServiceResourcesOptions): InstalledResource {
  const { environment, serviceClusterIPRange, serviceNodePortRange, report = () => {} } = options;
  const addresses = new AddressAllocator({
    addresses: ipAddresses.store(restOptions),
    ranges: serviceCIDRs.store(restOptions),
    environment,
  });
  const ports = new PortAllocator({ records: rangeAllocations.store(restOptions), range: serviceNodePortRange, environment });
  let repaired: Promise<void> | undefined;
  const ready = (): Promise<void> =>
    (repaired ??= repair({ services: store, addresses, ports }).catch((error: unknown) => {
      // Tried again by the next one who asks.
      repaired = undefined;
      throw error;
    }));
  const allocation = new Allocation({
    addresses,
    ports,
    families: familiesOf(serviceClusterIPRange),
    ready,
    report,
  });
  const { installed, store } = serviceStorage(restOptions, { allocation, endpoints: endpoints.store(restOptions), report });
  return installed;
}

function familiesOf(ranges: string): ClusterFamilies {
  const [first = 'IPv4', ...more] = ranges.split(',').flatMap((range): readonly Family[] => {
    const family = parseCidr(range.trim())?.address.family;
    return family === undefined ? [] : [family];
  });
  return [first, ...more];
}
