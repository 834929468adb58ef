// The options of a delete: in the body, whatever group version it says it is of, or else in the query.
import { describeProblems, fatalProblem } from '../machinery/codec/problem.ts';
import { DeleteOptions } from '../machinery/meta/v1.ts';
import { parseApiVersion } from '../machinery/object.ts';
import { badRequest } from '../machinery/status-error.ts';
import { readBody, unknownKind } from './body.ts';
import { decodeBody } from './decode-body.ts';
import type { Exchange } from './filters/filter.ts';
import { bodyEncoding } from './negotiate.ts';
import { checkedDeleteOptions, queryDeleteOptions } from './write-options.ts';

/** Throws UnsupportedMediaType, RequestEntityTooLarge, BadRequest and Invalid. */
export async function readDeleteOptions({ request, query }: Exchange): Promise<DeleteOptions> {
  const bytes = await readBody(request);
  if (bytes.length === 0) return checkedDeleteOptions(queryDeleteOptions(query));
  const { object, problems } = await decodeBody(bodyEncoding(request.header('content-type')), DeleteOptions, bytes);
  if (fatalProblem(problems) !== undefined) throw badRequest(describeProblems(problems));
  const { kind = 'DeleteOptions', apiVersion = '' } = object;
  if (kind !== 'DeleteOptions') throw badRequest(unknownKind({ ...(parseApiVersion(apiVersion) ?? { group: '', version: 'v1' }), kind }));
  return checkedDeleteOptions(object);
}
