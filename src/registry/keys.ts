// Where an object is kept: names and namespaces of requests, checked, as storage keys and scopes. upstream:
// NamespaceKeyFunc, NoNamespaceKeyFunc, EnsureObjectNamespaceMatchesRequestNamespace.
import type { KubeObject } from '../machinery/object.ts';
import type { Key, Predicate, Scope } from '../machinery/options.ts';
import { badRequest } from '../machinery/status-error.ts';
import { quote } from '../machinery/validation/go-text.ts';
import { isDns1123Label, isPathSegmentName } from '../machinery/validation/name-rules.ts';
import { withMeta } from './object-meta.ts';
import type { RequestContext } from './rest.ts';

interface Scoped {
  readonly namespaced: boolean;
}

/** Throws BadRequest when no key can be made of the request's names [R008]. */
export function keyOf({ namespaced }: Scoped, context: RequestContext, name: string): Key {
  if (namespaced && !context.namespace) throw badRequest('Namespace parameter required.');
  if (name === '') throw badRequest('Name parameter required.');
  const problems = isPathSegmentName(name);
  if (problems.length > 0) throw badRequest(`Name parameter invalid: ${quote(name)}: ${problems.join(';')}`);
  return namespaced ? { namespace: context.namespace, name } : { name };
}

/** As little as the request's namespace and the predicate allow: often a single key [R059]. */
export function scopeOf({ namespaced }: Scoped, context: RequestContext, predicate: Predicate | undefined): Scope {
  const namespace = namespaced ? (context.namespace ?? usableNamespace(predicate?.namespace)) : undefined;
  const name = predicate?.name;
  const single = name && (!namespaced || namespace !== undefined) && isPathSegmentName(name).length === 0;
  return { namespace, name: single ? name : undefined };
}

const usableNamespace = (namespace: string | undefined): string | undefined =>
  namespace !== undefined && isDns1123Label(namespace).length === 0 ? namespace : undefined;

/** Fills in the request's namespace, or clears what a cluster-scoped object has; throws BadRequest when they differ [R004]. */
export function inNamespace<T extends KubeObject>({ namespaced }: Scoped, context: RequestContext, object: T): T {
  const expected = namespaced ? context.namespace : undefined;
  const { namespace } = object.metadata;
  if (namespace === expected) return object;
  if (namespace && expected !== undefined)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return withMeta(object, { namespace: expected });
}
