// Gives addresses to services [B015]. Every address that is taken is an IPAddress object, and creating it is what takes the
// address: of several who try, the store lets one succeed. upstream: ipallocator.MetaAllocator.
import { loopback } from '../../../access/user.ts';
import type { IPAddress, ServiceCIDR } from '../../../api/networking/v1.ts';
import type { Environment } from '../../../base/environment.ts';
import { isStatusError } from '../../../machinery/status-error.ts';
import { ipText, parseIp } from '../../../machinery/validation/ip.ts';
import type { RequestContext } from '../../../registry/rest.ts';
import type { Store } from '../../../registry/store.ts';
import { addressRange, contains, freeAddresses, textIn, type AddressRange } from './address-range.ts';
import { familyOf, type Family } from './family.ts';

/** The service that an address is for. */
export interface Owner {
  readonly namespace: string;
  readonly name: string;
}

export interface AddressAllocatorParts {
  readonly addresses: Store<IPAddress>;
  readonly ranges: Store<ServiceCIDR>;
  readonly environment: Environment;
}

export const familyLabel = 'ipaddress.kubernetes.io/ip-family';
export const managedByLabel = 'ipaddress.kubernetes.io/managed-by';
export const managedBy = 'ipallocator.k8s.io';

/**
 * Requests of the server itself. They are not given up when a client goes away: nobody would know then whether an address
 * was taken.
 */
export const internally: RequestContext = {
  user: loopback,
  namespace: undefined,
  signal: new AbortController().signal,
  warn: () => {},
};

const always = (): Promise<void> => Promise.resolve();

export class AddressAllocator {
  readonly #addresses: Store<IPAddress>;
  readonly #ranges: Store<ServiceCIDR>;
  readonly #environment: Environment;

  constructor({ addresses, ranges, environment }: AddressAllocatorParts) {
    this.#addresses = addresses;
    this.#ranges = ranges;
    this.#environment = environment;
  }

  /** Some free address; undefined when none is left. */
  async takeAny(owner: Owner, family: Family): Promise<string | undefined> {
    const ranges = await this.#rangesOf(family);
    const taken = new Set<string>();
    for (const range of ranges) {
      for (const ip of freeAddresses(range, taken, this.#environment)) {
        if (await this.#claim(owner, ip)) return ip;
        // Most often the first one is free. Where it is not, others may not be either.
        if (taken.size === 0) for (const each of await this.#taken()) taken.add(each);
        taken.add(ip);
      }
    }
    return undefined;
  }

  /** Why the address cannot be had; undefined when it is taken now. */
  async take(owner: Owner, ip: string): Promise<string | undefined> {
    const address = parseIp(ip)!;
    const ranges = await this.#rangesOf(address.family);
    if (!ranges.some((range) => contains(range, address))) return 'the provided network does not match the current range';
    return (await this.#claim(owner, ipText(address))) ? undefined : 'provided IP is already allocated';
  }

  /** What stands for some address where none is taken. */
  async sampleAny(family: Family): Promise<string | undefined> {
    const [range] = await this.#rangesOf(family);
    return range === undefined ? undefined : textIn(range, range.network);
  }

  /** As `take`, without taking it; whether somebody else has it is not looked at. */
  async sample(ip: string): Promise<string | undefined> {
    const address = parseIp(ip)!;
    const ranges = await this.#rangesOf(address.family);
    if (ranges[0] === undefined) return 'allocator not ready';
    if (ranges.some((range) => contains(range, address))) return undefined;
    return `the provided IP (${ipText(address)}) is not in the valid range. The range of valid IPs is ${ranges[0].cidr}`;
  }

  /** Gives back what of `ip` is still the owner's. */
  async giveBack(owner: Owner, ip: string): Promise<void> {
    const address = parseIp(ip);
    if (address === undefined) return;
    const notOurs = new Error('somebody else has the address');
    const validate = (current: IPAddress): Promise<void> => {
      if (!isOwnedBy(current, owner)) throw notOurs;
      return Promise.resolve();
    };
    try {
      await this.#addresses.delete(internally, ipText(address), { options: {}, validate, dryRun: false });
    } catch (error) {
      if (error !== notOurs && !isStatusError(error, 'NotFound')) throw error;
    }
  }

  /** Makes sure that the address is the owner's, whoever had it: only for repairs. */
  async reclaim(owner: Owner, ip: string): Promise<void> {
    const name = ipText(parseIp(ip)!);
    await this.discard(name);
    await this.#claim(owner, name);
  }

  async discard(name: string): Promise<void> {
    try {
      await this.#addresses.delete(internally, name, { options: {}, validate: always, dryRun: false });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  async all(): Promise<readonly IPAddress[]> {
    const { items } = await this.#addresses.list(internally);
    return items.map((item) => item.object());
  }

  /** Whether some ServiceCIDR has room for the address. */
  async isInRange(ip: string): Promise<boolean> {
    const address = parseIp(ip);
    if (address === undefined) return false;
    return (await this.#rangesOf(address.family)).some((range) => contains(range, address));
  }

  async #claim(owner: Owner, ip: string): Promise<boolean> {
    try {
      await this.#addresses.create(internally, claim(owner, ip), always, { dryRun: false });
      return true;
    } catch (error) {
      if (isStatusError(error, 'AlreadyExists')) return false;
      throw error;
    }
  }

  async #taken(): Promise<readonly string[]> {
    const { items } = await this.#addresses.list(internally);
    return items.map(({ name }) => name);
  }

  async #rangesOf(family: Family): Promise<readonly AddressRange[]> {
    const { items } = await this.#ranges.list(internally);
    return items
      .map((item) => item.object())
      .filter(isReady)
      .flatMap(({ spec }) => spec.cidrs ?? [])
      .flatMap((cidr) => addressRange(cidr) ?? [])
      .filter((range) => range.family === family);
  }
}

/** A range that says nothing may be used: nobody may be there to say something. */
function isReady({ metadata, status }: ServiceCIDR): boolean {
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  return metadata.deletionTimestamp === undefined && (ready === undefined || ready.status === 'True');
}

const claim = ({ namespace, name }: Owner, ip: string): IPAddress => ({
  kind: 'IPAddress',
  apiVersion: 'networking.k8s.io/v1',
  metadata: { name: ip, labels: { [familyLabel]: familyOf(ip), [managedByLabel]: managedBy } },
  spec: { parentRef: { resource: 'services', namespace, name } },
});

export function isOwnedBy({ spec: { parentRef } }: IPAddress, { namespace, name }: Owner): boolean {
  if (parentRef === undefined || (parentRef.group ?? '') !== '' || parentRef.resource !== 'services') return false;
  return parentRef.namespace === namespace && parentRef.name === name;
}
