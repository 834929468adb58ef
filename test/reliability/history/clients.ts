// Clients that do at random what clients do. Everything they do and are told goes into the record.
import assert from 'node:assert/strict';
import { everything, type Predicate, type Scope } from '../../../src/machinery/options.ts';
import type { StoredObject } from '../../../src/machinery/stored-object.ts';
import { labelled, onNode, type OpenedStorage } from '../../../src/storage/conformance/storage/case.ts';
import { keyFrom, widget, type Widget } from '../../../src/storage/conformance/storage/widget.ts';
import { isStorageError } from '../../../src/storage/errors.ts';
import { itemOf, pathOf, stateOf, type Item, type Operation, type Record, type Span } from './operations.ts';

export const paths = ['a/1', 'a/2', 'a/3', 'b/1', 'b/2', 'c/1'];
export const scopes: readonly Scope[] = [{}, { namespace: 'a' }, { namespace: 'b' }, { namespace: 'b', name: '1' }];
export const predicates: readonly Predicate[] = [everything, onNode('n1'), labelled('app', 'x')];

export type Random = (below: number) => number;

export interface ClientParts {
  readonly opened: () => OpenedStorage<Widget>;
  readonly record: Record;
  readonly random: Random;
  readonly name: string;
  readonly ttl: boolean;
  readonly running: () => boolean;
}

const pick = <T>(from: readonly T[], random: Random): T => from[random(from.length)]!;

/** Resolves when it is told to stop, and its last call was answered. */
export async function runClient(parts: ClientParts): Promise<void> {
  const client = new Client(parts);
  while (parts.running()) {
    await client.step();
    // Calls that wait for nothing would leave no room for others.
    if (parts.random(4) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

class Client {
  readonly #parts: ClientParts;
  /** What it was last told of each object: perhaps stale. */
  readonly #known = new Map<string, StoredObject<Widget>>();
  #writes = 0;

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  async step(): Promise<void> {
    const { random } = this.#parts;
    const path = random(50) === 0 ? `c/brief-${random(30)}` : pick(paths, random);
    const choice = random(100);
    if (choice < 4 && this.#parts.ttl) await this.#createBriefly();
    else if (choice < 18) await this.#create(path);
    else if (choice < 46) await this.#update(path);
    else if (choice < 58) await this.#delete(path);
    else if (choice < 80) await this.#get(path);
    else if (choice < 92) await this.#list();
    else if (choice < 98) await this.#listAt();
    else await this.#compact();
  }

  /** Mostly left alone until it goes away. */
  async #createBriefly(): Promise<void> {
    await this.#create(`c/brief-${this.#parts.random(30)}`, 1);
  }

  async #create(path: string, ttlSeconds?: number): Promise<void> {
    const livesUntil = ttlSeconds && Date.now() + ttlSeconds * 1000;
    await this.#write(path, async (start) => {
      const stored = await this.#storage.create(keyFrom(path), this.#newWidget(path), { ttlSeconds });
      return this.#written(start, 'create', stored, { from: 0, livesUntil });
    });
  }

  async #update(path: string): Promise<void> {
    const { random } = this.#parts;
    const known = this.#known.get(path);
    const careful = known !== undefined && random(3) === 0;
    const options = {
      ...(known !== undefined && random(2) === 0 && { hint: known }),
      ...(careful && { preconditions: { resourceVersion: String(known.revision) } }),
    };
    await this.#write(
      path,
      async (start) => {
        let from = 0;
        const next = this.#newWidget(path);
        const stored = await this.#storage.guaranteedUpdate(
          keyFrom(path),
          (current, at) => {
            from = at!.revision;
            return { ...current!, metadata: { ...current!.metadata, labels: next.metadata.labels ?? {} }, spec: next.spec };
          },
          options,
        );
        return this.#written(start, 'update', stored, { from });
      },
      careful ? known.revision : 0,
    );
  }

  async #delete(path: string): Promise<void> {
    const known = this.#known.get(path);
    const careful = known !== undefined && this.#parts.random(2) === 0;
    const options = careful ? { preconditions: { resourceVersion: String(known.revision) } } : {};
    await this.#write(
      path,
      async (start) => {
        let from = 0;
        const validate = (current: Widget): void => void (from = Number(current.metadata.resourceVersion));
        const stored = await this.#storage.delete(keyFrom(path), { ...options, validate });
        return this.#written(start, 'delete', stored, { from });
      },
      careful ? known.revision : 0,
    );
  }

  async #get(path: string): Promise<void> {
    const start = this.#tick;
    const stored = await this.#storage.get(keyFrom(path));
    const span = this.#since(start);
    if (stored === undefined) this.#add({ ...span, kind: 'read', path, revision: 0, state: undefined });
    else this.#add({ ...span, kind: 'read', ...itemOf(stored) });
    if (stored !== undefined) this.#known.set(path, stored);
  }

  /** Now, in one page or in several. */
  async #list(): Promise<void> {
    const { random } = this.#parts;
    const [scope, predicate] = [pick(scopes, random), pick(predicates, random)];
    const limit = random(2) === 0 ? undefined : 1 + random(3);
    const start = this.#tick;
    const first = await this.#storage.getList(scope, { predicate, limit });
    const span = this.#since(start);
    const items: Item[] = first.items.map(itemOf);
    for (let token = first.continue; token !== undefined;) {
      const page = await this.#expiring(first.revision, this.#storage.getList(scope, { predicate, limit, continue: token }));
      if (page === undefined) return;
      assert.equal(page.revision, first.revision, 'all pages are of one revision');
      items.push(...page.items.map(itemOf));
      token = page.continue;
    }
    this.#add({ ...span, kind: 'list', scope, predicate, revision: first.revision, asked: undefined, items });
  }

  async #listAt(): Promise<void> {
    const { random } = this.#parts;
    const [scope, predicate] = [pick(scopes, random), pick(predicates, random)];
    const now = await this.#storage.getCurrentResourceVersion();
    const asked = Math.max(1, now - random(800));
    const start = this.#tick;
    const page = await this.#expiring(asked, this.#storage.getList(scope, { predicate, freshness: { at: 'exact', revision: asked } }));
    if (page === undefined) return;
    this.#add({ ...this.#since(start), kind: 'list', scope, predicate, revision: page.revision, asked, items: page.items.map(itemOf) });
  }

  async #compact(): Promise<void> {
    const now = await this.#storage.getCurrentResourceVersion();
    await this.#parts.opened().compact(Math.max(1, now - 300 - this.#parts.random(300)));
  }

  /** Undefined: what was asked for is compacted. */
  async #expiring<T>(asked: number, call: Promise<T>): Promise<T | undefined> {
    const start = this.#tick;
    try {
      return await call;
    } catch (error) {
      if (!isStorageError(error, 'Expired')) throw error;
      this.#add({ ...this.#since(start), kind: 'expired', asked, compacted: this.#storage.compactRevision() });
      return undefined;
    }
  }

  /** `expected`: the revision that a precondition asked for. */
  async #write(path: string, call: (start: number) => Promise<void>, expected = 0): Promise<void> {
    const start = this.#tick;
    try {
      await call(start);
    } catch (error) {
      if (!isStorageError(error)) throw error;
      const because = ({ KeyExists: 'present', KeyNotFound: 'absent', InvalidObject: 'changed' } as const)[error.code as string];
      if (because === undefined) throw error;
      this.#add({ ...this.#since(start), kind: 'refused', path, because, expected });
    }
  }

  #written(
    start: number,
    verb: 'create' | 'update' | 'delete',
    stored: StoredObject<Widget>,
    { from, livesUntil }: { readonly from: number; readonly livesUntil?: number | undefined },
  ): void {
    const { revision } = stored;
    const [path, state] = [pathOf(stored), verb === 'delete' ? undefined : stateOf(stored.object())];
    this.#add({ ...this.#since(start), kind: 'write', verb, path, revision, state, from, livesUntil });
    if (verb === 'delete') this.#known.delete(path);
    else this.#known.set(path, stored);
  }

  /** Like no other. */
  #newWidget(path: string): Widget {
    const { random, name } = this.#parts;
    const labels = random(2) === 0 ? { labels: { app: 'x' } } : {};
    return widget(path, { ...labels, nodeName: `n${random(2)}`, note: `${name}, write ${++this.#writes}` });
  }

  get #storage(): OpenedStorage<Widget>['storage'] {
    return this.#parts.opened().storage;
  }

  get #tick(): number {
    return this.#parts.record.tick;
  }

  #since(start: number): Span {
    return { start, end: this.#tick };
  }

  #add(operation: Operation): void {
    this.#parts.record.add(operation);
  }
}
