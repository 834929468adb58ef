// Makes the directory a server keeps things in, or says in one line why it cannot.
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OptionsError } from './options.ts';

/** Readable by its owner only when it is made here. Throws OptionsError. */
export async function ensureDirectory(flag: string, path: string): Promise<void> {
  try {
    await make(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const why = reasons[code] ?? message;
    throw new OptionsError(`${flag}=${path}: ${why}; choose another directory or mend this one`, { cause });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'it is, or lies below, something that is not a directory',
  EEXIST: 'it is not a directory',
  ENOENT: 'nothing can be made there',
};

// Level by level: Node's own recursive mkdir never returns for a path below /proc.
async function make(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw Object.assign(new Error(path), { code: 'EEXIST' });
  await make(dirname(path));
  await mkdir(path, { mode: 0o700 });
}
