// How the documents are sent: in the form the client asked for, and only if it does not have them. upstream: kube-openapi's
// handlers, and what http.ServeContent adds.
import type { Environment } from '../../base/environment.ts';
import { matchesEtag } from '../etag.ts';
import type { HeaderList } from '../exchange.ts';
import type { Exchange, Step } from '../filters/filter.ts';
import { parseAccept } from '../negotiate.ts';
import { acceptsGzip, gzip } from './gzip.ts';
import type { LazyDocument } from './lazy-document.ts';
import { documentType, mediaTypesV2, mediaTypesV3 } from './negotiate.ts';

export interface Serving {
  readonly environment: Environment;
  /** When the documents became what they are. */
  readonly lastModifiedMs: number;
}

type Documents = ReadonlyMap<string, LazyDocument>;

const indexPath = '/openapi/v3';
const nothing = new Uint8Array(0);

/** Where the documents of version 3 are, each with its hash, so that clients may keep them for ever. */
export function serveIndex(documents: Documents, serving: Serving): Step {
  return async (exchange) => {
    const paths: { [name: string]: { readonly serverRelativeURL: string } } = {};
    // One after another: each is made for its hash alone.
    for (const [name, document] of documents) paths[name] = { serverRelativeURL: urlOf(name, await document.hash()) };
    const body = new TextEncoder().encode(JSON.stringify({ paths }));
    // Upstream's index is relayed by the aggregator, which leaves it to Go to guess the type.
    await sendContent(exchange, serving, { type: 'text/plain; charset=utf-8', body: () => Promise.resolve(body) });
  };
}

const urlOf = (name: string, hash: string): string => `${indexPath}/${name}?hash=${hash}`;

/** One document; with its hash in the query it may be kept for ever. */
export function serveV3(documents: Documents, serving: Serving): Step {
  return async (exchange) => {
    const name = exchange.path.slice(indexPath.length + 1);
    const document = documents.get(name);
    if (document === undefined) return exchange.send(404, [], nothing);
    const accept = exchange.request.header('accept');
    const vary = ['vary', 'Accept'] as const;
    const type = documentType(accept, mediaTypesV3);
    if (type === undefined) return exchange.send(isReadable(accept) ? 406 : 200, [vary], nothing);
    const hash = await document.hash();
    const asked = exchange.query.get('hash') ?? '';
    if (asked !== '' && asked !== hash) {
      const location = ['location', urlOf(name, hash)] as const;
      return exchange.send(301, [['content-type', type.answered], ['etag', `"${hash}"`], location, vary], nothing);
    }
    const headers = asked === '' ? [vary] : [vary, ...forEver(serving.environment)];
    await sendContent(exchange, serving, { type: type.answered, hash, headers, body: () => document.bytes(type.encoding) });
  };
}

/** Upstream answers an Accept header that it cannot make anything of with nothing. */
const isReadable = (accept = ''): boolean => parseAccept(accept).length > 0;

/** A year is the most that Expires can say. */
function forEver(environment: Environment): HeaderList {
  const end = new Date(environment.now());
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  return [
    ['cache-control', 'public, immutable'],
    ['expires', end.toUTCString().replace('GMT', 'UTC')],
  ];
}

/** All in one document, compressed for who can read that. */
export function serveV2(document: LazyDocument, serving: Serving): Step {
  return async (exchange) => {
    const { request } = exchange;
    const vary = [
      ['vary', 'Accept-Encoding'],
      ['vary', 'Accept'],
    ] as const;
    const type = documentType(request.header('accept'), mediaTypesV2);
    if (type === undefined) return exchange.send(406, vary, nothing);
    const headers = acceptsGzip(request.header('accept-encoding')) ? [...vary, ['content-encoding', 'gzip'] as const] : vary;
    await sendContent(exchange, serving, {
      type: type.answered,
      hash: await document.hash(),
      headers,
      async body() {
        const bytes = await document.bytes(type.encoding);
        return headers === vary ? bytes : gzip(bytes);
      },
    });
  };
}

interface Content {
  readonly type: string;
  readonly hash?: string | undefined;
  readonly headers?: HeaderList | undefined;
  /** Called only when the client needs it. */
  body(): Promise<Uint8Array>;
}

async function sendContent(exchange: Exchange, serving: Serving, { type, hash, headers = [], body }: Content): Promise<void> {
  if (isKnown(exchange, serving, hash)) {
    const same = headers.filter(([name]) => name !== 'content-encoding');
    return exchange.send(304, [...etagHeader(hash), ...same], nothing);
  }
  const modified = ['last-modified', new Date(serving.lastModifiedMs).toUTCString()] as const;
  exchange.send(200, [['content-type', type], ...etagHeader(hash), modified, ...headers], await body());
}

const etagHeader = (hash: string | undefined): HeaderList => (hash === undefined ? [] : [['etag', `"${hash}"`]]);

/** Whether the client has it. Its date counts only where it says nothing about hashes. */
function isKnown({ request }: Exchange, { lastModifiedMs }: Serving, hash: string | undefined): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const match = request.header('if-none-match');
  if (match !== undefined) return hash !== undefined && matchesEtag(match, `"${hash}"`);
  const since = Date.parse(request.header('if-modified-since') ?? '');
  return Math.floor(lastModifiedMs / 1000) * 1000 <= since;
}
