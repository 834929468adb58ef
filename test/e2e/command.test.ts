// The command's own manners: what it prints, how it refuses, how it stops.
import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startServerProcess } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const root = resolve(import.meta.dirname, '../..');
const command = ['--max-semi-space-size=4', 'bin/kapibara.js'];

function run(...args: string[]): Promise<{ readonly exit: unknown; readonly stderr: string; readonly stdout: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [...command, ...args], { cwd: root, timeout: 20_000 }, (error, stdout, stderr) =>
      done({ exit: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe('a mistake is one line with its cause and its remedy, and exit code 1', () => {
  test.each([
    ['an unknown flag', ['--nonsense'], /unknown option '--nonsense'/],
    ['a port that is none', ['--secure-port=http'], /--secure-port.*must be a whole number/],
    ['an unknown store', ['--storage-backend=tape'], /must be embedded, memory or etcd3/],
    ['an unknown controller', ['--storage-backend=memory', '--data-dir=', '--controllers=moon'], /there is no controller "moon"/],
    ['an address that is none', ['--storage-backend=memory', '--bind-address=here'], /--bind-address=here: must be an IP address/],
    ['a directory below a file', ['--data-dir=package.json/data'], /--data-dir=.*not a directory/],
    ['a directory nobody can make', ['--data-dir=/proc/kapibara'], /--data-dir=\/proc\/kapibara/],
    [
      'a token file that is not there',
      ['--storage-backend=memory', '--secure-port=0', '--token-auth-file=/nonexistent'],
      /--token-auth-file=\/nonexistent/,
    ],
  ])('%s', async (_name, args, expected) => {
    await using folder = await tempFolder();
    const dataDir = args.some((arg) => arg.startsWith('--data-dir')) ? [] : [`--data-dir=${folder.path}`];
    const { exit, stderr } = await run(...args.filter((arg) => arg !== '--data-dir='), ...dataDir);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(expected);
    expect(exit).toBe(1);
  });

  test('a port and a directory that are taken', async () => {
    await using server = await startServerProcess({ direct: true });
    await using folder = await tempFolder();
    const port = new URL(server.url).port;
    expect((await run(`--secure-port=${port}`, `--data-dir=${folder.path}`)).stderr).toMatch(/is in use.*--secure-port/);
    expect((await run('--secure-port=0', `--data-dir=${server.dataDir}`)).stderr).toMatch(/in use by process \d+/);
  });
});

test('it says where it serves, where it keeps things, and what to paste next', async () => {
  await using server = await startServerProcess();
  const said = server.output();
  expect(said).toContain(`serves ${server.url}`);
  expect(said).toContain(join(server.dataDir, 'store.db'));
  expect(said).toContain(`export KUBECONFIG=${server.kubeconfig}`);
  expect(said).toContain('kubectl get namespaces');
  expect((await stat(server.kubeconfig)).mode & 0o077).toBe(0);
});

test('SIGTERM ends an idle server within a second, with 0, though a watch is open', async () => {
  await using server = await startServerProcess({ direct: true });
  const watch = server.call('GET', '/api/v1/namespaces?watch=1');
  await server.call('GET', '/api/v1/namespaces');
  const began = performance.now();
  expect(await server.kill('SIGTERM')).toBe(0);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect((await watch).code).toBe(200);
});

test('a token of --token-auth-file in system:masters may do all, a stranger only see health and version', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'tokens.csv');
  await writeFile(file, 'secret-token,ann,1,system:masters\nother-token,bob,2\n');
  await using server = await startServerProcess({ flags: [`--token-auth-file=${file}`] });
  const ask = async (path: string, token?: string): Promise<number> =>
    (await server.callAsStranger('GET', path, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })).code;
  expect(await ask('/api/v1/namespaces', 'secret-token')).toBe(200);
  expect(await ask('/api/v1/namespaces', 'other-token')).toBe(403);
  expect(await ask('/api/v1/namespaces', 'wrong-token')).toBe(401);
  expect(await ask('/api/v1/namespaces')).toBe(403);
  expect(await ask('/readyz')).toBe(200);
  expect(await ask('/version')).toBe(200);
});
