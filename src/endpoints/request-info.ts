// What a request is about, read off its method, path and query alone: for authorization, for routing and for logs
// [E001–E005]. upstream: request.RequestInfoFactory.
import { parseFieldSelector } from '../machinery/selectors/fields.ts';
import { flagParameter, parameter } from './query.ts';

export interface RequestInfo {
  /** About an API resource; otherwise about a path (`/healthz`, `/apis`), and only `path` and `verb` mean something. */
  readonly isResourceRequest: boolean;
  /** Decoded. */
  readonly path: string;
  /** get, list, watch, create, update, patch, delete, deletecollection, proxy; the method in lower case for a path. */
  readonly verb: string;
  /** `api` or `apis`. */
  readonly apiPrefix: string;
  readonly apiGroup: string;
  readonly apiVersion: string;
  /** '' for cluster-scoped resources and across namespaces. A namespace's own namespace is its name. */
  readonly namespace: string;
  /** The path says `namespaces/<namespace>/` before the resource. */
  readonly inNamespace: boolean;
  readonly resource: string;
  readonly subresource: string;
  /** From the path; for list and watch also what the field selector says about metadata.name. */
  readonly name: string;
  /** The path from the resource on: `[resource, name, subresource, …]`. */
  readonly parts: readonly string[];
  /** Asked for with the legacy prefix `watch/`. */
  readonly watchPrefix: boolean;
  /** As sent; only for the verbs that select. */
  readonly fieldSelector: string | undefined;
  readonly labelSelector: string | undefined;
}

/** A path that looks like a resource but names none. The message is upstream's. */
export class RequestInfoError extends Error {
  override readonly name = 'RequestInfoError';
}

export interface RequestLine {
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const verbOfMethod: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
const prefixVerbs: ReadonlySet<string> = new Set(['watch', 'proxy']);
const selectingVerbs: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection']);
/** What follows `namespaces/<name>/` is a resource in that namespace, except these [E002]. */
const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

/** Throws RequestInfoError. */
export function requestInfo(line: RequestLine): RequestInfo {
  const located = locate(line);
  if (located === undefined) return pathInfo(line);
  const { parts, namespace, below } = belowNamespace(located.parts);
  const resource = parts[0] ?? '';
  const name = parts[1] ?? '';
  const subresource = parts[2] ?? '';
  const verb = refine(located.verb, name, line.query);
  const selects = selectingVerbs.has(verb) && !located.verbInPath;
  return {
    isResourceRequest: true,
    path: line.path,
    verb,
    apiPrefix: located.apiPrefix,
    apiGroup: located.apiGroup,
    apiVersion: located.apiVersion,
    namespace,
    inNamespace: below,
    resource,
    subresource: verb === 'proxy' ? '' : subresource,
    name: name === '' && located.verb === 'get' ? selectedName(line.query) : name,
    parts,
    watchPrefix: located.verbInPath && located.verb === 'watch',
    fieldSelector: selects ? parameter(line.query, 'fieldSelector') : undefined,
    labelSelector: selects ? parameter(line.query, 'labelSelector') : undefined,
  };
}

function pathInfo({ method, path }: RequestLine): RequestInfo {
  return {
    isResourceRequest: false,
    path,
    verb: method.toLowerCase(),
    apiPrefix: '',
    apiGroup: '',
    apiVersion: '',
    namespace: '',
    inNamespace: false,
    resource: '',
    subresource: '',
    name: '',
    parts: [],
    watchPrefix: false,
    fieldSelector: undefined,
    labelSelector: undefined,
  };
}

interface Located {
  readonly apiPrefix: string;
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly verb: string;
  /** The verb stood in the path, as `watch/` does. */
  readonly verbInPath: boolean;
  /** After the version and a verb. */
  readonly parts: readonly string[];
}

/** Undefined when the path is not one of a resource. */
function locate({ method, path }: RequestLine): Located | undefined {
  const segments = splitPath(path);
  const apiPrefix = segments[0]!;
  const grouped = apiPrefix === 'apis';
  // Behind the prefix, a group if there is one, and the version.
  const start = grouped ? 3 : 2;
  if ((apiPrefix !== 'api' && !grouped) || segments.length <= start) return undefined;
  const apiGroup = grouped ? segments[1]! : '';
  const apiVersion = segments[start - 1]!;
  const first = segments[start]!;
  const verbInPath = prefixVerbs.has(first);
  if (verbInPath && segments.length < start + 2) throw new RequestInfoError(`unable to determine kind and namespace from url, ${path}`);
  const verb = verbInPath ? first : (verbOfMethod[method] ?? '');
  return { apiPrefix, apiGroup, apiVersion, verb, verbInPath, parts: segments.slice(verbInPath ? start + 1 : start) };
}

function splitPath(path: string): readonly string[] {
  let [start, end] = [0, path.length];
  while (path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return path.slice(start, end).split('/');
}

interface Placed {
  readonly parts: readonly string[];
  readonly namespace: string;
  readonly below: boolean;
}

function belowNamespace(parts: readonly string[]): Placed {
  if (parts[0] !== 'namespaces') return { parts, namespace: '', below: false };
  const namespace = parts[1] ?? '';
  const below = parts.length > 2 && !namespaceSubresources.has(parts[2]!);
  return { parts: below ? parts.slice(2) : parts, namespace, below };
}

function refine(verb: string, name: string, query: URLSearchParams): string {
  if (name !== '') return verb;
  if (verb === 'get') return flagParameter(query, 'watch') === true ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}

/** A list of one name is authorised as a request about that name. A selector that does not parse selects no name. */
function selectedName(query: URLSearchParams): string {
  const selector = parameter(query, 'fieldSelector');
  if (selector === undefined || !selector.includes('metadata.name')) return '';
  try {
    const name = parseFieldSelector(selector).requiresExactMatch('metadata.name') ?? '';
    return /[/%]/.test(name) || name === '.' || name === '..' ? '' : name;
  } catch {
    return '';
  }
}
