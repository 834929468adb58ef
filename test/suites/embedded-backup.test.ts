// Backups of a store that is in use, and what comes of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Backend } from '../../src/storage/backend.ts';
import { backendFailure } from '../../src/storage/backend-error.ts';
import { backupStore } from '../../src/storage/backends/embedded/backup.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';
import { restoreStore } from '../../src/storage/backends/embedded/restore.ts';
import { plain } from '../../src/storage/conformance/backend/store.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const now = 1_800_000_000;
const seal = (content: string) => () => new TextEncoder().encode(content);

async function folder(): Promise<string> {
  const temporary = await tempFolder();
  onTestFinished(() => temporary[Symbol.asyncDispose]());
  return temporary.path;
}

async function open(directory: string): Promise<Backend> {
  const backend = await openEmbedded({ directory, stamp: 'test', compactionIntervalMs: 0 });
  onTestFinished(async () => await backend[Symbol.asyncDispose]());
  return backend;
}

/** Keys `0` to `count - 1`, and one that was deleted. */
async function fill(backend: Backend, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await backend.put(`${i}`, seal(`value ${i}`), 0);
  const gone = await backend.put('gone', seal('gone'), 0);
  if (gone.ok) await backend.delete('gone', gone.entry.modRevision);
}

function refusal(call: () => unknown): { readonly code: string | undefined; readonly message: string } {
  try {
    call();
  } catch (error) {
    return { code: backendFailure(error)?.code, message: (error as Error).message };
  }
  throw new Error('the call was to be refused');
}

test('a backup of a store in use is that store, and one of a closed store is the same', async () => {
  const home = await folder();
  const directory = join(home, 'data');
  const backend = await open(directory);
  await fill(backend, 10);
  const { entries, revision } = await backend.range('');
  const contents = backupStore({ directory, file: join(home, 'open'), now });
  expect(contents).toMatchObject({ revision, objects: 10 });
  expect(statSync(join(home, 'open')).mode & 0o777).toBe(0o600);
  await backend[Symbol.asyncDispose]();
  expect(backupStore({ directory, file: join(home, 'closed'), now })).toEqual(contents);
  expect(readFileSync(join(home, 'closed')).equals(readFileSync(join(home, 'open')))).toBe(true);
  expect(readdirSync(home).sort()).toEqual(['closed', 'data', 'open']);
  const other = join(home, 'other');
  expect(restoreStore({ directory: other, file: join(home, 'open'), replace: false, now })).toMatchObject({ revision, objects: 10 });
  expect(readdirSync(other).sort()).toEqual(['store.db', 'store.lock']);
  const restored = await open(other);
  expect((await restored.range('')).entries.map(plain)).toEqual(entries.map(plain));
});

describe('a store that was restored', () => {
  test('goes on above any revision the old one can have given out, and tells whoever resumes to list anew', async () => {
    const [home, directory] = [await folder(), await folder()];
    const file = join(home, 'backup');
    const old = await open(directory);
    await fill(old, 3);
    const { revision } = backupStore({ directory, file, now });
    for (let i = 0; i < 5; i++) await old.put(`later ${i}`, seal('later'), 0);
    const last = await old.currentRevision();
    await old[Symbol.asyncDispose]();
    const { compacted } = restoreStore({ directory: join(home, 'new'), file, replace: false, now: now + 60 });
    expect(compacted).toBe(revision + 1_000_000_000 + 60 * 1_000_000);
    const restored = await open(join(home, 'new'));
    expect(await restored.currentRevision()).toBe(compacted);
    expect(restored.compactedRevision()).toBe(compacted);
    for (const seen of [1, revision, last, compacted - 1]) {
      await expect(restored.get('0', { revision: seen })).rejects.toMatchObject({ failure: { code: 'compacted', oldest: compacted } });
      const resumed = restored.changes('', { after: seen, signal: new AbortController().signal })[Symbol.asyncIterator]();
      await expect(resumed.next()).rejects.toMatchObject({ failure: { code: 'compacted' } });
    }
    const { entry } = await restored.get('0');
    const outcome = await restored.put('0', seal('new'), entry!.modRevision);
    expect(outcome).toMatchObject({ ok: true, entry: { createRevision: entry!.createRevision, modRevision: compacted + 1 } });
    await restored[Symbol.asyncDispose]();
    const again = await open(join(home, 'new'));
    expect((await again.range('')).entries.map(({ key }) => key)).toEqual(['0', '1', '2']);
  });

  test('goes on above what is replaced, whatever the clock says', async () => {
    const [home, directory] = [await folder(), await folder()];
    const [first, second] = [join(home, 'first'), join(home, 'second')];
    const original = await open(directory);
    await fill(original, 3);
    await original[Symbol.asyncDispose]();
    backupStore({ directory, file: first, now });
    const before = restoreStore({ directory, file: first, replace: true, now: now + 1_000 });
    const between = await open(directory);
    await fill(between, 0);
    const reached = await between.currentRevision();
    expect(reached).toBe(before.compacted + 2);
    await between[Symbol.asyncDispose]();
    // From the past: as if a clock had been put back.
    const after = restoreStore({ directory, file: first, replace: true, now: now - 1_000 });
    expect(after.compacted).toBe(reached + 1_000_000_000);
    backupStore({ directory, file: second, now });
    expect(restoreStore({ directory: join(home, 'new'), file: second, replace: false, now }).compacted).toBeGreaterThan(after.compacted);
  });

  test('keeps times to live, and takes over backups of the first format', async () => {
    const home = await folder();
    const directory = join(home, 'data');
    const backend = await open(directory);
    await backend.put('brief', seal('brief'), 0, { ttlSeconds: 1_000_000 });
    await backend.put('long', seal('long'), 0);
    const file = join(home, 'backup');
    backupStore({ directory, file, now });
    using old = new DatabaseSync(file);
    old.exec(`
      DROP VIEW objects;
      UPDATE meta SET value = 1 WHERE name = 'format';
    `);
    const brief = old.prepare("SELECT expires FROM history WHERE key = 'brief'").get();
    old.exec('CREATE TABLE other AS SELECT revision, key, created, previous, value FROM history; DROP TABLE history');
    old.exec('ALTER TABLE other RENAME TO history');
    expect(restoreStore({ directory: join(home, 'old'), file, replace: false, now }).objects).toBe(2);
    const second = join(home, 'second');
    backupStore({ directory, file: second, now });
    restoreStore({ directory: join(home, 'new'), file: second, replace: false, now });
    using restored = new DatabaseSync(join(home, 'new', 'store.db'), { readOnly: true });
    expect(restored.prepare("SELECT expires FROM history WHERE key = 'brief'").get()).toEqual(brief);
  });
});

describe('is refused in one line, and nothing is changed', () => {
  async function stores(): Promise<{ readonly home: string; readonly directory: string; readonly file: string }> {
    const home = await folder();
    const directory = join(home, 'data');
    const backend = await open(directory);
    await fill(backend, 3);
    await backend[Symbol.asyncDispose]();
    const file = join(home, 'backup');
    backupStore({ directory, file, now });
    return { home, directory, file };
  }

  test('a backup of nothing, over something, or to where nothing can be', async () => {
    const { home, directory, file } = await stores();
    expect(refusal(() => backupStore({ directory: home, file: join(home, 'x'), now }))).toEqual({
      code: 'unusable',
      message: `there is no store in ${home}: ${join(home, 'store.db')} does not exist`,
    });
    const before = readFileSync(file);
    expect(refusal(() => backupStore({ directory, file, now })).message).toBe(`${file} exists already; choose another name, or remove it`);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(refusal(() => backupStore({ directory, file: join(home, 'no', 'where'), now })).message).toMatch(
      /^no backup of .* could be made as .*where: ENOENT/,
    );
  });

  test('a backup of a damaged store', async () => {
    const { home, directory } = await stores();
    const db = new DatabaseSync(join(directory, 'store.db'));
    db.exec("UPDATE history SET value = CAST('x' AS BLOB) WHERE revision = 3");
    db.close();
    const { message } = refusal(() => backupStore({ directory, file: join(home, 'x'), now }));
    expect(message).toBe(`the store in ${directory} is damaged, no backup was made: revision 3, 1, does not have its checksum any more`);
    expect(readdirSync(home).sort()).toEqual(['backup', 'data']);
  });

  test('a restore into a directory that has a store, or is in use', async () => {
    const { home, directory, file } = await stores();
    expect(refusal(() => restoreStore({ directory, file, replace: false, now })).message).toBe(
      `${directory} has a store already: restore into another directory, or add --force to replace it`,
    );
    const backend = await open(directory);
    expect(refusal(() => restoreStore({ directory, file, replace: true, now }))).toMatchObject({ code: 'locked' });
    await backend.put('still', seal('there'), 0);
    await backend[Symbol.asyncDispose]();
    const reader = new DatabaseSync(join(directory, 'store.db'));
    reader.exec('BEGIN; SELECT * FROM history');
    expect(refusal(() => restoreStore({ directory, file, replace: true, now })).message).toContain(
      'is being read, by a backup or a SQLite tool',
    );
    reader.close();
    expect(readdirSync(directory).filter((name) => name.includes('restoring') || name.includes('replaced'))).toEqual([]);
    expect((await (await open(directory)).get('still')).entry).toBeDefined();
    expect(home).toBeDefined();
  });

  test('a restore of what is no backup, or is damaged', async () => {
    const { home, directory, file } = await stores();
    const into = join(home, 'into');
    const restore = (from: string): string => refusal(() => restoreStore({ directory: into, file: from, replace: false, now })).message;
    expect(restore(join(home, 'absent'))).toBe(`${join(home, 'absent')} does not exist`);
    const store = join(directory, 'store.db');
    expect(restore(store)).toBe(`${store} was not made by kapibara backup`);
    writeFileSync(join(home, 'notes'), 'some notes of mine\n'.repeat(100));
    expect(restore(join(home, 'notes'))).toContain('notes is damaged, or no backup: file is not a database');
    writeFileSync(join(home, 'torn'), readFileSync(file).subarray(0, 20_000));
    expect(restore(join(home, 'torn'))).toContain('torn is damaged, or no backup');
    chmodSync(file, 0o600);
    const changed = new DatabaseSync(file);
    changed.exec("UPDATE history SET key = 'x' WHERE revision = 2");
    changed.close();
    expect(restore(file)).toContain('backup is damaged, or no backup: revision 2, x, does not have its checksum any more');
    expect(existsSync(join(into, 'store.db'))).toBe(false);
  });
});

test('what is replaced is kept, even when it is damaged', async () => {
  const home = await folder();
  const directory = join(home, 'data');
  const backend = await open(directory);
  await fill(backend, 3);
  const file = join(home, 'backup');
  const { revision } = backupStore({ directory, file, now });
  await backend.put('later', seal('later'), 0);
  await backend[Symbol.asyncDispose]();
  const { replaced, compacted } = restoreStore({ directory, file, replace: true, now });
  expect(compacted).toBe(revision + 1 + 1_000_000_000);
  using kept = new DatabaseSync(replaced!, { readOnly: true });
  expect(kept.prepare("SELECT revision FROM objects WHERE key = 'later'").get()).toEqual({ revision: revision + 1 });
  writeFileSync(join(directory, 'store.db'), 'ruined'.repeat(10_000));
  writeFileSync(join(directory, 'store.db-wal'), 'ruined, too');
  const again = restoreStore({ directory, file, replace: true, now: now + 1 });
  expect(readFileSync(again.replaced!, 'utf8')).toContain('ruined');
  expect(readdirSync(directory)).not.toContain('store.db-wal');
  expect((await (await open(directory)).range('')).entries.map(({ key }) => key)).toEqual(['0', '1', '2']);
});

test('backups of a store under 64 writers in another process are each of one revision', async () => {
  const home = await folder();
  const directory = join(home, 'data');
  const child = spawn(execPath, [join(import.meta.dirname, '../reliability/store-writers.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  /** What each revision wrote, as the writers' own watch was told: the one true order. */
  const acknowledged: { readonly key: string; readonly revision: number; readonly deleted: boolean }[] = [];
  let seen = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [what, first, second, third] = line.split(' ');
    if (what === 'saw') seen = Number(first);
    else if (third !== undefined) acknowledged.push({ key: first!, revision: Number(second), deleted: third === '-' });
  });
  const backups: { readonly file: string; readonly revision: number; readonly atLeast: number }[] = [];
  for (let i = 0; i < 4; i++) {
    const before = seen;
    await eventually(() => seen > before + 500);
    const [file, atLeast] = [join(home, `backup ${i}`), seen];
    backups.push({ file, revision: backupStore({ directory, file, now }).revision, atLeast });
  }
  const last = backups.at(-1)!.revision;
  await eventually(() => seen > last + 200);
  child.kill('SIGKILL');
  await ended;
  acknowledged.sort((a, b) => a.revision - b.revision);
  for (const { file, revision, atLeast } of backups) {
    expect(revision).toBeGreaterThanOrEqual(atLeast);
    const expected = new Map<string, number>();
    for (const write of acknowledged.filter((one) => one.revision <= revision)) {
      if (write.deleted) expected.delete(write.key);
      else expected.set(write.key, write.revision);
    }
    using db = new DatabaseSync(file, { readOnly: true });
    const found = db.prepare('SELECT key, revision FROM objects').all();
    expect(new Map(found.map(({ key, revision: at }) => [key, at]))).toEqual(expected);
  }
});
