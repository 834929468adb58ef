// The paths of one resource and what can be done there: exactly the routes that router.ts makes of it. upstream: the
// documentation half of APIInstaller.
import { DeleteOptions, Status, WatchEvent } from '../../machinery/meta/v1.ts';
import { apiVersionOf, type GroupVersion } from '../../machinery/object.ts';
import type { InstalledResource, RestStorage } from '../../registry/rest.ts';
import {
  anyType,
  capital,
  groupVersionId,
  groupVersionTag,
  objectTypes,
  patchTypes,
  pathItem,
  streamTypes,
  type Operation,
  type PathItem,
} from './operation.ts';
import { nameParameter, type Parameter, type Parameters } from './parameters.ts';
import type { Schemas } from './schemas.ts';
import type { Schema } from './spec.ts';
import { patchSchema } from './well-known.ts';

export interface PathsOptions {
  readonly version: GroupVersion;
  readonly schemas: Schemas;
  readonly parameters: Parameters;
}

/** A resource or subresource, and what its operations have in common. */
interface Endpoint extends PathsOptions {
  readonly rest: RestStorage<never>;
  /** '' for the resource itself. */
  readonly subresource: string;
  /** Of the resource, also where the subresource has another. */
  readonly kind: string;
  /** `Namespaced`, or nothing. */
  readonly scope: string;
  /** How the ids of operations go on after the verb. */
  readonly id: string;
  readonly name: Parameter;
  /** Of everything but what goes across namespaces. */
  readonly place: readonly Parameter[];
  readonly self: Schema;
}

/** `/api/v1` or `/apis/GROUP/VERSION`. */
export const basePath = (version: GroupVersion): string => (version.group === '' ? '/api/' : '/apis/') + apiVersionOf(version);

export function* resourcePaths(options: PathsOptions, resource: InstalledResource): Iterable<readonly [path: string, item: PathItem]> {
  const base = basePath(options.version);
  const { name, rest, subresources } = resource;
  const main = endpointOf(options, resource, rest, '');
  const place = rest.namespaced ? `/namespaces/{namespace}/${name}` : `/${name}`;
  if (rest.namespaced) yield* present(`${base}/${name}`, { get: listEverywhere(main) });
  yield* present(base + place, { get: list(main), post: create(main), delete: deleteCollection(main) });
  yield* present(`${base}${place}/{name}`, itemOperations(main));
  for (const [subresource, storage] of subresources) {
    const endpoint = endpointOf(options, resource, storage, subresource);
    yield* present(`${base}${place}/{name}/${subresource}`, { ...itemOperations(endpoint), post: create(endpoint) });
  }
  if (rest.namespaced) yield* present(`${base}/watch/${name}`, { get: watchListEverywhere(main) });
  yield* present(`${base}/watch${place}`, { get: watchList(main) });
  yield* present(`${base}/watch${place}/{name}`, { get: watchOne(main) });
}

type Maybe<T> = { readonly [K in keyof T]?: T[K] | undefined };

function present(path: string, operations: Maybe<PathItem['operations']>): readonly (readonly [string, PathItem])[] {
  const found = Object.entries(operations).filter(([, operation]) => operation !== undefined);
  return found.length === 0 ? [] : [[path, pathItem(Object.fromEntries(found))]];
}

function endpointOf(options: PathsOptions, resource: InstalledResource, rest: RestStorage<never>, subresource: string): Endpoint {
  const { version, schemas, parameters } = options;
  const { kind, namespaced } = resource.rest;
  return {
    ...options,
    rest,
    subresource,
    kind: kind.kind,
    scope: namespaced ? 'Namespaced' : '',
    id: groupVersionId(version),
    name: nameParameter(rest.kind.kind),
    place: namespaced ? [parameters.namespace, parameters.pretty] : [parameters.pretty],
    self: schemas.ref(rest.type),
  };
}

type OperationParts = Pick<Operation, 'id' | 'description' | 'parameters' | 'answers'> &
  Partial<Pick<Operation, 'body' | 'consumes' | 'produces'>>;

const operation = ({ version, rest }: Endpoint, action: string, parts: OperationParts): Operation => ({
  tag: groupVersionTag(version),
  action,
  kind: rest.kind,
  consumes: anyType,
  produces: objectTypes,
  ...parts,
});

const list = (endpoint: Endpoint): Operation | undefined => listOperation(endpoint, endpoint.scope + endpoint.kind, endpoint.place);
const listEverywhere = (endpoint: Endpoint): Operation | undefined =>
  listOperation(endpoint, `${endpoint.kind}ForAllNamespaces`, [endpoint.parameters.pretty]);

function listOperation(endpoint: Endpoint, what: string, place: readonly Parameter[]): Operation | undefined {
  const { rest, kind, id, parameters, schemas } = endpoint;
  if (rest.list === undefined) return undefined;
  return operation(endpoint, 'list', {
    id: `list${id}${what}`,
    description: `Lists objects of kind ${kind}, or watches them.`,
    parameters: [...parameters.list, ...place],
    produces: streamTypes,
    answers: { 200: schemas.listRef(rest.type) },
  });
}

function create(endpoint: Endpoint): Operation | undefined {
  const { rest, kind, subresource, parameters, name, place, self } = endpoint;
  if (rest.create === undefined && rest.createNamed === undefined) return undefined;
  return operation(endpoint, 'post', {
    id: itemId(endpoint, 'create'),
    description: subresource === '' ? `Creates an object of kind ${kind}.` : `Creates the ${theObject(endpoint)}.`,
    parameters: [...parameters.write, ...(subresource === '' ? [] : [name]), ...place],
    body: { schema: self, required: true },
    answers: { 200: self, 201: self, 202: self },
  });
}

function deleteCollection(endpoint: Endpoint): Operation | undefined {
  const { rest, kind, id, scope, parameters, schemas, place } = endpoint;
  if (rest.deleteCollection === undefined) return undefined;
  return operation(endpoint, 'deletecollection', {
    id: `delete${id}Collection${scope}${kind}`,
    description: `Deletes all selected objects of kind ${kind}.`,
    parameters: [...parameters.deleteCollection, ...place],
    body: { schema: schemas.ref(DeleteOptions), required: false },
    answers: { 200: schemas.ref(Status) },
  });
}

function itemOperations(endpoint: Endpoint): Maybe<PathItem['operations']> {
  const { get, update } = endpoint.rest;
  return {
    get: get && read(endpoint),
    put: update && replace(endpoint),
    delete: endpoint.rest.delete && deleteOne(endpoint),
    patch: get && update && patch(endpoint),
  };
}

const read = (endpoint: Endpoint): Operation =>
  operation(endpoint, 'get', {
    id: itemId(endpoint, 'read'),
    description: `Reads the ${theObject(endpoint)}.`,
    parameters: [endpoint.name, ...endpoint.place],
    answers: { 200: endpoint.self },
  });

const replace = (endpoint: Endpoint): Operation =>
  operation(endpoint, 'put', {
    id: itemId(endpoint, 'replace'),
    description: `Replaces the ${theObject(endpoint)}.`,
    parameters: [...endpoint.parameters.write, endpoint.name, ...endpoint.place],
    body: { schema: endpoint.self, required: true },
    answers: { 200: endpoint.self, 201: endpoint.self },
  });

const patch = (endpoint: Endpoint): Operation =>
  operation(endpoint, 'patch', {
    id: itemId(endpoint, 'patch'),
    description: `Changes parts of the ${theObject(endpoint)}.`,
    parameters: [...endpoint.parameters.patch, endpoint.name, ...endpoint.place],
    body: { schema: endpoint.schemas.known(patchSchema), required: true },
    consumes: patchTypes,
    answers: { 200: endpoint.self, 201: endpoint.self },
  });

function deleteOne(endpoint: Endpoint): Operation {
  const { rest, schemas, parameters, name, place, self } = endpoint;
  const answer = rest.returnsDeletedObject === true ? self : schemas.ref(Status);
  return operation(endpoint, 'delete', {
    id: itemId(endpoint, 'delete'),
    description: `Deletes the ${theObject(endpoint)}.`,
    parameters: [...parameters.delete, name, ...place],
    body: { schema: schemas.ref(DeleteOptions), required: false },
    answers: { 200: answer, 202: answer },
  });
}

const watchListEverywhere = (endpoint: Endpoint): Operation | undefined =>
  endpoint.rest.list && watchOperation(endpoint, 'watchlist', `${endpoint.kind}ListForAllNamespaces`, [endpoint.parameters.pretty]);
const watchList = (endpoint: Endpoint): Operation | undefined =>
  endpoint.rest.list && watchOperation(endpoint, 'watchlist', `${endpoint.scope}${endpoint.kind}List`, endpoint.place);
const watchOne = (endpoint: Endpoint): Operation | undefined =>
  watchOperation(endpoint, 'watch', endpoint.scope + endpoint.kind, [endpoint.name, ...endpoint.place]);

function watchOperation(endpoint: Endpoint, action: string, what: string, place: readonly Parameter[]): Operation | undefined {
  const { rest, kind, id, parameters, schemas } = endpoint;
  if (rest.watch === undefined) return undefined;
  return operation(endpoint, action, {
    id: `watch${id}${what}`,
    description: `Deprecated: list with the parameter 'watch' instead. Watches objects of kind ${kind}.`,
    parameters: [...parameters.list, ...place],
    produces: streamTypes,
    answers: { 200: schemas.ref(WatchEvent) },
  });
}

const itemId = ({ id, scope, kind, subresource }: Endpoint, verb: string): string => verb + id + scope + kind + capital(subresource);

/** `status of the object of kind Pod` */
const theObject = ({ subresource, kind }: Endpoint): string =>
  `${subresource === '' ? '' : `${subresource} of the `}object of kind ${kind}`;
