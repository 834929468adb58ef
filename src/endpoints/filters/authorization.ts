// Whether the user may do what the request asks for [N025, N026]. upstream: WithAuthorization.
import type { AuthorizationAttributes, Authorizer, Decision } from '../../access/authz/authorizer.ts';
import { forbiddenBy } from '../../access/authz/forbidden.ts';
import type { User } from '../../access/user.ts';
import { parseFieldSelector, type FieldRequirement } from '../../machinery/selectors/fields.ts';
import { parseLabelSelector, type LabelRequirement } from '../../machinery/selectors/labels.ts';
import type { RequestInfo } from '../request-info.ts';
import { sendInternalError } from '../respond/text.ts';
import type { Exchange, Filter, Step } from './filter.ts';

export const authorization =
  (authorizer: Authorizer): Filter =>
  (next) =>
  (exchange) => {
    const attributes = attributesOf(exchange.user, exchange.info);
    const answer = authorizer.authorize(attributes);
    if (answer instanceof Promise) return answer.then((decision) => goOn(exchange, { attributes, decision, next }));
    return goOn(exchange, { attributes, decision: answer, next });
  };

interface Decided {
  readonly attributes: AuthorizationAttributes;
  readonly decision: Decision;
  readonly next: Step;
}

function goOn(exchange: Exchange, { attributes, decision: { decision, reason, error }, next }: Decided): Promise<void> {
  if (decision === 'Allow') return next(exchange);
  if (error !== undefined) return Promise.resolve(sendInternalError(exchange, error.message));
  exchange.addHeader('x-content-type-options', 'nosniff');
  throw forbiddenBy(attributes, reason);
}

function attributesOf(user: User, info: RequestInfo): AuthorizationAttributes {
  const { isResourceRequest, path, verb, apiGroup, apiVersion, namespace, resource, subresource, name } = info;
  return {
    user,
    verb,
    isResourceRequest,
    path,
    apiGroup,
    apiVersion,
    namespace,
    resource,
    subresource,
    name,
    fieldRequirements: requirements<FieldRequirement>(info.fieldSelector, parseFieldSelector),
    labelRequirements: requirements<LabelRequirement>(info.labelSelector, parseLabelSelector),
  };
}

/** A selector that does not parse narrows nothing here; the handler refuses it. */
function requirements<R>(selector: string | undefined, parse: (text: string) => { readonly requirements: readonly R[] }): readonly R[] {
  if (selector === undefined || selector === '') return [];
  try {
    return parse(selector).requirements;
  } catch {
    return [];
  }
}
