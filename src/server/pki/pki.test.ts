import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ensurePki } from './pki.ts';

const now = Date.UTC(2026, 0, 1);
const hosts = ['localhost', '127.0.0.1', 'kubernetes.default.svc'];
const made: string[] = [];

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'kapibara-pki-'));
  made.push(path);
  return join(path, 'pki');
}

afterEach(async () => {
  for (const path of made.splice(0)) await rm(path, { recursive: true });
});

test('certificates are signed by the authority and say who they are for', async () => {
  const pki = await ensurePki({ directory: undefined, hosts, now });
  const authority = new X509Certificate(pki.authority.certificate);
  const serving = new X509Certificate(pki.serving.certificate);
  expect(authority.ca).toBe(true);
  expect(serving.verify(authority.publicKey)).toBe(true);
  expect(serving.checkHost('kubernetes.default.svc')).toBe('kubernetes.default.svc');
  expect(serving.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(new X509Certificate(pki.admin.certificate).subject).toBe('O=system:masters\nCN=kubernetes-admin');
});

test('what was made is found again, and only its owner may read it', async () => {
  const path = await directory();
  const first = await ensurePki({ directory: path, hosts, now });
  expect(await ensurePki({ directory: path, hosts, now })).toEqual(first);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  for (const file of ['ca.key', 'ca.crt', 'apiserver.key', 'admin.key']) expect((await stat(join(path, file))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(path, 'ca.crt'), 'utf8')).toBe(first.authority.certificate);
});

test('a new host or an expiring certificate is made anew, under the same authority', async () => {
  const path = await directory();
  const first = await ensurePki({ directory: path, hosts, now });
  const more = await ensurePki({ directory: path, hosts: [...hosts, '10.0.0.1'], now });
  expect(more.authority).toEqual(first.authority);
  expect(more.serving).not.toEqual(first.serving);
  expect(more.admin).toEqual(first.admin);
  const later = await ensurePki({ directory: path, hosts, now: now + 350 * 86_400_000 });
  expect(later.authority).toEqual(first.authority);
  expect(later.admin).not.toEqual(first.admin);
});
