// Sequences of requests get the answers that kube-apiserver 1.36 gave them (test/compat). Where ours are others on purpose, or
// not yet the same, the data says why and holds ours too.
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type Server } from '../../src/testing/index.ts';
import { normalise } from '../support/compat/normalise.ts';
import { play } from '../support/compat/play.ts';
import type { Sequence, Step } from '../support/compat/sequence.ts';
import { target } from '../support/compat/target.ts';
import { tempFolder } from '../support/temp-folder.ts';

const folder = new URL('../compat/', import.meta.url);
const files = readdirSync(folder).map((file) => [file, sequencesIn(file)] as const);
const token = 'compat-token';

function sequencesIn(file: string): readonly Sequence[] {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Sequence[];
}

let server: Server;
const stack = new AsyncDisposableStack();
beforeAll(async () => {
  const { path } = stack.use(await tempFolder());
  const tokenAuthFile = join(path, 'tokens.csv');
  await writeFile(tokenAuthFile, `${token},admin,admin,system:masters\n`);
  // Nobody but the sequences writes.
  server = stack.use(await startTestServer({ tokenAuthFile, controllers: [] }));
});
afterAll(() => stack.disposeAsync());

let played = 0;

// At once, because some of them wait for a watch to end; each has a namespace of its own.
describe.concurrent.each(files)('%s', (_file, sequences) => {
  test.each(sequences.map((sequence) => [sequence.name, sequence] as const))('%s', async (_name, sequence) => {
    const namespace = `compat-${++played}`;
    // Of its own, because the server closes connections on which strangers ask.
    await using client = target(server.url, token);
    const answers = await play(sequence, client, { namespace });
    const found = normalise(answers, namespace).map((answer, i) => ({ ...describeStep(answers[i]!.step), answer }));
    const expected = answers.map(({ step }) => ({ ...describeStep(step), answer: (step.ours ?? step).answer }));
    expect(found).toEqual(expected);
  });
});

const describeStep = ({ id, request }: Step): object => ({ id, request });
