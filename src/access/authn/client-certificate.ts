// A client certificate as the TLS layer saw it, and the user it stands for [N004]. upstream: request/x509.
import type { Authenticator } from './authenticator.ts';

export interface ClientCertificate {
  /** Why the TLS layer does not trust it; undefined when it chains to a client CA, is valid now and is meant for clients. */
  readonly distrust: string | undefined;
  /** CN. '' when it has none. */
  readonly commonName: string;
  /** O, every value. */
  readonly organizations: readonly string[];
  /** The values of the attribute 1.3.6.1.4.1.57683.2. */
  readonly uids: readonly string[];
  /** Of the DER, in lower-case hexadecimal. */
  readonly sha256: string;
}

const credentialId = 'authentication.kubernetes.io/credential-id';

/** CN is the name, O are the groups. A certificate without a name says nothing; one that is not trusted is refused. */
export const clientCertificates: Authenticator = {
  authenticate({ clientCertificate: certificate }) {
    if (certificate === undefined) return { outcome: 'none' };
    const { distrust, commonName, organizations, uids, sha256 } = certificate;
    if (distrust !== undefined) return { outcome: 'refused', why: `client certificate: ${distrust}` };
    if (commonName === '') return { outcome: 'none' };
    if (uids.length > 1) return { outcome: 'refused', why: 'client certificate: more than one UID' };
    const [uid] = uids;
    const extra = { [credentialId]: [`X509SHA256=${sha256}`] };
    return { outcome: 'user', user: { name: commonName, ...(uid !== undefined && { uid }), groups: organizations, extra } };
  },
};
