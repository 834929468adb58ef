// Watchers that stop and go on where they were, and keep what they were told until it is judged.
import assert from 'node:assert/strict';
import type { Predicate, Scope, WatchStart } from '../../../src/machinery/options.ts';
import type { Revision, StoredObject } from '../../../src/machinery/stored-object.ts';
import type { WatchEvent } from '../../../src/machinery/watch.ts';
import type { OpenedStorage } from '../../../src/storage/conformance/storage/case.ts';
import type { Widget } from '../../../src/storage/conformance/storage/widget.ts';
import type { Random } from './clients.ts';
import { itemOf, type Item, type Record } from './operations.ts';

export interface Told extends Item {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** In milliseconds since 1970. */
  readonly at: number;
}

export interface WatcherParts {
  readonly opened: () => OpenedStorage<Widget>;
  readonly record: Record;
  readonly random: Random;
  readonly scope: Scope;
  readonly predicate: Predicate;
  /** The one who hears everything never stops of its own accord. */
  readonly steady: boolean;
}

export class Watcher {
  readonly scope: Scope;
  readonly predicate: Predicate;
  readonly #parts: WatcherParts;
  /** Told since it was last judged, between these two revisions. */
  readonly #told: Told[] = [];
  #from: Revision;
  #position: Revision;
  #abort = new AbortController();
  #mayRest = true;
  #failure: Error | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: WatcherParts, position: Revision) {
    this.scope = parts.scope;
    this.predicate = parts.predicate;
    this.#parts = parts;
    this.#from = position;
    this.#position = position;
  }

  /** All at or below this was told. */
  get position(): Revision {
    return this.#position;
  }

  start(): void {
    this.#abort = new AbortController();
    this.#mayRest = true;
    this.#running = this.#run(this.#abort.signal).catch((error: unknown) => {
      this.#failure = error as Error;
    });
  }

  /** From now on it keeps up. */
  hurry(): void {
    this.#mayRest = false;
  }

  /** It was told what cannot be; `stop` says what. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Hands over what it was told above `from`. */
  take(): { readonly from: Revision; readonly to: Revision; readonly told: readonly Told[] } {
    const taken = { from: this.#from, to: this.#position, told: this.#told.splice(0) };
    this.#from = this.#position;
    return taken;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let anew = false;
    while (!signal.aborted) {
      anew = (await this.#watchOnce(signal, anew)) === 'expired';
      if (!anew && this.#parts.random(4) === 0) await this.#fallBehind(signal);
    }
  }

  /** Until history may be gone that it has not heard of, or for not quite so long. */
  async #fallBehind(signal: AbortSignal): Promise<void> {
    const { storage } = this.#parts.opened();
    const enough = this.#position + this.#parts.random(1_000);
    while (this.#mayRest && !signal.aborted && (await storage.getCurrentResourceVersion()) < enough)
      await new Promise((resolve) => setImmediate(resolve));
  }

  async #watchOnce(signal: AbortSignal, anew: boolean): Promise<'ended' | 'expired'> {
    const { opened, random, steady, scope, predicate } = this.#parts;
    const pause = new AbortController();
    const either = AbortSignal.any([signal, pause.signal]);
    const start: WatchStart = anew
      ? { from: 'state', freshness: { at: 'latest' }, endBookmark: true }
      : { from: 'revision', revision: this.#position };
    const begun = this.#parts.record.tick;
    const watch = await opened().storage.watch(scope, { start, predicate, bookmarks: true, signal: either });
    const initial: Item[] | undefined = anew ? [] : undefined;
    let rest = steady ? Infinity : 5 + random(300);
    let reading = initial;
    for await (const batch of watch)
      for (const event of batch) {
        if (event.type === 'ERROR') return this.#expired(event.status.code);
        if (reading !== undefined) {
          reading = this.#readInitial(event, reading, begun);
          continue;
        }
        if (event.type === 'BOOKMARK') this.#reached(event.revision);
        else this.#tell(event.type, event.object);
        if (--rest === 0) pause.abort();
      }
    return 'ended';
  }

  #tell(type: Told['type'], object: StoredObject<Widget>): void {
    this.#told.push({ type, ...itemOf(object), at: Date.now() });
    assert(object.revision > this.#position, `event ${object.revision} comes after ${this.#position}`);
    this.#reached(object.revision);
    const { record } = this.#parts;
    const tick = record.tick;
    record.add({ kind: 'saw', revision: object.revision, start: tick, end: tick });
  }

  #reached(revision: Revision): void {
    assert(revision >= this.#position, `a watch at ${this.#position} does not go back to ${revision}`);
    this.#position = revision;
  }

  /** History is gone: what is there now takes its place, and nothing is known of what was between. */
  #expired(code: number | undefined): 'expired' {
    const { record, opened } = this.#parts;
    assert.equal(code, 410, 'a watch only fails for want of history');
    assert(!this.#parts.steady, 'who keeps up is not overtaken by compactions');
    const tick = record.tick;
    record.add({ kind: 'expired', asked: this.#position, compacted: opened().storage.compactRevision(), start: tick, end: tick });
    return 'expired';
  }

  /** Undefined once the state is complete. */
  #readInitial(event: WatchEvent<Widget>, items: Item[], start: number): Item[] | undefined {
    assert(event.type !== 'ERROR', 'the state is told without a failure');
    if (event.type !== 'BOOKMARK') {
      assert.equal(event.type, 'ADDED', 'the state is told as what was added');
      items.push(itemOf(event.object));
      return items;
    }
    if (!event.initialEventsEnd) return items;
    const { record, scope, predicate } = this.#parts;
    const { revision } = event;
    record.add({ kind: 'list', scope, predicate, revision, asked: undefined, items, start, end: record.tick });
    this.#told.length = 0;
    this.#reached(revision);
    this.#from = revision;
    return undefined;
  }
}
