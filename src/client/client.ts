// A client of the API, for programs in the same process (over `server.fetch`, no socket) and across the network alike: all it
// needs is a fetch function. JSON only; errors are the StatusErrors the server meant.
import { apiVersionOf, type GroupVersionResource, type KubeObject } from '../machinery/object.ts';
import { StatusError, toStatus, type Status } from '../machinery/status-error.ts';
import { readWatch, type ClientWatchEvent } from './watch-stream.ts';

export type Fetch = (request: Request) => Promise<Response>;

export interface ResourceRef extends GroupVersionResource {
  readonly namespaced: boolean;
}

export interface ClientOptions {
  readonly fetch: Fetch;
  /** `https://127.0.0.1:6443`; in process any origin will do. */
  readonly baseUrl?: string | undefined;
  /** Sent as User-Agent: its part before the first slash becomes the field manager. */
  readonly userAgent: string;
}

export interface Place {
  /** Left out for cluster-scoped resources, and to list across namespaces. */
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface SelectOptions extends CallOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

export interface ListResult<T> {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly T[];
}

export interface ClientDeleteOptions extends CallOptions {
  readonly uid?: string | undefined;
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' | undefined;
}

export interface ClientWatchOptions extends SelectOptions {
  /** Start after this; left out: begin with the present state as ADDED events and a bookmark that ends them. */
  readonly resourceVersion?: string | undefined;
  readonly signal: AbortSignal;
}

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

/** One server, as one user agent. */
export class Client {
  readonly #fetch: Fetch;
  readonly #baseUrl: string;
  readonly #userAgent: string;

  constructor({ fetch, baseUrl = 'https://kapibara.invalid', userAgent }: ClientOptions) {
    this.#fetch = fetch;
    this.#baseUrl = baseUrl;
    this.#userAgent = userAgent;
  }

  resource<T extends KubeObject>(ref: ResourceRef): ResourceClient<T> {
    return new ResourceClient<T>(this, ref);
  }

  /** One request; a failure status becomes a thrown StatusError. `path` begins with a slash and may hold a query. */
  async request(
    method: string,
    path: string,
    options: CallOptions & { readonly body?: unknown; readonly contentType?: string } = {},
  ): Promise<Response> {
    const { body, contentType = 'application/json', signal } = options;
    const response = await this.#fetch(
      new Request(this.#baseUrl + path, {
        method,
        headers: { accept: 'application/json', 'user-agent': this.#userAgent, ...(body !== undefined && { 'content-type': contentType }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal !== undefined && { signal }),
      }),
    );
    if (!response.ok) throw await failureOf(response);
    return response;
  }
}

/** The objects of one resource. */
export class ResourceClient<T extends KubeObject> {
  readonly #client: Client;
  readonly #ref: ResourceRef;

  constructor(client: Client, ref: ResourceRef) {
    this.#client = client;
    this.#ref = ref;
  }

  async get(place: Place, options: CallOptions = {}): Promise<T> {
    return this.#json('GET', this.#path(place), options);
  }

  async list(options: SelectOptions & { readonly limit?: number; readonly continue?: string } = {}): Promise<ListResult<T>> {
    const query = { ...selectors(options), limit: options.limit, continue: options.continue };
    return this.#json('GET', this.#path(options) + queryText(query), options);
  }

  async create(object: T, options: CallOptions = {}): Promise<T> {
    return this.#json('POST', this.#path({ namespace: object.metadata.namespace }), { ...options, body: object });
  }

  /** Replaces the object, or with a subresource that part of it. Conflicts are thrown: read again and retry. */
  async update(object: T, options: CallOptions & { readonly subresource?: string } = {}): Promise<T> {
    const { name = '', namespace } = object.metadata;
    return this.#json('PUT', this.#path({ name, namespace }, options.subresource), { ...options, body: object });
  }

  async patch(
    place: Place,
    type: keyof typeof patchTypes,
    body: unknown,
    options: CallOptions & { readonly subresource?: string } = {},
  ): Promise<T> {
    return this.#json('PATCH', this.#path(place, options.subresource), { ...options, body, contentType: patchTypes[type] });
  }

  async delete(place: Place, options: ClientDeleteOptions = {}): Promise<void> {
    await this.#client.request('DELETE', this.#path(place), { signal: options.signal, body: deleteOptions(options) });
  }

  async deleteCollection(select: SelectOptions & { readonly namespace: string }, options: ClientDeleteOptions = {}): Promise<void> {
    await this.#client.request('DELETE', this.#path(select) + queryText(selectors(select)), {
      signal: select.signal,
      body: deleteOptions(options),
    });
  }

  /** Ends when the server closes the stream or the signal aborts. An ERROR event is thrown as a StatusError. */
  async *watch(options: ClientWatchOptions): AsyncGenerator<ClientWatchEvent<T>, void, undefined> {
    const { resourceVersion, signal } = options;
    const start = resourceVersion === undefined ? { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' } : { resourceVersion };
    const query = { watch: 'true', allowWatchBookmarks: 'true', ...start, ...selectors(options) };
    const response = await this.#client.request('GET', this.#path(options) + queryText(query), { signal });
    if (response.body !== null) yield* readWatch<T>(response.body);
  }

  async #json<R>(
    method: string,
    path: string,
    options: CallOptions & { readonly body?: unknown; readonly contentType?: string },
  ): Promise<R> {
    const response = await this.#client.request(method, path, options);
    return (await response.json()) as R;
  }

  #path(place: { readonly namespace?: string | undefined; readonly name?: string | undefined }, subresource?: string): string {
    const { group, resource, namespaced } = this.#ref;
    const root = group === '' ? '/api' : '/apis';
    const scope = namespaced && place.namespace !== undefined ? ['namespaces', place.namespace] : [];
    const parts = [
      apiVersionOf(this.#ref),
      ...scope,
      resource,
      ...(place.name === undefined ? [] : [place.name]),
      ...(subresource === undefined ? [] : [subresource]),
    ];
    return [root, ...parts.map((part) => part.split('/').map(encodeURIComponent).join('/'))].join('/');
  }
}

async function failureOf(response: Response): Promise<StatusError> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Partial<Status>;
    if (body.kind === 'Status') return new StatusError({ ...(body as Status), code: body.code ?? response.status });
  } catch {
    // Not JSON: the text itself is the message.
  }
  return new StatusError({ ...toStatus(new Error(text)), code: response.status });
}

const selectors = ({ labelSelector, fieldSelector }: SelectOptions): QueryFields => ({ labelSelector, fieldSelector });

type QueryFields = Readonly<Record<string, string | number | undefined>>;

function queryText(fields: QueryFields): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query.toString()}`;
}

const deleteOptions = ({ uid, gracePeriodSeconds, propagationPolicy }: ClientDeleteOptions): object => ({
  kind: 'DeleteOptions',
  apiVersion: 'v1',
  ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
  ...(propagationPolicy !== undefined && { propagationPolicy }),
  ...(uid !== undefined && { preconditions: { uid } }),
});
