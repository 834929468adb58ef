// Who compacts, when several servers share a cluster: whoever is first to take the next turn under a key that all of them
// know; the others see that it was taken, and wait another interval. upstream: compact.go [S080]
import type { Environment } from '../../../base/environment.ts';
import type { Backend, Revision } from '../../backend.ts';
import { backendFailure, type BackendError } from '../../backend-error.ts';

export interface CompactionOptions {
  readonly environment: Environment;
  /** 0: never. */
  readonly intervalMs: number;
  readonly report: ((error: BackendError) => void) | undefined;
  /** Told how far others have compacted. */
  readonly compactedAt: (revision: Revision) => void;
}

/** Its value is the revision of the last compaction. Outside of every prefix. */
const turnKey = 'compact_rev_key';

interface Turn {
  /** The revision of `turnKey` when it was last seen. */
  readonly seen: Revision;
  /** Of the store then: what is compacted if the next turn is ours. 0: nothing yet. */
  readonly target: Revision;
}

/** Returns what stops it. */
export function startCompaction(backend: Backend, { environment, intervalMs, report, compactedAt }: CompactionOptions): () => void {
  if (intervalMs === 0) return () => {};
  let cancel = (): void => {};

  const round = async (turn: Turn): Promise<void> => {
    let next = turn;
    try {
      const outcome = await takeTurn(backend, turn);
      next = outcome.next;
      if (outcome.compacted > 0) compactedAt(outcome.compacted);
      if (outcome.ours && turn.target > 0) await backend.compact(turn.target);
    } catch (error) {
      const failure = backendFailure(error);
      if (failure === undefined) throw error;
      if (failure.code === 'closed') return;
      report?.(error as BackendError);
    }
    wait(next);
  };
  const wait = (turn: Turn): void => {
    cancel = environment.after(intervalMs, () => void round(turn));
  };

  wait({ seen: 0, target: 0 });
  return () => cancel();
}

interface TurnTaken {
  readonly next: Turn;
  readonly ours: boolean;
  /** By somebody else. 0: unknown. */
  readonly compacted: Revision;
}

async function takeTurn(backend: Backend, { seen, target }: Turn): Promise<TurnTaken> {
  const outcome = await backend.put(turnKey, () => new TextEncoder().encode(String(target)), seen);
  if (outcome.ok) {
    const { modRevision } = outcome.entry;
    return { next: { seen: modRevision, target: modRevision }, ours: true, compacted: 0 };
  }
  const { current, revision } = outcome;
  const compacted = current === undefined ? 0 : Number(new TextDecoder().decode(current.value));
  return {
    next: { seen: current?.modRevision ?? 0, target: revision },
    ours: false,
    compacted: Number.isSafeInteger(compacted) ? compacted : 0,
  };
}
