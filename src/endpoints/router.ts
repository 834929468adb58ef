// From a request to its handler [E006, E007]. A route exists exactly where the REST storage has the verb; paths that are no
// resources have handlers of their own. upstream: APIInstaller, and go-restful's router for the refusals.
import type { GroupVersionKind } from '../machinery/object.ts';
import { genericRefusal, methodNotSupported } from '../machinery/status-error.ts';
import type { ApiGroupVersion, InstalledResource, RestStorage } from '../registry/rest.ts';
import { endpointOf, type Endpoint, type EndpointHandler, type EndpointServices } from './endpoint.ts';
import type { Exchange, Step } from './filters/filter.ts';
import { create } from './handlers/create.ts';
import { deleteCollection } from './handlers/delete-collection.ts';
import { deleteOne } from './handlers/delete.ts';
import { get } from './handlers/get.ts';
import { list } from './handlers/list.ts';
import { patch } from './handlers/patch.ts';
import { update } from './handlers/update.ts';
import { watch } from './handlers/watch.ts';
import { checkRouteAccepts } from './negotiate.ts';
import { patchTypeOf } from './patch.ts';
import type { RequestInfo } from './request-info.ts';
import { sendText } from './respond/text.ts';

/** Exact paths without a trailing slash; a key that ends in one stands for every path below it. */
export type PathHandlers = ReadonlyMap<string, Step>;

export interface RouterOptions {
  readonly groupVersions: readonly ApiGroupVersion[];
  readonly paths: PathHandlers;
  readonly services: Omit<EndpointServices, 'knowsKind'>;
}

export function createRouter({ groupVersions, paths, services }: RouterOptions): Step {
  const kinds = new Set([listOfAnything, ...groupVersions.flatMap(kindsOf)].map(kindKey));
  const knowsKind = (kind: GroupVersionKind): boolean => kinds.has(kindKey(kind));
  const routes = new Map(
    groupVersions.map(
      (groupVersion) =>
        [`${groupVersion.group}/${groupVersion.version}`, resourceRoutes(groupVersion, { ...services, knowsKind })] as const,
    ),
  );
  const groups = new Set(groupVersions.map(({ group }) => group));
  return (exchange) => {
    const { info } = exchange;
    if (!info.isResourceRequest) return servePath(exchange, paths, groups);
    const resources = routes.get(`${info.apiGroup}/${info.apiVersion}`);
    // Request info forgives slashes in front; routes do not.
    if (resources === undefined || !exchange.path.startsWith(`/${info.apiPrefix}/`)) return Promise.resolve(notServed(exchange, groups));
    const methods = methodsOf(resources.get(info.resource), info);
    if (methods === undefined || methods.size === 0) throw genericRefusal(404);
    const handle = methods.get(exchange.request.method);
    if (handle === undefined) throw genericRefusal(405);
    return handle(exchange);
  };
}

const listOfAnything: GroupVersionKind = { group: '', version: 'v1', kind: 'List' };

const kindKey = ({ group, version, kind }: GroupVersionKind): string => `${group}/${version}/${kind}`;

function kindsOf({ resources }: ApiGroupVersion): readonly GroupVersionKind[] {
  return resources.flatMap(({ rest, subresources }) => [
    rest.kind,
    ...(rest.list === undefined ? [] : [{ ...rest.kind, kind: `${rest.kind.kind}List` }]),
    ...[...subresources.values()].map(({ kind }) => kind),
  ]);
}

/** By HTTP method. */
type Methods = ReadonlyMap<string, Step>;

interface ResourceRoutes {
  readonly namespaced: boolean;
  readonly acrossNamespaces: Methods;
  readonly collection: Methods;
  readonly item: Methods;
  readonly watchedCollection: Methods;
  readonly watchedItem: Methods;
  readonly subresources: ReadonlyMap<string, SubresourceRoutes>;
}

interface SubresourceRoutes {
  readonly methods: Methods;
  readonly watched: Methods;
}

function resourceRoutes(groupVersion: ApiGroupVersion, services: EndpointServices): ReadonlyMap<string, ResourceRoutes> {
  return new Map(groupVersion.resources.map((resource) => [resource.name, routesOf(groupVersion, resource, services)]));
}

function routesOf(
  { group, version }: ApiGroupVersion,
  { name, rest, subresources }: InstalledResource,
  services: EndpointServices,
): ResourceRoutes {
  const hasStatus = subresources.has('status');
  const endpointFor = (subresource: string, storage: RestStorage<never>): Endpoint =>
    endpointOf({ rest: storage, resource: { group, version, resource: name }, subresource, hasStatus }, services);
  const main = endpointFor('', rest);
  const reads = rest.list === undefined ? undefined : listOrWatch;
  return {
    namespaced: rest.namespaced,
    acrossNamespaces: rest.namespaced ? methods(main, { GET: reads }) : none,
    collection: methods(main, {
      GET: reads,
      POST: (rest.create ?? rest.createNamed) && create,
      DELETE: rest.deleteCollection && deleteCollection,
    }),
    item: methods(main, itemVerbs(rest)),
    watchedCollection: methods(main, { GET: rest.list && rest.watch && watch }),
    watchedItem: methods(main, { GET: rest.watch && watch }),
    subresources: new Map(
      [...subresources].map(([subresource, storage]) => [subresource, subresourceRoutes(endpointFor(subresource, storage), storage)]),
    ),
  };
}

function subresourceRoutes(endpoint: Endpoint, rest: RestStorage<never>): SubresourceRoutes {
  return {
    methods: methods(endpoint, { ...itemVerbs(rest), POST: (rest.create ?? rest.createNamed) && create }),
    watched: methods(endpoint, { GET: rest.watch && watch }),
  };
}

const none: Methods = new Map();

type Verbs = { readonly [method: string]: EndpointHandler | undefined };

function itemVerbs(rest: RestStorage<never>): Verbs {
  return {
    GET: rest.get && get,
    PUT: rest.update && update,
    PATCH: rest.get && rest.update && patch,
    DELETE: rest.delete && deleteOne,
  };
}

const listOrWatch: EndpointHandler = (exchange, endpoint) =>
  exchange.info.verb === 'watch' ? watchOrRefuse(exchange, endpoint) : list(exchange, endpoint);

const watchOrRefuse: EndpointHandler = async (exchange, endpoint) => {
  if (endpoint.rest.watch === undefined) throw methodNotSupported(endpoint.resource, 'watch');
  return watch(exchange, endpoint);
};

/** Each handler after the router's own look at the media types, which comes before the handler's. */
function methods(endpoint: Endpoint, verbs: Verbs): Methods {
  const routes = new Map<string, Step>();
  const { deprecation } = endpoint.rest;
  for (const [method, handler] of Object.entries(verbs)) {
    if (handler === undefined) continue;
    const streams = handler === listOrWatch || handler === watch;
    routes.set(method, (exchange) => {
      const { request } = exchange;
      if (deprecation !== undefined) exchange.warn(deprecation);
      if (method === 'PATCH') patchTypeOf(request.header('content-type'));
      checkRouteAccepts(request.header('accept'), { streams });
      return handler(exchange, endpoint);
    });
  }
  return routes;
}

/** Undefined when there is nothing at that path. */
function methodsOf(routes: ResourceRoutes | undefined, info: RequestInfo): Methods | undefined {
  if (routes === undefined || info.verb === 'proxy' || (info.inNamespace && !routes.namespaced)) return undefined;
  const [, name, subresource, ...more] = info.parts;
  const acrossNamespaces = routes.namespaced && !info.inNamespace;
  if (name === undefined) {
    if (info.watchPrefix) return routes.watchedCollection;
    return acrossNamespaces ? routes.acrossNamespaces : routes.collection;
  }
  if (acrossNamespaces || name === '' || more.length > 0) return undefined;
  if (subresource === undefined) return info.watchPrefix ? routes.watchedItem : routes.item;
  const below = routes.subresources.get(subresource);
  return info.watchPrefix ? below?.watched : below?.methods;
}

function servePath(exchange: Exchange, paths: PathHandlers, groups: ReadonlySet<string>): Promise<void> {
  const handler = pathHandler(exchange.path, paths);
  return handler === undefined ? Promise.resolve(notServed(exchange, groups)) : handler(exchange);
}

/** Only the paths of the API itself are also served with a slash at the end. */
function pathHandler(path: string, paths: PathHandlers): Step | undefined {
  const exact = paths.get(path);
  if (exact !== undefined) return exact;
  if (/^\/(?:api|apis|version)(?:\/.*)?\/$/.test(path)) return paths.get(path.slice(0, -1));
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const below = paths.get(path.slice(0, end + 1));
    if (below !== undefined) return below;
  }
  return undefined;
}

/** In plain text, except below the paths that upstream's API router serves, where it is a Status. */
function notServed(exchange: Exchange, groups: ReadonlySet<string>): void {
  const [, first, second] = exchange.path.split('/');
  if (first === 'api' || first === 'version' || (first === 'apis' && second !== undefined && groups.has(second))) throw genericRefusal(404);
  sendText(exchange, 404, '404 page not found');
}
