// How a watch that has begun says that it cannot go on: the Status in its last event [S017, S018, S041].
import type { Status } from '../machinery/meta/v1.ts';
import { internalError, isStatusError, resourceExpired, tooLargeResourceVersion } from '../machinery/status-error.ts';
import { backendFailure } from './backend-error.ts';
import { isStorageError, StorageError } from './errors.ts';

export function watchStatus(error: unknown): Status {
  if (isStatusError(error)) return error.status;
  if (isStorageError(error, 'Expired') || backendFailure(error)?.code === 'compacted')
    return resourceExpired(new StorageError({ code: 'Expired', of: 'watch' }).message).status;
  if (isStorageError(error, 'TooLargeResourceVersion')) {
    const { requested, current, retryAfterSeconds } = error.problem;
    return tooLargeResourceVersion(requested, current, retryAfterSeconds).status;
  }
  if (isStorageError(error, 'CorruptDeleted'))
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: error.message,
      reason: 'StorageReadError',
      code: 500,
    };
  return internalError(error).status;
}
