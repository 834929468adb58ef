// An unmodified kubectl against `npm start`: the whole session of kubectl-session.ts, in order.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireTool } from '../support/kubectl.ts';
import { startServerProcess } from '../support/server-process.ts';
import { session, type Step } from './kubectl-session.ts';

interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

test('every command exits and prints as it should', async (context) => {
  const kubectl = await requireTool(context, 'kubectl');
  await using server = await startServerProcess();
  const editor = join(server.dataDir, 'editor.sh');
  await writeFile(editor, '#!/bin/sh\nexec sed -i s/blue/green/ "$1"\n', { mode: 0o755 });
  const fill = (text: string): string => text.replace('{app}', join(import.meta.dirname, 'app.yaml')).replace('{edit}', editor);
  const env = { PATH: process.env['PATH'], HOME: server.dataDir, KUBECONFIG: server.kubeconfig };
  const faults: string[] = [];
  for (const step of session) {
    const given = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]));
    const outcome = await run(kubectl, step.args.map(fill), { ...env, ...given }, step.input);
    for (const fault of faultsOf(step, outcome))
      faults.push(`kubectl ${step.args.join(' ')}: ${fault}\n${outcome.stdout}${outcome.stderr}`);
  }
  expect(faults).toEqual([]);
});

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
