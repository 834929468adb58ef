// Wrong requests get upstream's code, reason and causes, and the server stays up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServerProcess, type Answer, type ServerProcess } from '../support/server-process.ts';
import { badRequests, bodyOf, type BadRequest } from './bad-input.ts';

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
  if (made.code !== 201) throw new Error(made.text);
});

afterAll(() => server[Symbol.asyncDispose]());

function parsed({ text }: Answer): Refusal {
  try {
    return JSON.parse(text) as Refusal;
  } catch {
    return { message: text.trim() };
  }
}

/** What of an answer a wrong request is judged by. */
function seen(answer: Answer): object {
  const { reason = '', message = '', details } = parsed(answer);
  const causes = details?.causes?.map(({ field = '', reason: why }) => [field, why]);
  return { code: answer.code, reason, message, causes, warning: answer.headers['warning'] ?? '' };
}

const anything = /.*/s;
const exactly = (text: string | RegExp): RegExp => (typeof text === 'string' ? new RegExp(`^${RegExp.escape(text)}$`) : text);

function expected({ code, reason, message = anything, causes, warning = anything }: BadRequest): object {
  return {
    code,
    ...(reason !== undefined && { reason }),
    message: expect.stringMatching(exactly(message)),
    ...(causes !== undefined && { causes }),
    warning: expect.stringMatching(warning),
  };
}

describe('wrong requests', () => {
  test.each(badRequests)('$name: $code', async (bad) => {
    const answer = await server.call(bad.method, bad.path, { headers: bad.headers, body: bodyOf(bad) });
    expect(seen(answer)).toMatchObject(expected(bad));
  });

  test('and the server is still there', async () => {
    expect((await server.call('GET', '/readyz')).code).toBe(200);
  });
});
