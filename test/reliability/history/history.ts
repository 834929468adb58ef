// Seeded histories: clients race on a few objects, watchers stop and go on, history is compacted, and the store is opened
// anew; then everything that anybody was told must be explained by one order of events. In rounds, so that what is judged
// can be forgotten.
import assert from 'node:assert/strict';
import { everything } from '../../../src/machinery/options.ts';
import type { Revision } from '../../../src/machinery/stored-object.ts';
import { randomFrom } from '../../../src/storage/conformance/random.ts';
import type { OpenedStorage } from '../../../src/storage/conformance/storage/case.ts';
import { keyFrom, widget, type Widget } from '../../../src/storage/conformance/storage/widget.ts';
import type { Mutate } from '../../../src/storage/interface.ts';
import { eventually } from '../../support/eventually.ts';
import { checkOperations } from './check.ts';
import { predicates, runClient, scopes } from './clients.ts';
import { itemOf, Record, type Item, type Operation } from './operations.ts';
import { toldText, Truth } from './truth.ts';
import { Watcher } from './watchers.ts';

export interface HistoryOptions {
  readonly seed: number;
  readonly durationMs: number;
  readonly ttl: boolean;
  readonly open: () => Promise<OpenedStorage<Widget>>;
  /** Opens what `open` made once more, after it was disposed. */
  readonly reopen?: (() => Promise<OpenedStorage<Widget>>) | undefined;
}

export interface HistoryReport {
  readonly rounds: number;
  /** What was checked, by kind: calls, what became of them, events of all watches, objects whose time was over. */
  readonly checked: Readonly<globalThis.Record<string, number>>;
}

const isDelete = (operation: Operation): boolean => operation.kind === 'write' && operation.verb === 'delete';

const clients = 12;
const roundMs = 1_500;

/** With a watch that has not heard of what everybody else has. */
const patience = { timeoutMs: 5_000 };

export async function checkHistory(options: HistoryOptions): Promise<HistoryReport> {
  const history = new History(options, await options.open());
  const end = performance.now() + options.durationMs;
  try {
    await history.begin();
    do await history.round(Math.min(roundMs, options.durationMs));
    while (performance.now() < end);
    return history.report;
  } finally {
    await history.end();
  }
}

class History {
  readonly #options: HistoryOptions;
  readonly #record = new Record();
  readonly #random: (below: number) => number;
  readonly #livesUntil = new Map<string, number>();
  readonly #checked = new Map<string, number>();
  #opened: OpenedStorage<Widget>;
  #watchers: readonly Watcher[] = [];
  #rounds = 0;
  /** What there was when the last round ended, and at which revision. */
  #base: { readonly revision: Revision; readonly items: readonly Item[] } = { revision: 0, items: [] };

  constructor(options: HistoryOptions, opened: OpenedStorage<Widget>) {
    this.#options = options;
    this.#opened = opened;
    this.#random = randomFrom(options.seed);
  }

  get report(): HistoryReport {
    return { rounds: this.#rounds, checked: Object.fromEntries(this.#checked) };
  }

  /** The first watcher hears everything. */
  async begin(): Promise<void> {
    const start = await this.#opened.storage.getCurrentResourceVersion();
    this.#base = { revision: start, items: [] };
    const kinds = scopes.flatMap((scope) => predicates.map((predicate) => ({ scope, predicate, steady: false })));
    const common = { opened: () => this.#opened, record: this.#record, random: this.#random };
    this.#watchers = [{ scope: {}, predicate: everything, steady: true }, ...kinds].map(
      (kind) => new Watcher({ ...common, ...kind }, start),
    );
    for (const watcher of this.#watchers) watcher.start();
  }

  async round(ms: number): Promise<void> {
    this.#rounds += 1;
    const end = performance.now() + ms;
    const running = (): boolean => performance.now() < end;
    const { ttl } = this.#options;
    const common = { opened: () => this.#opened, record: this.#record, random: this.#random, ttl, running };
    await Promise.all(Array.from({ length: clients }, (_, i) => runClient({ ...common, name: `round ${this.#rounds}, client ${i}` })));
    await this.#settle();
    this.#judge();
    await this.#restart();
  }

  async end(): Promise<void> {
    await Promise.allSettled(this.#watchers.map((watcher) => watcher.stop()));
    await this.#opened[Symbol.asyncDispose]();
  }

  /** Everybody has heard of everything, the steady one of as much as any. What ends by itself may go on doing so. */
  async #settle(): Promise<void> {
    const [steady, ...others] = this.#watchers;
    for (const watcher of this.#watchers) watcher.hurry();
    const marks = { a: await this.#mark('a/1'), b: await this.#mark('b/1') };
    const markOf = ({ scope }: Watcher): Revision => (scope.namespace === 'a' ? marks.a : marks.b);
    await eventually(() => this.#watchers.every((watcher) => watcher.failed || watcher.position >= markOf(watcher)), patience);
    await Promise.all(others.map((watcher) => watcher.stop()));
    await eventually(() => steady!.failed || others.every(({ position }) => position <= steady!.position), patience);
    await steady!.stop();
  }

  /** A write that every watch of its scope is told of. */
  async #mark(path: string): Promise<Revision> {
    const start = this.#record.tick;
    const mark = widget(path, { labels: { app: 'x' }, nodeName: 'n1', note: `end of round ${this.#rounds}` });
    let from = 0;
    const mutate: Mutate<Widget> = (current, stored) => {
      from = stored?.revision ?? 0;
      return current === undefined ? mark : { ...current, metadata: { ...current.metadata, labels: { app: 'x' } }, spec: mark.spec };
    };
    const stored = await this.#opened.storage.guaranteedUpdate(keyFrom(path), mutate, { upsert: true });
    const { revision, state } = itemOf(stored);
    this.#record.add({ kind: 'write', verb: 'update', path, revision, state, from, start, end: this.#record.tick });
    return revision;
  }

  #judge(): void {
    const [steady, ...others] = this.#watchers;
    const everythingTold = steady!.take();
    const truth = new Truth(this.#base.revision, this.#base.items);
    assert.equal(everythingTold.from, truth.from, 'the watch of everything went on where it was');
    for (const change of everythingTold.told) truth.add(change);
    const operations = this.#record.take();
    checkOperations(operations, truth, this.#livesUntil);
    let events = everythingTold.told.length;
    for (const watcher of others) {
      const { from, to, told } = watcher.take();
      assert.deepEqual(told.map(toldText), truth.told(watcher.scope, watcher.predicate, { from, to }));
      events += told.length;
    }
    const ended = truth.changes.filter(({ type }) => type === 'DELETED').length - operations.filter(isDelete).length;
    this.#count(operations, { event: events, ended });
    this.#base = { revision: everythingTold.to, items: truth.list({}, everything, everythingTold.to) };
  }

  #count(operations: readonly Operation[], more: Readonly<globalThis.Record<string, number>>): void {
    const add = (kind: string, count: number): void => void this.#checked.set(kind, (this.#checked.get(kind) ?? 0) + count);
    for (const operation of operations) if (operation.kind !== 'saw') add(operation.kind === 'write' ? operation.verb : operation.kind, 1);
    for (const [kind, count] of Object.entries(more)) add(kind, count);
  }

  async #restart(): Promise<void> {
    const { reopen } = this.#options;
    if (reopen !== undefined && this.#random(3) === 0) {
      await this.#opened[Symbol.asyncDispose]();
      this.#opened = await reopen();
      this.#checked.set('restart', (this.#checked.get('restart') ?? 0) + 1);
    }
    for (const watcher of this.#watchers) watcher.start();
  }
}
