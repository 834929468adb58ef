// A process that opens a directory as a store, says `open` or why not, and waits to be killed, or to be told what to do.
//
// usage: node open-store.ts DIRECTORY
import { argv, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { backendFailure } from '../../src/storage/backend-error.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';

try {
  const backend = await openEmbedded({ directory: argv[2]!, stamp: 'test' });
  stdout.write('open\n');
  for await (const line of createInterface({ input: stdin })) {
    if (line === 'write and forget') await backend.put('forgotten', () => new Uint8Array(1), 0);
  }
} catch (error) {
  stdout.write(`${backendFailure(error)?.code}: ${(error as Error).message}\n`);
  for await (const _ of stdin);
}
