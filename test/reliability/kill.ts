// kill -9 under load: 64 writers write, a watcher watches, the server dies and comes back on the same directory.
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const writers = 64;
const path = '/api/v1/namespaces/default/configmaps';

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly data?: { readonly count?: string };
}

/** What the clients know: the last count each writer saw acknowledged, and every count the watcher saw, in order. */
interface Ledger {
  readonly acknowledged: Map<string, number>;
  readonly seen: Map<string, number>;
  /** The highest resourceVersion of any answer or event. */
  highest: number;
  /** Of the last event: where a watch goes on. */
  lastSeen: string;
}

export interface KillReport {
  readonly acknowledged: number;
  readonly events: number;
}

/** Throws at the first lost write, skipped or repeated event, or resourceVersion that went back. */
export async function killRounds(rounds: number): Promise<KillReport> {
  await using folder = await tempFolder();
  const ledger: Ledger = { acknowledged: new Map(), seen: new Map(), highest: 0, lastSeen: '' };
  for (let round = 0; round < rounds; round++) await killRound(folder.path, ledger, round);
  const total = (counts: Map<string, number>): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { acknowledged: total(ledger.acknowledged), events: total(ledger.seen) };
}

async function killRound(dataDir: string, ledger: Ledger, round: number): Promise<void> {
  await using server = await startServerProcess({ dataDir, direct: true });
  await verify(server, ledger);
  const stopWatching = new AbortController();
  const watching = watch(server, ledger, stopWatching.signal);
  const before = ledger.highest;
  const writing = Array.from({ length: writers }, (_, i) => write(server, ledger, `writer-${i}`));
  // Enough writes to be in the middle of things, at another moment each round.
  await eventually(() => ledger.highest > before + 500 + round * 37);
  await server.kill('SIGKILL');
  await Promise.all(writing);
  stopWatching.abort();
  await watching;
}

/** Counts up its object until the server is gone. */
async function write(server: ServerProcess, ledger: Ledger, name: string): Promise<void> {
  const first = await next(server, name).catch(() => undefined);
  // The server was gone before this writer got its turn.
  if (first === undefined) return;
  for (let count = first; ; count++) {
    const body = JSON.stringify({ metadata: { name }, data: { count: String(count) } });
    const answer = await (count === 1 ? server.call('POST', path, { body }) : server.call('PUT', `${path}/${name}`, { body })).catch(
      () => undefined,
    );
    if (answer === undefined) return;
    expect([200, 201]).toContain(answer.code);
    const stored = JSON.parse(answer.text) as ConfigMap;
    ledger.acknowledged.set(name, count);
    ledger.highest = Math.max(ledger.highest, Number(stored.metadata.resourceVersion));
  }
}

/** After a crash the write in flight may be there or not: both are right. */
async function next(server: ServerProcess, name: string): Promise<number> {
  const answer = await server.call('GET', `${path}/${name}`);
  return answer.code === 404 ? 1 : countOf(JSON.parse(answer.text) as ConfigMap) + 1;
}

const countOf = ({ data }: ConfigMap): number => Number(data?.count);

async function verify(server: ServerProcess, ledger: Ledger): Promise<void> {
  const list = JSON.parse((await server.call('GET', path)).text) as {
    readonly metadata: { readonly resourceVersion: string };
    readonly items: readonly ConfigMap[];
  };
  expect(Number(list.metadata.resourceVersion)).toBeGreaterThanOrEqual(ledger.highest);
  const stored = new Map(list.items.map((item) => [item.metadata.name, countOf(item)]));
  for (const [name, count] of ledger.acknowledged)
    expect(stored.get(name), `${name} lost an acknowledged write`).toBeGreaterThanOrEqual(count);
  if (ledger.lastSeen === '') ledger.lastSeen = list.metadata.resourceVersion;
  ledger.highest = Math.max(ledger.highest, Number(list.metadata.resourceVersion));
}

/** Goes on where the last watch ended. Each object's counts must come one after the other: nothing missing, nothing twice. */
function watch(server: ServerProcess, ledger: Ledger, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const url = `${server.url}${path}?watch=1&fieldSelector=metadata.name!%3Dkube-root-ca.crt&resourceVersion=${ledger.lastSeen}`;
  const asked = request(url, { agent: server.agent, signal }, (response) => {
    response.on('error', () => resolve());
    const lines = createInterface({ input: response });
    lines.on('error', () => resolve());
    lines.on('close', resolve);
    lines.on('line', (line) => {
      try {
        see(ledger, line);
      } catch (error) {
        reject(error);
      }
    });
  });
  asked.on('error', () => resolve());
  asked.end();
  return promise;
}

function see(ledger: Ledger, line: string): void {
  let event: { readonly type: string; readonly object: ConfigMap };
  try {
    event = JSON.parse(line) as typeof event;
  } catch {
    return; // The line the server died in.
  }
  const { name, resourceVersion } = event.object.metadata;
  expect(event.type).not.toBe('ERROR');
  expect(Number(resourceVersion)).toBeGreaterThan(Number(ledger.lastSeen));
  expect(countOf(event.object), `events of ${name}`).toBe((ledger.seen.get(name) ?? 0) + 1);
  ledger.seen.set(name, countOf(event.object));
  ledger.lastSeen = resourceVersion;
  ledger.highest = Math.max(ledger.highest, Number(resourceVersion));
}
