// Writes into an embedded store, 16 writers at once, until nothing can be stored any more, and says on stdout what became
// of each write: `ok KEY`, or the code and whether it may be stored all the same. At the end: what the store then shows.
//
// usage: node store-filler.ts DIRECTORY
import { argv, stdout } from 'node:process';
import type { Backend } from '../../src/storage/backend.ts';
import { backendFailure } from '../../src/storage/backend-error.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';

const failuresInARow = 3;

async function write(backend: Backend, name: string): Promise<void> {
  for (let i = 0, failures = 0; failures < failuresInARow; i++) {
    const key = `${name}/${i}`;
    try {
      await backend.put(key, () => new Uint8Array(10_000), 0);
      failures = 0;
      stdout.write(`ok ${key}\n`);
    } catch (error) {
      const failure = backendFailure(error);
      failures += 1;
      stdout.write(`${failure?.code} ${key} ${failure?.code === 'unavailable' ? failure.stored : '-'}\n`);
    }
  }
}

await using backend = await openEmbedded({ directory: argv[2]!, stamp: 'test', compactionIntervalMs: 0 });
await Promise.all(Array.from({ length: 16 }, (_, i) => write(backend, `writer-${i}`)));
for (const { key } of (await backend.range('')).entries) stdout.write(`shows ${key}\n`);
const state = await backend.ready().then(
  () => 'ready',
  (error: unknown) => (error as Error).message,
);
stdout.write(`state ${state}\n`);
