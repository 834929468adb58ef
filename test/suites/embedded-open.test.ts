// Opening and closing a directory as an embedded store: locks, formats, permissions, and what is left behind.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath, pid } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { Backend } from '../../src/storage/backend.ts';
import { backendFailure, type BackendError } from '../../src/storage/backend-error.ts';
import { openEmbedded, type EmbeddedOptions } from '../../src/storage/backends/embedded/open.ts';
import { defaultWorkerUrl } from '../../src/storage/backends/embedded/worker-url.ts';
import { tempFolder } from '../support/temp-folder.ts';

const opener = join(import.meta.dirname, '../reliability/open-store.ts');

const seal = (content: string) => () => new TextEncoder().encode(content);

async function directory(): Promise<string> {
  const folder = await tempFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return folder.path;
}

function open(path: string, options: Partial<EmbeddedOptions> = {}): Promise<Backend> {
  return openEmbedded({ directory: path, stamp: 'test', ...options });
}

async function refusal(path: string): Promise<BackendError> {
  const opened = await open(path).catch((error: unknown) => error);
  expect(backendFailure(opened), 'opening is refused').toBeDefined();
  return opened as BackendError;
}

/** A process that opens the directory, says so or why not, and waits. */
async function openElsewhere(path: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(execPath, [opener, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: said.toString().trim() };
}

test('a second server in the same process is refused, and may open the directory after the first one', async () => {
  const path = await directory();
  const first = await open(path);
  const error = await refusal(path);
  expect(error.failure).toEqual({ code: 'locked', pid });
  expect(error.message).toBe(`${path} is in use by this process, ${pid}; stop that server or choose another data directory`);
  await first[Symbol.asyncDispose]();
  const second = await open(path);
  await second[Symbol.asyncDispose]();
});

test('a second process is refused and told who has the directory; when that one is killed, the way is free', async () => {
  const path = await directory();
  const { child, said } = await openElsewhere(path);
  expect(said).toBe('open');
  const error = await refusal(path);
  expect(error.failure).toEqual({ code: 'locked', pid: child.pid });
  expect(error.message).toContain(`is in use by process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await using backend = await open(path);
  const other = await openElsewhere(path);
  expect(other.said).toContain(`is in use by process ${pid}`);
  await backend.ready();
});

test('of many processes that open a directory at once, one gets it', async () => {
  const path = await directory();
  const all = await Promise.all(Array.from({ length: 3 }, () => openElsewhere(path)));
  expect(all.filter(({ said }) => said === 'open')).toHaveLength(1);
  expect(all.filter(({ said }) => said.includes('is in use by'))).toHaveLength(2);
});

test('a process that forgets to close its store ends all the same, and loses nothing', async () => {
  const path = await directory();
  const { child } = await openElsewhere(path);
  child.stdin!.end('write and forget\n');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
  await using backend = await open(path);
  expect((await backend.get('forgotten')).entry).toBeDefined();
});

test('a clean close leaves one private file with everything in it', async () => {
  const path = join(await directory(), 'deep', 'store');
  const backend = await open(path);
  await backend.put('a', seal('1'), 0);
  await backend[Symbol.asyncDispose]();
  expect(await readdir(path)).toEqual(['store.db', 'store.lock']);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  for (const file of await readdir(path)) expect((await stat(join(path, file))).mode & 0o777).toBe(0o600);
  await using again = await open(path);
  expect((await again.get('a')).entry?.modRevision).toBe(2);
});

test('a file of a later format is refused, and not touched', async () => {
  const path = await directory();
  await (await open(path))[Symbol.asyncDispose]();
  const db = new DatabaseSync(join(path, 'store.db'));
  db.exec("UPDATE meta SET value = 3 WHERE name = 'format'");
  db.close();
  const { mtimeMs } = await stat(join(path, 'store.db'));
  const error = await refusal(path);
  expect(error.failure.code).toBe('format');
  expect(error.message).toContain(
    'store.db has format 3, and this version of Kapibara reads formats up to 2; use the version that wrote it',
  );
  expect((await stat(join(path, 'store.db'))).mtimeMs).toBe(mtimeMs);
});

test('a database of somebody else is refused', async () => {
  const path = await directory();
  const db = new DatabaseSync(join(path, 'store.db'));
  db.exec('CREATE TABLE meta (name TEXT, value TEXT)');
  db.close();
  const error = await refusal(path);
  expect(error.failure.code).toBe('format');
  expect(error.message).toContain('store.db is not a store of Kapibara; choose another data directory');
});

test('a file that is no database, or a torn one, is refused', async () => {
  const path = await directory();
  await writeFile(join(path, 'store.db'), 'some notes of mine\n'.repeat(100));
  expect(await refusal(path)).toMatchObject({
    failure: { code: 'unusable' },
    message: expect.stringContaining('store.db is not a database'),
  });

  const torn = await directory();
  const backend = await open(torn);
  for (let i = 0; i < 100; i++) await backend.put(`key ${i}`, () => new Uint8Array(4096), 0);
  await backend[Symbol.asyncDispose]();
  const { size } = await stat(join(torn, 'store.db'));
  await writeFile(join(torn, 'store.db'), new Uint8Array(size / 2), { flag: 'r+' });
  expect((await refusal(torn)).failure.code).toBe('unusable');
});

test('a file that was being made when the process died is made again', async () => {
  const path = await directory();
  await writeFile(join(path, 'store.db'), '');
  await using backend = await open(path);
  await backend.put('a', seal('1'), 0);
});

test('a directory that is a file, or that may not be written to, is refused in one line', async () => {
  const path = await directory();
  await writeFile(join(path, 'file'), '');
  const error = await refusal(join(path, 'file'));
  expect(error.failure.code).toBe('unusable');
  expect(error.message.split('\n')).toHaveLength(1);

  // Permissions do not stop root; this file system stops everybody.
  const elsewhere = await refusal('/sys/fs');
  expect(elsewhere.failure.code).toBe('unusable');
  expect(elsewhere.message).toMatch(/^the store in \/sys\/fs cannot be used: .*; check its permissions/);
});

test('whoever writes is noted: what another program or schema wrote is not native', async () => {
  const path = await directory();
  const nativeFrom = async (stamp: string, write: boolean): Promise<number> => {
    await using backend = await open(path, { stamp });
    if (write) await backend.put(crypto.randomUUID(), seal(stamp), 0);
    return backend.nativeFrom;
  };
  expect(await nativeFrom('one', true)).toBe(2);
  expect(await nativeFrom('one', true)).toBe(2);
  expect(await nativeFrom('two', false)).toBe(4);
  expect(await nativeFrom('three', false)).toBe(4);
  expect(await nativeFrom('three', true)).toBe(4);
  expect(await nativeFrom('one', true)).toBe(5);
});

test('a thread that reads history starts when needed, and ends when nobody asks', async () => {
  const idle: (() => void)[] = [];
  const path = await directory();
  const environment = { now: () => 0, random: () => 0, uuid: () => '', after: (_: number, run: () => void) => (idle.push(run), () => {}) };
  await using backend = await open(path, { environment, limits: { historyBytes: 0 }, compactionIntervalMs: 0 });
  await backend.put('a', seal('1'), 0);
  await backend.put('b', seal('1'), 0);
  for (let i = 1; i <= 2; i++) {
    expect((await backend.range('', { revision: 2 })).entries).toHaveLength(1);
    expect(idle).toHaveLength(i);
    idle.at(-1)?.();
  }
});

test('the program of the threads is found beside the source, the module and the bundle', () => {
  expect(defaultWorkerUrl('file:///x/src/storage/backends/embedded/worker-url.ts').pathname).toBe(
    '/x/src/storage/backends/embedded/worker.ts',
  );
  expect(defaultWorkerUrl('file:///x/dist/esm/storage/backends/embedded/worker-url.js').pathname).toBe(
    '/x/dist/esm/storage/backends/embedded/worker.js',
  );
  expect(defaultWorkerUrl('file:///x/dist/bin/chunks/open-ABC.js').pathname).toBe('/x/dist/bin/embedded-worker.js');
  expect(defaultWorkerUrl('file:///x/dist/bin/kapibara.js').pathname).toBe('/x/dist/bin/embedded-worker.js');
});
