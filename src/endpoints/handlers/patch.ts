// PATCH of one object: computed on what is there, again after a lost race, so that patches do not conflict unless they say
// what they were made from [E063, E064]. upstream: handlers/patch.go.
import { describeProblems, fatalProblem, strictProblems } from '../../machinery/codec/problem.ts';
import { decodeValue } from '../../machinery/codec/json.ts';
import type { Json, JsonObject } from '../../machinery/declare.ts';
import { isObject } from '../../machinery/json-value.ts';
import type { KubeObject } from '../../machinery/object.ts';
import { invalid, notFound } from '../../machinery/status-error.ts';
import * as fieldErrors from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { inNamespace } from '../../registry/keys.ts';
import { kindMismatch, readBody } from '../body.ts';
import { contextOf, type Endpoint, type EndpointHandler } from '../endpoint.ts';
import type { Exchange } from '../filters/filter.ts';
import { negotiate } from '../negotiate.ts';
import { parsePatch, patchTypeOf, type Patch } from '../patch.ts';
import { respondObject } from '../respond/object.ts';
import { runUpdate, type Wanted } from '../update-step.ts';
import { asUpdateOptions, fieldValidationOf, patchOptions, type FieldValidation } from '../write-options.ts';
import { checkName, nameOf } from './names.ts';

export const patch: EndpointHandler = async (exchange, endpoint) => {
  const type = patchTypeOf(exchange.request.header('content-type'));
  const name = nameOf(exchange);
  const accepted = negotiate(exchange.request.header('accept'), endpoint.offer);
  const bytes = await readBody(exchange.request);
  const options = patchOptions(exchange.query, 'other');
  const sent = parsePatch(type, bytes, endpoint.rest.type);
  const context = contextOf(exchange, endpoint);
  const validation = fieldValidationOf(options);
  const wanted = (current: KubeObject | undefined): Wanted => {
    if (current === undefined) throw notFound(endpoint.resource, name);
    const patched = patchedObject({ exchange, endpoint, validation, patch: sent }, current);
    const object = inNamespace(endpoint.rest, context, patched.object);
    checkName(object, name);
    return { ...patched, object };
  };
  const updated = await runUpdate({ exchange, endpoint, context, name, options: asUpdateOptions(options), wanted });
  respondObject(exchange, endpoint, { code: updated.created ? 201 : 200, accepted }, updated.object);
};

interface Patching {
  readonly exchange: Exchange;
  readonly endpoint: Endpoint;
  readonly validation: FieldValidation;
  readonly patch: Patch;
}

/** Throws Invalid when what comes of it is not an object of the kind. */
function patchedObject({ exchange, endpoint, validation, patch: sent }: Patching, current: KubeObject): Wanted {
  const result = sent.apply(current as unknown as JsonObject);
  const { object, problems } = decodeValue(endpoint.rest.type, result);
  if (fatalProblem(problems) !== undefined) throw unusable(sent, result, describeProblems(problems));
  const mismatch = kindMismatch(endpoint, object);
  if (mismatch !== undefined) throw unusable(sent, result, mismatch.text);
  const strict = validation === 'Ignore' ? [] : [...sent.complaints, ...strictProblems(problems)];
  if (strict.length > 0 && validation === 'Strict') throw unusable(sent, result, `strict decoding error: ${strict.join(', ')}`);
  for (const text of strict) exchange.warn(text);
  return { object, sentManagedFields: clearedManagedFields(result) };
}

/** Of no kind and no name, as upstream has it. */
function unusable(sent: Patch, result: Json, why: string): Error {
  return invalid({ group: '', kind: '' }, '', [fieldErrors.invalid(Path.of('patch'), sent.show(result), why)]);
}

/** An empty list says something that no decoded object can: nobody owns anything. */
function clearedManagedFields(result: Json): Wanted['sentManagedFields'] {
  const metadata = isObject(result) ? result['metadata'] : undefined;
  const sent = metadata !== undefined && isObject(metadata) ? metadata['managedFields'] : undefined;
  return Array.isArray(sent) && sent.length === 0 ? [] : undefined;
}
