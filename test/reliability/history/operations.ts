// What clients did and were told, with when: the evidence that check.ts judges.
import type { Revision, StoredObject } from '../../../src/machinery/stored-object.ts';
import type { Predicate, Scope } from '../../../src/machinery/options.ts';
import type { Widget } from '../../../src/storage/conformance/storage/widget.ts';

/** From the call to its answer, in ticks: each call and each answer of anybody is a tick of its own. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Verb = 'create' | 'update' | 'delete';

/** A state of one object, as text that two states share only when they are the same; undefined: it is not there. */
export type State = string | undefined;

export type Operation = Span &
  (
    | {
        readonly kind: 'write';
        readonly verb: Verb;
        readonly path: string;
        readonly revision: Revision;
        readonly state: State;
        /** What it was computed from, or what it removed; 0: nothing was there. */
        readonly from: Revision;
        /** In milliseconds since 1970: not to be gone before. */
        readonly livesUntil?: number | undefined;
      }
    /** `changed`: it is not at `expected`. */
    | { readonly kind: 'refused'; readonly path: string; readonly because: 'present' | 'absent' | 'changed'; readonly expected: Revision }
    /** 0: it is not there. */
    | { readonly kind: 'read'; readonly path: string; readonly revision: Revision; readonly state: State }
    /** Also the state that a watch began with. `asked`: an exact revision. */
    | {
        readonly kind: 'list';
        readonly scope: Scope;
        readonly predicate: Predicate;
        readonly revision: Revision;
        readonly asked: Revision | undefined;
        readonly items: readonly Item[];
      }
    /** History was gone; so was what was older. */
    | { readonly kind: 'expired'; readonly asked: Revision; readonly compacted: Revision }
    /** A watch told of this revision. */
    | { readonly kind: 'saw'; readonly revision: Revision }
  );

export interface Item {
  readonly path: string;
  readonly revision: Revision;
  readonly state: State;
}

export const pathOf = ({ namespace = '', name }: { readonly namespace?: string | undefined; readonly name: string }): string =>
  `${namespace}/${name}`;

export function stateOf(object: Widget): string {
  const { labels = {} } = object.metadata;
  return JSON.stringify({ labels, spec: object.spec });
}

/** Of the stored revision's own bytes, which must agree with the object. */
export function itemOf(stored: StoredObject<Widget>): Item {
  return { path: pathOf(stored), revision: stored.revision, state: stateOf(stored.object()) };
}

/** Everything that happened in a round. */
export class Record {
  readonly operations: Operation[] = [];
  #ticks = 0;

  get tick(): number {
    return ++this.#ticks;
  }

  add(operation: Operation): void {
    this.operations.push(operation);
  }

  /** What is judged need not be kept. */
  take(): readonly Operation[] {
    return this.operations.splice(0);
  }
}
