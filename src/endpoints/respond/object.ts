// Answers with one object. The fast path is JSON: the object's own bytes, as the store has them.
import type { Status } from '../../machinery/meta/v1.ts';
import type { KubeObject } from '../../machinery/object.ts';
import { StatusError } from '../../machinery/status-error.ts';
import type { StoredObject } from '../../machinery/stored-object.ts';
import type { Endpoint } from '../endpoint.ts';
import type { HeaderList } from '../exchange.ts';
import type { Exchange } from '../filters/filter.ts';
import { mediaTypeOf, wantsPretty, type Accepted, type Encoding } from '../negotiate.ts';
import { finished } from './finish.ts';
import { jsonForm } from './forms.ts';
import { protobufForm } from './protobuf-form.ts';
import { encodeStatus } from './status.ts';

export interface Answer {
  readonly code: number;
  readonly accepted: Accepted;
}

export const contentTypes: Readonly<Record<Encoding, HeaderList>> = {
  json: [['content-type', mediaTypeOf.json]],
  yaml: [['content-type', mediaTypeOf.yaml]],
  protobuf: [['content-type', mediaTypeOf.protobuf]],
};

/** Throws NotAcceptable for what only a list can be turned into. */
export function respondObject(exchange: Exchange, endpoint: Endpoint, { code, accepted }: Answer, object: StoredObject<KubeObject>): void {
  const { encoding, transform } = accepted;
  const pretty = isPretty(exchange, accepted);
  if (encoding === 'json' && transform === undefined && !pretty) return exchange.send(code, contentTypes.json, object.bytes);
  if (transform?.kind === 'PartialObjectMetadataList') throw unsuitable(endpoint, 'PartialObjectMetadataList', 'is not a list', '');
  const { object: show } = encoding === 'protobuf' ? protobufForm(endpoint, transform) : jsonForm(endpoint, transform, exchange.query);
  exchange.send(code, contentTypes[encoding], finished(show(object), encoding, pretty));
}

/** A Status that is no error: it is never turned into anything else. */
export function respondSuccess(exchange: Exchange, { code, accepted }: Answer, status: Status): void {
  const { encoding } = accepted;
  exchange.send(code, contentTypes[encoding], finished(encodeStatus(status, encoding), encoding, isPretty(exchange, accepted)));
}

export const isPretty = ({ request }: Exchange, { encoding, pretty }: Accepted): boolean =>
  encoding === 'json' && (pretty || wantsPretty(request.query, request.header('user-agent')));

/** In upstream's words, which name its internal type. */
export function unsuitable({ kind }: Endpoint, transform: string, complaint: string, suffix: 'List' | ''): StatusError {
  const hub = kind.group === '' || kind.group === 'events.k8s.io' ? 'core' : kind.group.split('.')[0]!;
  const message = `you requested ${transform}, but the requested object ${complaint} (*${hub}.${kind.kind}${suffix})`;
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'NotAcceptable',
    code: 406,
  });
}
