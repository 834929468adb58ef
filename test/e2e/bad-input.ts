// Requests that are wrong, and how they are refused: learned from kube-apiserver 1.36. The namespace `default` holds a
// ConfigMap `stored`.

export interface BadRequest {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | { readonly bytes: number };
  readonly code: number;
  /** undefined: the answer is not a Status. */
  readonly reason?: string;
  readonly message?: string | RegExp;
  readonly warning?: RegExp;
  /** field and reason of every cause. */
  readonly causes?: readonly (readonly [field: string, reason: string])[];
}

const configMaps = '/api/v1/namespaces/default/configmaps';
const stored = `${configMaps}/stored`;
const json = { 'content-type': 'application/json' };
const post = (
  name: string,
  body: BadRequest['body'],
  expected: Pick<BadRequest, 'code' | 'reason' | 'message' | 'causes' | 'warning'>,
  query = '',
): BadRequest => ({
  name,
  method: 'POST',
  path: configMaps + query,
  headers: json,
  body: body!,
  ...expected,
});

const unknownField = '{"metadata":{"name":"unknown"},"dta":{"a":"b"}}';
const duplicateField = '{"metadata":{"name":"duplicate"},"data":{"a":"b"},"data":{"a":"c"}}';

export const badRequests: readonly BadRequest[] = [
  post('truncated JSON', '{"metadata":{"name":"x"', { code: 400, reason: 'BadRequest', message: /unexpected end of JSON|unexpected EOF/i }),
  post('not JSON at all', 'hello', { code: 400, reason: 'BadRequest' }),
  post('a wrong type', '{"metadata":{"name":"x"},"data":[1]}', {
    code: 400,
    reason: 'BadRequest',
    message: /cannot be handled as a ConfigMap/,
  }),
  post('a number where text belongs', '{"metadata":{"name":7}}', {
    code: 400,
    reason: 'BadRequest',
    message: /cannot be handled as a ConfigMap/,
  }),
  post('another kind', '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"}}', {
    code: 400,
    reason: 'BadRequest',
    message: /no kind|does not match|cannot be handled/,
  }),
  post('an unknown version', '{"apiVersion":"v7","kind":"ConfigMap","metadata":{"name":"x"}}', { code: 400, reason: 'BadRequest' }),
  post('no name', '{"metadata":{}}', { code: 422, reason: 'Invalid', causes: [['metadata.name', 'FieldValueRequired']] }),
  post('a name with a slash', '{"metadata":{"name":"a/b"}}', {
    code: 422,
    reason: 'Invalid',
    causes: [['metadata.name', 'FieldValueInvalid']],
  }),
  post('an upper-case name', '{"metadata":{"name":"Upper"}}', {
    code: 422,
    reason: 'Invalid',
    causes: [['metadata.name', 'FieldValueInvalid']],
  }),
  post('a bad key', '{"metadata":{"name":"x"},"data":{"a b":"c"}}', {
    code: 422,
    reason: 'Invalid',
    causes: [['data[a b]', 'FieldValueInvalid']],
  }),
  post('a bad label', '{"metadata":{"name":"x","labels":{"a b":"c"}}}', {
    code: 422,
    reason: 'Invalid',
    causes: [['metadata.labels', 'FieldValueInvalid']],
  }),
  post(
    'an unknown field, strictly',
    unknownField,
    { code: 400, reason: 'BadRequest', message: /strict decoding error: unknown field "dta"/ },
    '?fieldValidation=Strict',
  ),
  post(
    'an unknown field, warned of',
    unknownField,
    { code: 201, warning: /^299 - "unknown field \\"dta\\""$/ },
    '?fieldValidation=Warn&dryRun=All',
  ),
  post('an unknown field, ignored', unknownField, { code: 201 }, '?fieldValidation=Ignore&dryRun=All'),
  post(
    'a duplicate field, strictly',
    duplicateField,
    { code: 400, reason: 'BadRequest', message: /strict decoding error: duplicate field "data"/ },
    '?fieldValidation=Strict',
  ),
  post('a bad fieldValidation', unknownField, { code: 422, reason: 'Invalid' }, '?fieldValidation=Loudly'),
  post('a bad dryRun', '{"metadata":{"name":"x"}}', { code: 422, reason: 'Invalid' }, '?dryRun=Some'),
  post('a body over 3 MiB', { bytes: 3_200_000 }, { code: 413, reason: 'RequestEntityTooLarge', message: /limit is 3145728/ }),
  post('a ConfigMap over 1 MiB', { bytes: 1_100_000 }, { code: 422, reason: 'Invalid', causes: [['[]', 'FieldValueTooLong']] }),
  post('a resourceVersion on create', '{"metadata":{"name":"x","resourceVersion":"1"}}', {
    code: 500,
    reason: '',
    message: 'resourceVersion should not be set on objects to be created',
  }),
  post('another namespace', '{"metadata":{"name":"x","namespace":"kube-system"}}', {
    code: 400,
    reason: 'BadRequest',
    message: 'the namespace of the provided object does not match the namespace sent on the request',
  }),
  post('a name that is taken', '{"metadata":{"name":"stored"}}', {
    code: 409,
    reason: 'AlreadyExists',
    message: 'configmaps "stored" already exists',
  }),
  {
    name: 'a wrong content type',
    method: 'POST',
    path: configMaps,
    headers: { 'content-type': 'text/plain' },
    body: '{}',
    code: 415,
    reason: 'UnsupportedMediaType',
    message: /accepted media types include/,
  },
  { name: 'an Accept nobody can meet', method: 'GET', path: stored, headers: { accept: 'text/html' }, code: 406, reason: 'NotAcceptable' },
  {
    name: 'a stale resourceVersion',
    method: 'PUT',
    path: stored,
    headers: json,
    body: '{"metadata":{"name":"stored","resourceVersion":"1"}}',
    code: 409,
    reason: 'Conflict',
    message: /the object has been modified; please apply your changes to the latest version and try again/,
  },
  {
    name: 'a malformed resourceVersion on PUT',
    method: 'PUT',
    path: stored,
    headers: json,
    body: '{"metadata":{"name":"stored","resourceVersion":"one"}}',
    code: 500,
    reason: '',
  },
  {
    name: 'a malformed resourceVersion on GET',
    method: 'GET',
    path: `${stored}?resourceVersion=one`,
    code: 500,
    reason: '',
    message: /resourceVersion: Invalid value: "one"/,
  },
  {
    name: 'a malformed resourceVersion on LIST',
    method: 'GET',
    path: `${configMaps}?resourceVersion=one`,
    code: 400,
    reason: 'BadRequest',
  },
  {
    name: 'a malformed resourceVersion on WATCH',
    method: 'GET',
    path: `${configMaps}?watch=1&resourceVersion=one`,
    code: 500,
    reason: '',
  },
  {
    name: 'a resourceVersion of the future',
    method: 'GET',
    path: `${stored}?resourceVersion=99999999`,
    code: 504,
    reason: 'Timeout',
    message: /Too large resource version: 99999999/,
    causes: [['', 'ResourceVersionTooLarge']],
  },
  { name: 'a match without a version', method: 'GET', path: `${configMaps}?resourceVersionMatch=Exact`, code: 422, reason: 'Invalid' },
  { name: 'a bad continue token', method: 'GET', path: `${configMaps}?continue=abc`, code: 400, reason: 'BadRequest', message: /continue/ },
  { name: 'a bad label selector', method: 'GET', path: `${configMaps}?labelSelector=a+in`, code: 400, reason: 'BadRequest' },
  {
    name: 'an unsupported field selector',
    method: 'GET',
    path: `${configMaps}?fieldSelector=data.x%3D1`,
    code: 400,
    reason: 'BadRequest',
    message: '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
  },
  {
    name: 'another name in the body',
    method: 'PUT',
    path: stored,
    headers: json,
    body: '{"metadata":{"name":"other"}}',
    code: 400,
    reason: 'BadRequest',
    message: 'the name of the object (other) does not match the name on the URL (stored)',
  },
  {
    name: 'an update of what is not there',
    method: 'PUT',
    path: `${configMaps}/absent`,
    headers: json,
    body: '{"metadata":{"name":"absent"}}',
    code: 404,
    reason: 'NotFound',
  },
  {
    name: 'a malformed JSON patch',
    method: 'PATCH',
    path: stored,
    headers: { 'content-type': 'application/json-patch+json' },
    body: '{"op":"add"}',
    code: 400,
    reason: 'BadRequest',
  },
  {
    name: 'a JSON patch that does not apply',
    method: 'PATCH',
    path: stored,
    headers: { 'content-type': 'application/json-patch+json' },
    body: '[{"op":"remove","path":"/data/none"}]',
    code: 422,
    reason: 'Invalid',
  },
  {
    name: 'an unknown patch type',
    method: 'PATCH',
    path: stored,
    headers: { 'content-type': 'application/nonsense' },
    body: '{}',
    code: 415,
    reason: 'UnsupportedMediaType',
  },
  {
    name: 'a patch of what is not there',
    method: 'PATCH',
    path: `${configMaps}/absent`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: '{}',
    code: 404,
    reason: 'NotFound',
  },
  {
    name: 'a failed uid precondition',
    method: 'DELETE',
    path: stored,
    headers: json,
    body: '{"preconditions":{"uid":"another"}}',
    code: 409,
    reason: 'Conflict',
    message: /[Pp]recondition/,
  },
  { name: 'a bad propagation policy', method: 'DELETE', path: `${stored}?propagationPolicy=Sideways`, code: 422, reason: 'Invalid' },
  { name: 'a method nobody serves', method: 'POST', path: stored, headers: json, body: '{}', code: 405, reason: 'MethodNotAllowed' },
  {
    name: 'an unknown resource',
    method: 'GET',
    path: '/api/v1/namespaces/default/nonsense',
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
  },
  { name: 'an unknown group', method: 'GET', path: '/apis/nonsense.example.com/v1/things', code: 404, message: '404 page not found' },
  {
    name: 'a bad timeout',
    method: 'GET',
    path: `${stored}?timeout=soon`,
    code: 400,
    reason: 'BadRequest',
    message: /invalid timeout specified in the request URL/,
  },
];

export const bodyOf = ({ body }: BadRequest): string | undefined =>
  typeof body === 'object' ? JSON.stringify({ metadata: { name: 'large' }, data: { large: 'x'.repeat(body.bytes) } }) : body;
