// For tests: what goes wrong in the store's threads, and when. Nothing but the option `faults` of openEmbedded leads here.

/** Where something can go wrong. `open`: whenever the writer opens the file. */
export type FaultPoint = 'open' | 'begin' | 'insert' | 'commit' | 'committed' | 'compact' | 'read';

export interface Fault {
  readonly at: FaultPoint;
  /** The how manieth time that point is reached, from 1. */
  readonly nth: number;
  /** In the first thread, or in a later one that took its place. Default: 1. */
  readonly life?: number | undefined;
  readonly does:
    /** As SQLite would, with this result code. */
    | { readonly type: 'fail'; readonly code: number }
    /** The thread ends. */
    | { readonly type: 'die' }
    /** Until the first element is not 0. */
    | { readonly type: 'wait'; readonly gate: Int32Array };
}

export class Faults {
  readonly #faults: readonly Fault[];
  readonly #reached = new Map<FaultPoint, number>();

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
  }

  reach(point: FaultPoint): void {
    if (this.#faults.length === 0) return;
    const nth = (this.#reached.get(point) ?? 0) + 1;
    this.#reached.set(point, nth);
    for (const { at, nth: when, does } of this.#faults) if (at === point && when === nth) commit(does);
  }
}

function commit(does: Fault['does']): void {
  switch (does.type) {
    case 'fail':
      throw Object.assign(new Error(`simulated failure ${does.code}`), { errcode: does.code });
    case 'die':
      process.exit(1);
      break;
    case 'wait':
      Atomics.wait(does.gate, 0, 0);
  }
}
