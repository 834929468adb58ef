// Why a backend refused a call. One class, told apart by its code; a lost race is not among them (see WriteOutcome).
import type { Revision } from '../machinery/stored-object.ts';

/** Each with what its caller needs in order to act on it. */
export type BackendFailure =
  /** History at the revision asked for is gone. `oldest`: reads and `changes` may start there. */
  | { readonly code: 'compacted'; readonly requested: Revision; readonly oldest: Revision }
  /** The revision asked for does not exist yet. */
  | { readonly code: 'future'; readonly requested: Revision; readonly current: Revision }
  /**
   * The store cannot be reached, or could not make a write durable; trying again may succeed. `stored`: whether the write
   * of this call may be there all the same. Everything but `unknown` means that it certainly is not.
   */
  | { readonly code: 'unavailable'; readonly stored: 'no' | 'unknown' }
  /** Too much is waiting to be written. Nothing was decided; try again later. */
  | { readonly code: 'overloaded' }
  | { readonly code: 'too-large'; readonly bytes: number; readonly limit: number }
  /** A capability this backend does not have. */
  | { readonly code: 'unsupported' }
  | { readonly code: 'closed' }
  /** Opening: another server holds the store. `pid`: its process, when it could be found out. */
  | { readonly code: 'locked'; readonly pid: number | undefined }
  /** Opening: the data was written in a format that this program does not read. */
  | { readonly code: 'format' }
  /** Opening: the data cannot be read or the place not written to. */
  | { readonly code: 'unusable' };

export type BackendErrorCode = BackendFailure['code'];

/** `message` is one line that names cause and, where there is one, remedy: good enough for a log or a terminal. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly failure: BackendFailure;

  constructor(message: string, failure: BackendFailure, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.failure = failure;
  }
}

/** The failure of a BackendError, whichever copy of this module made it; `undefined` for any other error. */
export function backendFailure(error: unknown): BackendFailure | undefined {
  if (!(error instanceof Error) || error.name !== 'BackendError') return undefined;
  return (error as BackendError).failure;
}

export function compacted(requested: Revision, oldest: Revision): BackendError {
  return new BackendError(`revision ${requested} has been compacted, the oldest available is ${oldest}`, {
    code: 'compacted',
    requested,
    oldest,
  });
}

export function future(requested: Revision, current: Revision): BackendError {
  return new BackendError(`revision ${requested} does not exist yet, the current one is ${current}`, {
    code: 'future',
    requested,
    current,
  });
}

export function closed(): BackendError {
  return new BackendError('the store is closed', { code: 'closed' });
}
