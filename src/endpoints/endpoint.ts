// One endpoint, a resource or subresource of one group version, with all that its handlers need. upstream: RequestScope.
import type { AdmissionChain } from '../access/admission/admission.ts';
import type { Authorizer } from '../access/authz/authorizer.ts';
import type { User } from '../access/user.ts';
import type { Environment } from '../base/environment.ts';
import type { Logger } from '../base/log.ts';
import type { GroupVersionKind, GroupVersionResource, KubeObject } from '../machinery/object.ts';
import { metadataFields, type SelectableFields } from '../machinery/selectors/fields.ts';
import type { RequestContext, RestStorage } from '../registry/rest.ts';
import { FrameCache } from './frame-cache.ts';
import type { Exchange } from './filters/filter.ts';
import type { Offer } from './negotiate.ts';
import type { ChunkPool } from './respond/chunked-body.ts';

/** What all endpoints of a server share. */
export interface EndpointServices {
  readonly environment: Environment;
  readonly log: Logger;
  readonly authorizer: Authorizer;
  readonly admission: AdmissionChain;
  readonly chunks: ChunkPool;
  /** A watch without timeoutSeconds ends after this or up to twice as long. */
  readonly minRequestTimeoutMs: number;
  /** Freezes every decoded body: for tests. */
  readonly verify: boolean;
  /** Aborted when the server is about to stop: watches end then, cleanly. */
  readonly draining: AbortSignal;
  /** Whether any endpoint serves this kind: how a body of the wrong kind is refused depends on it. */
  knowsKind(kind: GroupVersionKind): boolean;
}

export interface Endpoint extends EndpointServices {
  readonly rest: RestStorage<KubeObject>;
  /** As in the URL; of `pods/status`, pods. */
  readonly resource: GroupVersionResource;
  /** '' for the resource itself. */
  readonly subresource: string;
  readonly kind: GroupVersionKind;
  /** The resource has a /status, and only that writes the status. */
  readonly hasStatus: boolean;
  readonly selectable: SelectableFields;
  readonly offer: Offer;
  readonly frames: FrameCache;
}

export interface EndpointParts {
  readonly rest: RestStorage<never>;
  readonly resource: GroupVersionResource;
  readonly subresource: string;
  readonly hasStatus: boolean;
}

export function endpointOf({ rest: untyped, resource, subresource, hasStatus }: EndpointParts, services: EndpointServices): Endpoint {
  // Handlers hand a REST storage only what its own decoder made.
  const rest = untyped as unknown as RestStorage<KubeObject>;
  return {
    ...services,
    rest,
    resource,
    subresource,
    kind: rest.kind,
    hasStatus,
    selectable: rest.selectableFields ?? metadataFields,
    offer: { transforms: true, table: rest.table !== undefined },
    frames: new FrameCache(services.environment),
  };
}

/** A handler of one verb. Throws StatusErrors, which become answers. */
export type EndpointHandler = (exchange: Exchange, endpoint: Endpoint) => Promise<void>;

/** What the REST storage gets to know of the request. */
export const contextOf = (exchange: Exchange, { rest }: Endpoint): RequestContext => new ExchangeContext(exchange, rest.namespaced);

class ExchangeContext implements RequestContext {
  readonly namespace: string | undefined;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, namespaced: boolean) {
    const { namespace } = exchange.info;
    this.namespace = namespaced && namespace !== '' ? namespace : undefined;
    this.#exchange = exchange;
  }
  get user(): User {
    return this.#exchange.user;
  }
  get signal(): AbortSignal {
    return this.#exchange.signal;
  }
  warn(text: string): void {
    this.#exchange.warn(text);
  }
}
