// A server to send requests to, over either protocol.
import { connect, type ClientHttp2Session } from 'node:http2';
import { Agent, request } from 'node:https';
import type { Readable } from 'node:stream';

export interface Target extends AsyncDisposable {
  readonly http2: () => ClientHttp2Session;
  readonly agent: Agent;
  readonly url: URL;
  readonly token: string;
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export interface Received {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly stream: Readable;
  close(): void;
}

export function target(url: string, token: string): Target {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  let session: ClientHttp2Session | undefined;
  return {
    url: new URL(url),
    token,
    agent,
    http2: () => {
      if (session === undefined || session.closed || session.destroyed) {
        session = connect(url, { rejectUnauthorized: false });
        session.on('error', () => undefined);
      }
      return session;
    },
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      const open = session;
      if (open !== undefined && !open.destroyed) await new Promise<void>((done) => open.close(done));
    },
  };
}

export function sendOverHttp2({ http2, url }: Target, { method, path, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const stream = http2().request(
      { ':method': method, ':path': path, ':authority': url.host, ...headers },
      { endStream: body === undefined },
    );
    stream.on('error', reject);
    stream.on('response', ({ ':status': code = 0, ...rest }) => resolve({ code, headers: rest, stream, close: () => stream.close() }));
    if (body !== undefined) stream.end(body);
  });
}

export function sendOverHttp1({ agent, url }: Target, { method, path, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, host: url.hostname, port: url.port, method, path, headers }, (stream) =>
      resolve({ code: stream.statusCode ?? 0, headers: stream.headers, stream, close: () => sent.destroy() }),
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
