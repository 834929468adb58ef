// Builds dist: declarations and modules for those who import the library, one bundle for those who run the command.
//
//   dist/esm, dist/types   what package.json's exports name, one file per source file (tsc)
//   dist/bin               the command: kapibara.js and the chunks it loads when first needed, embedded-worker.js (esbuild)
//
// usage: node scripts/build.ts [--bundle]     --bundle leaves the compiler out

import { build, type BuildOptions, type Metafile } from 'esbuild';
import { existsSync } from 'node:fs';
import { glob, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { argv, exit } from 'node:process';
import { run } from './run.ts';

const root = resolve(import.meta.dirname, '..');
const binFolder = join(root, 'dist/bin');

/** What the command consists of: each is bundled for itself, so that starting one loads nothing of the other. */
const programs = [
  { source: 'src/cli/main.ts', output: 'kapibara' },
  { source: 'src/storage/backends/embedded/worker.ts', output: 'embedded-worker' },
];

const bundleOptions = {
  absWorkingDir: root,
  outdir: binFolder,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Some dependencies are CommonJS and ask for Node's own modules with require.
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
} satisfies BuildOptions;

/** Compiles the library. The test project is left out: it emits nothing and is checked by `npm run check`. */
async function compile(): Promise<boolean> {
  const { code, output } = await run('tsc', ['-b', 'tsconfig.node.json'], { cwd: root });
  if (code !== 0) console.error(output.trimEnd());
  const expected = new Set<string>();
  for await (const source of glob('**/*.ts', { cwd: join(root, 'src') })) {
    const module = source.replace(/\.ts$/, '');
    expected.add(join(root, 'dist/esm', `${module}.js`)).add(join(root, 'dist/types', `${module}.d.ts`));
  }
  await prune(join(root, 'dist/esm'), expected);
  await prune(join(root, 'dist/types'), expected);
  return code === 0;
}

/** Bundles the command. Everything is written before anything old is removed: a server may be running from this folder. */
async function bundle(): Promise<boolean> {
  const expected = new Set<string>();
  const packages = new Set<string>();
  for (const { source, output } of programs.filter((each) => existsSync(join(root, each.source)))) {
    const result = await build({ ...bundleOptions, entryPoints: [{ in: source, out: output }] }).catch(() => undefined);
    // esbuild has said why; what an earlier build made stays.
    if (result === undefined) return false;
    for (const file of result.outputFiles) await put(file.path, file.contents, expected);
    for (const name of bundledPackages(result.metafile)) packages.add(name);
  }
  if (packages.size > 0) await put(join(binFolder, 'LICENSES.txt'), await licenses([...packages].toSorted()), expected);
  await prune(binFolder, expected);
  return true;
}

async function put(path: string, contents: string | Uint8Array, written: Set<string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
  written.add(path);
}

/** Removes what an earlier build left and this one would not have made. */
async function prune(folder: string, expected: ReadonlySet<string>): Promise<void> {
  for await (const file of glob('**/*.{js,d.ts,txt}', { cwd: folder })) {
    if (!expected.has(join(folder, file))) await rm(join(folder, file), { force: true });
  }
}

/** The folders, below the root, of the packages whose code went into a bundle. */
function bundledPackages({ inputs }: Metafile): string[] {
  const folders = Object.keys(inputs).map((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

/** Their licences ask that the notice goes where the code goes. */
async function licenses(packages: readonly string[]): Promise<string> {
  const notices = packages.map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Record<string, string>;
    const file = (await readdir(join(root, folder))).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : await readFile(join(root, folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(notices)).join(`\n${'-'.repeat(80)}\n\n`);
}

const steps = argv.includes('--bundle') ? [bundle()] : [bundle(), compile()];
const results = await Promise.all(steps);
if (results.includes(false)) exit(1);
if (!existsSync(join(binFolder, 'kapibara.js')))
  console.warn(`there is no command to bundle yet: ${relative(root, join(root, programs[0]!.source))}`);
