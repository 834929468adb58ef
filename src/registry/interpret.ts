// What clients are told when a storage refuses: the table of storage/errors.ts as Statuses [S028]. upstream:
// storage/errors Interpret*Error.
import type { StatusCause } from '../machinery/meta/v1.ts';
import { groupResourceText, type GroupResource } from '../machinery/object.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  internalError,
  notFound,
  resourceExpired,
  serverTimeout,
  StatusError,
  timeout,
  tooLargeResourceVersion,
  tooManyRequests,
} from '../machinery/status-error.ts';
import { isStorageError, type CorruptObject, type StorageError } from '../storage/errors.ts';

export type StorageVerb = 'get' | 'list' | 'create' | 'update' | 'delete' | 'watch';

/** What the storage was asked, for messages. */
export interface StorageCall {
  readonly verb: StorageVerb;
  readonly resource: GroupResource;
  /** '' for a list or watch. */
  readonly name: string;
}

/** After so many seconds a client may ask an unreachable store again. */
const retryAfterSeconds = 2;

/** The refusal for what a storage threw. What is no StorageError, a StatusError from a strategy for one, stays as it is. */
export function interpret(error: unknown, call: StorageCall): unknown {
  if (!isStorageError(error)) return error;
  const refusal = refusalOf(error, call);
  if (refusal === undefined) return error;
  refusal.cause ??= error;
  return refusal;
}

/** Undefined for what a client sees as a 500 with the error's own text [S003]. */
function refusalOf(error: StorageError, { verb, resource, name }: StorageCall): StatusError | undefined {
  const { problem } = error;
  switch (problem.code) {
    case 'KeyNotFound':
      return notFound(resource, name);
    case 'KeyExists':
      return verb === 'create' ? alreadyExists(resource, name) : conflict(resource, name, error.message);
    case 'Contended':
    case 'InvalidObject':
      return conflict(resource, name, error.message);
    case 'InvalidContinue':
      return badRequest(error.message);
    case 'Expired':
      return expired(error.message, problem.continue);
    case 'TooLargeResourceVersion':
      return tooLargeResourceVersion(problem.requested, problem.current, problem.retryAfterSeconds);
    case 'Unreachable':
      return verb === 'watch' ? internalError(error) : unreachable(resource, verb, problem.why);
    case 'Undecided':
      return timeout('request did not complete within requested timeout - context deadline exceeded');
    case 'Overloaded':
    case 'NotReady':
      return tooManyRequests(error.message, problem.retryAfterSeconds);
    case 'CorruptDeleted':
      return storageRead(resource, error.message, []);
    case 'CorruptList':
      return verb === 'watch' ? internalError(error) : storageRead(resource, unreadable(resource), corruptCauses(problem));
    case 'Corrupt':
    case 'Internal':
      return internalError(error);
    case 'InvalidKey':
    case 'ResourceVersionSet':
    case 'ObjectTooLarge':
      return undefined;
  }
}

/** Clients recognise it by its reason, so the message may say more than upstream's. */
function unreachable(resource: GroupResource, verb: StorageVerb, why: string | undefined): StatusError {
  const refusal = serverTimeout(resource, verb, retryAfterSeconds);
  return why === undefined ? refusal : new StatusError({ ...refusal.status, message: `${refusal.message} (${why})` });
}

/** With the token to go on with, where the storage gave one [S040]. */
function expired(message: string, token: string | undefined): StatusError {
  const refusal = resourceExpired(message);
  return token === undefined ? refusal : new StatusError({ ...refusal.status, metadata: { continue: token } });
}

/** What is stored cannot be read. */
function storageRead({ group, resource }: GroupResource, message: string, causes: readonly StatusCause[]): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'StorageReadError',
    ...(causes.length > 0 && { details: { ...(group !== '' && { group }), kind: resource, causes } }),
    code: 500,
  });
}

const corruptCauses = (problem: { readonly objects: readonly CorruptObject[]; readonly truncated: boolean }): readonly StatusCause[] => [
  ...problem.objects.map(({ key, why }) => ({ reason: 'UnexpectedServerResponse', message: why, field: key })),
  ...(problem.truncated ? [{ reason: 'FieldValueTooMany', message: 'too many errors, the list is truncated' }] : []),
];

const unreadable = (resource: GroupResource): string => `failed to read one or more ${groupResourceText(resource)} from the storage`;
