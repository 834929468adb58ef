// Where a member of the cluster serves its clients, as a flag names it and as gRPC does.
import { isIPv6 } from 'node:net';
import { BackendError } from '../../backend-error.ts';

export interface Endpoint {
  /** As it was given: for people. */
  readonly url: string;
  readonly target: string;
  /** Whose name the member's certificate has to bear. */
  readonly host: string;
  readonly secure: boolean;
}

/** `http://host:port`, `https://host:port`, `unix:///path`, `unixs:///path`. */
export function parseEndpoint(text: string): Endpoint {
  const [, scheme = '', rest = ''] = /^(https?|unixs?):\/\/(.+)$/.exec(text.trim()) ?? [];
  if (scheme.startsWith('unix')) return { url: text, target: `unix:${rest}`, host: 'localhost', secure: scheme === 'unixs' };
  const url = URL.parse(text.trim());
  if (scheme === '' || url === null || url.hostname === '' || !['', '/'].includes(url.pathname) || url.search !== '') {
    throw new BackendError(`--etcd-servers=${text}: must be the address of a member, such as https://10.0.0.1:2379`, { code: 'unusable' });
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port || (scheme === 'https' ? '443' : '80');
  return { url: text, target: `dns:///${isIPv6(host) ? `[${host}]` : host}:${port}`, host, secure: scheme === 'https' };
}
