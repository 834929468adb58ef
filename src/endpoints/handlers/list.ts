// GET of a collection.
import { predicateOf } from '../../machinery/selectors/predicate.ts';
import { contextOf, type EndpointHandler } from '../endpoint.ts';
import { listFreshness, parseListParameters, selectedFields } from '../list-options.ts';
import { negotiate } from '../negotiate.ts';
import { respondList } from '../respond/list.ts';

export const list: EndpointHandler = async (exchange, endpoint) => {
  const accepted = negotiate(exchange.request.header('accept'), endpoint.offer);
  const parameters = parseListParameters(exchange.query, { watch: false });
  const fields = selectedFields(parameters.fields, endpoint.selectable, exchange.info.name);
  const page = await endpoint.rest.list!(contextOf(exchange, endpoint), {
    freshness: listFreshness(parameters),
    predicate: predicateOf(parameters.labels, fields),
    limit: parameters.limit,
    continue: parameters.continue,
  });
  await respondList(exchange, endpoint, accepted, page);
};
