// A backend's refusals in the words of the storage above it.
import { unreachable } from '../base/assert.ts';
import { backendFailure, type BackendFailure } from './backend-error.ts';
import { futureRetryAfterSeconds, StorageError, type StorageProblem } from './errors.ts';

/** For `catch`: throws the StorageError that stands for a BackendError, anything else as it is. */
export function raise(error: unknown): never {
  const failure = backendFailure(error);
  if (failure === undefined) throw error;
  throw new StorageError(problemOf(failure, error as Error), error);
}

function problemOf(failure: BackendFailure, error: Error): StorageProblem {
  switch (failure.code) {
    case 'compacted':
      return { code: 'Expired', of: 'list' };
    case 'future':
      return {
        code: 'TooLargeResourceVersion',
        requested: failure.requested,
        current: failure.current,
        retryAfterSeconds: futureRetryAfterSeconds,
      };
    case 'unavailable':
      return failure.stored === 'no' ? { code: 'Unreachable', why: error.message } : { code: 'Undecided' };
    case 'closed':
      return { code: 'Unreachable' };
    case 'overloaded':
      return { code: 'Overloaded', retryAfterSeconds: 1 };
    case 'too-large':
      return { code: 'ObjectTooLarge', bytes: failure.bytes, limit: failure.limit };
    case 'unsupported':
    case 'locked':
    case 'format':
    case 'unusable':
      return { code: 'Internal', why: error.message };
    default:
      return unreachable(failure);
  }
}
