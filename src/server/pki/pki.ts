// The server's own certificates: an authority, what it serves with, and the administrator's client certificate. Made when
// missing or about to expire, kept under <data-dir>/pki with private modes, or only in memory for a server without a directory.
import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateRequest } from './issue.ts';
import type { KeyPair } from './key-pair.ts';

export interface Pki {
  readonly authority: KeyPair;
  readonly serving: KeyPair;
  /** CN kubernetes-admin, O system:masters: may do everything. */
  readonly admin: KeyPair;
}

export interface PkiOptions {
  /** Where the key pairs are kept; undefined: nowhere, they live as long as the server. */
  readonly directory: string | undefined;
  /** Names and addresses the serving certificate must be good for. */
  readonly hosts: readonly string[];
  readonly now: number;
}

const renewBeforeMs = 30 * 86_400_000;

/** Reads what is there and makes what is missing, expiring, signed by another authority or short of a host. */
export async function ensurePki({ directory, hosts, now }: PkiOptions): Promise<Pki> {
  if (directory !== undefined) await mkdir(directory, { recursive: true, mode: 0o700 });
  const ensure = async (name: string, good: (pair: KeyPair) => boolean, make: () => Promise<KeyPair>): Promise<KeyPair> => {
    const found = directory === undefined ? undefined : await readPair(directory, name);
    if (found !== undefined && isCurrent(found, now) && good(found)) return found;
    const made = await make();
    if (directory !== undefined) await writePair(directory, name, made);
    return made;
  };
  const issued = (request: CertificateRequest) => async (): Promise<KeyPair> => {
    const { issueCertificate } = await import('./issue.ts');
    return issueCertificate(authority, request, now);
  };
  const authority = await ensure(
    'ca',
    () => true,
    async () => (await import('./issue.ts')).createAuthority('kapibara-ca', now),
  );
  const signer = new X509Certificate(authority.certificate);
  const signed = (pair: KeyPair): boolean => new X509Certificate(pair.certificate).verify(signer.publicKey);
  const serving = await ensure(
    'apiserver',
    (pair) => signed(pair) && coversHosts(pair, hosts),
    issued({ subject: { commonName: 'kube-apiserver' }, usage: 'server', hosts, days: 365 }),
  );
  const admin = await ensure(
    'admin',
    signed,
    issued({ subject: { commonName: 'kubernetes-admin', organizations: ['system:masters'] }, usage: 'client', days: 365 }),
  );
  return { authority, serving, admin };
}

const isCurrent = (pair: KeyPair, now: number): boolean =>
  new X509Certificate(pair.certificate).validToDate.getTime() - now > renewBeforeMs;

function coversHosts(pair: KeyPair, hosts: readonly string[]): boolean {
  const certificate = new X509Certificate(pair.certificate);
  return hosts.every((host) => certificate.checkHost(host) !== undefined || certificate.checkIP(host) !== undefined);
}

async function readPair(directory: string, name: string): Promise<KeyPair | undefined> {
  try {
    const [certificate, key] = await Promise.all([
      readFile(join(directory, `${name}.crt`), 'utf8'),
      readFile(join(directory, `${name}.key`), 'utf8'),
    ]);
    return { certificate, key };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writePair(directory: string, name: string, { certificate, key }: KeyPair): Promise<void> {
  await writePrivately(join(directory, `${name}.key`), key);
  await writePrivately(join(directory, `${name}.crt`), certificate);
}

/** Writes a file that only its owner may read. Readers see the old content or the new, never a part. */
export async function writePrivately(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, content, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}
