// Gives ports on the nodes to services [B017]. Which ones are taken stands in one record, a bitmap; ports are taken by
// replacing it with one that has more bits, which the store lets succeed only for whoever saw the latest. upstream:
// portallocator.PortAllocator, allocator/storage.Etcd.
import { RangeAllocation } from '../../../api/core/v1/range-allocation.ts';
import type { Environment } from '../../../base/environment.ts';
import { decodeBase64, encodeBase64 } from '../../../machinery/codec/base64.ts';
import { defineResource } from '../../../registry/resource.ts';
import type { Store } from '../../../registry/store.ts';
import { PortBitmap } from './port-bitmap.ts';

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** A particular port, or whichever is free. */
export type PortRequest = number | 'any';

export type PortsTaken =
  /** One port per request. */
  | { readonly ports: readonly number[] }
  /** Nothing was taken: `refused` is the first request that cannot be granted. */
  | { readonly refused: number; readonly problem: string };

export interface PortAllocatorParts {
  readonly records: Store<RangeAllocation>;
  readonly range: PortRange;
  readonly environment: Environment;
}

/** Kept, not served. */
export const rangeAllocations = defineResource<RangeAllocation>({ type: RangeAllocation, plural: 'ranges', scope: 'Cluster' });

const key = { name: 'servicenodeports' };
const taken = 'provided port is already allocated';

export class PortAllocator {
  readonly #records: Store<RangeAllocation>;
  readonly #range: PortRange;
  readonly #size: number;
  readonly #environment: Environment;

  constructor({ records, range, environment }: PortAllocatorParts) {
    this.#records = records;
    this.#range = range;
    this.#size = range.last - range.first + 1;
    this.#environment = environment;
  }

  /** All of them, or none. */
  async take(requests: readonly PortRequest[]): Promise<PortsTaken> {
    let outcome: PortsTaken = { ports: [] };
    if (requests.length === 0) return outcome;
    await this.#update((bitmap) => {
      const changed = bitmap.copy();
      outcome = this.#takeIn(changed, requests);
      return 'ports' in outcome ? changed : bitmap;
    });
    return outcome;
  }

  async giveBack(ports: readonly number[]): Promise<void> {
    const ours = ports.filter((port) => this.#contains(port));
    if (ours.length === 0) return;
    await this.#update((bitmap) => {
      for (const port of ours) bitmap.giveBack(port - this.#range.first);
      return bitmap;
    });
  }

  /** What `take` might answer, for a dry run: ports that are likely to exist nowhere stand for free ones. */
  async sample(requests: readonly PortRequest[]): Promise<PortsTaken> {
    const record = await this.#records.interpreted('get', key.name, () => this.#records.parts.storage.get(key));
    const bitmap = this.#bitmapOf(record?.object());
    const ports: number[] = [];
    for (const [refused, request] of requests.entries()) {
      const port = request === 'any' ? sampleAfter(ports) : request;
      const known = this.#contains(port) && bitmap.has(port - this.#range.first);
      if (request !== 'any' && (known || ports.includes(port))) return { refused, problem: taken };
      ports.push(port);
    }
    return { ports };
  }

  /** Records that exactly these ports are taken. */
  async reset(ports: readonly number[]): Promise<void> {
    await this.#update(() => {
      const bitmap = new PortBitmap(this.#size);
      for (const port of ports) if (this.#contains(port)) bitmap.take(port - this.#range.first);
      return bitmap;
    });
  }

  #takeIn(bitmap: PortBitmap, requests: readonly PortRequest[]): PortsTaken {
    const ports: number[] = [];
    for (const [refused, request] of requests.entries()) {
      const port = request === 'any' ? this.#anyIn(bitmap) : request;
      if (port === undefined) return { refused, problem: 'range is full' };
      if (!this.#contains(port)) return { refused, problem: this.#notInRange() };
      if (!bitmap.take(port - this.#range.first)) return { refused, problem: taken };
      ports.push(port);
    }
    return { ports };
  }

  /** At random, so that a port that was just given back is not the next to be given out; the low end last. */
  #anyIn(bitmap: PortBitmap): number | undefined {
    const reserved = reservedOf(this.#size);
    const index = this.#freeIn(bitmap, reserved, this.#size) ?? this.#freeIn(bitmap, 0, reserved);
    return index === undefined ? undefined : this.#range.first + index;
  }

  #freeIn(bitmap: PortBitmap, first: number, end: number): number | undefined {
    return first === end ? undefined : bitmap.firstFree({ first, end, start: first + this.#environment.random(end - first) });
  }

  async #update(change: (bitmap: PortBitmap) => PortBitmap): Promise<void> {
    const { storage } = this.#records.parts;
    const mutate = (current: RangeAllocation | undefined): RangeAllocation => ({
      ...(current ?? { kind: 'RangeAllocation', apiVersion: 'v1', metadata: {} }),
      range: this.#text,
      data: encodeBase64(change(this.#bitmapOf(current)).bytes()),
    });
    await this.#records.interpreted('update', key.name, () => storage.guaranteedUpdate(key, mutate, { upsert: true }));
  }

  /** A record of another range says nothing about this one: it is from before the server was told so, and is reset at start. */
  #bitmapOf(record: RangeAllocation | undefined): PortBitmap {
    return new PortBitmap(this.#size, record?.range === this.#text ? decodeBase64(record.data) : undefined);
  }

  #contains(port: number): boolean {
    return port >= this.#range.first && port <= this.#range.last;
  }

  #notInRange(): string {
    return `provided port is not in the valid range. The range of valid ports is ${this.#text}`;
  }

  get #text(): string {
    return `${this.#range.first}-${this.#range.last}`;
  }
}

/** How many ports at the low end are left for those who ask for one. upstream: calculateRangeOffset. */
function reservedOf(size: number): number {
  return size <= 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 32)), 128);
}

/** As upstream has it, whatever the range. */
const sampleAfter = (ports: readonly number[]): number => (ports.length === 0 ? 32_769 : Math.max(...ports) + 1);
