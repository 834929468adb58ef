// POST to a collection, or below a named object. upstream: handlers/create.go.
import type { KubeObject } from '../../machinery/object.ts';
import type { StoredObject } from '../../machinery/stored-object.ts';
import type { Status } from '../../machinery/meta/v1.ts';
import { inNamespace } from '../../registry/keys.ts';
import { withMeta } from '../../registry/object-meta.ts';
import { admit, validatingCreate, type Write } from '../admission.ts';
import { readObject } from '../body.ts';
import { contextOf, type EndpointHandler } from '../endpoint.ts';
import { fieldManager } from '../field-manager.ts';
import { negotiate } from '../negotiate.ts';
import { withoutDuplicateOwners } from '../owner-references.ts';
import { respondObject, respondSuccess, type Answer } from '../respond/object.ts';
import { retryWithoutManagedFields } from '../too-large.ts';
import { createOptions, fieldValidationOf, isDryRun } from '../write-options.ts';

export const create: EndpointHandler = async (exchange, endpoint) => {
  const accepted = negotiate(exchange.request.header('accept'), endpoint.offer);
  const options = createOptions(exchange.query);
  const dryRun = isDryRun(options);
  const context = contextOf(exchange, endpoint);
  const { object: body } = await readObject(exchange, endpoint, fieldValidationOf(options));
  const sent = inNamespace(endpoint.rest, context, body);
  const name = exchange.info.name || (sent.metadata.name ?? '');
  const write: Write = { exchange, endpoint, operation: 'CREATE', name, options, dryRun };
  const warn = (text: string): void => exchange.warn(text);

  // What is posted below an object may say which one it means: a Binding, by its uid.
  const fresh = endpoint.subresource === '' ? asNew(sent) : sent;
  const managed = fieldManager(exchange, endpoint, options).update(undefined, withoutDuplicateOwners(fresh, 'as sent', warn));
  const admitted = withoutDuplicateOwners(await admit(write, managed), 'after mutating admission', warn);
  const validate = validatingCreate(write);
  const { rest } = endpoint;
  const created: StoredObject<object> = await retryWithoutManagedFields(admitted, (object) =>
    rest.createNamed !== undefined
      ? rest.createNamed(context, name, object, validate, { dryRun })
      : rest.create!(context, object, validate, { dryRun }),
  );
  const answer: Answer = { code: 201, accepted };
  const status = created.revision === 0 ? statusIn(created) : undefined;
  if (status !== undefined) respondSuccess(exchange, answer, { ...status, code: status.code || 201 });
  else respondObject(exchange, endpoint, answer, created as StoredObject<KubeObject>);
};

/** What only the server says of an object counts for nothing in a new one [R003]. */
function asNew(object: KubeObject): KubeObject {
  return withMeta(object, {
    uid: undefined,
    selfLink: undefined,
    creationTimestamp: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
  });
}

/** What was created and not stored is often nothing but success. */
function statusIn(created: StoredObject<object>): Status | undefined {
  const object = created.object() as KubeObject;
  return object.kind === 'Status' ? (object as unknown as Status) : undefined;
}
