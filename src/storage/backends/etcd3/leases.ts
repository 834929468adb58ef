// Leases: keys expire with the lease they were put under. Keys that live about as long share one, since each costs etcd
// a write. upstream: lease_manager.go
import type { Environment } from '../../../base/environment.ts';
import type { Limits } from '../../../base/limits.ts';
import { Refused, type Calls } from './calls.ts';
import { leaseGrant, writeLease } from './messages.ts';

interface Lease {
  readonly id: number;
  /** In milliseconds since 1970; not earlier than etcd thinks. */
  readonly expiresAt: number;
  keys: number;
}

export interface LeasesOptions {
  readonly calls: Calls;
  readonly environment: Environment;
  readonly limits: Limits;
  /** How much longer than asked for a key may live, so that the next ones can share its lease; never more than a twentieth. */
  readonly reuseSeconds: number;
}

export class Leases {
  readonly #options: LeasesOptions;
  #latest: Lease | undefined;
  /** One at a time, so that those who come together share. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** The id of a lease that ends after `ttlSeconds`, or a little later. */
  for(ttlSeconds: number): Promise<number> {
    const lease = this.#turn.then(() => this.#sharedOrNew(ttlSeconds));
    this.#turn = lease.catch(() => {});
    return lease;
  }

  /** etcd does not know it any more. */
  forget(id: number): void {
    if (this.#latest?.id === id) this.#latest = undefined;
  }

  async #sharedOrNew(ttlSeconds: number): Promise<number> {
    const { environment, limits, reuseSeconds } = this.#options;
    const now = environment.now();
    const longest = ttlSeconds + Math.min(Math.floor(ttlSeconds / 20), reuseSeconds);
    const latest = this.#latest;
    const fits = latest !== undefined && latest.expiresAt > now + ttlSeconds * 1000 && latest.expiresAt < now + longest * 1000;
    if (fits && latest.keys < limits.etcdLeaseKeys) {
      latest.keys++;
      return latest.id;
    }
    const id = await this.#grant(longest);
    this.#latest = { id, expiresAt: now + longest * 1000, keys: 1 };
    return id;
  }

  /** Under an id of our own choice, so that asking again does not leave a lease behind. */
  async #grant(ttlSeconds: number): Promise<number> {
    const { calls, environment } = this.#options;
    const id = 1 + environment.random(Number.MAX_SAFE_INTEGER);
    try {
      await calls.ask(leaseGrant, writeLease(id, ttlSeconds), { repeatable: true });
    } catch (error) {
      if (!(error instanceof Refused && error.kind === 'lease-exists')) throw error;
    }
    return id;
  }
}
