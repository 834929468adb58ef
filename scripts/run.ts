// Runs a program of node_modules/.bin, or any other, and hands back what it printed.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, resolve } from 'node:path';
import process, { env } from 'node:process';

const tools = resolve(import.meta.dirname, '../node_modules/.bin');

export interface Outcome {
  /** The exit code; 128 and the signal's number where a signal ended it, as a shell has it. */
  readonly code: number;
  /** What it wrote to either stream, in the order it came. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string | undefined;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Show the output while it comes instead of only collecting it. */
  readonly live?: boolean | undefined;
}

/** Resolves when the program has ended, whatever its exit code; one that cannot be started ends with 127, as in a shell. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...env, ...options.env, PATH: tools + delimiter + (env['PATH'] ?? '') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (options.live === true) process.stdout.write(text);
      });
    }
    child.once('error', (error) => resolve({ code: 127, output: output + error.message }));
    child.once('close', (code, signal) => resolve({ code: code ?? 128 + constants.signals[signal!], output }));
  });
}
