import { describe, expect, it } from 'vitest';
import type { Status, StatusDetails } from './meta/v1.ts';
import * as status from './status-error.ts';
import { isStatusError, StatusError, toStatus } from './status-error.ts';
import { invalid as invalidField, notSupported, required } from './validation/field-error.ts';
import { Path } from './validation/path.ts';

const pods = { group: '', resource: 'pods' };
const deployments = { group: 'apps', resource: 'deployments' };
const metadata = Path.of('metadata');

interface Case {
  readonly name: string;
  readonly error: StatusError;
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails;
}

const cases: readonly Case[] = [
  {
    name: 'notFound',
    error: status.notFound(pods, 'a'),
    code: 404,
    reason: 'NotFound',
    message: 'pods "a" not found',
    details: { name: 'a', kind: 'pods' },
  },
  {
    name: 'notFound in a named group',
    error: status.notFound(deployments, 'a'),
    code: 404,
    reason: 'NotFound',
    message: 'deployments.apps "a" not found',
    details: { name: 'a', group: 'apps', kind: 'deployments' },
  },
  {
    name: 'alreadyExists',
    error: status.alreadyExists(pods, 'a'),
    code: 409,
    reason: 'AlreadyExists',
    message: 'pods "a" already exists',
    details: { name: 'a', kind: 'pods' },
  },
  {
    name: 'generateNameConflict',
    error: status.generateNameConflict(pods, 'a', 1),
    code: 409,
    reason: 'AlreadyExists',
    message: 'pods "a" already exists, the server was not able to generate a unique name for the object',
    details: { name: 'a', kind: 'pods', retryAfterSeconds: 1 },
  },
  {
    name: 'conflict',
    error: status.conflict(deployments, 'a', 'the object has been modified; please apply your changes to the latest version and try again'),
    code: 409,
    reason: 'Conflict',
    message:
      'Operation cannot be fulfilled on deployments.apps "a": the object has been modified; please apply your changes to the latest version and try again',
    details: { name: 'a', group: 'apps', kind: 'deployments' },
  },
  {
    name: 'resourceExpired',
    error: status.resourceExpired('too old resource version: 1 (5)'),
    code: 410,
    reason: 'Expired',
    message: 'too old resource version: 1 (5)',
  },
  { name: 'gone', error: status.gone('it went'), code: 410, reason: 'Gone', message: 'it went' },
  { name: 'badRequest', error: status.badRequest('why'), code: 400, reason: 'BadRequest', message: 'why' },
  { name: 'unauthorized', error: status.unauthorized('Unauthorized'), code: 401, reason: 'Unauthorized', message: 'Unauthorized' },
  {
    name: 'forbidden for a list',
    error: status.forbidden(pods, '', 'User "u" cannot list resource "pods" in API group "" in the namespace "default"'),
    code: 403,
    reason: 'Forbidden',
    message: 'pods is forbidden: User "u" cannot list resource "pods" in API group "" in the namespace "default"',
    details: { kind: 'pods' },
  },
  {
    name: 'forbidden for one object',
    error: status.forbidden(deployments, 'a', 'no'),
    code: 403,
    reason: 'Forbidden',
    message: 'deployments.apps "a" is forbidden: no',
    details: { name: 'a', group: 'apps', kind: 'deployments' },
  },
  {
    name: 'forbidden for a path',
    error: status.forbidden({ group: '', resource: '' }, '', 'User "u" cannot get path "/x"'),
    code: 403,
    reason: 'Forbidden',
    message: 'forbidden: User "u" cannot get path "/x"',
    details: {},
  },
  {
    name: 'invalid with one error',
    error: status.invalid({ group: 'apps', kind: 'Deployment' }, 'a', [
      required(metadata.field('name'), 'name or generateName is required'),
    ]),
    code: 422,
    reason: 'Invalid',
    message: 'Deployment.apps "a" is invalid: metadata.name: Required value: name or generateName is required',
    details: {
      name: 'a',
      group: 'apps',
      kind: 'Deployment',
      causes: [{ reason: 'FieldValueRequired', message: 'Required value: name or generateName is required', field: 'metadata.name' }],
    },
  },
  {
    name: 'invalid with a repeated error: all causes, each text once',
    error: status.invalid({ group: '', kind: 'Pod' }, 'a', [
      invalidField(metadata.field('labels'), '-', 'no'),
      invalidField(metadata.field('labels'), '-', 'no'),
      notSupported(Path.of('spec', 'dnsPolicy'), 'x', ['Default', 'None']),
    ]),
    code: 422,
    reason: 'Invalid',
    message:
      'Pod "a" is invalid: [metadata.labels: Invalid value: "-": no, spec.dnsPolicy: Unsupported value: "x": supported values: "Default", "None"]',
    details: {
      name: 'a',
      kind: 'Pod',
      causes: [
        { reason: 'FieldValueInvalid', message: 'Invalid value: "-": no', field: 'metadata.labels' },
        { reason: 'FieldValueInvalid', message: 'Invalid value: "-": no', field: 'metadata.labels' },
        {
          reason: 'FieldValueNotSupported',
          message: 'Unsupported value: "x": supported values: "Default", "None"',
          field: 'spec.dnsPolicy',
        },
      ],
    },
  },
  {
    name: 'invalid without errors',
    error: status.invalid({ group: '', kind: 'Pod' }, 'a', []),
    code: 422,
    reason: 'Invalid',
    message: 'Pod "a" is invalid',
    details: { name: 'a', kind: 'Pod' },
  },
  {
    name: 'methodNotSupported',
    error: status.methodNotSupported(deployments, 'create'),
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'create is not supported on resources of kind "deployments.apps"',
    details: { group: 'apps', kind: 'deployments' },
  },
  {
    name: 'notAcceptable',
    error: status.notAcceptable(['application/json', 'application/yaml']),
    code: 406,
    reason: 'NotAcceptable',
    message: 'only the following media types are accepted: application/json, application/yaml',
  },
  {
    name: 'unsupportedMediaType',
    error: status.unsupportedMediaType(['application/json', 'application/yaml']),
    code: 415,
    reason: 'UnsupportedMediaType',
    message: 'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
  },
  {
    name: 'requestEntityTooLarge',
    error: status.requestEntityTooLarge('limit is 3145728'),
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: 'Request entity too large: limit is 3145728',
  },
  {
    name: 'tooManyRequests',
    error: status.tooManyRequests('wait', 10),
    code: 429,
    reason: 'TooManyRequests',
    message: 'wait',
    details: { retryAfterSeconds: 10 },
  },
  {
    name: 'serverTimeout is a 500',
    error: status.serverTimeout(pods, 'create', 2),
    code: 500,
    reason: 'ServerTimeout',
    message: 'The create operation against pods could not be completed at this time, please try again.',
    details: { name: 'create', kind: 'pods', retryAfterSeconds: 2 },
  },
  { name: 'timeout', error: status.timeout('slow'), code: 504, reason: 'Timeout', message: 'Timeout: slow', details: {} },
  {
    name: 'tooLargeResourceVersion',
    error: status.tooLargeResourceVersion(99999999, 200, 1),
    code: 504,
    reason: 'Timeout',
    message: 'Timeout: Too large resource version: 99999999, current: 200',
    details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
  },
  {
    name: 'internalError',
    error: status.internalError(new Error('boom')),
    code: 500,
    reason: 'InternalError',
    message: 'Internal error occurred: boom',
    details: { causes: [{ message: 'boom' }] },
  },
  {
    name: 'serviceUnavailable',
    error: status.serviceUnavailable('later'),
    code: 503,
    reason: 'ServiceUnavailable',
    message: 'later',
  },
  {
    name: 'applyConflict',
    error: status.applyConflict([{ reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.data.x' }], 'Apply failed'),
    code: 409,
    reason: 'Conflict',
    message: 'Apply failed',
    details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.data.x' }] },
  },
  {
    name: 'a generic 405 has a text of its own',
    error: status.genericRefusal(405),
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: {},
  },
  {
    name: 'a generic 415 keeps the text',
    error: status.genericRefusal(415, '415: Unsupported Media Type'),
    code: 415,
    reason: 'UnsupportedMediaType',
    message: '415: Unsupported Media Type',
    details: {},
  },
  {
    name: 'a generic 422 drops the text',
    error: status.genericRefusal(422, 'testing value /a failed'),
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
    details: {},
  },
  {
    name: 'a generic 500',
    error: status.genericRefusal(500, 'x'),
    code: 500,
    reason: 'InternalError',
    message: 'an error on the server ("x") has prevented the request from succeeding',
    details: {},
  },
];

describe('status errors', () => {
  it.each(cases)('$name', ({ error, code, reason, message, details }) => {
    expect(error).toMatchObject({ name: 'StatusError', code: reason, message });
    expect(JSON.stringify(error.status)).toBe(
      JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code }),
    );
  });

  it('are recognised without sharing a class', () => {
    const foreign = Object.assign(new Error('x'), { name: 'StatusError', code: 'Gone', status: status.gone('x').status });
    expect(isStatusError(foreign)).toBe(true);
    expect(isStatusError(foreign, 'Gone')).toBe(true);
    expect(isStatusError(foreign, 'Conflict')).toBe(false);
    expect(isStatusError(new Error('x'))).toBe(false);
    expect(isStatusError({ name: 'StatusError' })).toBe(false);
  });

  it('show their causes', () => {
    expect(status.hasStatusCause(status.tooLargeResourceVersion(2, 1, 1), 'ResourceVersionTooLarge')).toBe(true);
    expect(status.hasStatusCause(status.timeout('x'), 'ResourceVersionTooLarge')).toBe(false);
  });

  it('keep what caused an internal error', () => {
    const cause = new Error('boom');
    expect(status.internalError(cause).cause).toBe(cause);
  });
});

describe('toStatus', () => {
  it('answers 500 with the raw text and no reason for anything that is not a StatusError', () => {
    const answer = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'boom', code: 500 };
    expect(toStatus(new Error('boom'))).toEqual(answer);
    expect(toStatus('boom')).toEqual(answer);
  });

  it('completes a status that came from elsewhere', () => {
    const partial = { message: 'denied' } as Partial<Status> as Status;
    expect(toStatus(new StatusError(partial))).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'denied',
      code: 500,
    });
    const success = { status: 'Success' } as Partial<Status> as Status;
    expect(toStatus(new StatusError(success)).code).toBe(200);
  });

  it('keeps a whole status', () => {
    expect(toStatus(status.notFound(pods, 'a'))).toEqual(status.notFound(pods, 'a').status);
  });
});
