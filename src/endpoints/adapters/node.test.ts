import { readFileSync } from 'node:fs';
import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { realEnvironment } from '../../base/environment.ts';
import { limits } from '../../base/limits.ts';
import { silent } from '../../base/log.ts';
import type { ApiRequest, ApiResponse } from '../exchange.ts';
import { listen, type NodeServer } from './node.ts';

// Made for this test, good for a hundred years: a CA, a server and the client alice of it, and mallory of another CA.
const pem = (name: string): string => readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');
const serving = { certificate: pem('server.crt'), key: pem('server.key') };
const alice = { cert: pem('alice.crt'), key: pem('alice.key') };
const mallory = { cert: pem('mallory.crt'), key: pem('mallory.key') };

type Serve = (request: ApiRequest, response: ApiResponse) => Promise<void>;
let serve: Serve;
let server: NodeServer;

beforeAll(async () => {
  const handler: Serve = (request, response) => serve(request, response);
  server = await listen({
    handler,
    serving,
    clientCa: pem('ca.crt'),
    host: '127.0.0.1',
    port: 0,
    log: silent,
    environment: realEnvironment,
  });
});
afterAll(() => server.drain(0));

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function session(options: object = {}): ClientHttp2Session {
  const client = connect(`https://127.0.0.1:${server.port}`, { rejectUnauthorized: false, ...options });
  client.on('error', () => {});
  onTestFinished(() => client.destroy());
  return client;
}

function over2(headers: OutgoingHttpHeaders, body?: Uint8Array, client: ClientHttp2Session = session()): Promise<Got> {
  return new Promise((resolve, reject) => {
    const stream = client.request(headers, { endStream: body === undefined });
    const chunks: Buffer[] = [];
    let head: IncomingHttpHeaders & { readonly ':status'?: number | undefined } = {};
    stream.on('response', (received) => (head = received));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve({ status: Number(head[':status']), headers: head, body: Buffer.concat(chunks) }));
    stream.on('error', reject);
    if (body !== undefined) stream.end(body);
  });
}

function over1(path: string, options: RequestOptions = {}, body?: Uint8Array): Promise<Got & { readonly rawHeaders: readonly string[] }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      { host: '127.0.0.1', port: server.port, path, rejectUnauthorized: false, agent: false, ...options },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode!, headers: answer.headers, rawHeaders: answer.rawHeaders, body: Buffer.concat(chunks) }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Says what it got. */
const echo: Serve = async (request, response) => {
  const bytes = (await request.body(limits.requestBodyBytes))?.length;
  const { method, path, query, protocol, remoteAddress, clientCertificate } = request;
  const seen = { method, path, query, protocol, remoteAddress, clientCertificate, bytes, custom: request.header('x-custom') };
  response.send(200, [['content-type', 'application/json']], text(JSON.stringify(seen)));
};
const seen = ({ body }: Got): Record<string, unknown> => JSON.parse(body.toString()) as Record<string, unknown>;

describe('a request', () => {
  test('over HTTP/2', async () => {
    serve = echo;
    const got = await over2({ ':method': 'POST', ':path': '/a%20b?c=d?e', 'x-custom': 'x' }, text('hello'));
    expect(got.status).toBe(200);
    expect(got.headers['content-length']).toBe(String(got.body.length));
    expect(seen(got)).toEqual({
      method: 'POST',
      path: '/a%20b',
      query: 'c=d?e',
      protocol: 'HTTP/2',
      remoteAddress: '127.0.0.1',
      bytes: 5,
      custom: 'x',
    });
  });

  test('over HTTP/1.1, on the same port', async () => {
    serve = echo;
    const got = await over1('/a?b', { method: 'PUT', headers: { 'x-custom': ['1', '2'] } }, text('hello'));
    expect(seen(got)).toMatchObject({ method: 'PUT', path: '/a', query: 'b', protocol: 'HTTP/1.1', bytes: 5, custom: '1, 2' });
  });

  test('with a client certificate of the CA, and with one of another', async () => {
    serve = echo;
    const trusted = { commonName: 'alice', organizations: ['dev', 'ops'], uids: [], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(seen(await over2({ ':path': '/' }, undefined, session(alice)))['clientCertificate']).toEqual(trusted);
    expect(seen(await over1('/', alice))['clientCertificate']).toEqual(trusted);
    const distrusted = { commonName: 'mallory', distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' };
    expect(seen(await over2({ ':path': '/' }, undefined, session(mallory)))['clientCertificate']).toMatchObject(distrusted);
  });
});

describe('an answer', () => {
  const twice: Serve = async (_request, response) => {
    const headers = [
      ['audit-id', '1'],
      ['warning', '299 - "a"'],
      ['warning', '299 - "bé → c"'],
    ] as const;
    response.send(201, headers, text('x'));
  };
  const utf8 = (value: string): string => Buffer.from(value, 'latin1').toString('utf8');

  test('repeats headers and sends UTF-8 in them', async () => {
    serve = twice;
    const got = await over2({ ':path': '/' });
    expect(got.status).toBe(201);
    expect(utf8(String(got.headers['warning']))).toBe('299 - "a", 299 - "bé → c"');
    const { rawHeaders } = await over1('/');
    expect(rawHeaders.map(utf8)).toEqual(expect.arrayContaining(['Audit-Id', '1', 'Warning', '299 - "a"', 'Warning', '299 - "bé → c"']));
  });

  test('in pieces, more than any window', async () => {
    const piece = new Uint8Array(262_144).fill(7);
    serve = async (_request, response) => {
      let given = 0;
      const writer = response.start(200, [['content-type', 'x/y']]);
      for (let i = 0; i < 40; i++) await writer.write(piece, () => void given++);
      writer.end();
      await expect.poll(() => given).toBe(40);
    };
    const got = await over2({ ':path': '/' });
    expect(got.headers['content-length']).toBeUndefined();
    expect(got.body.equals(Buffer.alloc(40 * 262_144, 7))).toBe(true);
    const { body, headers } = await over1('/');
    expect(headers['transfer-encoding']).toBe('chunked');
    expect(body.length).toBe(40 * 262_144);
  });

  test('to a HEAD has no body', async () => {
    serve = twice;
    const got = await over2({ ':method': 'HEAD', ':path': '/' });
    expect([got.status, got.headers['content-length'], got.body.length]).toEqual([201, '1', 0]);
    expect((await over1('/', { method: 'HEAD' })).status).toBe(201);
  });

  test('that is broken off looks broken', async () => {
    serve = async (_request, response) => {
      const writer = response.start(200, []);
      await writer.write(text('half'));
      writer.abort();
    };
    await expect(over2({ ':path': '/' })).rejects.toThrow('NGHTTP2_INTERNAL_ERROR');
    await expect(over1('/')).rejects.toThrow('aborted');
  });

  test('that closes the connection', async () => {
    serve = async (_request, response) => response.send(401, [['connection', 'close']], text('no'));
    const client = session();
    const goaway = new Promise((resolve) => client.on('goaway', resolve));
    const got = await over2({ ':path': '/' }, undefined, client);
    expect(got.headers['connection']).toBeUndefined();
    expect(await goaway).toBe(constants.NGHTTP2_NO_ERROR);
    expect((await over1('/', { headers: { connection: 'keep-alive' } })).headers['connection']).toBe('close');
  });

  test('before the body was read: the connection goes on', async () => {
    serve = async (request, response) => {
      if (request.path === '/small') return response.send(200, [], text('ok'));
      expect(await request.body(100_000)).toBeUndefined();
      response.send(413, [], text('too large'));
    };
    const client = session();
    const large = new Uint8Array(8 * 1024 * 1024);
    expect((await over2({ ':method': 'POST', ':path': '/' }, large, client)).status).toBe(413);
    expect((await over2({ ':path': '/small' }, undefined, client)).status).toBe(200);
    expect((await over1('/', { method: 'POST' }, large)).status).toBe(413);
  });
});

describe('a client that goes away', () => {
  test.each(['HTTP/2', 'HTTP/1.1'])('aborts the signal: %s', async (protocol) => {
    const { promise: gone, resolve } = Promise.withResolvers<string>();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    serve = async (request, response) => {
      request.signal.addEventListener('abort', () => resolve('gone'));
      await response.start(200, []).write(text('x'));
      start();
    };
    const leave = protocol === 'HTTP/2' ? leave2() : leave1();
    await started;
    leave();
    expect(await gone).toBe('gone');
  });

  const leave2 = (): (() => void) => {
    const client = session();
    const stream = client.request({ ':path': '/' });
    stream.on('error', () => {});
    return () => stream.close(constants.NGHTTP2_CANCEL);
  };
  const leave1 = (): (() => void) => {
    const request = httpsRequest({ host: '127.0.0.1', port: server.port, path: '/', rejectUnauthorized: false, agent: false });
    request.on('error', () => {});
    request.end();
    return () => request.destroy();
  };

  /** Writes until the client is gone; `blocked` when it has to wait for the first time. */
  function endless(): { readonly blocked: Promise<void>; readonly released: Promise<string> } {
    const { promise: blocked, resolve: block } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<string>();
    serve = async (request, response) => {
      const writer = response.start(200, []);
      const piece = new Uint8Array(262_144);
      while (!request.signal.aborted) {
        const wait = writer.write(piece);
        if (wait !== undefined) block();
        await wait;
      }
      expect(writer.write(piece)).toBeUndefined();
      writer.end();
      release('released');
    };
    return { blocked, released };
  }

  test('releases a writer that waits for it', async () => {
    const { blocked, released } = endless();
    const client = session({ settings: { initialWindowSize: 65_535 } });
    client
      .request({ ':path': '/' })
      .on('error', () => {})
      .pause();
    await blocked;
    client.destroy();
    expect(await released).toBe('released');
  });

  // See liveness.ts: Node does not notice this by itself.
  test('without a word, while its connection is full, is found out', async () => {
    const quick = { askAfterMs: 50, answerWithinMs: 50 };
    const handler: Serve = (request, response) => serve(request, response);
    const watched = await listen({
      handler,
      serving,
      host: '127.0.0.1',
      port: 0,
      log: silent,
      environment: realEnvironment,
      liveness: quick,
    });
    const { blocked, released } = endless();
    const socket = connectTcp(watched.port, '127.0.0.1');
    const settings = { initialWindowSize: 2 ** 31 - 1 };
    const createConnection = (): TLSSocket => connectTls({ socket, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    const client = connect(`https://127.0.0.1:${watched.port}`, { createConnection, settings });
    client.on('error', () => {}).on('connect', () => client.setLocalWindowSize(2 ** 31 - 1));
    client
      .request({ ':path': '/' })
      .on('error', () => {})
      .once('response', () => socket.pause());
    await blocked;
    socket.resetAndDestroy();
    expect(await released).toBe('released');
    await watched.drain(1_000);
  });
});

test('drains: running requests finish, then connections close', async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: hold, resolve: release } = Promise.withResolvers<void>();
  const handler: Serve = async (_request, response) => {
    arrive();
    await hold;
    response.send(200, [], text('late'));
  };
  const draining = await listen({ handler, serving, host: '127.0.0.1', port: 0, log: silent, environment: realEnvironment });
  const client = connect(`https://127.0.0.1:${draining.port}`, { rejectUnauthorized: false });
  const answer = over2({ ':path': '/' }, undefined, client);
  await arrived;
  const drained = draining.drain(10_000);
  await expect(new Promise((_, reject) => connect(`https://127.0.0.1:${draining.port}`).on('error', reject))).rejects.toThrow(
    'ECONNREFUSED',
  );
  release();
  expect((await answer).body.toString()).toBe('late');
  await drained;
});

test('drains: what does not finish is cut off', async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const handler: Serve = async (request) => {
    arrive();
    await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
  };
  const draining = await listen({ handler, serving, host: '127.0.0.1', port: 0, log: silent, environment: realEnvironment });
  const client = connect(`https://127.0.0.1:${draining.port}`, { rejectUnauthorized: false });
  client.on('error', () => {});
  client.request({ ':path': '/' }).on('error', () => {});
  await arrived;
  expect(await draining.drain(20)).toBeUndefined();
});
