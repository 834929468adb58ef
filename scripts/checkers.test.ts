import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../test/support/temp-folder.ts';
import { run, type Outcome } from './run.ts';

const root = resolve(import.meta.dirname, '..');

/** Runs a checker with the project's own settings over a tree that holds `files` and nothing else. */
async function over(files: Readonly<Record<string, string>>, command: string, args: readonly string[]): Promise<Outcome> {
  await using folder = await tempFolder();
  for (const name of ['node_modules', '.oxlintrc.json', '.prettierrc.json', 'tsconfig.base.json', 'tsconfig.pure.json', 'package.json']) {
    await symlink(join(root, name), join(folder.path, name));
  }
  const references = { files: [], references: [{ path: './tsconfig.pure.json' }] };
  for (const [path, text] of Object.entries({ 'tsconfig.json': JSON.stringify(references), ...files })) {
    await mkdir(join(folder.path, dirname(path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
  return await run(command, args, { cwd: folder.path });
}

describe('a planted fault fails', () => {
  test.each([
    ['no-floating-promises', `export async function a(): Promise<void> {}\nexport function b(): void {\n  a();\n}\n`],
    ['switch-exhaustiveness-check', `export function a(of: 'x' | 'y'): void {\n  switch (of) {\n    case 'x':\n  }\n}\n`],
    ['no-explicit-any', `export const a = (b: any): void => void b;\n`],
  ])('the lint: %s', async (rule, text) => {
    const { code, output } = await over({ 'src/base/a.ts': text }, 'oxlint', ['--type-aware', '--format', 'unix']);
    expect(output).toContain(rule);
    expect(code).toBe(1);
  });

  test('the compiler: Node in a pure folder', async () => {
    const { code, output } = await over({ 'src/storage/a.ts': 'export const a = process.cwd();\n' }, 'tsc', ['-p', 'tsconfig.pure.json']);
    expect(output).toContain("Cannot find name 'process'");
    expect(code).not.toBe(0);
  });

  test('the format', async () => {
    const { code, output } = await over({ 'src/a.ts': 'export const a = "b"\n' }, 'prettier', ['--check', 'src']);
    expect(output).toContain('src/a.ts');
    expect(code).toBe(1);
  });

  test('dead code', async () => {
    const files = {
      'knip.json': '{ "entry": ["src/a.ts"], "project": ["src/**"] }',
      'src/a.ts': 'export {};\n',
      'src/b.ts': 'export {};\n',
    };
    const { code, output } = await over(files, 'knip', ['--no-progress', '--include', 'files']);
    expect(output).toContain('src/b.ts');
    expect(code).toBe(1);
  });
});

test('a class that declares a type passes the lint', async () => {
  const text = `const message = (): (new () => { readonly name: string }) => class {
  readonly name = '';
};
/** A part. */
export class Part extends message() {}
export const renamed = (part: Part): Part => ({ ...part, name: 'new' });
`;
  expect(await over({ 'src/base/a.ts': text }, 'oxlint', ['--type-aware', '--format', 'unix'])).toMatchObject({ code: 0 });
});
