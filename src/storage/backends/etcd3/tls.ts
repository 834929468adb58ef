// TLS to etcd. The files are read again for every connection, so a certificate that was renewed counts from the next one on.
import { CallCredentials, ChannelCredentials } from '@grpc/grpc-js';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import { connect, createSecureContext, type SecureContext } from 'node:tls';
import { BackendError } from '../../backend-error.ts';

export interface TlsFiles {
  /** PEM: the authorities that sign the members' certificates. Default: the well-known ones. */
  readonly caFile?: string | undefined;
  /** PEM: this client's certificate, where etcd asks for one; with its key. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Throws what is wrong with the files, in one line that names file and flag. `now` is in milliseconds since 1970. */
export function checkTlsFiles(files: TlsFiles, now: number): void {
  const { caFile, certFile, keyFile } = files;
  if ((certFile === undefined) !== (keyFile === undefined))
    throw unusable('--etcd-certfile and --etcd-keyfile belong together: set both or neither');
  if (caFile !== undefined) readCertificate('--etcd-cafile', caFile);
  if (certFile === undefined || keyFile === undefined) return;
  const certificate = readCertificate('--etcd-certfile', certFile);
  if (certificate.validToDate.getTime() < now) throw unusable(`--etcd-certfile=${certFile}: expired on ${certificate.validTo}`);
  if (certificate.validFromDate.getTime() > now) throw unusable(`--etcd-certfile=${certFile}: not valid before ${certificate.validFrom}`);
  const key = attempt('--etcd-keyfile', keyFile, () => createPrivateKey(readFileSync(keyFile)));
  if (!certificate.checkPrivateKey(key)) throw unusable(`--etcd-keyfile=${keyFile}: not the key of --etcd-certfile=${certFile}`);
}

const readCertificate = (flag: string, file: string): X509Certificate => attempt(flag, file, () => new X509Certificate(readFileSync(file)));

function attempt<T>(flag: string, file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'no such file' : `cannot be read: ${message}`;
    throw unusable(`${flag}=${file}: ${what}`, error);
  }
}

const unusable = (message: string, cause?: unknown): BackendError => new BackendError(message, { code: 'unusable' }, cause);

type Connector = ReturnType<ChannelCredentials['_createSecureConnector']>;
type Connected = Awaited<ReturnType<Connector['connect']>>;

/** grpc-js' own credentials keep what the files held when they were made. */
export class FileCredentials extends ChannelCredentials {
  readonly #files: TlsFiles;
  readonly #host: string;

  constructor(files: TlsFiles, host: string) {
    super();
    this.#files = files;
    this.#host = host;
  }

  override _isSecure(): boolean {
    return true;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(...[, , given]: Parameters<ChannelCredentials['_createSecureConnector']>): Connector {
    const callCredentials = given ?? CallCredentials.createEmpty();
    return {
      connect: (socket) => this.#connect(socket),
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => callCredentials,
      destroy() {},
    };
  }

  async #connect(socket: Socket): Promise<Connected> {
    const host = this.#host;
    const secureContext = contextOf(this.#files);
    return new Promise((resolve, reject) => {
      // A name that is an address must not be asked for; the certificate is compared with `host`.
      const name = isIP(host) === 0 ? { servername: host } : {};
      const connection = connect({ socket, secureContext, host, ALPNProtocols: ['h2'], ...name });
      const fail = (error: Error): void => reject(new Error(explained(error, this.#files), { cause: error }));
      connection.once('error', fail);
      connection.once('secureConnect', () => {
        connection.removeListener('error', fail);
        resolve({ socket: connection, secure: true });
      });
    });
  }
}

function contextOf({ caFile, certFile, keyFile }: TlsFiles): SecureContext {
  return createSecureContext({
    ...(caFile !== undefined && { ca: readFileSync(caFile) }),
    ...(certFile !== undefined && keyFile !== undefined && { cert: readFileSync(certFile), key: readFileSync(keyFile) }),
  });
}

/** OpenSSL's ways of saying that no authority we believe signed it. */
const notTrusted: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

function explained(error: Error, { caFile }: TlsFiles): string {
  if (!notTrusted.includes((error as NodeJS.ErrnoException).code ?? '')) return error.message;
  const flag = caFile === undefined ? 'set --etcd-cafile' : `check --etcd-cafile=${caFile}`;
  return `its certificate is not signed by an authority that is trusted (${error.message}); ${flag}`;
}
