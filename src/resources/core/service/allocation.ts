// Addresses and ports of services around their writes [B015–B018]: taken before the service is written, given back when it
// was not, or when it has become one that needs them no longer. upstream: Allocators.allocateCreate, allocateUpdate.
import type { Service } from '../../../api/core/v1/service.ts';
import { internalError, invalid as refusal, type StatusError } from '../../../machinery/status-error.ts';
import { invalid, type FieldError } from '../../../machinery/validation/field-error.ts';
import { quote } from '../../../machinery/validation/go-text.ts';
import { Path } from '../../../machinery/validation/path.ts';
import type { WriteOptions } from '../../../registry/rest.ts';
import type { Begun } from '../../../registry/store-hooks.ts';
import type { AddressAllocator, Owner } from './address-allocator.ts';
import { withFamilies } from './families.ts';
import type { ClusterFamilies } from './family.ts';
import { completedClusterIPs, withInherited } from './inference.ts';
import { planAddresses, planPorts, type PlannedPort, type PortPlan, type WantedAddress } from './plan.ts';
import type { PortAllocator, PortsTaken } from './port-allocator.ts';
import { addressesOf, portsOf, withNodePorts, withSpec } from './shape.ts';

export interface AllocationParts {
  readonly addresses: AddressAllocator;
  readonly ports: PortAllocator;
  readonly families: ClusterFamilies;
  /** Resolves once what is taken is known to be what services have. */
  ready(): Promise<void>;
  /** Something could not be given back, and stays taken until the next start. */
  report(message: string, error: unknown): void;
}

/** What is taken, or to be given back. */
interface Holdings {
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

interface Taking {
  readonly service: Service;
  readonly taken: Holdings;
}

export class Allocation {
  readonly #parts: AllocationParts;

  constructor(parts: AllocationParts) {
    this.#parts = parts;
  }

  async beginCreate(service: Service, options: WriteOptions): Promise<Begun<Service>> {
    return this.#begin(withFamilies(completedClusterIPs(service), undefined, this.#parts.families), undefined, options);
  }

  async beginUpdate(next: Service, previous: Service, options: WriteOptions): Promise<Begun<Service>> {
    const complete = completedClusterIPs(withInherited(next, previous), previous);
    return this.#begin(withFamilies(complete, previous, this.#parts.families), previous, options);
  }

  /** The service is gone. */
  async release(service: Service): Promise<void> {
    // Where that fails, it will be tried again, and find that nobody has what this service had.
    const known = await this.#parts.ready().then(
      () => true,
      () => false,
    );
    if (known) await this.#giveBack(service, { addresses: addressesOf(service.spec), ports: portsOf(service.spec) });
  }

  async #begin(service: Service, previous: Service | undefined, options: WriteOptions): Promise<Begun<Service>> {
    await this.#parts.ready();
    const plans = { addresses: planAddresses(service, previous), ports: planPorts(service, previous) };
    const addressed = await this.#takeAddresses(service, plans.addresses.wanted, options);
    const { taken, service: object } = await this.#takePorts(addressed, plans.ports, options);
    if (options.dryRun) return { object, commit: () => {}, rollback: () => {} };
    const released = { addresses: plans.addresses.released, ports: plans.ports.released };
    return { object, commit: () => this.#giveBack(object, released), rollback: () => this.#giveBack(object, taken) };
  }

  async #takeAddresses(service: Service, wanted: readonly WantedAddress[], options: WriteOptions): Promise<Taking> {
    if (wanted.length === 0) return { service, taken: nothing };
    const clusterIPs = (service.spec.ipFamilies ?? []).map((_, i) => service.spec.clusterIPs?.[i] ?? '');
    const taken: string[] = [];
    try {
      for (const want of wanted) {
        const ip = await this.#takeAddress(service, { ...want, shown: [...clusterIPs] }, options);
        clusterIPs[want.index] = ip;
        taken.push(ip);
      }
    } catch (error) {
      if (!options.dryRun) await this.#giveBack(service, { ...nothing, addresses: taken });
      throw error;
    }
    return { service: withSpec(service, { clusterIP: clusterIPs[0], clusterIPs }), taken: { ...nothing, addresses: taken } };
  }

  async #takeAddress(
    service: Service,
    { family, ip, shown }: WantedAddress & { readonly shown: readonly string[] },
    { dryRun }: WriteOptions,
  ): Promise<string> {
    const { addresses } = this.#parts;
    const owner = ownerOf(service);
    if (ip !== undefined) {
      const problem = await (dryRun ? addresses.sample(ip) : addresses.take(owner, ip));
      if (problem === undefined) return ip;
      throw refused(service, invalid(Path.of('spec', 'clusterIPs'), shown, `failed to allocate IP ${ip}: ${problem}`));
    }
    const found = await (dryRun ? addresses.sampleAny(family) : addresses.takeAny(owner, family));
    if (found !== undefined) return found;
    throw internalError(new Error(`failed to allocate a serviceIP for Service ${quote(owner.name)}: range is full`));
  }

  async #takePorts(addressed: Taking, { requests, sources }: PortPlan, { dryRun }: WriteOptions): Promise<Taking> {
    const { service, taken } = addressed;
    const { ports } = this.#parts;
    const wanted = requests.map((request) => request.wanted);
    let outcome: PortsTaken;
    try {
      outcome = await (dryRun ? ports.sample(wanted) : ports.take(wanted));
      if ('refused' in outcome) throw portRefused(service, requests[outcome.refused]!, outcome.problem);
    } catch (error) {
      if (!dryRun) await this.#giveBack(service, taken);
      throw error;
    }
    return { service: withPorts(service, outcome.ports, { requests, sources }), taken: { ...taken, ports: outcome.ports } };
  }

  /** What cannot be given back must not undo what was done. */
  async #giveBack(service: Service, { addresses, ports }: Holdings): Promise<void> {
    const owner = ownerOf(service);
    const attempt = async (what: string, give: () => Promise<void>): Promise<void> => {
      await give().catch((error: unknown) => this.#parts.report(`${what} of service ${owner.namespace}/${owner.name} stays taken`, error));
    };
    for (const ip of addresses) await attempt(`address ${ip}`, () => this.#parts.addresses.giveBack(owner, ip));
    if (ports.length > 0) await attempt(`node port ${ports.join(', ')}`, () => this.#parts.ports.giveBack(ports));
  }
}

const nothing: Holdings = { addresses: [], ports: [] };

const ownerOf = ({ metadata: { namespace = '', name = '' } }: Service): Owner => ({ namespace, name });

function withPorts(service: Service, taken: readonly number[], { requests, sources }: Pick<PortPlan, 'requests' | 'sources'>): Service {
  const { ports = [] } = service.spec;
  const check = requests.findIndex((request) => request.for === 'healthCheck');
  const checked = check < 0 ? service : withSpec(service, { healthCheckNodePort: taken[check] });
  if (sources.every((source) => source === undefined)) return checked;
  return withNodePorts(checked, (i) => {
    const source = sources[i];
    return source === undefined ? ports[i]?.nodePort : taken[source];
  });
}

const refused = (service: Service, error: FieldError): StatusError =>
  refusal({ group: '', kind: 'Service' }, service.metadata.name ?? '', [error]);

function portRefused(service: Service, { wanted, for: what }: PlannedPort, problem: string): StatusError {
  if (what === 'healthCheck') {
    const failed = wanted === 'any' ? 'a HealthCheck NodePort 0' : `requested HealthCheck NodePort ${wanted}`;
    return internalError(new Error(`failed to allocate ${failed}: ${problem}`));
  }
  if (wanted === 'any') return internalError(new Error(`failed to allocate a nodePort: ${problem}`));
  return refused(service, invalid(Path.of('spec', 'ports').index(what.index).field('nodePort'), wanted, problem));
}
