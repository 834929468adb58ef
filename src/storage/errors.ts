// Why a storage refused a call, as data: the registry turns each into the Status a client sees, by this table.
// (upstream: storage/errors.go, storage/errors/storage.go)
//
// | code                     | get         | list                 | create        | update, delete | watch (as an ERROR event) |
// | ------------------------ | ----------- | -------------------- | ------------- | -------------- | ------------------------- |
// | KeyNotFound              |             |                      |               | 404 NotFound   |                           |
// | KeyExists                |             |                      | 409 AlreadyExists | 409 Conflict |                         |
// | Contended, InvalidObject |             |                      |               | 409 Conflict   |                           |
// | InvalidKey               | 500 as text | 500 as text          | 500 as text   | 500 as text    |                           |
// | ResourceVersionSet       |             |                      | 500 as text   |                |                           |
// | InvalidContinue          |             | 400 BadRequest       |               |                |                           |
// | Expired                  | 410 Expired | 410 Expired, with metadata.continue |  |               | 410 Expired               |
// | TooLargeResourceVersion  | 504 Timeout with the cause ResourceVersionTooLarge, both |  |     | the same                  |
// | Unreachable              | 500 ServerTimeout with retryAfterSeconds 2, whatever the verb     | 500 InternalError         |
// | Undecided                |             |                      | 504 Timeout   | 504 Timeout    |                           |
// | Overloaded               |             |                      | 429 TooManyRequests | 429      |                           |
// | ObjectTooLarge           |             |                      | 500 as text   | 500 as text    |                           |
// | Corrupt                  | 500 InternalError |                |               | 500 InternalError | 500 InternalError      |
// | CorruptDeleted           |             |                      |               |                | 500 StorageReadError      |
// | CorruptList              |             | 500 StorageReadError |               |                | 500 InternalError         |
// | NotReady                 | 429 TooManyRequests, whatever the verb |           |                | 429 before the stream     |
// | Internal                 | 500 InternalError, whatever the verb                               | 500 InternalError         |
//
// «as text»: code 500, no reason, the message as it stands [S003].
import type { Revision } from '../machinery/stored-object.ts';

/** How long who asked for a revision that is yet to come should wait [S046]. upstream: resourceVersionTooHighRetrySeconds. */
export const futureRetryAfterSeconds = 1;

export type StorageProblem =
  /** An update or delete of what is not there. */
  | { readonly code: 'KeyNotFound'; readonly key: string }
  /** A create of what is there. */
  | { readonly code: 'KeyExists'; readonly key: string }
  /** The race was lost so often that the storage gave up. */
  | { readonly code: 'Contended'; readonly key: string }
  /** A precondition does not hold [S009]. `why` names both values. */
  | { readonly code: 'InvalidObject'; readonly key: string; readonly why: string }
  /** A name or namespace that no key can be made of [S027]: a bug of the caller, who was to check it. */
  | { readonly code: 'InvalidKey'; readonly key: string }
  | { readonly code: 'ResourceVersionSet' }
  /** A continue token that nobody gave out, or one that comes with a resourceVersion [S042]. */
  | { readonly code: 'InvalidContinue'; readonly why: string }
  /** History at the revision asked for is gone. `continue`: a token that goes on at the newest revision instead [S040]. */
  | { readonly code: 'Expired'; readonly of: 'list' | 'page' | 'watch'; readonly continue?: string | undefined }
  /** The revision asked for does not exist yet [S046]. */
  | {
      readonly code: 'TooLargeResourceVersion';
      readonly requested: Revision;
      readonly current: Revision;
      readonly retryAfterSeconds: number;
    }
  /** The store did not answer, or could not write; nothing was written. */
  | { readonly code: 'Unreachable'; readonly why?: string | undefined }
  /** The store did not answer whether it wrote. */
  | { readonly code: 'Undecided' }
  /** Too many writes are waiting. Nothing was written. */
  | { readonly code: 'Overloaded'; readonly retryAfterSeconds: number }
  | { readonly code: 'ObjectTooLarge'; readonly bytes: number; readonly limit: number }
  /** What is stored cannot be read: not opened by the transformer, or not decoded [S086]. */
  | { readonly code: 'Corrupt'; readonly key: string; readonly revision: Revision; readonly why: string }
  /** A watch saw the deletion of an object that cannot be read [S018]. */
  | { readonly code: 'CorruptDeleted'; readonly why: string }
  /** Some of a list cannot be read; `truncated` when there may be more of them. */
  | { readonly code: 'CorruptList'; readonly objects: readonly CorruptObject[]; readonly truncated: boolean }
  /** A cache that has not been filled yet [C004]. */
  | { readonly code: 'NotReady'; readonly retryAfterSeconds: number }
  | { readonly code: 'Internal'; readonly why: string };

export interface CorruptObject {
  readonly key: string;
  readonly why: string;
}

export type StorageErrorCode = StorageProblem['code'];
type ProblemOf<C extends StorageErrorCode> = Extract<StorageProblem, { readonly code: C }>;

/** Thrown by every Storage. Tell them apart by `code`; `problem` has what an answer needs. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  readonly problem: StorageProblem;

  constructor(problem: StorageProblem, cause?: unknown) {
    super(textOf(problem), cause === undefined ? undefined : { cause });
    this.code = problem.code;
    this.problem = problem;
  }
}

/** A StorageError of which the code is known. */
export type StorageErrorOf<C extends StorageErrorCode> = StorageError & { readonly code: C; readonly problem: ProblemOf<C> };

/** Whether `error` is a StorageError, whichever copy of this library made it; with a code, whether it has that code. */
export function isStorageError<C extends StorageErrorCode>(error: unknown, code: C): error is StorageErrorOf<C>;
export function isStorageError(error: unknown): error is StorageError;
export function isStorageError(error: unknown, code?: StorageErrorCode): boolean {
  if (!(error instanceof Error) || error.name !== 'StorageError') return false;
  return code === undefined || (error as StorageError).code === code;
}

/** Texts that clients get to see, and match on, are upstream's. */
function textOf(problem: StorageProblem): string {
  switch (problem.code) {
    case 'KeyNotFound':
      return keyed('key not found', 1, problem.key);
    case 'KeyExists':
      return keyed('key exists', 2, problem.key);
    case 'Contended':
      return keyed('resource version conflicts', 3, problem.key);
    case 'InvalidObject':
      return keyed('invalid object', 4, problem.key, problem.why);
    case 'Corrupt':
      return keyed('corrupt object', 7, problem.key, problem.why);
    case 'CorruptDeleted':
      return `saw a DELETED event, but object data is corrupt - ${problem.why}`;
    case 'CorruptList':
      return `unable to transform or decode ${problem.objects.length} objects`;
    case 'InvalidKey':
      return `invalid key: ${JSON.stringify(problem.key)}`;
    case 'ResourceVersionSet':
      return 'resourceVersion should not be set on objects to be created';
    case 'InvalidContinue':
      return problem.why;
    case 'Expired':
      return expired(problem);
    case 'TooLargeResourceVersion':
      return `Too large resource version: ${problem.requested}, current: ${problem.current}`;
    case 'Unreachable':
      return keyed('server unreachable', 5, '');
    case 'Undecided':
      return keyed('request timeout', 6, '');
    case 'Overloaded':
      return 'too many writes are waiting, please try again later';
    case 'ObjectTooLarge':
      return 'etcdserver: request is too large';
    case 'NotReady':
      return 'storage not ready';
    case 'Internal':
      return problem.why;
  }
}

const keyed = (what: string, number: number, key: string, why = '<nil>'): string =>
  `StorageError: ${what}, Code: ${number}, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;

function expired(problem: ProblemOf<'Expired'>): string {
  if (problem.of !== 'page') return `The resourceVersion for the provided ${problem.of} is too old.`;
  const tooOld = 'The provided continue parameter is too old to display a consistent list result.';
  if (problem.continue === undefined) return `${tooOld} You can start a new list without the continue parameter.`;
  return (
    `${tooOld} You can start a new list without the continue parameter, or use the continue token in this response to ` +
    'retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects ' +
    'that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
  );
}
