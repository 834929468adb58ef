// One etcd shared by two servers, both at work: what either writes the other reads, changes, watches and deletes, and
// neither finds anything to rewrite in what the other stored. Two of ours; and, where it was built, ours and kube-apiserver.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type Server } from '../../src/server/create-server.ts';
import { eventually } from '../support/eventually.ts';
import { findEtcd, startEtcd } from '../support/etcd.ts';
import { requireTool } from '../support/kubectl.ts';
import { findOracle, startOracle } from '../support/oracle.ts';
import { unavailable } from '../support/skip.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { playSession } from './play-session.ts';
import { samples, type Sample } from './shared-etcd.ts';

type Json = Record<string, unknown> & { readonly metadata: { readonly name: string; readonly resourceVersion: string } };

interface WatchEvent {
  readonly type: string;
  readonly object: Json;
}

interface Answer {
  readonly code: number;
  readonly body: Json;
}

/** A server as its administrator sees it. */
class Side {
  readonly name: string;
  readonly #fetch: (asked: Request) => Promise<Response>;

  constructor(name: string, fetch: (asked: Request) => Promise<Response>) {
    this.name = name;
    this.#fetch = fetch;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': contentType } };
    const response = await this.#fetch(new Request(`http://any${path}`, { method, ...sent }));
    return { code: response.status, body: (await response.json()) as Json };
  }

  /** Keeps every event of a collection until it is stopped. */
  async follow(path: string, after: string): Promise<{ readonly events: readonly WatchEvent[]; stop(): void }> {
    const abort = new AbortController();
    const response = await this.#fetch(new Request(`http://any${path}?watch=true&resourceVersion=${after}`, { signal: abort.signal }));
    const events: WatchEvent[] = [];
    void readLines(response, (line) => events.push(JSON.parse(line) as WatchEvent)).catch(() => {});
    return { events, stop: () => abort.abort() };
  }
}

async function readLines(response: Response, told: (line: string) => void): Promise<void> {
  let rest = '';
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) told(line);
  }
}

async function live({ path, body }: Sample, writer: Side, reader: Side): Promise<void> {
  const name = `made-by-${writer.name.toLowerCase()}`;
  const start = (await writer.ask('GET', path)).body.metadata.resourceVersion;
  const followers = await Promise.all([writer, reader].map((side) => side.follow(path, start)));

  const created = await writer.ask('POST', path, { ...body, metadata: { name, labels: { app: 'x' }, annotations: { b: '', a: 'ü' } } });
  expect(created).toMatchObject({ code: 201 });
  const one = `${path}/${name}`;
  expect(await reader.ask('GET', one)).toEqual({ code: 200, body: created.body });
  // Nothing changes, so nothing is written: if it were encoded otherwise, it would be.
  expect(await reader.ask('PUT', one, created.body)).toEqual({ code: 200, body: created.body });

  const patched = await reader.ask('PATCH', one, { metadata: { labels: { more: 'y' } } });
  expect(patched.code).toBe(200);
  expect(patched.body.metadata.resourceVersion).not.toBe(created.body.metadata.resourceVersion);
  expect(await writer.ask('GET', one)).toEqual(patched);
  expect(await writer.ask('PUT', one, patched.body)).toEqual(patched);

  expect((await writer.ask('DELETE', `${one}?gracePeriodSeconds=0&propagationPolicy=Background`)).code).toBe(200);
  expect((await reader.ask('GET', one)).code).toBe(404);
  await eventually(() => followers.every(({ events }) => events.at(-1)?.type === 'DELETED'));
  const [events, same] = followers.map((follower) => follower.events);
  for (const follower of followers) follower.stop();
  expect(same).toEqual(events);
  expect(events!.slice(0, 2)).toEqual([
    { type: 'ADDED', object: created.body },
    { type: 'MODIFIED', object: patched.body },
  ]);
}

const [stable, newest, kubeApiserver] = await Promise.all([findEtcd('stable'), findEtcd('newest'), findOracle()]);

test('etcd is to be had', (context) => {
  if ('missing' in stable) unavailable(context, stable.missing);
  expect(stable.version).toMatch(/^3\./);
});

describe.each('path' in stable ? [stable] : [])('two servers of ours', (program) => {
  const stack = new AsyncDisposableStack();
  const sides: Side[] = [];
  beforeAll(async () => {
    const etcd = stack.use(await startEtcd({ program }));
    for (const name of ['one', 'another']) {
      const server: Server = stack.use(await startServer({ etcdServers: [etcd.url] }));
      sides.push(new Side(name, server.fetch));
    }
  });
  afterAll(() => stack.disposeAsync());

  test.each(Object.entries(samples))('%s', async (_, sample) => {
    await expect(live(sample, sides[0]!, sides[1]!)).resolves.toBeUndefined();
  });
});

const together = 'path' in kubeApiserver && 'path' in newest ? [{ kubeApiserver: kubeApiserver.path, etcd: newest }] : [];
if (together.length === 0) console.warn('kube-apiserver was not built here: sharing etcd with it is left out');

describe.each(together)('ours and kube-apiserver', ({ kubeApiserver: path, etcd: program }) => {
  const stack = new AsyncDisposableStack();
  const sides: Record<string, Side> = {};
  const kubeconfigs: string[] = [];
  let home: string;
  beforeAll(async () => {
    home = stack.use(await tempFolder()).path;
    const etcd = stack.use(await startEtcd({ program }));
    const theirs = stack.use(await startOracle(path, etcd.url));
    const ours = stack.use(await startServer({ etcdServers: [etcd.url] }));
    sides['kube-apiserver'] = new Side('kube-apiserver', theirs.fetch);
    sides['Kapibara'] = new Side('Kapibara', ours.fetch);
    const own = join(home, 'kapibara.kubeconfig');
    await writeFile(own, ours.kubeconfig);
    kubeconfigs.push(own, theirs.kubeconfig);
  });
  afterAll(() => stack.disposeAsync());

  const pairs = [
    ['kube-apiserver', 'Kapibara'],
    ['Kapibara', 'kube-apiserver'],
  ] as const;
  describe.each(pairs)('%s writes, %s reads', (writer, reader) => {
    test.each(Object.entries(samples))('%s', async (_, sample) => {
      await expect(live(sample, sides[writer]!, sides[reader]!)).resolves.toBeUndefined();
    });
  });

  test('a kubectl session that alternates between them goes as with either', async (context) => {
    const kubectl = await requireTool(context, 'kubectl');
    expect(await playSession({ kubectl, home, kubeconfigs })).toEqual([]);
  });
});
