// Reads a watch in the background and keeps all it was given.
import assert from 'node:assert/strict';
import type { Scope, WatchOptions } from '../../../machinery/options.ts';
import type { Revision } from '../../../machinery/stored-object.ts';
import type { Watch, WatchEvent } from '../../../machinery/watch.ts';
import type { Storage } from '../../interface.ts';
import { pathOf, seen } from './case.ts';
import type { Widget } from './widget.ts';

/** Long enough for any storage; only reached when something that should come does not. */
const patienceMs = 10_000;

type Options = Omit<WatchOptions, 'signal'>;

export class Follower {
  readonly events: WatchEvent<Widget>[] = [];
  readonly #abort: AbortController;
  readonly #ended: Promise<void>;
  #grown = Promise.withResolvers<void>();
  #open = true;
  #error: unknown;

  private constructor(watch: Watch<Widget>, abort: AbortController) {
    this.#abort = abort;
    this.#ended = this.#follow(watch);
  }

  static async of(storage: Storage<Widget>, scope: Scope, options: Options): Promise<Follower> {
    const abort = new AbortController();
    return new Follower(await storage.watch(scope, { ...options, signal: abort.signal }), abort);
  }

  /** Readable: `ADDED ns/name@7`, `BOOKMARK 9`, `BOOKMARK 9 end`, `ERROR 410 Expired`. */
  get told(): readonly string[] {
    return this.events.map(eventText);
  }

  /** The changes of objects alone. */
  get changes(): readonly string[] {
    return this.told.filter((text) => !text.startsWith('BOOKMARK'));
  }

  get bookmarks(): readonly Extract<WatchEvent<Widget>, { readonly type: 'BOOKMARK' }>[] {
    return this.events.filter((event) => event.type === 'BOOKMARK');
  }

  /** Waits until this many events came, and expects them to be these and no others so far. */
  async tells(expected: readonly string[]): Promise<void> {
    await this.until(() => this.events.length >= expected.length, `the watch tells ${expected.length} events, of ${this.told.join(', ')}`);
    assert.deepEqual(this.told, expected);
  }

  /** Waits until an event or bookmark at or above `revision` came. */
  async reaches(revision: Revision): Promise<void> {
    await this.until(() => this.events.some((event) => revisionOf(event) >= revision), `the watch reaches ${revision}`);
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    while (!condition()) {
      assert(this.#open, `${what}, but it ended with ${this.told.at(-1)}: ${String(this.#error)}`);
      await withPatience(this.#grown.promise, what);
    }
  }

  /** Waits until the watch ends by itself, without a throw. */
  async end(): Promise<void> {
    await withPatience(this.#ended, 'the watch ends');
    assert.equal(this.#error, undefined, 'a watch does not throw');
  }

  /** Aborts, and expects the watch to end because of that, without a throw. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.end();
  }

  async #follow(watch: Watch<Widget>): Promise<void> {
    try {
      for await (const batch of watch) {
        assert(batch.length > 0, 'a batch holds something');
        this.events.push(...batch);
        this.#wake();
      }
    } catch (error) {
      this.#error = error;
    }
    this.#open = false;
    this.#wake();
  }

  #wake(): void {
    this.#grown.resolve();
    this.#grown = Promise.withResolvers();
  }
}

export function eventText(event: WatchEvent<Widget>): string {
  switch (event.type) {
    case 'BOOKMARK':
      return `BOOKMARK ${event.revision}${event.initialEventsEnd ? ' end' : ''}`;
    case 'ERROR':
      return `ERROR ${event.status.code} ${event.status.reason}`;
    default:
      seen(event.object);
      return `${event.type} ${pathOf(event.object)}@${event.object.revision}`;
  }
}

const revisionOf = (event: WatchEvent<Widget>): Revision =>
  event.type === 'BOOKMARK' ? event.revision : event.type === 'ERROR' ? 0 : event.object.revision;

export async function withPatience<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what}, within ${patienceMs} ms` })), patienceMs);
  });
  try {
    return await Promise.race([promise, impatience]);
  } finally {
    clearTimeout(timer);
  }
}
