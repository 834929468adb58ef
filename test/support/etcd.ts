// etcd for tests: members of real clusters on loopback, in processes that end with the test. The program is the one on
// PATH, or Debian's, unpacked into a cache of the project and never installed; where the oracle was built, its newer one too.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { arch, env, platform } from 'node:process';
import { promisify } from 'node:util';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { unavailable, type Skippable } from './skip.ts';
import { tempFolder } from './temp-folder.ts';

const run = promisify(execFile);
const cache = resolve(import.meta.dirname, '../../node_modules/.cache/kapibara');

/** `stable`: what a distribution carries, 3.4 on Debian. `newest`: the oracle's. */
export type EtcdRelease = 'stable' | 'newest';

export interface EtcdProgram {
  readonly path: string;
  /** As it names itself: `3.4.23`. */
  readonly version: string;
  /** Whether this release answers requests for progress; 3.4.31 was the first of its line, 3.5.13 that of the next. */
  readonly answersProgress: boolean;
}

export type FoundEtcd = EtcdProgram | { readonly missing: string };

export async function findEtcd(release: EtcdRelease): Promise<FoundEtcd> {
  try {
    const path = release === 'newest' ? await oracleEtcd() : ((await onPath()) ?? (await unpacked()));
    const { stdout } = await run(path, ['--version']);
    const version = /etcd Version: (\S+)/.exec(stdout)?.[1] ?? '';
    return { path, version, answersProgress: !/^3\.(?:4\.(?:[012]?\d|30)|5\.(?:\d|1[012]))$/.test(version) };
  } catch (error) {
    return { missing: `etcd is not to be had: ${error instanceof Error ? error.message.trim().split('\n')[0] : String(error)}` };
  }
}

/** Where it cannot be had, the test is skipped with the reason; under CI=true it fails. */
export async function requireEtcd(context: Skippable, release: EtcdRelease = 'stable'): Promise<EtcdProgram> {
  const found = await findEtcd(release);
  return 'path' in found ? found : unavailable(context, found.missing);
}

async function oracleEtcd(): Promise<string> {
  const path = join(env['ORACLE_DIR'] ?? join(homedir(), '.cache/kapibara-oracle'), 'bin/etcd');
  if (!(await isExecutable(path))) throw new Error('the oracle, which carries etcd 3.6, was not built here');
  return path;
}

async function onPath(): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'etcd');
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}

/** Out of Debian's package. Tests that ask at the same time do not disturb each other. */
async function unpacked(): Promise<string> {
  const folder = join(cache, 'etcd-server');
  const path = join(folder, 'usr/bin/etcd');
  if (await isExecutable(path)) return path;
  if (platform !== 'linux') throw new Error(`there is no etcd on PATH, and Debian's does not run on ${platform} ${arch}`);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'etcd-'));
  try {
    await run('apt-get', ['download', 'etcd-server'], { cwd: work }).catch(async () => {
      await run('apt-get', ['update']);
      await run('apt-get', ['download', 'etcd-server'], { cwd: work });
    });
    const archive = (await readdir(work)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error('apt-get download left no package');
    await run('dpkg', ['-x', archive, 'whole'], { cwd: work });
    await rename(join(work, 'whole'), folder).catch(async (error: unknown) => {
      if (!(await isExecutable(path))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export interface EtcdOptions {
  readonly program: EtcdProgram;
  /** Serve with these, and ask clients for a certificate of this authority. */
  readonly tls?: { readonly caFile: string; readonly certFile: string; readonly keyFile: string } | undefined;
  readonly flags?: readonly string[] | undefined;
}

export interface EtcdMember {
  /** Of its clients. */
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process is gone. SIGSTOP and SIGCONT: at once. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on its data, at the same address. */
  restart(): Promise<void>;
}

export interface EtcdCluster extends AsyncDisposable {
  readonly members: readonly EtcdMember[];
  readonly urls: readonly string[];
}

export interface EtcdServer extends EtcdMember, AsyncDisposable {}

/** A cluster of one. */
export async function startEtcd(options: EtcdOptions): Promise<EtcdServer> {
  const cluster = await startEtcdCluster(options, 1);
  const [member] = cluster.members;
  return {
    url: member!.url,
    get pid() {
      return member!.pid;
    },
    kill: (signal) => member!.kill(signal),
    restart: () => member!.restart(),
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** Resolves when all members serve clients. */
export async function startEtcdCluster(options: EtcdOptions, size: number): Promise<EtcdCluster> {
  await using stack = new AsyncDisposableStack();
  const { path } = stack.use(await tempFolder());
  const scheme = options.tls === undefined ? 'http' : 'https';
  const places: Place[] = [];
  for (let i = 0; i < size; i++) {
    const peer = `http://127.0.0.1:${await freePort()}`;
    places.push({ name: `m${i}`, folder: join(path, `m${i}`), client: `${scheme}://127.0.0.1:${await freePort()}`, peer });
  }
  const peers = places.map(({ name, peer }) => `${name}=${peer}`).join(',');
  const members = places.map((place) => {
    const member = new MemberProcess(options, place, peers);
    stack.defer(() => member.kill('SIGKILL'));
    return member;
  });
  await Promise.all(members.map((member) => member.restart()));
  const owned = stack.move();
  return { members, urls: members.map(({ url }) => url), [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

interface Place {
  readonly name: string;
  readonly folder: string;
  readonly client: string;
  readonly peer: string;
}

class MemberProcess implements EtcdMember {
  readonly url: string;
  readonly #command: readonly [path: string, flags: readonly string[]];
  #running: { readonly child: ChildProcess; readonly gone: Promise<void> } | undefined;
  #printed: string[] = [];

  constructor({ program, tls, flags = [] }: EtcdOptions, { name, folder, client, peer }: Place, peers: string) {
    this.url = client;
    const given = {
      name,
      'data-dir': folder,
      'listen-client-urls': client,
      'advertise-client-urls': client,
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
      'initial-cluster': peers,
      'heartbeat-interval': 50,
      'election-timeout': 500,
      ...(tls && { 'cert-file': tls.certFile, 'key-file': tls.keyFile, 'trusted-ca-file': tls.caFile, 'client-cert-auth': true }),
    };
    this.#command = [program.path, [...Object.entries(given).map(([flag, value]) => `--${flag}=${value}`), ...flags]];
  }

  get pid(): number {
    return this.#running?.child.pid ?? 0;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#running?.child.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await this.#running?.gone;
  }

  async restart(): Promise<void> {
    const [path, flags] = this.#command;
    const child = spawn(path, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
    const gone = new Promise<void>((done) => {
      child.once('exit', () => done());
      child.once('error', () => done());
    });
    this.#running = { child, gone };
    this.#printed = [];
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => this.#printed.push(text));
    await eventually(() => {
      if (child.exitCode !== null) throw new Error(`etcd ended with ${child.exitCode}:\n${this.#printed.join('').slice(-2_000)}`);
      // What both lines of releases print once clients are served.
      return /ready to serve client requests|serving (?:insecure )?client (?:requests|traffic)/i.test(this.#printed.join(''));
    });
  }
}
