// GET of one object.
import { badRequest } from '../../machinery/status-error.ts';
import { contextOf, type EndpointHandler } from '../endpoint.ts';
import type { Exchange } from '../filters/filter.ts';
import { getFreshness } from '../list-options.ts';
import { negotiate } from '../negotiate.ts';
import { flagParameter } from '../query.ts';
import { respondObject } from '../respond/object.ts';
import { nameOf } from './names.ts';

export const get: EndpointHandler = async (exchange, endpoint) => {
  const name = nameOf(exchange);
  const accepted = negotiate(exchange.request.header('accept'), endpoint.offer);
  refuseExport(exchange);
  const freshness = exchange.request.query === '' ? undefined : getFreshness(exchange.query);
  const object = await endpoint.rest.get!(contextOf(exchange, endpoint), name, { freshness });
  respondObject(exchange, endpoint, { code: 200, accepted }, object);
};

/** [R051] */
function refuseExport({ request, query }: Exchange): void {
  if (request.query.includes('export') && flagParameter(query, 'export') === true)
    throw badRequest('the export parameter, deprecated since v1.14, is no longer supported');
}
