// One TLS port for HTTP/2 and HTTP/1.1 [E089], from connections to the pipeline's handler, and back to nothing when it drains.
import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer, type SecureServerOptions, type ServerHttp2Stream } from 'node:http2';
import type { IncomingMessage, ServerOptions as HttpServerOptions, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Environment } from '../../base/environment.ts';
import { limits } from '../../base/limits.ts';
import type { Logger } from '../../base/log.ts';
import type { Handler } from '../exchange.ts';
import { connectionOf, type Connection } from './connection.ts';
import { Http1Request, Http1Response } from './http1.ts';
import { Http2Request, Http2Response } from './http2.ts';
import { endWhenDead, usualLiveness, type Liveness } from './liveness.ts';

/** PEM. */
export interface ServingCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface NodeServerOptions {
  readonly handler: Handler;
  readonly serving: ServingCertificate;
  /** PEM. Clients are asked for a certificate only when there is somebody who vouches for them. */
  readonly clientCa?: string | undefined;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly log: Logger;
  readonly environment: Environment;
  readonly liveness?: Liveness | undefined;
}

export interface NodeServer {
  readonly host: string;
  readonly port: number;
  /** For connections to come. */
  setCertificates(serving: ServingCertificate, clientCa?: string): void;
  /**
   * Accepts no more connections, tells HTTP/2 clients to go away, lets running requests finish, and resolves when the last
   * connection is closed; whatever is left after `graceMs` is cut off. Long-running requests are ended by whoever serves them.
   */
  drain(graceMs: number): Promise<void>;
}

/** As upstream: idle connections and slow headers. */
const idleTimeoutMs = 90_000;
const headersTimeoutMs = 32_000;
const probeIdleAfterMs = 30_000;

/** Resolves when the port is open; rejects when it cannot be had. */
export async function listen(options: NodeServerOptions): Promise<NodeServer> {
  const server = createSecureServer(serverOptions(options));
  const connected = serve(server, options);
  server.listen({ host: options.host, port: options.port });
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    setCertificates: (serving, clientCa) => server.setSecureContext(tlsOptions(serving, clientCa)),
    drain: (graceMs) => drain(server, connected, options.environment, graceMs),
  };
}

/** The declarations know neither the options for HTTP/1.1 nor, yet, the limits on resets. */
type AllOptions = SecureServerOptions & HttpServerOptions & { readonly streamResetBurst: number; readonly streamResetRate: number };

function serverOptions({ serving, clientCa }: NodeServerOptions): AllOptions {
  return {
    ...tlsOptions(serving, clientCa),
    allowHTTP1: true,
    minVersion: 'TLSv1.2',
    requestCert: clientCa !== undefined,
    rejectUnauthorized: false,
    keepAlive: true,
    keepAliveInitialDelay: probeIdleAfterMs,
    noDelay: true,
    maxHeaderSize: limits.headerBytes,
    maxSessionMemory: 64,
    settings: {
      maxConcurrentStreams: limits.streamsPerConnection,
      initialWindowSize: limits.streamWindowBytes,
      maxHeaderListSize: limits.headerBytes,
      enablePush: false,
    },
    streamResetBurst: limits.streamResetBurst,
    streamResetRate: limits.streamResetsPerSecond,
    keepAliveTimeout: idleTimeoutMs,
    headersTimeout: headersTimeoutMs,
  };
}

function tlsOptions({ certificate, key }: ServingCertificate, clientCa: string | undefined): SecureServerOptions {
  return { cert: certificate, key, ...(clientCa !== undefined && { ca: clientCa }) };
}

interface Connected {
  /** The sockets that are open. */
  readonly sockets: ReadonlySet<TLSSocket>;
  /** Of them, those with an HTTP/1.1 request that is not answered yet. */
  readonly busy: ReadonlySet<TLSSocket>;
}

function serve(server: Http2SecureServer, { handler, log, environment, liveness = usualLiveness }: NodeServerOptions): Connected {
  const connections = new WeakMap<object, Connection>();
  const sockets = new Set<TLSSocket>();
  const unhandled = (error: unknown): void => log.error({ err: error }, 'a handler rejected, which it must never do');
  const busy = new Set<TLSSocket>();
  // Node's own listener makes the session, and announces it, right after this one.
  let newest: Connection | undefined;
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    newest = connectionOf(socket);
    connections.set(socket, newest);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('session', (session) => {
    connections.set(session, newest!);
    session.setLocalWindowSize(limits.connectionWindowBytes);
    session.on('error', (error) => log.debug({ err: error }, 'a connection failed'));
    endWhenDead(session, newest!.socket, { ...liveness, environment });
  });
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', ignore);
    const connection = stream.session && connections.get(stream.session);
    if (connection === undefined) return;
    const response = new Http2Response(stream, headers[':method']);
    handler(new Http2Request(stream, headers, { connection, response }), response).catch(unhandled);
  });
  // Node has a listener that, for the sake of the compatibility layer, wraps every HTTP/2 stream as soon as somebody
  // listens to 'request', which here is for HTTP/1.1 alone.
  server.removeAllListeners('newListener');
  server.on('request', (message, response) => {
    const incoming = message as unknown as IncomingMessage;
    const outgoing = response as unknown as ServerResponse;
    outgoing.on('error', ignore);
    if (!server.listening) outgoing.shouldKeepAlive = false;
    const socket = incoming.socket as TLSSocket;
    const connection = connections.get(socket);
    if (connection === undefined) return;
    busy.add(socket);
    outgoing.once('close', () => {
      busy.delete(socket);
      // A connection kept alive would otherwise hold up a server that is told to stop meanwhile.
      if (!server.listening) socket.end();
    });
    handler(new Http1Request(incoming, outgoing, connection), new Http1Response(outgoing)).catch(unhandled);
  });
  server.on('tlsClientError', (error) => log.debug({ err: error }, 'TLS handshake failed'));
  return { sockets, busy };
}

/** A client that went away: its request's signal says so to whoever wants to know. */
const ignore = (): void => {};

async function drain(server: Http2SecureServer, { sockets, busy }: Connected, environment: Environment, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) if (socket.alpnProtocol !== 'h2' && !busy.has(socket)) socket.end();
  const spare = environment.after(graceMs, () => {
    for (const socket of sockets) socket.destroy();
  });
  await closed;
  spare();
}
