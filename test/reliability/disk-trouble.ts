// A disk that cannot be written for a while, under a server with clients: what is refused is refused in a way that clients
// try again, and is not there; what was acknowledged is; reading and watching go on; and when the trouble is over, all is well.
import { execFile } from 'node:child_process';
import { request } from 'node:https';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startServerProcess, type Answer, type ServerProcess } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const path = '/api/v1/namespaces/default/configmaps';
const query = '?fieldSelector=metadata.name!%3Dkube-root-ca.crt';

interface List {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

async function list(server: ServerProcess): Promise<List> {
  const { code, text } = await server.call('GET', path + query);
  expect(code).toBe(200);
  return JSON.parse(text) as List;
}

const names = ({ items }: List): readonly string[] => items.map(({ metadata }) => metadata.name).toSorted();

function create(server: ServerProcess, name: string): Promise<Answer> {
  return server.call('POST', path, { body: JSON.stringify({ metadata: { name }, data: { room: 'x'.repeat(50_000) } }) });
}

/** The names of the objects that a watch has told of, in order. */
function watch(server: ServerProcess, resourceVersion: string): { readonly told: readonly string[]; end(): void } {
  const told: string[] = [];
  const asked = request(`${server.url}${path}${query}&watch=1&resourceVersion=${resourceVersion}`, { agent: server.agent }, (response) => {
    response.on('error', () => {});
    const lines = createInterface({ input: response });
    lines.on('error', () => {});
    lines.on('line', (line) => {
      const { type, object } = JSON.parse(line) as {
        readonly type: string;
        readonly object: { readonly metadata: { readonly name: string } };
      };
      told.push(`${type} ${object.metadata.name}`);
    });
  });
  asked.on('error', () => {});
  asked.end();
  return { told, end: () => asked.destroy() };
}

interface Attempt {
  readonly name: string;
  readonly answer: Answer;
}

/** What became of the objects that clients wanted to create, in the order of the answers. */
class Attempts {
  readonly #all: Attempt[] = [];

  note(name: string, answer: Answer): void {
    this.#all.push({ name, answer });
  }

  get acknowledged(): readonly string[] {
    return this.withCode(201).map(({ name }) => name);
  }

  get refused(): readonly Attempt[] {
    return this.#all.filter(({ answer }) => answer.code !== 201);
  }

  withCode(code: number): readonly Attempt[] {
    return this.#all.filter(({ answer }) => answer.code === code);
  }
}

/** Nothing but the two answers after which clients try again: not stored, and nobody knows. */
function expectRetriable(attempts: Attempts): void {
  const [refused, undecided] = [attempts.withCode(500), attempts.withCode(504)];
  expect(attempts.refused.length).toBe(refused.length + undecided.length);
  for (const { answer } of undecided) expect(JSON.parse(answer.text)).toMatchObject({ kind: 'Status', reason: 'Timeout' });
  for (const { answer } of refused) {
    expect(answer.headers['retry-after']).toBe('2');
    expect(JSON.parse(answer.text)).toMatchObject({
      kind: 'Status',
      reason: 'ServerTimeout',
      details: { kind: 'configmaps', retryAfterSeconds: 2 },
      message: expect.stringMatching(
        /^The create operation against configmaps could not be completed at this time, please try again. \(.*\)$/,
      ),
    });
  }
}

/** Creates objects until so many in a row were refused; four clients at a time. */
async function createUntilRefused(server: ServerProcess, attempts: Attempts): Promise<void> {
  const client = async (which: number): Promise<void> => {
    for (let i = 0, inARow = 0; inARow < 5; i++) {
      const name = `client-${which}-${i}`;
      const answer = await create(server, name);
      inARow = answer.code === 201 ? 0 : inARow + 1;
      attempts.note(name, answer);
    }
  };
  await Promise.all([client(0), client(1), client(2), client(3)]);
}

async function health(server: ServerProcess): Promise<Record<string, number>> {
  const codeOf = async (check: string): Promise<number> => (await server.call('GET', `/${check}`)).code;
  return { readyz: await codeOf('readyz'), 'readyz/etcd-readiness': await codeOf('readyz/etcd-readiness'), livez: await codeOf('livez') };
}

const well = { readyz: 200, 'readyz/etcd-readiness': 200, livez: 200 };
const cannotWrite = { readyz: 500, 'readyz/etcd-readiness': 500, livez: 200 };

export interface Trouble {
  /** How to run a command where the server sees its data, and where that is. */
  readonly beside: readonly string[];
  readonly dataDir: string;
  readonly begin: () => Promise<void>;
  readonly end: () => void;
}

export interface TroubleReport {
  readonly acknowledged: number;
  readonly refused: number;
}

/** Throws at the first thing that is not as it should be. */
export async function diskTrouble(server: ServerProcess, { beside, dataDir, begin, end }: Trouble): Promise<TroubleReport> {
  const attempts = new Attempts();
  attempts.note('before', await create(server, 'before'));
  const watched = watch(server, (await list(server)).metadata.resourceVersion);
  await begin();
  await createUntilRefused(server, attempts);
  expectRetriable(attempts);
  await eventually(async () => expect(await health(server)).toEqual(cannotWrite));
  expect((await server.call('GET', '/readyz/etcd-readiness')).text).toMatch(/full|I\/O/);
  expect(names(await list(server))).toEqual(attempts.acknowledged.toSorted());
  for (const { name } of attempts.refused.slice(0, 5)) expect((await server.call('GET', `${path}/${name}`)).code).toBe(404);
  end();
  await eventually(async () => expect(await health(server)).toEqual(well));
  for (let i = 0; i < 10; i++) attempts.note(`after-${i}`, await create(server, `after-${i}`));
  const { acknowledged } = attempts;
  expect(acknowledged.slice(-10)).toEqual(Array.from({ length: 10 }, (_, i) => `after-${i}`));
  expect(names(await list(server))).toEqual(acknowledged.toSorted());
  await eventually(() => expect(watched.told.length).toBe(acknowledged.length - 1));
  expect(new Set(watched.told)).toEqual(new Set(acknowledged.slice(1).map((name) => `ADDED ${name}`)));
  watched.end();
  expect(await storedIn(dataDir, beside)).toEqual(acknowledged.toSorted());
  return { acknowledged: acknowledged.length, refused: attempts.refused.length };
}

/** What is on disk, by way of a backup and of another server. */
async function storedIn(from: string, beside: readonly string[]): Promise<readonly string[]> {
  await using folder = await tempFolder();
  const [file, dataDir, root] = [join(folder.path, 'backup'), join(folder.path, 'data'), resolve(import.meta.dirname, '../..')];
  const run = async (command: string, ...args: readonly string[]): Promise<unknown> => promisify(execFile)(command, args, { cwd: root });
  const [program, ...before] = [...beside, process.execPath, 'bin/kapibara.js'];
  await run(program, ...before, 'backup', '--data-dir', from, file);
  await run(process.execPath, 'bin/kapibara.js', 'restore', '--data-dir', dataDir, file);
  await using restored = await startServerProcess({ dataDir, direct: true });
  return names(await list(restored));
}
