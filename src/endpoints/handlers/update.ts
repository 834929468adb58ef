// PUT of one object. upstream: handlers/update.go.
import { inNamespace } from '../../registry/keys.ts';
import { readObject } from '../body.ts';
import { contextOf, type EndpointHandler } from '../endpoint.ts';
import { negotiate } from '../negotiate.ts';
import { withoutDuplicateOwners } from '../owner-references.ts';
import { respondObject } from '../respond/object.ts';
import { runUpdate } from '../update-step.ts';
import { fieldValidationOf, updateOptions } from '../write-options.ts';
import { checkName, nameOf } from './names.ts';

export const update: EndpointHandler = async (exchange, endpoint) => {
  const name = nameOf(exchange);
  const accepted = negotiate(exchange.request.header('accept'), endpoint.offer);
  const options = updateOptions(exchange.query);
  const context = contextOf(exchange, endpoint);
  const { object: sent, sentManagedFields } = await readObject(exchange, endpoint, fieldValidationOf(options));
  const placed = inNamespace(endpoint.rest, context, sent);
  checkName(placed, name);
  const object = withoutDuplicateOwners(placed, 'as sent', (text) => exchange.warn(text));
  const { uid } = object.metadata;
  const preconditions = uid === undefined ? undefined : { uid };
  const wanted = () => ({ object, sentManagedFields });
  const updated = await runUpdate({ exchange, endpoint, context, name, options, preconditions, wanted });
  respondObject(exchange, endpoint, { code: updated.created ? 201 : 200, accepted }, updated.object);
};
