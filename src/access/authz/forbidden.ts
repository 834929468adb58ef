// The words in which a user is told no [N025]. upstream: responsewriters.ForbiddenStatusError.
import { forbidden, type StatusError } from '../../machinery/status-error.ts';
import { quote } from '../../machinery/validation/go-text.ts';
import type { AuthorizationAttributes } from './authorizer.ts';

/** `reason` is the authorizer's. */
export function forbiddenBy(attributes: AuthorizationAttributes, reason: string | undefined): StatusError {
  const { apiGroup, resource, name } = attributes;
  const why = sanitized(describe(attributes));
  return forbidden({ group: apiGroup, resource }, name, reason === undefined || reason === '' ? why : `${why}: ${reason}`);
}

function describe({ user, verb, isResourceRequest, path, apiGroup, namespace, resource, subresource }: AuthorizationAttributes): string {
  const who = `User ${quote(user.name)} cannot ${verb}`;
  if (!isResourceRequest) return `${who} path ${quote(path)}`;
  const what = `resource ${quote(subresource === '' ? resource : `${resource}/${subresource}`)} in API group ${quote(apiGroup)}`;
  return `${who} ${what} ${namespace === '' ? 'at the cluster scope' : `in the namespace ${quote(namespace)}`}`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** So that no message looks like HTML. Quotes are fine. */
export const sanitized = (text: string): string => text.replace(/[&<>]/g, (char) => entities[char]!);
