// Wrong requests get upstream's code, reason and causes, and the server stays up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServerProcess, type Answer, type ServerProcess } from '../support/server-process.ts';
import { badRequests, bodyOf } from './bad-input.ts';

interface Refusal {
  readonly kind?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly reason?: string }[] };
}

let server: ServerProcess;

beforeAll(async () => {
  server = await startServerProcess();
  const made = await server.call('POST', '/api/v1/namespaces/default/configmaps', {
    body: '{"metadata":{"name":"stored"},"data":{"a":"b"}}',
  });
  expect(made.code).toBe(201);
});

afterAll(() => server[Symbol.asyncDispose]());

function parsed({ text }: Answer): Refusal {
  try {
    return JSON.parse(text) as Refusal;
  } catch {
    return { message: text.trim() };
  }
}

describe('wrong requests', () => {
  test.each(badRequests)('$name: $code', async (bad) => {
    const answer = await server.call(bad.method, bad.path, { headers: bad.headers, body: bodyOf(bad) });
    const refusal = parsed(answer);
    expect({ code: answer.code, text: answer.text.slice(0, 500) }).toMatchObject({ code: bad.code });
    if (bad.reason !== undefined) expect(refusal.reason ?? '').toBe(bad.reason);
    if (typeof bad.message === 'string') expect(refusal.message).toBe(bad.message);
    else if (bad.message !== undefined) expect(refusal.message).toMatch(bad.message);
    if (bad.causes !== undefined) expect(refusal.details?.causes?.map(({ field = '', reason }) => [field, reason])).toEqual(bad.causes);
    if (bad.warning !== undefined) expect(answer.headers['warning']).toMatch(bad.warning);
  });

  test('and the server is still there', async () => {
    expect((await server.call('GET', '/readyz')).code).toBe(200);
  });
});
