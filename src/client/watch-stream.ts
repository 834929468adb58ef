// The body of a JSON watch: one event a line.
import { StatusError, toStatus } from '../machinery/status-error.ts';
import type { KubeObject } from '../machinery/object.ts';

export type ClientWatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd: boolean };

interface RawEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/** Ends with the body. Throws the StatusError of an ERROR event. */
export async function* readWatch<T extends KubeObject>(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ClientWatchEvent<T>, void, undefined> {
  for await (const line of lines(body)) {
    const { type, object } = JSON.parse(line) as RawEvent<T>;
    if (type === 'ERROR') throw new StatusError(toStatus(new StatusError(object as never)));
    if (type !== 'BOOKMARK') yield { type, object };
    else
      yield {
        type,
        resourceVersion: object.metadata.resourceVersion ?? '',
        initialEventsEnd: object.metadata.annotations?.['k8s.io/initial-events-end'] === 'true',
      };
  }
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part !== '') yield part;
  }
}
