// 64 writers on an embedded store, until somebody kills the process. Says on stdout, one line each, what was acknowledged
// (`ack KEY REVISION CONTENT`) and what a reader of `changes` was shown (`saw REVISION`).
//
// usage: node store-writers.ts DIRECTORY
import { argv, stdout } from 'node:process';
import type { Backend } from '../../src/storage/backend.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';

const writers = 64;
const keysPerWriter = 5;

// Small limits, so that the kill also meets compactions and history on disk.
const limits = { historyBytes: 200_000, compactionChunkRevisions: 500 };

/** Node writes to a pipe at once, so what was said before the kill is said. */
function say(line: string): void {
  stdout.write(`${line}\n`);
}

async function write(backend: Backend, name: string): Promise<never> {
  const known = new Map<string, number>();
  for (let i = 0; ; i++) {
    const key = `/writers/${name}/${i % keysPerWriter}`;
    const expected = known.get(key) ?? (await backend.get(key)).entry?.modRevision ?? 0;
    const content = `${name}, write ${i} ${'.'.repeat((i * 37) % 3000)}`;
    const remove = expected > 0 && i % 7 === 0;
    const outcome = remove
      ? await backend.delete(key, expected)
      : await backend.put(key, () => new TextEncoder().encode(content), expected);
    if (!outcome.ok) throw new Error(`nobody else writes ${key}`);
    known.set(key, remove ? 0 : outcome.entry.modRevision);
    say(`ack ${key} ${outcome.entry.modRevision} ${remove ? '-' : content.length}`);
  }
}

async function follow(backend: Backend, after: number): Promise<void> {
  for await (const batch of backend.changes('/writers/', { after, signal: new AbortController().signal })) {
    for (const change of batch.changes) say(`saw ${change.type === 'PUT' ? change.entry.modRevision : change.modRevision}`);
  }
}

/** What is older than a thousand revisions goes. */
async function compact(backend: Backend): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const revision = (await backend.currentRevision()) - 1_000;
    if (revision > 0) await backend.compact(revision);
  }
}

const backend = await openEmbedded({ directory: argv[2]!, stamp: 'test', limits, compactionIntervalMs: 0 });
const start = await backend.currentRevision();
say(`open ${start}`);
await Promise.all([follow(backend, start), compact(backend), ...Array.from({ length: writers }, (_, i) => write(backend, `writer-${i}`))]);
