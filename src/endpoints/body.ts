// Request bodies: read to their limit, decoded as their media type says, refused in upstream's words [E030, E057, E066–E068].
import { limits } from '../base/limits.ts';
import { apiVersionOf, parseApiVersion, type GroupVersionKind, type KubeObject } from '../machinery/object.ts';
import { badRequest, requestEntityTooLarge } from '../machinery/status-error.ts';
import { quote } from '../machinery/validation/go-text.ts';
import type { Decoded } from '../machinery/codec/json.ts';
import { fatalProblem, refusalOf, strictProblems, type Body } from '../machinery/codec/problem.ts';
import { deepFreeze } from '../machinery/freeze.ts';
import { decodeBody } from './decode-body.ts';
import type { Endpoint } from './endpoint.ts';
import type { ApiRequest } from './exchange.ts';
import type { Exchange } from './filters/filter.ts';
import { bodyEncoding, type Encoding } from './negotiate.ts';
import { includesBytes, utf8 } from './respond/json-text.ts';
import type { FieldValidation } from './write-options.ts';

/** Throws RequestEntityTooLarge, without reading more than that takes. */
export async function readBody(request: ApiRequest): Promise<Uint8Array> {
  const bytes = await request.body(limits.requestBodyBytes);
  if (bytes === undefined) throw requestEntityTooLarge(`limit is ${limits.requestBodyBytes}`);
  return bytes;
}

export interface ReadObject {
  readonly object: KubeObject;
  /** An empty list when that was sent as managedFields: no decoded object can say that nobody owns anything [A010]. */
  readonly sentManagedFields: readonly [] | undefined;
}

/** An object of the endpoint's kind, from a create or update. Throws UnsupportedMediaType, RequestEntityTooLarge and BadRequest. */
export async function readObject(exchange: Exchange, endpoint: Endpoint, validation: FieldValidation): Promise<ReadObject> {
  const encoding = bodyEncoding(exchange.request.header('content-type'));
  const bytes = await readBody(exchange.request);
  const decoding = decodeBody(encoding, endpoint.rest.type, bytes);
  const decoded = decoding instanceof Promise ? await decoding : decoding;
  const object = acceptedObject(exchange, endpoint, { bytes, decoded, validation });
  const cleared = object.metadata.managedFields === undefined && clearsManagedFields(bytes, encoding);
  return { object, sentManagedFields: cleared ? [] : undefined };
}

function clearsManagedFields(bytes: Uint8Array, encoding: Encoding): boolean {
  if (encoding === 'protobuf' || !includesBytes(bytes, managedFields)) return false;
  const text = decoder.decode(bytes);
  const pattern = encoding === 'json' ? /"managedFields"\s*:\s*\[\s*\]/ : /\bmanagedFields"?\s*:\s*\[\s*\]/;
  return pattern.test(text);
}
const managedFields = utf8('managedFields');
const decoder = new TextDecoder();

interface Read {
  readonly bytes: Uint8Array;
  readonly decoded: Decoded<KubeObject>;
  readonly validation: FieldValidation;
}

/** The object, unless its problems are grave. Throws BadRequest. */
function acceptedObject(exchange: Exchange, endpoint: Endpoint, { bytes, decoded, validation }: Read): KubeObject {
  const { object, problems } = decoded;
  const body = { bytes, expectedKind: endpoint.kind.kind, ...typeOf(object, endpoint) };
  if (fatalProblem(problems)?.type === 'syntax') throw badRequest(refusalOf(problems, body));
  checkKind(endpoint, object, body);
  if (fatalProblem(problems) !== undefined) throw badRequest(refusalOf(problems, body));
  const strict = validation === 'Ignore' ? [] : strictProblems(problems);
  if (strict.length > 0 && validation === 'Strict') throw badRequest(refusalOf(problems, body));
  for (const text of strict) exchange.warn(text);
  return endpoint.verify ? deepFreeze(object) : object;
}

function typeOf({ kind, apiVersion }: KubeObject, { kind: expected }: Endpoint): { readonly kind: string; readonly version: string } {
  return { kind: kind || expected.kind, version: apiVersion?.split('/').at(-1) || expected.version };
}

/** Throws BadRequest unless the object is of the endpoint's kind [E067]. */
function checkKind(endpoint: Endpoint, object: KubeObject, body: Body): void {
  const mismatch = kindMismatch(endpoint, object);
  if (mismatch === undefined) return;
  const problem = { type: 'wrongType', path: '', text: mismatch.text } as const;
  switch (mismatch.refusal) {
    case 'unrecognized':
      throw badRequest(refusalOf([{ ...problem, type: 'syntax' }], body));
    case 'unhandled':
      throw badRequest(refusalOf([problem], body));
    case 'plain':
      throw badRequest(mismatch.text);
  }
}

export interface KindMismatch {
  readonly refusal: 'unrecognized' | 'unhandled' | 'plain';
  readonly text: string;
}

/** What upstream says about an object that is not of the endpoint's kind; undefined when it is. Saying nothing is fine. */
export function kindMismatch(endpoint: Endpoint, { kind: name, apiVersion }: KubeObject): KindMismatch | undefined {
  const { kind: expected } = endpoint;
  const groupVersion = apiVersion ? parseApiVersion(apiVersion) : expected;
  if (groupVersion === undefined) return { refusal: 'unrecognized', text: `unexpected GroupVersion string: ${apiVersion}` };
  const given: GroupVersionKind = { group: groupVersion.group, version: groupVersion.version, kind: name || expected.kind };
  if (given.kind === expected.kind && given.group === expected.group && given.version === expected.version) return undefined;
  if (!endpoint.knowsKind(given)) return { refusal: 'unhandled', text: unknownKind(given) };
  if (given.kind !== expected.kind || given.group !== expected.group)
    return { refusal: 'unhandled', text: unknownConversion(given, expected) };
  const text = `the API version in the data (${apiVersionOf(given)}) does not match the expected API version (${apiVersionOf(expected)})`;
  return { refusal: 'plain', text };
}

/** The place is that of upstream's one scheme, which clients see. */
export const unknownKind = ({ kind, ...groupVersion }: GroupVersionKind): string =>
  `no kind ${quote(kind)} is registered for version ${quote(apiVersionOf(groupVersion))} in scheme "pkg/runtime/scheme.go:111"`;

/** Upstream's packages are called after the first part of a group's name. */
function unknownConversion(given: GroupVersionKind, expected: GroupVersionKind): string {
  const hub = expected.group === '' || expected.group === 'events.k8s.io' ? 'core' : expected.group.split('.')[0]!;
  return `converting (${given.version}.${given.kind}) to (${hub}.${expected.kind}): unknown conversion`;
}
