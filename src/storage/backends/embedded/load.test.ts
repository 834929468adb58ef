// A store whose file was damaged while nobody looked.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../base/limits.ts';
import { tempFolder, type TempFolder } from '../../../../test/support/temp-folder.ts';
import { Expirations } from '../mvcc/expirations.ts';
import { History } from '../mvcc/history.ts';
import { Retention } from '../mvcc/retention.ts';
import { checksumOf } from './checksum.ts';
import { checkStructure, Damage, loadHistory } from './load.ts';
import { prepareSchema, readMeta } from './schema.ts';

let folder: TempFolder;
let sound: string;
beforeAll(async () => {
  folder = await tempFolder();
  sound = join(folder.path, 'sound.db');
  makeStore(sound);
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Some keys that are updated again and again, one that expires, one that is deleted; a part of it is compacted. */
function makeStore(path: string): void {
  const db = new DatabaseSync(path);
  prepareSchema(db, path);
  const insert = db.prepare(
    'INSERT INTO history (revision, key, created, previous, expires, checksum, value) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const last = new Map<string, { created: number; revision: number }>();
  for (let revision = 2; revision < 60; revision++) {
    const key = `key ${revision % 7}`;
    const before = last.get(key);
    const value = revision === 50 ? null : new TextEncoder().encode(`${key} at ${revision}, `.repeat(revision * 10));
    const row = {
      revision,
      key,
      created: before?.created ?? revision,
      previous: before?.revision ?? 0,
      expires: revision === 58 ? 9 : null,
      value,
    };
    insert.run(row.revision, row.key, row.created, row.previous, row.expires, checksumOf(row), row.value);
    if (value === null) last.delete(key);
    else last.set(key, row);
  }
  db.exec(`
    DELETE FROM history WHERE revision IN (SELECT previous FROM history WHERE revision <= 20 AND previous > 0);
    UPDATE meta SET value = 20 WHERE name = 'compacted';
    PRAGMA wal_checkpoint(TRUNCATE);
  `);
  db.close();
}

/** All that a store is, or throws. */
function load(path: string): unknown {
  const db = new DatabaseSync(path);
  try {
    prepareSchema(db, path);
    checkStructure(db);
    const compacted = readMeta(db, 'compacted') ?? 0;
    const history = new History({ compacted, limits });
    const expirations = new Expirations();
    loadHistory(db, { history, expirations, retention: new Retention(limits) }, compacted);
    return { compacted, revision: history.revision, changes: history.since(compacted, ''), expirations, current: contents(history) };
  } finally {
    db.close();
  }
}

function contents(history: History): readonly unknown[] {
  const entries: unknown[] = [];
  history.current.scan('', undefined, (entry) => entries.push(entry) > 0);
  return entries;
}

function loadDamaged(damage: (bytes: Buffer) => Buffer): unknown {
  const path = join(folder.path, `${crypto.randomUUID()}.db`);
  writeFileSync(path, damage(readFileSync(sound)));
  return load(path);
}

it('what is sound is loaded', () => {
  expect(load(sound)).toMatchObject({ compacted: 20, revision: 59, expirations: { size: 1, next: 9 } });
});

it('any byte that has changed is noticed, or makes no difference', () => {
  const expected = load(sound);
  const size = readFileSync(sound).byteLength;
  let noticed = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: size - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
      let loaded: unknown;
      try {
        loaded = loadDamaged((bytes) => {
          bytes[at]! ^= by;
          return bytes;
        });
      } catch {
        noticed += 1;
        return;
      }
      expect(loaded).toEqual(expected);
    }),
    { numRuns: 150 },
  );
  expect(noticed).toBeGreaterThan(25);
});

const damage = /malformed|^Tree \d|^Freelist|^Page \d|checksum/;

it.for([0.3, 0.5, 0.9, 0.99])('a file of which the end is missing is noticed (%d of it is there)', (part) => {
  expect(() => loadDamaged((bytes) => bytes.subarray(0, bytes.byteLength * part))).toThrow(damage);
});

it('a page of zeros is noticed', () => {
  for (let page = 1; page < 8; page++)
    expect(() => loadDamaged((bytes) => bytes.fill(0, page * 16_384, (page + 1) * 16_384)), `page ${page}`).toThrow(damage);
});

describe('rows that are not what was written are named', () => {
  it.for([
    ["UPDATE history SET value = CAST('other' AS BLOB) WHERE revision = 44", 'revision 44, key 2, does not have its checksum any more'],
    ["UPDATE history SET key = 'key 9' WHERE revision = 15", 'revision 15, key 9, does not have its checksum any more'],
    ['UPDATE history SET expires = 1 WHERE revision = 30', 'revision 30, key 2, does not have its checksum any more'],
    ['DELETE FROM history WHERE revision = 44', 'revision 51, key 2, does not follow on what is there before it'],
    ["UPDATE meta SET value = 30 WHERE name = 'compacted'", 'revision 21, key 0, should have been compacted'],
    ["UPDATE meta SET value = 10 WHERE name = 'compacted'", 'does not follow on what is there before it'],
  ] as const)('%s', ([statement, message]) => {
    const path = join(folder.path, `${crypto.randomUUID()}.db`);
    copyFileSync(sound, path);
    const db = new DatabaseSync(path);
    db.exec(statement);
    db.close();
    expect(() => load(path)).toThrow(Damage);
    expect(() => load(path)).toThrow(message);
  });
});
