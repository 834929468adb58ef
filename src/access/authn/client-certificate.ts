// The user that a client certificate stands for [N004]. upstream: request/x509.
import type { Authenticator } from './authenticator.ts';

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
