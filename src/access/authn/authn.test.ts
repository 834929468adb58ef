import { expect, test } from 'vitest';
import { anonymous } from '../user.ts';
import {
  anyOf,
  isAnonymous,
  orAnonymous,
  withAuthenticatedGroup,
  type Authentication,
  type AuthenticationRequest,
} from './authenticator.ts';
import { bearerTokens } from './bearer-token.ts';
import { clientCertificates } from './client-certificate.ts';
import type { ClientCertificate } from './peer.ts';
import { parseTokenFile } from './token-file.ts';

const request = (authorization?: string, clientCertificate?: ClientCertificate): AuthenticationRequest => ({
  path: '/',
  clientCertificate,
  header: (name) => (name === 'authorization' ? authorization : undefined),
});
const alice: ClientCertificate = { distrust: undefined, commonName: 'alice', organizations: ['dev', 'ops'], uids: [], sha256: 'ab12' };

const tokens = bearerTokens([parseTokenFile('good,bob,7,"a,b"\n')]);
const chain = orAnonymous(withAuthenticatedGroup(anyOf([clientCertificates, tokens])));
const ask = async (...call: Parameters<typeof request>): Promise<Authentication> => chain.authenticate(request(...call));

test('a certificate names a user and groups', async () => {
  expect(await ask(undefined, alice)).toEqual({
    outcome: 'user',
    user: {
      name: 'alice',
      groups: ['dev', 'ops', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': ['X509SHA256=ab12'] },
    },
  });
  expect(await ask(undefined, { ...alice, uids: ['7'] })).toMatchObject({ user: { uid: '7' } });
  expect(await ask(undefined, { ...alice, uids: ['7', '8'] })).toMatchObject({ outcome: 'refused' });
});

test('a certificate without a name says nothing; one that is not trusted is refused, unless a token speaks for the client', async () => {
  expect(await ask(undefined, { ...alice, commonName: '' })).toEqual({ outcome: 'user', user: anonymous });
  expect(await ask(undefined, { ...alice, distrust: 'expired' })).toEqual({ outcome: 'refused', why: 'client certificate: expired' });
  expect(await ask('Bearer good', { ...alice, distrust: 'expired' })).toMatchObject({ user: { name: 'bob' } });
});

// What kube-apiserver 1.36 makes of each: bob, 403 for the anonymous, or 401.
test.each([
  [undefined, 'system:anonymous'],
  ['Bearer good', 'bob'],
  ['bearer good', 'bob'],
  [' Bearer good ', 'bob'],
  ['Bearer good x', 'bob'],
  ['Bearer  good', 'system:anonymous'],
  ['Bearer ', 'system:anonymous'],
  ['Bearer', 'system:anonymous'],
  ['Token x', 'system:anonymous'],
  ['Basic eDp5', 'system:anonymous'],
  ['Bearer bad', 'refused'],
])('Authorization: %s', async (authorization, expected) => {
  const answer = await ask(authorization);
  expect(answer.outcome === 'user' ? answer.user.name : answer.outcome).toBe(expected);
});

test('everybody but the anonymous is authenticated', async () => {
  expect(await ask('Bearer good')).toMatchObject({ user: { uid: '7', groups: ['a', 'b', 'system:authenticated'] } });
  expect(isAnonymous(anonymous)).toBe(true);
});

test('a token file is CSV', () => {
  const lookup = parseTokenFile('t1,ann,1\r\n"t,2","b ""b""",2,"g1,g2",ignored\n\n,nobody,3\nt1,ann again,4,\n');
  expect(lookup('t1')).toEqual({ name: 'ann again', uid: '4', groups: [], extra: {} });
  expect(lookup('t,2')).toEqual({ name: 'b "b"', uid: '2', groups: ['g1', 'g2'], extra: {} });
  expect(lookup('')).toBeUndefined();
  expect(() => parseTokenFile('a,b,c\nx,y')).toThrow('line 2: must have at least 3 columns (token, user name, user uid)');
  expect(() => parseTokenFile('a"b,c,d')).toThrow('line 1: a quote in the wrong place');
});
