// The whole API over the memory backend, asked in process: the real filters, router, handlers, registry and storage. Time
// stands still unless a test moves it.
import { admissionChain, type AdmissionPlugin } from '../../src/access/admission/admission.ts';
import { anyOf, orAnonymous, withAuthenticatedGroup } from '../../src/access/authn/authenticator.ts';
import { bearerTokens } from '../../src/access/authn/bearer-token.ts';
import { parseTokenFile } from '../../src/access/authn/token-file.ts';
import { privilegedGroup, publicInfo } from '../../src/access/authz/always.ts';
import { inOrder, type Authorizer } from '../../src/access/authz/authorizer.ts';
import { silent, type Logger } from '../../src/base/log.ts';
import { createFetch } from '../../src/endpoints/adapters/fetch.ts';
import type { Handler } from '../../src/endpoints/exchange.ts';
import { createPipeline } from '../../src/endpoints/pipeline.ts';
import type { PathHandlers } from '../../src/endpoints/router.ts';
import type { ApiGroupVersion } from '../../src/registry/rest.ts';
import { builtInProviders } from '../../src/resources/providers.ts';
import { memoryRegistry, type RegistryFixture } from './registry.ts';

/** Of a user in system:masters, and of one in no group. */
export const adminToken = 'admin-token';
export const aliceToken = 'alice-token';
const tokens = `${adminToken},admin,admin-uid,system:masters\n${aliceToken},alice,alice-uid\n`;

export interface ApiOptions {
  readonly groupVersions?: readonly ApiGroupVersion[] | undefined;
  readonly paths?: PathHandlers | undefined;
  readonly admission?: readonly AdmissionPlugin[] | undefined;
  readonly authorizers?: readonly Authorizer[] | undefined;
  readonly log?: Logger | undefined;
  readonly registry?: RegistryFixture | undefined;
}

export interface ApiRequestInit {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as it is when it is text or bytes, else as JSON. */
  readonly body?: unknown;
  /** Default: the admin. Null: nobody. */
  readonly token?: string | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ApiFixture extends AsyncDisposable {
  readonly registry: RegistryFixture;
  readonly handler: Handler;
  /** Ends the watches, as a server does that stops. */
  drain(): void;
  send(path: string, init?: ApiRequestInit): Promise<Response>;
  /** The answer's code and JSON. */
  ask<T = Record<string, unknown>>(
    path: string,
    init?: ApiRequestInit,
  ): Promise<{ readonly code: number; readonly body: T; readonly response: Response }>;
}

export function serveApi(options: ApiOptions = {}): ApiFixture {
  const registry = options.registry ?? memoryRegistry();
  const draining = new AbortController();
  const handler = createPipeline({
    groupVersions: options.groupVersions ?? builtInProviders().flatMap((provider) => provider.newRESTStorage(registry)),
    paths: options.paths ?? new Map(),
    authenticator: orAnonymous(withAuthenticatedGroup(anyOf([bearerTokens([parseTokenFile(tokens)])]))),
    metrics: { begin: () => {}, end: () => {} },
    authorizer: inOrder([privilegedGroup, publicInfo, ...(options.authorizers ?? [])]),
    admission: admissionChain(options.admission ?? []),
    environment: registry.clock,
    log: options.log ?? silent,
    requestTimeoutMs: 60_000,
    minRequestTimeoutMs: 1_800_000,
    verify: true,
    draining: draining.signal,
  });
  const fetch = createFetch(handler);
  const send: ApiFixture['send'] = (path, init = {}) => fetch(new Request(`http://in.process${path}`, requestInit(init)));
  return {
    registry,
    handler,
    drain: () => draining.abort(),
    send,
    async ask<T>(path: string, init?: ApiRequestInit) {
      const response = await send(path, init);
      return { code: response.status, body: (await response.json()) as T, response };
    },
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  };
}

function requestInit({ method, headers, body, token = adminToken, signal }: ApiRequestInit): RequestInit {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      'user-agent': 'test/1.0',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  };
}
