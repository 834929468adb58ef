// Opening a cluster: over TLS with certificates that are renewed; and each thing that can be wrong, in one line that names
// the file or the address and its flag.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backendFailure } from '../../src/storage/backend-error.ts';
import { openEtcd3, type Etcd3Options } from '../../src/storage/backends/etcd3/open.ts';
import { put } from '../../src/storage/conformance/backend/store.ts';
import { createAuthority, issueCertificate } from '../../src/server/pki/issue.ts';
import type { KeyPair } from '../../src/server/pki/key-pair.ts';
import { eventually } from '../support/eventually.ts';
import { requireEtcd, startEtcd, type EtcdServer } from '../support/etcd.ts';
import { freePort } from '../support/free-port.ts';
import { tempFolder, type TempFolder } from '../support/temp-folder.ts';

const yearMs = 365 * 86_400_000;

/** Patience for what is not going to work. */
const limits = { etcdPatienceMs: 500, etcdCallMs: 500 };

async function refused(options: Etcd3Options): Promise<string> {
  const error: unknown = await openEtcd3({ limits, ...options }).then(
    (backend) => backend[Symbol.asyncDispose](),
    (thrown: unknown) => thrown,
  );
  expect(backendFailure(error)?.code).toBe('unusable');
  const { message } = error as Error;
  expect(message).not.toContain('\n');
  return message;
}

describe('over TLS', () => {
  let folder: TempFolder;
  let server: EtcdServer | undefined;
  let authority: KeyPair;

  const file = (name: string): string => join(folder.path, name);
  async function write(name: string, { certificate, key }: KeyPair): Promise<void> {
    await writeFile(file(`${name}.crt`), certificate);
    await writeFile(file(`${name}.key`), key);
  }
  const client = (now: number): Promise<KeyPair> =>
    issueCertificate(authority, { subject: { commonName: 'kapibara' }, usage: 'client', days: 1 }, now);
  const good = (): Etcd3Options => ({
    servers: [server!.url],
    caFile: file('ca.crt'),
    certFile: file('client.crt'),
    keyFile: file('client.key'),
    compactionIntervalMs: 0,
  });

  beforeAll(async () => {
    folder = await tempFolder();
    const now = Date.now();
    authority = await createAuthority('etcd-ca', now);
    await write('ca', authority);
    await write('other-ca', await createAuthority('other-ca', now));
    const hosts = ['127.0.0.1', 'localhost'];
    await write('server', await issueCertificate(authority, { subject: { commonName: 'etcd' }, usage: 'server', hosts, days: 1 }, now));
    await write('client', await client(now));
    await write('stranger', await client(now));
    await write('expired', await client(now - yearMs));
    await write('early', await client(now + yearMs));
    await writeFile(file('nonsense.crt'), 'nonsense');
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  const start = async (context: Parameters<typeof requireEtcd>[0]): Promise<void> => {
    const tls = { caFile: file('ca.crt'), certFile: file('server.crt'), keyFile: file('server.key') };
    server ??= await startEtcd({ program: await requireEtcd(context), tls });
  };

  test('reads and writes, by address and by name', async (context) => {
    await start(context);
    for (const url of [server!.url, server!.url.replace('127.0.0.1', 'localhost')]) {
      await using backend = await openEtcd3({ ...good(), servers: [url] });
      expect((await put(backend, `/open/${url}`, 'one')).modRevision).toBeGreaterThan(1);
    }
  });

  test('reads the files again for each connection', async (context) => {
    await start(context);
    await write('renewed', await client(Date.now()));
    await using backend = await openEtcd3({ ...good(), certFile: file('renewed.crt'), keyFile: file('renewed.key') });
    await backend.ready();
    await writeFile(file('renewed.crt'), 'nonsense');
    await server!.kill('SIGKILL');
    await server!.restart();
    await expect(backend.ready({ signal: AbortSignal.timeout(500) })).rejects.toThrow('aborted due to timeout');
    await copyFile(file('client.crt'), file('renewed.crt'));
    await copyFile(file('client.key'), file('renewed.key'));
    await eventually(() => backend.ready().then(() => true));
  });

  test('says which file is wrong, and how', async (context) => {
    await start(context);
    const { certFile: _, keyFile: __, ...stranger } = good();
    const wrong: readonly (readonly [options: Etcd3Options, message: string | RegExp])[] = [
      [
        { ...good(), caFile: file('other-ca.crt') },
        /^etcd cannot be reached at https:\S+: its certificate is not signed by an authority that is trusted \(.*\); check --etcd-cafile=.*other-ca\.crt/,
      ],
      [{ ...good(), caFile: undefined }, /not signed by an authority that is trusted \(.*\); set --etcd-cafile/],
      [{ ...good(), caFile: file('none.crt') }, `--etcd-cafile=${file('none.crt')}: no such file`],
      [{ ...good(), caFile: file('nonsense.crt') }, /^--etcd-cafile=.*nonsense\.crt: cannot be read: /],
      [{ ...good(), certFile: file('expired.crt'), keyFile: file('expired.key') }, /^--etcd-certfile=.*expired\.crt: expired on /],
      [{ ...good(), certFile: file('early.crt'), keyFile: file('early.key') }, /^--etcd-certfile=.*early\.crt: not valid before /],
      [
        { ...good(), keyFile: file('stranger.key') },
        `--etcd-keyfile=${file('stranger.key')}: not the key of --etcd-certfile=${file('client.crt')}`,
      ],
      [{ ...good(), keyFile: file('nonsense.crt') }, /^--etcd-keyfile=.*nonsense\.crt: cannot be read: /],
      [{ ...good(), keyFile: undefined }, '--etcd-certfile and --etcd-keyfile belong together: set both or neither'],
      [stranger, /^etcd cannot be reached at https:\S+: it refuses this client \(.*certificate.*\); check --etcd-certfile/],
      [{ ...good(), servers: [server!.url.replace('https', 'http')] }, /^etcd cannot be reached at http:.*; check --etcd-servers/],
    ];
    for (const [options, message] of wrong) expect(await refused(options)).toMatch(message);
  });
});

test('says which address is wrong, and how', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const wrong: readonly (readonly [servers: readonly string[], message: string | RegExp])[] = [
    [[nobody], `etcd cannot be reached at ${nobody}: connect ECONNREFUSED ${nobody.slice(7)}; check --etcd-servers`],
    [['http://etcd.invalid:2379'], /^etcd cannot be reached at http:\/\/etcd\.invalid:2379: .*etcd\.invalid.*; check --etcd-servers$/],
    [['127.0.0.1:2379'], '--etcd-servers=127.0.0.1:2379: must be the address of a member, such as https://10.0.0.1:2379'],
    [['http://'], '--etcd-servers=http://: must be the address of a member, such as https://10.0.0.1:2379'],
    [[], 'etcd needs an address: set --etcd-servers'],
  ];
  for (const [servers, message] of wrong) expect(await refused({ servers })).toMatch(message);
});
