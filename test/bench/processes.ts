// Starting, timing and loading server processes from the outside.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Running extends AsyncDisposable {
  readonly url: string;
  /** From spawn to the first answer. */
  readonly startMs: number;
  readonly child: ChildProcess;
}

export interface StartOptions {
  readonly port: number;
  /** Answers 200 when the server is there. */
  readonly path: string;
  /** The server speaks nothing but HTTP/2. */
  readonly http2?: boolean;
}

/** Spawns `node …args` and waits until it answers. */
export async function start(args: readonly string[], { port, path, http2 = false }: StartOptions): Promise<Running> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `https://127.0.0.1:${port}`;
  while (!(await (http2 ? answersHttp2 : answers)(url, path))) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} exited with ${child.exitCode}`);
    await delay(1);
  }
  return {
    url,
    child,
    startMs: performance.now() - began,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function answers(url: string, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(url + path, { rejectUnauthorized: false, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

function answersHttp2(url: string, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(url, { rejectUnauthorized: false });
    session.on('error', () => resolve(false));
    const stream = session.request({ ':path': path });
    stream.on('error', () => resolve(false));
    stream.on('response', (headers) => {
      resolve(headers[':status'] === 200);
      session.destroy();
    });
  });
}

export function residentMiB(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** Requests per second by h2load; throws when any answer was not a success. */
export function h2load(url: string, options: readonly string[]): number {
  const { stdout, status } = spawnSync('h2load', [...options, url], { encoding: 'utf8' });
  const rate = Number(/finished in [^,]+, ([\d.]+) req\/s/.exec(stdout)?.[1]);
  const bad = /(\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx/.exec(stdout)?.slice(2).map(Number) ?? [1];
  if (status !== 0 || Number.isNaN(rate) || bad.some((count) => count > 0)) throw new Error(`h2load ${url}:\n${stdout}`);
  return rate;
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
