// A kubeconfig: where the server is and how to be somebody there.
import type { KeyPair } from './key-pair.ts';

export interface KubeconfigOptions {
  readonly url: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly client: KeyPair;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** JSON is YAML, and every client reads it. One cluster, one user, one context, all named kapibara. */
export function kubeconfig({ url, certificateAuthority, client }: KubeconfigOptions): string {
  const name = 'kapibara';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': base64(certificateAuthority) } }],
    users: [{ name, user: { 'client-certificate-data': base64(client.certificate), 'client-key-data': base64(client.key) } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
