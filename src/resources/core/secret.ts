// Secrets: what few may read, by key [B021].
import { Secret } from '../../api/core/v1/secret.ts';
import { decodeBase64 } from '../../machinery/codec/base64.ts';
import { invalid, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, nameColumn } from '../columns.ts';
import { jsonProblem } from '../json-problem.ts';
import { validateImmutable, validateKeys, validateSize } from './data.ts';

const data = Path.of('data');

/** The keys that each type promises. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};
const jsonKeys: ReadonlySet<string> = new Set(['.dockercfg', '.dockerconfigjson']);

export const secrets = defineResource<Secret>({
  type: Secret,
  plural: 'secrets',
  scope: 'Namespaced',
  fields: { type: ({ type }) => type },
  validate,
  *validateUpdate(next, previous) {
    if (next.type !== previous.type) yield invalid(Path.of('type'), next.type, 'field is immutable');
    yield* validateImmutable(next, previous, ['data']);
    yield* validate(next);
  },
  table: {
    columns: [
      nameColumn,
      column('Type', 'What its keys mean.', ({ type }) => type),
      column('Data', 'How many keys it has.', (secret) => Object.keys(secret.data ?? {}).length),
      ageColumn,
    ],
  },
});

function* validate(secret: Secret): Iterable<FieldError> {
  yield* validateKeys(secret.data, data);
  yield* validateSize({ binary: secret.data }, data);
  yield* validateType(secret);
}

function* validateType({ type, data: values = {}, metadata }: Secret): Iterable<FieldError> {
  if (type === 'kubernetes.io/service-account-token') {
    const annotation = 'kubernetes.io/service-account.name';
    if ((metadata.annotations?.[annotation] ?? '') === '') yield required(Path.of('metadata', 'annotations').key(annotation));
  }
  if (type === 'kubernetes.io/basic-auth' && values['username'] === undefined && values['password'] === undefined)
    for (const key of ['username', 'password']) yield required(data.key(key));
  for (const key of requiredKeys[type] ?? []) {
    const value = values[key];
    if (value === undefined || (key === 'ssh-privatekey' && value === '')) yield required(data.key(key));
    else if (jsonKeys.has(key)) yield* validateJson(value, data.key(key));
  }
}

function* validateJson(base64: string, at: Path): Iterable<FieldError> {
  const problem = jsonProblem(decodeBase64(base64));
  if (problem !== undefined) yield invalid(at, '<secret contents redacted>', problem);
}
