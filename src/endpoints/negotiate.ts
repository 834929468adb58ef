// Which representation a client gets, and which one it sent [E030–E038]. upstream: handlers/negotiation.
import { genericRefusal, notAcceptable, unsupportedMediaType } from '../machinery/status-error.ts';
import { parseQuery } from './query.ts';

export type Encoding = 'json' | 'yaml' | 'protobuf';

/** In upstream's order, which messages show. */
export const encodings: readonly Encoding[] = ['json', 'yaml', 'protobuf'];

export const mediaTypeOf: Readonly<Record<Encoding, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: 'application/vnd.kubernetes.protobuf',
};

/** What the client wants the answer turned into; of meta.k8s.io in this version. */
export interface Transform {
  readonly kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  readonly version: 'v1' | 'v1beta1';
}

/** A representation both sides can live with. */
export interface Accepted {
  readonly encoding: Encoding;
  readonly transform: Transform | undefined;
  /** Indented; only means something for JSON. */
  readonly pretty: boolean;
}

/** What an endpoint can write. */
export interface Offer {
  readonly transforms: boolean;
  /** Tables too: the kind has columns. */
  readonly table: boolean;
}

/** Errors, discovery and the like: nothing to transform. */
export const plainOffer: Offer = { transforms: false, table: false };

const asJson: Accepted = { encoding: 'json', transform: undefined, pretty: false };

/** Most clients send one of these, so that nothing needs to be parsed. */
const known: ReadonlyMap<string | undefined, Accepted> = new Map<string | undefined, Accepted>([
  [undefined, asJson],
  ['', asJson],
  ['*/*', asJson],
  ...encodings.map((encoding) => [mediaTypeOf[encoding], { encoding, transform: undefined, pretty: false }] as const),
]);

/** One alternative of an Accept header. */
export interface AcceptClause {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Best first. What cannot be read is left out. */
export function parseAccept(header: string): readonly AcceptClause[] {
  const clauses = header.split(',').flatMap((text) => parseClause(text) ?? []);
  return clauses.toSorted((a, b) => b.quality - a.quality || wildcards(a) - wildcards(b));
}

const wildcards = ({ type, subtype }: AcceptClause): number => (type === '*' ? 2 : 0) + (subtype === '*' ? 1 : 0);

function parseClause(text: string): AcceptClause | undefined {
  const [mediaType = '', ...rest] = text.split(';').map((part) => part.trim());
  const [type = '', subtype, more] = mediaType === '*' ? ['*', '*'] : mediaType.split('/').map((part) => part.trim());
  if (subtype === undefined || more !== undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const [name = '', value] = part.split('=', 2).map((side) => side.trim());
    if (value !== undefined) parameters.set(name, value);
  }
  const quality = parameters.get('q');
  parameters.delete('q');
  return { type, subtype, quality: quality === undefined ? 1 : Number(quality) || 0, parameters };
}

/** The best representation that `offer` allows; undefined when the client would accept none. */
export function acceptable(accept: string | undefined, offer: Offer): Accepted | undefined {
  const plain = known.get(accept);
  if (plain !== undefined) return plain;
  for (const clause of parseAccept(accept!))
    for (const encoding of encodings)
      if (covers(clause, mediaTypeOf[encoding])) {
        const accepted = acceptedBy(clause.parameters, encoding, offer);
        if (accepted !== undefined) return accepted;
      }
  return undefined;
}

function covers({ type, subtype }: AcceptClause, mediaType: string): boolean {
  if (type === '*') return subtype === '*';
  return subtype === '*' ? mediaType.startsWith(`${type}/`) : mediaType === `${type}/${subtype}`;
}

/** Undefined when a parameter asks for something that cannot be had; unknown parameters do not count. */
function acceptedBy(parameters: ReadonlyMap<string, string>, encoding: Encoding, offer: Offer): Accepted | undefined {
  const stream = parameters.get('stream') ?? '';
  if (stream !== '' && (stream !== 'watch' || encoding === 'yaml')) return undefined;
  const serverVersion = parameters.get('sv') ?? '';
  if (serverVersion !== '' && !(offer.transforms && serverVersion === 'v1')) return undefined;
  const pretty = parameters.get('pretty') === '1';
  if (!['as', 'g', 'v'].some((name) => parameters.has(name))) return { encoding, transform: undefined, pretty };
  const transform = transformOf(parameters);
  if (transform === undefined || !offer.transforms) return undefined;
  if (transform.kind === 'Table' && (!offer.table || encoding === 'protobuf')) return undefined;
  return { encoding, transform, pretty };
}

function transformOf(parameters: ReadonlyMap<string, string>): Transform | undefined {
  const [kind, version] = [parameters.get('as'), parameters.get('v')];
  if (parameters.get('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  return kind === 'Table' || kind === 'PartialObjectMetadata' || kind === 'PartialObjectMetadataList' ? { kind, version } : undefined;
}

/** Throws NotAcceptable. */
export function negotiate(accept: string | undefined, offer: Offer): Accepted {
  const accepted = acceptable(accept, offer);
  if (accepted === undefined) throw notAcceptable(encodings.map((encoding) => mediaTypeOf[encoding]));
  return accepted;
}

const streamEncodings: readonly Encoding[] = ['json', 'protobuf'];
const streamTypes: readonly string[] = streamEncodings.map((encoding) => `${mediaTypeOf[encoding]};stream=watch`);

/** For a watch, which YAML has no frames for. Throws NotAcceptable. */
export function negotiateStream(accept: string | undefined, offer: Offer): Accepted {
  const accepted = negotiate(accept, offer);
  if (accepted.encoding === 'yaml') throw notAcceptable(streamTypes);
  return accepted;
}

/**
 * The router's first look, which knows no parameters and, but for the full wildcard, no wildcards: it refuses in other words than
 * `negotiate`. upstream: go-restful's Route.matchesAccept.
 */
export function checkRouteAccepts(accept: string | undefined, { streams }: { readonly streams: boolean }): void {
  if (known.has(accept)) return;
  const produced = [...encodings.map((encoding) => mediaTypeOf[encoding]), ...(streams ? streamTypes : [])];
  const wanted = accept!.split(',').map((clause) => clause.split(';', 1)[0]!.trim());
  if (wanted.some((type) => type === '*/*' || produced.includes(type))) return;
  throw genericRefusal(406, `406: Not Acceptable\n\nAvailable representations: ${produced.join(', ')}`);
}

/** Whether a human seems to be reading: `?pretty` decides, else the client's name [E038]. */
export function wantsPretty(query: string, userAgent: string | undefined): boolean {
  if (query.includes('pretty')) {
    const asked = parseQuery(query).get('pretty') ?? '';
    if (asked !== '') return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(asked);
  }
  return userAgent !== undefined && /^(?:curl|Wget|Mozilla\/5\.0)/.test(userAgent);
}

/** How the body is encoded. Without a Content-Type it is JSON. Throws UnsupportedMediaType. */
export function bodyEncoding(contentType: string | undefined): Encoding {
  if (contentType === undefined || contentType === '') return 'json';
  const mediaType = contentType.split(';', 1)[0]!.trim().toLowerCase();
  const encoding = encodings.find((candidate) => mediaTypeOf[candidate] === mediaType);
  if (encoding === undefined) throw unsupportedMediaType(encodings.map((candidate) => mediaTypeOf[candidate]));
  return encoding;
}
