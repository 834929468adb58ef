// The one order of changes, as the steadiest watch was told it, and what there was at any revision of it.
import assert from 'node:assert/strict';
import type { Predicate, Scope } from '../../../src/machinery/options.ts';
import type { Revision, StoredObject } from '../../../src/machinery/stored-object.ts';
import type { Widget } from '../../../src/storage/conformance/storage/widget.ts';
import type { Item, State } from './operations.ts';
import type { Told } from './watchers.ts';

/** What an object was from `revision` until just before `until`. */
export interface Period {
  readonly revision: Revision;
  until: Revision;
  readonly state: State;
}

export class Truth {
  /** Each path's periods, in order. The first begins with the round, or with the object. */
  readonly #periods = new Map<string, Period[]>();
  readonly #changes: Told[] = [];
  readonly from: Revision;
  #newest: Revision;

  /** `base`: what there was at `from`. */
  constructor(from: Revision, base: readonly Item[]) {
    this.from = from;
    this.#newest = from;
    for (const { path, revision, state } of base) this.#periods.set(path, [{ revision, until: Infinity, state }]);
  }

  get changes(): readonly Told[] {
    return this.#changes;
  }

  add(change: Told): void {
    const { type, path, revision, state } = change;
    assert(revision > this.#newest, 'changes come in order');
    this.#newest = revision;
    const periods = this.periodsOf(path);
    const last = periods.at(-1);
    assert.equal(type === 'ADDED', last?.state === undefined, `${type} of ${path} at ${revision} fits what was there`);
    if (last !== undefined) last.until = revision;
    this.#periods.set(path, [...periods, { revision, until: Infinity, state: type === 'DELETED' ? undefined : state }]);
    this.#changes.push(change);
  }

  periodsOf(path: string): readonly Period[] {
    return this.#periods.get(path) ?? [{ revision: 0, until: Infinity, state: undefined }];
  }

  at(path: string, revision: Revision): Period | undefined {
    return this.periodsOf(path).findLast((period) => period.revision <= revision);
  }

  /** In key order. */
  list(scope: Scope, predicate: Predicate, revision: Revision): readonly Item[] {
    return [...this.#periods.keys()]
      .filter((path) => isIn(path, scope))
      .toSorted()
      .flatMap((path) => {
        const period = this.at(path, revision);
        return period?.state !== undefined && selects(predicate, period.state)
          ? [{ path, revision: period.revision, state: period.state }]
          : [];
      });
  }

  /** What a watch of this tells between two revisions: `ADDED a/1@7 {…}`. */
  told(scope: Scope, predicate: Predicate, { from, to }: { readonly from: Revision; readonly to: Revision }): readonly string[] {
    return this.#changes.flatMap((change) => {
      const { path, revision } = change;
      if (revision <= from || revision > to || !isIn(path, scope)) return [];
      const before = this.at(path, revision - 1)?.state;
      const after = this.at(path, revision)?.state;
      const [was, is] = [before, after].map((state) => state !== undefined && selects(predicate, state));
      if (!was && !is) return [];
      return [`${is ? (was ? 'MODIFIED' : 'ADDED') : 'DELETED'} ${path}@${revision} ${is ? after : before}`];
    });
  }
}

export const toldText = ({ type, path, revision, state }: Told): string => `${type} ${path}@${revision} ${state}`;

function isIn(path: string, { namespace, name }: Scope): boolean {
  const [its, own] = path.split('/');
  return (namespace === undefined || namespace === its) && (name === undefined || name === own);
}

/** Asks as a storage does, about what a state says. */
function selects(predicate: Predicate, state: string): boolean {
  const { labels, spec } = JSON.parse(state) as { readonly labels: Record<string, string>; readonly spec: Widget['spec'] };
  return predicate.matches({ labels, fields: { 'spec.nodeName': spec.nodeName ?? '' } } as unknown as StoredObject<unknown>);
}
