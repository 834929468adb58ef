// core/v1 Secret: what should not be read by everybody.
import { encodeBase64 } from '../../../machinery/codec/base64.ts';
import { bool, bytes, enumOf, list, map, object, openValues, string, type ValueOf } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { joined, type StringMap } from '../../arrange.ts';
import { v1 } from './group-version.ts';

/** Passwords, tokens and keys. All in all at most 1 MiB. */
export class Secret extends v1.kind(
  'Secret',
  () => ({
    metadata: object(1, ObjectMeta),
    /** Once true, data cannot be changed, and this neither. */
    immutable: bool(5).optional(),
    /** Bytes by key. */
    data: map(2, bytes),
    /** Only written: each text becomes an entry of data. Never in an answer. */
    stringData: map(4, string),
    /** Says what the keys mean, and which must be there. Cannot be changed. */
    type: enumOf(3, SecretType).default('Opaque'),
  }),
  ({ data, stringData }) => (stringData === undefined ? {} : { data: joined(encoded(stringData), data), stringData: undefined }),
) {}

export const SecretType = openValues(
  'Opaque',
  'kubernetes.io/service-account-token',
  'kubernetes.io/dockercfg',
  'kubernetes.io/dockerconfigjson',
  'kubernetes.io/basic-auth',
  'kubernetes.io/ssh-auth',
  'kubernetes.io/tls',
  'bootstrap.kubernetes.io/token',
);
export type SecretType = ValueOf<typeof SecretType>;

export class SecretList extends v1.kind('SecretList', () => ({ metadata: object(1, ListMeta), items: list(2, Secret).required() })) {}

/** Like upstream's conversion this is part of decoding: what was sent as text is data before anybody looks. */
function encoded(texts: StringMap): StringMap {
  const encoder = new TextEncoder();
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, encodeBase64(encoder.encode(text))]));
}
