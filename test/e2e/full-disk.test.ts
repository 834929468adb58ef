// A disk that is full, and one that fails: test/reliability/disk-trouble.ts.
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { diskTrouble } from '../reliability/disk-trouble.ts';
import { startServerProcess } from '../support/server-process.ts';
import { unavailable } from '../support/skip.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a full disk', async (context) => {
  await using folder = await tempFolder();
  const under = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size=48m tmpfs "$0" && exec "$@"', folder.path];
  if (!works([...under, 'true'])) unavailable(context, 'a file system cannot be mounted');
  const dataDir = join(folder.path, 'data');
  await using server = await startServerProcess({ under, dataDir });
  const filler = join(server.dataDir, '..', 'filler');
  const { acknowledged, refused } = await diskTrouble(server, {
    beside: ['nsenter', '-t', String(server.pid), '-U', '-m', '--preserve-credentials', `--wd=${resolve(import.meta.dirname, '../..')}`],
    dataDir,
    begin: () => fill(filler, 300_000),
    end: () => rmSync(filler),
  });
  expect(refused).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(10);
});

test('a disk that fails, since files may not grow, until they may again', async (context) => {
  if (!works(['prlimit', '--version'])) unavailable(context, 'there is no prlimit');
  await using folder = await tempFolder();
  const dataDir = join(folder.path, 'data');
  // In blocks of 512 bytes: 3 MB. The soft limit: it can be lifted again.
  await using server = await startServerProcess({ under: ['sh', '-c', 'ulimit -S -f 6000; exec "$@"', 'sh'], dataDir });
  const { acknowledged, refused } = await diskTrouble(server, {
    beside: [],
    dataDir,
    begin: () => Promise.resolve(),
    end: () => execFileSync('prlimit', ['--pid', String(server.pid), '--fsize=unlimited:unlimited']),
  });
  expect(refused).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(10);
});

function works([command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** A file that takes all the room there is, and then leaves a little. */
async function fill(file: string, leave: number): Promise<void> {
  const handle = await open(file, 'w');
  const piece = Buffer.alloc(1 << 12);
  let size = 0;
  const writeOn = async (): Promise<never> => {
    for (;;) size += (await handle.write(piece, 0, piece.length, size)).bytesWritten;
  };
  await expect(writeOn()).rejects.toMatchObject({ code: 'ENOSPC' });
  await handle.truncate(size - leave);
  await handle.close();
}
