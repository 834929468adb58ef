// What is taken, made to agree with what services have [B019]. A server that was killed between taking an address and
// writing the service leaves the address taken by nobody. Runs once, before the first service is written: a store has one
// server, so whatever no service has then is nobody's. upstream: ipallocator/controller RepairIPAddress,
// portallocator/controller Repair; they go on while the server runs, because there may be others.
import type { Service } from '../../../api/core/v1/service.ts';
import type { IPAddress } from '../../../api/networking/v1.ts';
import { ipText, parseIp } from '../../../machinery/validation/ip.ts';
import type { Store } from '../../../registry/store.ts';
import { familyLabel, internally, isOwnedBy, managedBy, managedByLabel, type AddressAllocator, type Owner } from './address-allocator.ts';
import { familyOf } from './family.ts';
import type { PortAllocator } from './port-allocator.ts';
import { addressesOf, portsOf } from './shape.ts';

export interface RepairParts {
  readonly services: Store<Service>;
  readonly addresses: AddressAllocator;
  readonly ports: PortAllocator;
}

export async function repair({ services, addresses, ports }: RepairParts): Promise<void> {
  const all = (await services.list(internally)).items.map((item) => item.object());
  await ports.reset(all.flatMap(({ spec }) => portsOf(spec)));
  await repairAddresses(addresses, all);
}

async function repairAddresses(addresses: AddressAllocator, services: readonly Service[]): Promise<void> {
  const claims = new Map((await addresses.all()).map((claim) => [claim.metadata.name ?? '', claim]));
  const owners = ownersOf(services);
  for (const [ip, owner] of owners) {
    const claim = claims.get(ip);
    const whole = claim !== undefined && hasLabels(claim) && isOwnedBy(claim, owner);
    if (!whole && (await addresses.isInRange(ip))) await addresses.reclaim(owner, ip);
  }
  for (const [ip, claim] of claims) if (isOurs(claim) && !owners.has(ip)) await addresses.discard(ip);
}

/** Of two services that have the same address, which only a broken store can hold, the first keeps it. */
function ownersOf(services: readonly Service[]): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const service of services) {
    const { namespace = '', name = '' } = service.metadata;
    for (const text of addressesOf(service.spec)) {
      const address = parseIp(text);
      const ip = address === undefined ? text : ipText(address);
      if (!owners.has(ip)) owners.set(ip, { namespace, name });
    }
  }
  return owners;
}

/** Others may keep addresses too, for what is no service. */
const isOurs = ({ metadata: { labels = {} } }: IPAddress): boolean => labels[managedByLabel] === managedBy;

const hasLabels = (claim: IPAddress): boolean =>
  isOurs(claim) && claim.metadata.labels?.[familyLabel] === familyOf(claim.metadata.name ?? '');
