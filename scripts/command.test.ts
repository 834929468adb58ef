import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';

const file = join(import.meta.dirname, '../bin/kapibara.js');
const source = await readFile(file, 'utf8');

class Exit extends Error {}

test.each(['v6.17.1', 'v20.20.2', 'v24.14.9'])('on Node %s the command says in one line what it needs', (version) => {
  const said = vi.fn<(line: string) => void>();
  const exit = vi.fn<(code: number) => void>(() => {
    throw new Exit();
  });
  const process = { version, versions: { node: version.slice(1) }, execPath: '/usr/bin/node', exit };
  expect(() => void runInNewContext(source, { process, console: { error: said } })).toThrow(Exit);
  expect(said.mock.calls).toEqual([[`kapibara needs Node 24.15 or newer; this is ${version} (/usr/bin/node)`]]);
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
});

test('the floor is the one package.json promises', async () => {
  const { engines } = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'));
  expect(`>=${/var need = \[(\d+), (\d+)\]/.exec(source)!.slice(1).join('.')}`).toBe(engines.node);
});

test.each(['script', 'module'] as const)('the first file parses as a %s', (sourceType) => {
  expect(parseSync(file, source, { sourceType, lang: 'js' }).errors).toEqual([]);
});

test('the first file uses nothing that an old Node cannot parse', () => {
  // A string hides what is in it, which is what the last one is for.
  expect(source.replaceAll(/'[^'\n]*'|\/\/.*/g, '')).not.toMatch(/=>|`|\b(?:const|let|async|await|class|import|export)\b|\?\.|\?\?/);
});
