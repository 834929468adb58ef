// DELETE of a collection [R040]. upstream: DeleteCollection in handlers/delete.go.
import { predicateOf } from '../../machinery/selectors/predicate.ts';
import { validatingDelete, type Write } from '../admission.ts';
import { readDeleteOptions } from '../delete-options.ts';
import { contextOf, type EndpointHandler } from '../endpoint.ts';
import { listFreshness, parseListParameters, selectedFields } from '../list-options.ts';
import { negotiate } from '../negotiate.ts';
import { respondList } from '../respond/list.ts';
import { isDryRun } from '../write-options.ts';

export const deleteCollection: EndpointHandler = async (exchange, endpoint) => {
  const accepted = negotiate(exchange.request.header('accept'), endpoint.offer);
  const parameters = parseListParameters(exchange.query, { watch: false });
  const fields = selectedFields(parameters.fields, endpoint.selectable, '');
  const options = await readDeleteOptions(exchange);
  const dryRun = isDryRun(options);
  const write: Write = { exchange, endpoint, operation: 'DELETE', name: '', options, dryRun };
  const deleted = await endpoint.rest.deleteCollection!(
    contextOf(exchange, endpoint),
    { options, dryRun, validate: validatingDelete(write) },
    {
      freshness: listFreshness(parameters),
      predicate: predicateOf(parameters.labels, fields),
      limit: parameters.limit,
      continue: parameters.continue,
    },
  );
  await respondList(exchange, endpoint, accepted, deleted);
};
