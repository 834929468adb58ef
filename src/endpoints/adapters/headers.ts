// Our header lists in the two shapes Node wants. Not one builder with two uses: a `:status` or an undefined value in the
// headers of an HTTP/1.1 answer ends the process.
import type { HeaderList } from '../exchange.ts';

/** Names and values in turn. `connection` has no meaning here: see `closesConnection`. */
export function http2Headers(status: number, headers: HeaderList, contentLength?: number): string[] {
  const built = [':status', String(status)];
  for (const [name, value] of headers) if (name !== 'connection') built.push(name, asBytes(value));
  if (contentLength !== undefined) built.push('content-length', String(contentLength));
  return built;
}

/** Names and values in turn, names in the case that people know: Audit-Id. */
export function http1Headers(headers: HeaderList): string[] {
  return headers.flatMap(([name, value]) => [canonical(name), asBytes(value)]);
}

export const closesConnection = (headers: HeaderList): boolean =>
  headers.some(([name, value]) => name === 'connection' && value === 'close');

const canonical = (name: string): string => name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());

/** Node writes header values byte by byte; what is not ASCII goes out as UTF-8, as Go sends it. */
// eslint-disable-next-line no-control-regex -- all of ASCII is meant
const asBytes = (value: string): string => (/^[\x00-\x7f]*$/.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1'));
