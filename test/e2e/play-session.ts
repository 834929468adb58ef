// Types the session of kubectl-session.ts into an unmodified kubectl, and says what did not come out as it should.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { session, type Step } from './kubectl-session.ts';

interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SessionOptions {
  readonly kubectl: string;
  /** Where kubectl keeps what it keeps. */
  readonly home: string;
  /** They take turns, command by command. */
  readonly kubeconfigs: readonly string[];
}

/** In order; empty when all went as it should. */
export async function playSession({ kubectl, home, kubeconfigs }: SessionOptions): Promise<readonly string[]> {
  const editor = join(home, 'editor.sh');
  await writeFile(editor, '#!/bin/sh\nexec sed -i s/blue/green/ "$1"\n', { mode: 0o755 });
  const fill = (text: string): string => text.replace('{app}', join(import.meta.dirname, 'app.yaml')).replace('{edit}', editor);
  const faults: string[] = [];
  for (const [index, step] of session.entries()) {
    const kubeconfig = kubeconfigs[index % kubeconfigs.length];
    const env = { PATH: process.env['PATH'], HOME: home, KUBECONFIG: kubeconfig };
    const given = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]));
    const outcome = await run(kubectl, step.args.map(fill), { ...env, ...given }, step.input);
    for (const fault of faultsOf(step, outcome))
      faults.push(`kubectl ${step.args.join(' ')}: ${fault}\n${outcome.stdout}${outcome.stderr}`);
  }
  return faults;
}

function* faultsOf({ exit = 0, prints = [], complains }: Step, outcome: Outcome): Iterable<string> {
  if (outcome.exit !== exit) yield `exits with ${outcome.exit}, not ${exit}`;
  for (const expected of prints) if (!holds(outcome.stdout, expected)) yield `does not print ${String(expected)}`;
  if (complains !== undefined && !holds(outcome.stderr, complains)) yield `does not complain ${String(complains)}`;
}

const holds = (text: string, expected: string | RegExp): boolean =>
  typeof expected === 'string' ? text.includes(expected) : expected.test(text);

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<Outcome> {
  return new Promise((done) => {
    const child = execFile(command, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      done({ exit: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}
