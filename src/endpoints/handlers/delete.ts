// DELETE of one object. upstream: handlers/delete.go.
import type { KubeObject } from '../../machinery/object.ts';
import type { Deleted } from '../../registry/rest.ts';
import { validatingDelete, type Write } from '../admission.ts';
import { readDeleteOptions } from '../delete-options.ts';
import { contextOf, type EndpointHandler } from '../endpoint.ts';
import { negotiate } from '../negotiate.ts';
import { respondObject, respondSuccess } from '../respond/object.ts';
import { isDryRun } from '../write-options.ts';
import { nameOf } from './names.ts';

export const deleteOne: EndpointHandler = async (exchange, endpoint) => {
  const name = nameOf(exchange);
  const accepted = negotiate(exchange.request.header('accept'), endpoint.offer);
  const options = await readDeleteOptions(exchange);
  const dryRun = isDryRun(options);
  const write: Write = { exchange, endpoint, operation: 'DELETE', name, options, dryRun };
  const { object, done }: Deleted<KubeObject> = await endpoint.rest.delete!(contextOf(exchange, endpoint), name, {
    options,
    dryRun,
    validate: validatingDelete(write),
  });
  // Only who asks in the old way, and for cascading, is told that there is more to come [R037].
  const code = !done && options.orphanDependents === false ? 202 : 200;
  if ('bytes' in object) respondObject(exchange, endpoint, { code, accepted }, object);
  else respondSuccess(exchange, { code, accepted }, object);
};
