// What is known of a connection, found out once for all its requests.
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../../access/authn/peer.ts';

export interface Connection {
  readonly socket: TLSSocket;
  readonly remoteAddress: string | undefined;
  readonly clientCertificate: ClientCertificate | undefined;
}

export const connectionOf = (socket: TLSSocket): Connection => ({
  socket,
  remoteAddress: socket.remoteAddress,
  clientCertificate: clientCertificateOf(socket),
});

type Subject = Readonly<Record<string, string | readonly string[] | undefined>>;

const uidAttribute = '1.3.6.1.4.1.57683.2';

function clientCertificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const certificate = socket.getPeerCertificate() as Partial<DetailedPeerCertificate> | null;
  if (certificate?.raw === undefined) return undefined;
  const subject = (certificate.subject ?? {}) as unknown as Subject;
  return {
    distrust: socket.authorized ? undefined : String(socket.authorizationError),
    commonName: valuesOf(subject['CN']).at(-1) ?? '',
    organizations: valuesOf(subject['O']),
    uids: valuesOf(subject[uidAttribute]),
    sha256: (certificate.fingerprint256 ?? '').replaceAll(':', '').toLowerCase(),
  };
}

const valuesOf = (attribute: string | readonly string[] | undefined): readonly string[] =>
  attribute === undefined ? [] : typeof attribute === 'string' ? [attribute] : attribute;
