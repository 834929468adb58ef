// Answers with lists. Items are copied into reused chunks; long lists leave room for others between chunks, wait for slow
// clients and stop for those that are gone.
import { limits } from '../../base/limits.ts';
import type { KubeObject } from '../../machinery/object.ts';
import type { Page } from '../../machinery/options.ts';
import type { Endpoint } from '../endpoint.ts';
import type { BodyWriter } from '../exchange.ts';
import type { Exchange } from '../filters/filter.ts';
import type { Accepted, Encoding, Transform } from '../negotiate.ts';
import { ChunkedBody } from './chunked-body.ts';
import type { JsonForm } from './form.ts';
import { jsonForm } from './forms.ts';
import { concat } from './json-text.ts';
import { finished } from './finish.ts';
import { protobufForm } from './protobuf-form.ts';
import { contentTypes, isPretty, unsuitable } from './object.ts';

/** Throws NotAcceptable for what a list cannot be turned into. */
export async function respondList(exchange: Exchange, endpoint: Endpoint, accepted: Accepted, page: Page<KubeObject>): Promise<void> {
  const { encoding, transform } = accepted;
  if (transform?.kind === 'PartialObjectMetadata') throw unsuitable(endpoint, 'PartialObjectMetadata', 'is a list', 'List');
  const pretty = isPretty(exchange, accepted);
  if (encoding === 'protobuf') return stream(exchange, endpoint, encoding, await protobufPieces(endpoint, transform, page));
  const pieces = jsonPieces(jsonForm(endpoint, transform, exchange.query), page);
  if (encoding === 'json' && !pretty) return stream(exchange, endpoint, encoding, pieces);
  exchange.send(200, contentTypes[encoding], finished(concat([...pieces]), encoding, pretty));
}

function* jsonPieces(form: JsonForm, page: Page<KubeObject>): Iterable<Uint8Array> {
  yield form.listHead(page);
  let separator = form.first;
  for (const object of page.items) {
    yield separator;
    yield form.item(object);
    separator = form.next;
  }
  yield form.listTail(page);
}

/** Others have their turn while the items are encoded: that takes several times as long as sending them. */
async function protobufPieces(endpoint: Endpoint, transform: Transform | undefined, page: Page<KubeObject>): Promise<Iterable<Uint8Array>> {
  const { environment } = endpoint;
  const form = protobufForm(endpoint, transform);
  const items: Uint8Array[] = [];
  let bytes = 0;
  let since = environment.now();
  for (const object of page.items) {
    const item = form.item(object);
    bytes += item.length;
    items.push(item);
    if (environment.now() - since < limits.responseSliceMs) continue;
    await new Promise<void>((resolve) => environment.after(0, resolve));
    since = environment.now();
  }
  return [form.listHead(page, bytes), ...items, form.listTail];
}

async function stream(exchange: Exchange, { chunks }: Endpoint, encoding: Encoding, pieces: Iterable<Uint8Array>): Promise<void> {
  let writer: BodyWriter | undefined;
  const body = new ChunkedBody(chunks, {
    start: () => (writer = exchange.start(200, contentTypes[encoding])),
    whole(bytes) {
      exchange.send(200, contentTypes[encoding], bytes);
      return undefined;
    },
  });
  for (const piece of pieces) {
    const wait = body.append(piece);
    if (wait === undefined) continue;
    await wait;
    if (exchange.signal.aborted) return body.abandon();
  }
  await body.finish();
  writer?.end();
}
