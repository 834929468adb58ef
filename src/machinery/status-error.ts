// Refusals. A StatusError carries the v1 Status that a client gets to see; everything that refuses a request throws one,
// made by a constructor below, so that code, reason, message and details are upstream's (apimachinery api/errors).
import type { Status as AnyStatus, StatusCause, StatusDetails } from './meta/v1.ts';
import { groupKindText, groupResourceText, type GroupResource } from './object.ts';
import { aggregate, type FieldError } from './validation/field-error.ts';
import { quote } from './validation/go-text.ts';

/** The reasons this server gives. A Status from elsewhere may have others. */
export type StatusReason =
  | ''
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'ServerTimeout'
  | 'StorageReadError'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Expired'
  | 'ServiceUnavailable';

/** A Status in which nothing is missing: the body of every error response. */
export interface Status extends AnyStatus {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly status: 'Success' | 'Failure';
  readonly code: number;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** Thrown to refuse a request. `code` is the reason, as a string to tell errors apart by; the HTTP code is in the status. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly code: string;
  readonly status: AnyStatus;

  constructor(status: AnyStatus, options?: ErrorOptions) {
    super(status.message ?? '', options);
    this.code = status.reason ?? '';
    this.status = status;
  }
}

/** Whether `error` is a StatusError, also one of another copy of this library; with a reason, whether it has that reason. */
export function isStatusError(error: unknown, reason?: StatusReason): error is StatusError {
  if (!(error instanceof Error) || error.name !== 'StatusError') return false;
  const { status } = error as Partial<StatusError>;
  return typeof status === 'object' && (reason === undefined || (status.reason ?? '') === reason);
}

/** Whether `error` is a StatusError with a cause of this kind, such as ResourceVersionTooLarge. */
export function hasStatusCause(error: unknown, reason: string): boolean {
  return isStatusError(error) && (error.status.details?.causes ?? []).some((cause) => cause.reason === reason);
}

/** What to answer for anything thrown. What is not a StatusError becomes a 500 with its text and no reason. */
export function toStatus(error: unknown): Status {
  if (isStatusError(error)) return complete(error.status);
  return failure({ code: 500, reason: '', message: error instanceof Error ? error.message : String(error) });
}

/** A Status from elsewhere (a webhook, another server) may lack what ours always have. */
function complete(status: Partial<AnyStatus>): Status {
  const verdict = status.status === 'Success' ? 'Success' : 'Failure';
  const { kind: _, apiVersion: __, metadata = {}, status: ___, code = 0, ...rest } = status;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata,
    status: verdict,
    ...rest,
    code: code !== 0 ? code : verdict === 'Success' ? 200 : 500,
  };
}

export function notFound(resource: GroupResource, name: string): StatusError {
  return refuse({ code: 404, reason: 'NotFound', message: `${named(resource, name)} not found`, details: about(resource, name) });
}

export function alreadyExists(resource: GroupResource, name: string): StatusError {
  return refuse({ code: 409, reason: 'AlreadyExists', message: `${named(resource, name)} already exists`, details: about(resource, name) });
}

/** Every name made from a generateName was taken. */
export function generateNameConflict(resource: GroupResource, name: string, retryAfterSeconds: number): StatusError {
  return refuse({
    code: 409,
    reason: 'AlreadyExists',
    message: `${named(resource, name)} already exists, the server was not able to generate a unique name for the object`,
    details: { ...about(resource, name), ...retry(retryAfterSeconds) },
  });
}

/** The object is not as the request assumes it to be. */
export function conflict(resource: GroupResource, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${named(resource, name)}: ${why}`;
  return refuse({ code: 409, reason: 'Conflict', message, details: about(resource, name) });
}

/** Other managers own fields that an apply wants to change: one cause per field. */
export function applyConflict(causes: readonly StatusCause[], message: string): StatusError {
  return refuse({ code: 409, reason: 'Conflict', message, details: listed(causes) });
}

export function gone(message: string): StatusError {
  return refuse({ code: 410, reason: 'Gone', message });
}

/** The resourceVersion or continue token is older than what is kept. Clients list again. */
export function resourceExpired(message: string): StatusError {
  return refuse({ code: 410, reason: 'Expired', message });
}

export function badRequest(message: string): StatusError {
  return refuse({ code: 400, reason: 'BadRequest', message });
}

export function unauthorized(message = 'not authorized'): StatusError {
  return refuse({ code: 401, reason: 'Unauthorized', message });
}

/** Without a resource (group and resource empty) it is about a path: `forbidden: …`. */
export function forbidden(resource: GroupResource, name: string, why: string): StatusError {
  return refuse({
    code: 403,
    reason: 'Forbidden',
    message: `${forbiddenSubject(resource, name)}forbidden: ${why}`,
    details: about(resource, name),
  });
}

function forbiddenSubject(resource: GroupResource, name: string): string {
  if (resource.group === '' && resource.resource === '') return '';
  return `${name === '' ? groupResourceText(resource) : named(resource, name)} is `;
}

/** The object breaks the rules of its kind: one cause per field error. */
export function invalid(kind: GroupKind, name: string, errors: Iterable<FieldError>): StatusError {
  const causes = [...errors];
  const subject = `${groupKindText(kind)} ${quote(name)} is invalid`;
  return refuse({
    code: 422,
    reason: 'Invalid',
    message: causes.length === 0 ? subject : `${subject}: ${aggregate(causes)}`,
    details: { ...details({ name, group: kind.group, kind: kind.kind }), ...listed(causes) },
  });
}

/** The verb exists, but not for this resource: `create is not supported on resources of kind "bindings"`. */
export function methodNotSupported(resource: GroupResource, action: string): StatusError {
  return refuse({
    code: 405,
    reason: 'MethodNotAllowed',
    message: `${action} is not supported on resources of kind ${quote(groupResourceText(resource))}`,
    details: about(resource, ''),
  });
}

/** None of the media types the client accepts can be written. `convertingTo` names a Table or the like that only some can carry. */
export function notAcceptable(accepted: readonly string[], convertingTo?: string): StatusError {
  const when = convertingTo === undefined ? '' : ` when converting to ${convertingTo}`;
  return refuse({
    code: 406,
    reason: 'NotAcceptable',
    message: `only the following media types are accepted${when}: ${accepted.join(', ')}`,
  });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return refuse({ code: 415, reason: 'UnsupportedMediaType', message });
}

export function requestEntityTooLarge(message: string): StatusError {
  return refuse({ code: 413, reason: 'RequestEntityTooLarge', message: `Request entity too large: ${message}` });
}

export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return refuse({ code: 429, reason: 'TooManyRequests', message, details: retry(retryAfterSeconds) });
}

/** The request changed nothing and may be sent again. Clients expect code 500 with this reason, not 504. */
export function serverTimeout(resource: GroupResource, operation: string, retryAfterSeconds: number): StatusError {
  return refuse({
    code: 500,
    reason: 'ServerTimeout',
    message: `The ${operation} operation against ${groupResourceText(resource)} could not be completed at this time, please try again.`,
    details: { ...about(resource, operation), ...retry(retryAfterSeconds) },
  });
}

/** The request took too long; what it asked for may still happen. */
export function timeout(message: string, retryAfterSeconds = 0): StatusError {
  return refuse({ code: 504, reason: 'Timeout', message: `Timeout: ${message}`, details: retry(retryAfterSeconds) });
}

/** The client asks for a revision that does not exist yet, and waiting for it did not help. */
export function tooLargeResourceVersion(wanted: number | bigint, current: number | bigint, retryAfterSeconds: number): StatusError {
  return refuse({
    code: 504,
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${wanted}, current: ${current}`,
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], ...retry(retryAfterSeconds) },
  });
}

export function internalError(error: unknown): StatusError {
  const text = error instanceof Error ? error.message : String(error);
  const status = failure({
    code: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${text}`,
    details: { causes: [{ message: text }] },
  });
  return new StatusError(status, { cause: error });
}

/** A failure that upstream has no status for: 500, the raw text and no reason. */
export function unmappedError(message: string): StatusError {
  return refuse({ code: 500, reason: '', message });
}

export function serviceUnavailable(message: string): StatusError {
  return refuse({ code: 503, reason: 'ServiceUnavailable', message });
}

/**
 * A refusal that has only a text: what upstream's NewGenericServerResponse makes. The router's 405, 406 and 415 and a
 * patch that cannot be applied (422) look like this: a reason that follows from the code, and empty details.
 */
export function genericRefusal(code: number, message?: string): StatusError {
  const { reason, text } = generic[code] ?? (code >= 500 ? genericFailure(message ?? '') : genericUnknown(code));
  return refuse({ code, reason, message: text === undefined ? (message ?? '') : text, details: {} });
}

interface GenericRefusal {
  readonly reason: StatusReason;
  /** Undefined where the caller's own message is kept. */
  readonly text: string | undefined;
}

const generic: Readonly<Record<number, GenericRefusal>> = {
  400: { reason: 'BadRequest', text: 'the server rejected our request for an unknown reason' },
  401: { reason: 'Unauthorized', text: 'the server has asked for the client to provide credentials' },
  403: { reason: 'Forbidden', text: undefined },
  404: { reason: 'NotFound', text: 'the server could not find the requested resource' },
  405: { reason: 'MethodNotAllowed', text: 'the server does not allow this method on the requested resource' },
  406: { reason: 'NotAcceptable', text: undefined },
  409: { reason: 'Conflict', text: 'the server reported a conflict' },
  415: { reason: 'UnsupportedMediaType', text: undefined },
  422: { reason: 'Invalid', text: 'the server rejected our request due to an error in our request' },
  429: { reason: 'TooManyRequests', text: 'the server has received too many requests and has asked us to try again later' },
  503: { reason: 'ServiceUnavailable', text: 'the server is currently unable to handle the request' },
  504: {
    reason: 'Timeout',
    text: 'the server was unable to return a response in the time allotted, but may still be processing the request',
  },
};

const genericFailure = (message: string): GenericRefusal => ({
  reason: 'InternalError',
  text: `an error on the server (${quote(message)}) has prevented the request from succeeding`,
});

const genericUnknown = (code: number): GenericRefusal => ({
  reason: '',
  text: `the server responded with the status code ${code} but did not return more information`,
});

const named = (resource: GroupResource, name: string): string => `${groupResourceText(resource)} ${quote(name)}`;

interface Refusal {
  readonly code: number;
  readonly reason: StatusReason;
  readonly message: string;
  readonly details?: StatusDetails;
}

const refuse = (refusal: Refusal): StatusError => new StatusError(failure(refusal));

/** In the order in which upstream writes the fields, because JSON keeps it. */
function failure({ code, reason, message, details }: Refusal): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    ...(message !== '' && { message }),
    ...(reason !== '' && { reason }),
    ...(details && { details }),
    code,
  };
}

const about = ({ group, resource }: GroupResource, name: string): StatusDetails => details({ name, group, kind: resource });

function details({ name, group, kind }: { readonly name: string; readonly group: string; readonly kind: string }): StatusDetails {
  return { ...(name !== '' && { name }), ...(group !== '' && { group }), ...(kind !== '' && { kind }) };
}

const listed = (causes: readonly StatusCause[]): StatusDetails => (causes.length > 0 ? { causes } : {});

const retry = (retryAfterSeconds: number): StatusDetails => (retryAfterSeconds > 0 ? { retryAfterSeconds } : {});
