// The built-in policy: what was already there one interval ago is compacted, so history reaches back between one and two
// intervals. Nothing is persisted; after a restart it takes one interval more.
import type { Environment } from '../../../base/environment.ts';
import type { Backend, Revision } from '../../backend.ts';
import { backendFailure, type BackendError } from '../../backend-error.ts';

export interface CompactionOptions {
  readonly environment: Environment;
  /** 0: never. */
  readonly intervalMs: number;
  readonly report: ((error: BackendError) => void) | undefined;
}

/** Returns what stops it. */
export function startCompaction(backend: Backend, { environment, intervalMs, report }: CompactionOptions): () => void {
  if (intervalMs === 0) return () => {};
  let cancel = (): void => {};

  const round = async (previous: Revision): Promise<void> => {
    try {
      const current = await backend.currentRevision();
      wait(current);
      if (previous > 0) await backend.compact(previous);
    } catch (error) {
      if (backendFailure(error) === undefined) throw error;
      if (backendFailure(error)?.code !== 'closed') report?.(error as BackendError);
    }
  };
  const wait = (previous: Revision): void => {
    cancel = environment.after(intervalMs, () => void round(previous));
  };

  wait(0);
  return () => cancel();
}
