// A watch: events as they come, until the time is up, the client is gone or the server is about to stop. All of these end the
// answer cleanly; clients begin again from the last revision they saw.
import { predicateOf } from '../../machinery/selectors/predicate.ts';
import type { KubeObject } from '../../machinery/object.ts';
import type { WatchBatch } from '../../machinery/watch.ts';
import { contextOf, type Endpoint, type EndpointHandler } from '../endpoint.ts';
import type { BodyWriter } from '../exchange.ts';
import type { Exchange } from '../filters/filter.ts';
import { parseListParameters, selectedFields, watchStart } from '../list-options.ts';
import { mediaTypeOf, negotiateStream } from '../negotiate.ts';
import { ChunkedBody } from '../respond/chunked-body.ts';
import { concat } from '../respond/json-text.ts';
import { unsuitable } from '../respond/object.ts';
import { eventFrames, type EventFrames } from '../watch-frames.ts';

export const watch: EndpointHandler = async (exchange, endpoint) => {
  const parameters = parseListParameters(exchange.query, { watch: true });
  const fields = selectedFields(parameters.fields, endpoint.selectable, exchange.info.name);
  const start = watchStart(parameters);
  const accepted = negotiateStream(exchange.request.header('accept'), endpoint.offer);
  if (accepted.transform?.kind === 'PartialObjectMetadataList')
    throw unsuitable(endpoint, 'PartialObjectMetadataList', 'is not a list', '');
  const frames = eventFrames(endpoint, accepted, exchange.query);
  using ending = endingOf(exchange, endpoint, timeoutMs(endpoint, parameters.timeoutSeconds));
  const events = await endpoint.rest.watch!(contextOf(exchange, endpoint), {
    start,
    predicate: predicateOf(parameters.labels, fields),
    bookmarks: parameters.bookmarks,
    signal: ending.signal,
  });
  const mediaType = accepted.encoding === 'json' ? mediaTypeOf.json : `${mediaTypeOf.protobuf};stream=watch`;
  const writer = exchange.start(200, [['content-type', mediaType]]);
  for await (const batch of events) await writeBatch(writer, batch, { frames, endpoint, signal: ending.signal });
  writer.end();
};

/** [E052]; 0, and with it the end before the first event, for a negative number of seconds. */
function timeoutMs({ environment, minRequestTimeoutMs }: Endpoint, timeoutSeconds = 0): number {
  if (timeoutSeconds !== 0) return Math.max(timeoutSeconds * 1000, 0);
  return minRequestTimeoutMs + environment.random(Math.max(minRequestTimeoutMs, 1));
}

/** The longest a timer can run. */
const timerMaxMs = 2 ** 31 - 1;

interface Ending extends Disposable {
  readonly signal: AbortSignal;
}

function endingOf(exchange: Exchange, { environment, draining }: Endpoint, ms: number): Ending {
  const controller = new AbortController();
  const end = (): void => controller.abort();
  const cancel = environment.after(Math.min(ms, timerMaxMs), end);
  const causes = [exchange.signal, draining];
  for (const cause of causes) cause.addEventListener('abort', end, { once: true });
  if (ms === 0 || causes.some(({ aborted }) => aborted)) end();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      cancel();
      for (const cause of causes) cause.removeEventListener('abort', end);
    },
  };
}

interface Showing {
  readonly frames: EventFrames;
  readonly endpoint: Endpoint;
  readonly signal: AbortSignal;
}

/** Up to so many events are worth frames that other watchers may share; more are a first state, which others do not get now. */
const sharedEventsMax = 64;

/** Everything that was waiting goes out in one write, or in large ones. */
async function writeBatch(writer: BodyWriter, batch: WatchBatch<KubeObject>, { frames, endpoint, signal }: Showing): Promise<void> {
  if (batch.length <= sharedEventsMax) {
    const made = batch.map((event) => frames.shared(event));
    return writer.write(made.length === 1 ? made[0]! : concat(made));
  }
  const body = new ChunkedBody(endpoint.chunks, { start: () => writer, whole: (bytes) => writer.write(bytes) });
  for (const event of batch)
    for (const piece of frames.pieces(event)) {
      const wait = body.append(piece);
      if (wait === undefined) continue;
      await wait;
      if (signal.aborted) return body.abandon();
    }
  await body.finish();
}
