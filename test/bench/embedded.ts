// How fast the embedded store commits, against what the disk can do: a loop of write and fdatasync, one value at a time.
//
// usage: node test/bench/embedded.ts [--seconds N] [--directory PATH]
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Backend } from '../../src/storage/backend.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' }, directory: { type: 'string', default: tmpdir() } } });
const runMs = Number(values.seconds) * 1000;
const valueBytes = 2048;

interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly perCommit: number;
}

/** What is measured is over when this says so; asked once per operation. */
function stopwatch(): () => boolean {
  const end = performance.now() + runMs;
  return () => performance.now() < end;
}

function figures(latencies: number[], perCommit: number): Figures {
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { perSecond: (latencies.length / runMs) * 1000, p50: at(0.5), p99: at(0.99), perCommit };
}

function floor(directory: string): Figures {
  const file = openSync(join(directory, 'floor'), 'w');
  const value = Buffer.alloc(valueBytes, 'x');
  const latencies: number[] = [];
  for (const running = stopwatch(); running();) {
    const start = performance.now();
    writeSync(file, value);
    fdatasyncSync(file);
    latencies.push(performance.now() - start);
  }
  closeSync(file);
  return figures(latencies, 1);
}

async function puts(backend: Backend, writers: number): Promise<Figures> {
  const abort = new AbortController();
  let commits = 0;
  const counting = (async () => {
    for await (const _ of backend.changes('', { after: await backend.currentRevision(), signal: abort.signal })) commits += 1;
  })();
  const latencies: number[] = [];
  const running = stopwatch();
  const writer = async (name: number): Promise<void> => {
    const known = new Map<string, number>();
    for (let i = 0; running(); i++) {
      const key = `/registry/configmaps/bench-${writers}/${name}-${i % 100}`;
      const start = performance.now();
      const outcome = await backend.put(key, seal, known.get(key) ?? 0);
      latencies.push(performance.now() - start);
      if (!outcome.ok) throw new Error('nobody else writes this key');
      known.set(key, outcome.entry.modRevision);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, i) => writer(i)));
  abort.abort();
  await counting;
  return figures(latencies, latencies.length / commits);
}

function seal(): Uint8Array {
  return Buffer.allocUnsafeSlow(valueBytes).fill('x');
}

function row(name: string, { perSecond, p50, p99, perCommit }: Figures, base: Figures): string {
  const cells = [
    `${(perSecond / 1000).toFixed(1)}k/s`,
    `x${(perSecond / base.perSecond).toFixed(2)}`,
    `${p50.toFixed(2)} ms`,
    `${p99.toFixed(2)} ms`,
    perCommit.toFixed(0),
  ];
  return `| ${name} | ${cells.join(' | ')} |`;
}

const directory = mkdtempSync(join(values.directory, 'kapibara-bench-'));
try {
  console.log(`| ${valueBytes} B values | puts | of the floor | p50 | p99 | writes per commit |\n| --- | --- | --- | --- | --- | --- |`);
  const base = floor(directory);
  console.log(row('floor: write, fdatasync', base, base));
  for (const writers of [1, 16, 64, 256]) {
    await using backend = await openEmbedded({ directory: join(directory, `${writers}`), stamp: 'bench' });
    await puts(backend, writers).then((result) => console.log(row(`c=${writers}`, result, base)));
  }
  const again = floor(directory);
  console.log(row('floor again', again, base));
} finally {
  rmSync(directory, { recursive: true });
}
