import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { importTable } from './import-table.ts';
import { tidy, type Broken } from './tidy.ts';

/** A small tree in which every rule finds something to look at and nothing to complain about. */
const clean = {
  'src/base/clock.ts': `// Time, kept in order.\nimport { BTree } from 'sorted-btree';\nexport const tree = new BTree();\n`,
  'src/machinery/object.ts': `// An object, in a file.\nimport { tree } from '../base/clock.ts';\nexport function first() { return tree; }\n`,
  'src/server/files.ts': `// Files on disk, read.\nimport { readFile } from 'node:fs/promises';\nimport { first } from '../machinery/object.ts';\nexport const read = [readFile, first];\n`,
};

/** What is broken when `files` (path → text below the opening comment) are planted in the clean tree. */
function plant(files: Readonly<Record<string, string>>): Broken[] {
  const planted = Object.entries(files).map(([path, text]) => ({ path, text: `// A file with a planted fault.\n${text}\n` }));
  const rest = Object.entries(clean).filter(([path]) => !Object.hasOwn(files, path));
  return tidy([...rest.map(([path, text]) => ({ path, text })), ...planted]);
}

test('the clean tree is clean', () => {
  expect(plant({})).toEqual([]);
});

const steps = (count: number): string => `export function long() {\n${'  tree();\n'.repeat(count - 2)}}`;

/** rule → planted faults: where, what, and a part of what is said about it. Each must trip its rule and no other. */
const faults: Readonly<Record<string, readonly (readonly [path: string, text: string, said: RegExp])[]>> = {
  parsing: [['src/base/a.ts', 'export const = 1;', /./]],
  'import table': [
    ['src/base/a.ts', `import { first } from '../machinery/object.ts';`, /base must not import machinery .* may import nothing/],
    ['src/endpoints/a.ts', `import type { Storage } from '../storage/interface.ts';`, /endpoints must not import storage/],
    ['src/machinery/a.ts', `export { get } from '../registry/rest.ts';`, /machinery must not import registry/],
    ['src/machinery/a.ts', `export const load = () => import('../registry/rest.ts');`, /machinery must not import registry/],
    ['src/machinery/a.ts', `export type Getter = import('../registry/rest.ts').Getter;`, /machinery must not import registry/],
    ['src/cli/a.ts', `import { first } from '../machinery/object.ts';`, /cli must not import machinery/],
    ['src/stuff/a.ts', `import { tree } from '../base/clock.ts';`, /src\/stuff has no row/],
    ['src/base/a.ts', `import { eventually } from '../../test/support/eventually.ts';`, /src must not import test/],
    [
      'src/storage/backends/memory/a.ts',
      `import { first } from '../../../machinery/object.ts';`,
      /this folder must not import src\/machinery/,
    ],
    [
      'src/storage/backends/memory/a.ts',
      `import { sql } from '../embedded/sql.ts';`,
      /this folder must not import src\/storage\/backends\/embedded/,
    ],
    ['src/storage/conformance/a.ts', `import { memory } from '../backends/memory/backend.ts';`, /only be imported from .*src\/server/],
  ],
  node: [
    ['src/registry/a.ts', `import { readFile } from 'node:fs';`, /node:fs is Node's/],
    ['src/registry/a.ts', `import type { Socket } from 'node:net';`, /node:net is Node's/],
    ['src/server/a.ts', `import { readFile } from 'fs';`, /spell it node:fs/],
    ['src/storage/a.ts', `import { key } from './transform/aes.ts';`, /src\/storage\/transform\/aes.ts knows Node/],
  ],
  packages: [
    ['src/machinery/a.ts', `import { BTree } from 'sorted-btree';`, /sorted-btree may only be imported from src\/base/],
    [
      'src/registry/a.ts',
      `export const x509 = () => import('@peculiar/x509/deep');`,
      /@peculiar\/x509 may only be imported from src\/server/,
    ],
    ['src/server/a.ts', `import _ from 'lodash';`, /lodash has no row/],
  ],
  inside: [
    ['src/machinery/a.ts', `import { tree } from '../base/index.ts';`, /import the file that defines the thing/],
    ['src/machinery/a.ts', `export * from './object.ts';`, /list the names/],
    ['src/machinery/a.ts', `import { fixture } from './object.test.ts';`, /is a test/],
  ],
  circles: [
    ['src/base/clock.ts', `import './clock.ts';`, /src\/base\/clock.ts → src\/base\/clock.ts$/],
    ['src/server/a.ts', `import { b } from './a.ts';`, /a.ts → /],
  ],
  'banned names': [
    ['src/registry/a.ts', `export const now = Date.now();`, /use environment.now\(\)/],
    ['src/registry/a.ts', `export const clock = Date.now;`, /use environment.now\(\)/],
    ['src/server/a.ts', `export const now = new Date();`, /new Date\(environment.now\(\)\)/],
    ['src/registry/a.ts', `export const id = Math.random();`, /environment.random/],
    ['src/registry/a.ts', `export const id = crypto.randomUUID();`, /environment.uuid/],
    ['src/server/a.ts', `setTimeout(() => 0, 1);`, /environment.after/],
    ['src/server/a.ts', `globalThis.setTimeout(() => 0, 1);`, /environment.after/],
    ['src/server/a.ts', `import * as timers from 'node:timers/promises';`, /environment.after/],
    ['src/server/a.ts', `export { setTimeout } from 'node:timers/promises';`, /environment.after/],
    ['src/server/a.ts', `setInterval(() => 0, 1);`, /environment.after/],
    ['src/server/a.ts', `console.log(1);`, /the log that was handed in/],
    ['src/registry/a.ts', `export const home = process.env['HOME'];`, /process.env is banned here/],
    ['src/registry/a.ts', `export const copy = structuredClone({});`, /a copy of what changes/],
  ],
  'function length': [
    ['src/base/a.ts', steps(71), /^long has 71 lines/],
    ['scripts/a.ts', steps(71), /^long has 71 lines/],
    ['src/base/a.ts', `export class A {\n  method() {\n${'    tree();\n'.repeat(80)}  }\n}`, /^method has 82 lines/],
    ['src/base/a.ts', `export const arrow = () => {\n${'  tree();\n'.repeat(80)}};`, /^arrow has 82 lines/],
  ],
  comments: [
    ['src/base/a.ts', `// TODO: the rest`, /finish it/],
    ['test/e2e/a.test.ts', `/* FIXME */`, /finish it/],
    ['src/base/a.ts', `// oxlint-disable-next-line no-explicit-any\nexport const a = 1;`, /gives its reason/],
    ['src/base/a.ts', `// @ts-expect-error\nexport const a = 1;`, /gives its reason/],
  ],
};

describe.each(Object.entries(faults))('planted: %s', (rule, planted) => {
  test.each(planted)('%s', (path, text, said) => {
    const broken = plant({ [path]: text });
    expect(broken.map((each) => each.rule)).toEqual([rule]);
    expect(broken[0]!.message).toMatch(said);
    expect(broken[0]).toMatchObject({ path });
    expect(broken[0]!.line).toBeGreaterThan(0);
  });
});

test('planted: a longer circle is told once, with its way', () => {
  const broken = plant({
    'src/base/a.ts': `import type { B } from './b.ts';`,
    'src/base/b.ts': `import type { C } from './c.ts';\nimport './clock.ts';`,
    'src/base/c.ts': `export const a = () => import('./a.ts');`,
  });
  expect(broken).toMatchObject([{ rule: 'circles', message: 'src/base/a.ts → src/base/b.ts → src/base/c.ts → src/base/a.ts' }]);
});

test.each(['export const a = 1;', '// oxlint-disable no-console -- it prints\nexport const a = 1;', '// Stuff.\nexport const a = 1;'])(
  'planted: header: %s',
  (text) => {
    expect(tidy([...Object.entries(clean).map(([path, text]) => ({ path, text })), { path: 'src/base/a.ts', text }])).toMatchObject([
      { rule: 'header', path: 'src/base/a.ts' },
    ]);
  },
);

test('every rule is tripped by a planted fault', () => {
  expect(new Set(tidy([]).map(({ rule }) => rule))).toEqual(new Set([...Object.keys(faults), 'header']));
});

test('a rule that found nothing to look at fails', () => {
  expect(tidy([]).every(({ message }) => message.includes('nothing to look at'))).toBe(true);
});

describe('what looks like a fault and is none', () => {
  test.each([
    ['src/server/a.ts', `import { memory } from '../storage/backends/memory/backend.ts';`],
    ['src/storage/backends/memory/a.ts', `import { Mvcc } from '../mvcc/backend.ts';\nimport type { Backend } from '../../backend.ts';`],
    ['src/server/a.ts', `export const x509 = () => import('@peculiar/x509/deep');`],
    ['src/base/environment.ts', `export const now = () => Date.now() + Math.random();`],
    ['src/base/a.ts', `export const a = (clock: { setTimeout(): void; console: 1 }) => [clock.setTimeout(), { structuredClone: 1 }];`],
    ['src/server/a.ts', `import { setImmediate } from 'node:timers/promises';\nawait setImmediate();`],
    ['src/storage/conformance/a.ts', `setTimeout(() => 0, 1);`],
    ['src/base/a.ts', `export const at = new Date(0);`],
    ['src/cli/a.ts', `export const home = process.env['HOME'];`],
    [
      'src/base/a.test.ts',
      `import { memory } from '../storage/backends/memory/backend.ts';\nimport fc from 'fast-check';\nsetTimeout(() => 0, 1);`,
    ],
    ['src/base/a.ts', steps(70)],
    ['src/base/a.ts', `export const table = () => ({\n${'  a: 1,\n'.repeat(100)}});`],
    ['src/base/a.ts', `// @ts-expect-error it is not a number\nexport const a: number = '';`],
  ])('%s', (path, text) => {
    expect(plant({ [path]: text })).toEqual([]);
  });
});

test('the import table has no upward edge', () => {
  const order = Object.keys(importTable);
  for (const [folder, may] of Object.entries(importTable)) {
    for (const other of may) expect(order.indexOf(other), `${folder} → ${other}`).toBeGreaterThanOrEqual(0);
  }
  expect(reachable('endpoints')).not.toContain('server');
  for (const folder of order) expect(reachable(folder), folder).not.toContain(folder);
});

function reachable(folder: string, seen = new Set<string>()): Set<string> {
  for (const next of importTable[folder] ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    reachable(next, seen);
  }
  return seen;
}

test('the command fails on a planted upward import and names it', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kapibara-tidy-'));
  try {
    for (const [path, text] of Object.entries({ ...clean, 'src/base/up.ts': `// Upward, on purpose.\nimport '../server/files.ts';\n` })) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), text);
    }
    const run = promisify(execFile)(process.execPath, [join(import.meta.dirname, 'tidy.ts'), root]);
    await expect(run).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('src/base/up.ts:2  import table: base must not import server (src/server/files.ts)'),
    });
  } finally {
    await rm(root, { recursive: true });
  }
});
