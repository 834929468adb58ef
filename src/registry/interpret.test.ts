// What clients are told when a storage refuses [S028]: every code, for every kind of call that can meet it.
import { expect, test } from 'vitest';
import { toStatus, type StatusError } from '../machinery/status-error.ts';
import { StorageError, type StorageErrorCode, type StorageProblem } from '../storage/errors.ts';
import { interpret, type StorageVerb } from './interpret.ts';

const key = '/registry/pods/a/one';
const resource = { group: '', resource: 'pods' };
const told = (problem: StorageProblem, verb: StorageVerb): string => {
  const { code, reason = '', message } = toStatus(interpret(new StorageError(problem), { verb, resource, name: 'one' }));
  return `${code} ${reason}: ${message}`;
};
const conflict = 'Operation cannot be fulfilled on pods "one": ';
const tail = `Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: `;

const table: Readonly<
  Record<StorageErrorCode, readonly (readonly [problem: StorageProblem, verbs: readonly StorageVerb[], told: string])[]>
> = {
  KeyNotFound: [[{ code: 'KeyNotFound', key }, ['update', 'delete'], '404 NotFound: pods "one" not found']],
  KeyExists: [
    [{ code: 'KeyExists', key }, ['create'], '409 AlreadyExists: pods "one" already exists'],
    [{ code: 'KeyExists', key }, ['update', 'delete'], `409 Conflict: ${conflict}StorageError: key exists, Code: 2, ${tail}<nil>`],
  ],
  Contended: [
    [
      { code: 'Contended', key },
      ['update', 'delete'],
      `409 Conflict: ${conflict}StorageError: resource version conflicts, Code: 3, ${tail}<nil>`,
    ],
  ],
  InvalidObject: [
    [
      { code: 'InvalidObject', key, why: 'why' },
      ['update', 'delete'],
      `409 Conflict: ${conflict}StorageError: invalid object, Code: 4, ${tail}why`,
    ],
  ],
  InvalidKey: [[{ code: 'InvalidKey', key }, ['get', 'list', 'create', 'update'], `500 : invalid key: "${key}"`]],
  ResourceVersionSet: [[{ code: 'ResourceVersionSet' }, ['create'], '500 : resourceVersion should not be set on objects to be created']],
  InvalidContinue: [[{ code: 'InvalidContinue', why: 'no such token' }, ['list'], '400 BadRequest: no such token']],
  Expired: [
    [{ code: 'Expired', of: 'list' }, ['list', 'get'], '410 Expired: The resourceVersion for the provided list is too old.'],
    [{ code: 'Expired', of: 'watch' }, ['watch'], '410 Expired: The resourceVersion for the provided watch is too old.'],
  ],
  TooLargeResourceVersion: [
    [
      { code: 'TooLargeResourceVersion', requested: 9, current: 3, retryAfterSeconds: 1 },
      ['get', 'list'],
      '504 Timeout: Timeout: Too large resource version: 9, current: 3',
    ],
  ],
  Unreachable: [
    [
      { code: 'Unreachable' },
      ['get', 'list', 'create', 'update', 'delete'],
      '500 ServerTimeout: The VERB operation against pods could not be completed at this time, please try again.',
    ],
    [
      { code: 'Unreachable', why: 'the disk is full' },
      ['create'],
      '500 ServerTimeout: The VERB operation against pods could not be completed at this time, please try again. (the disk is full)',
    ],
    [
      { code: 'Unreachable' },
      ['watch'],
      '500 InternalError: Internal error occurred: StorageError: server unreachable, Code: 5, Key: , ResourceVersion: 0, AdditionalErrorMsg: <nil>',
    ],
  ],
  Undecided: [
    [
      { code: 'Undecided' },
      ['create', 'update', 'delete'],
      '504 Timeout: Timeout: request did not complete within requested timeout - context deadline exceeded',
    ],
  ],
  Overloaded: [
    [
      { code: 'Overloaded', retryAfterSeconds: 1 },
      ['create', 'update'],
      '429 TooManyRequests: too many writes are waiting, please try again later',
    ],
  ],
  ObjectTooLarge: [[{ code: 'ObjectTooLarge', bytes: 9, limit: 8 }, ['create', 'update'], '500 : etcdserver: request is too large']],
  Corrupt: [
    [
      { code: 'Corrupt', key, revision: 1, why: 'why' },
      ['get', 'update', 'watch'],
      `500 InternalError: Internal error occurred: StorageError: corrupt object, Code: 7, ${tail}why`,
    ],
  ],
  CorruptDeleted: [
    [{ code: 'CorruptDeleted', why: 'why' }, ['watch'], '500 StorageReadError: saw a DELETED event, but object data is corrupt - why'],
  ],
  CorruptList: [
    [
      { code: 'CorruptList', objects: [{ key, why: 'why' }], truncated: true },
      ['list'],
      '500 StorageReadError: failed to read one or more pods from the storage',
    ],
    [
      { code: 'CorruptList', objects: [{ key, why: 'why' }], truncated: false },
      ['watch'],
      '500 InternalError: Internal error occurred: unable to transform or decode 1 objects',
    ],
  ],
  NotReady: [[{ code: 'NotReady', retryAfterSeconds: 1 }, ['get', 'list', 'watch'], '429 TooManyRequests: storage not ready']],
  Internal: [[{ code: 'Internal', why: 'why' }, ['get', 'create', 'watch'], '500 InternalError: Internal error occurred: why']],
};

for (const [code, rows] of Object.entries(table))
  for (const [problem, verbs, expected] of rows)
    test.each(verbs)(`${code} on %s`, (verb) => {
      expect(told(problem, verb)).toBe(expected.replace('VERB', verb));
    });

const detailsOf = (problem: StorageProblem, verb: StorageVerb): unknown =>
  toStatus(interpret(new StorageError(problem), { verb, resource, name: 'one' })).details;

test('when to try again', () => {
  expect(detailsOf({ code: 'Unreachable' }, 'get')).toEqual({ name: 'get', kind: 'pods', retryAfterSeconds: 2 });
  expect(detailsOf({ code: 'Overloaded', retryAfterSeconds: 1 }, 'create')).toEqual({ retryAfterSeconds: 1 });
});

test('an expired page carries the token to go on with [S040]', () => {
  const refusal = interpret(new StorageError({ code: 'Expired', of: 'page', continue: 'token' }), { verb: 'list', resource, name: '' });
  expect(toStatus(refusal)).toMatchObject({ code: 410, reason: 'Expired', metadata: { continue: 'token' } });
});

test('a list that cannot be read names the objects', () => {
  expect(detailsOf({ code: 'CorruptList', objects: [{ key, why: 'why' }], truncated: true }, 'list')).toEqual({
    kind: 'pods',
    causes: [
      { reason: 'UnexpectedServerResponse', message: 'why', field: key },
      { reason: 'FieldValueTooMany', message: 'too many errors, the list is truncated' },
    ],
  });
});

test('the cause is kept, and what is not the storage’s stays as it is', () => {
  const cause = new StorageError({ code: 'KeyNotFound', key });
  const refusal = interpret(cause, { verb: 'update', resource, name: 'one' }) as StatusError;
  expect(refusal.cause).toBe(cause);
  const own = new Error('mine');
  expect(interpret(own, { verb: 'update', resource, name: 'one' })).toBe(own);
});
