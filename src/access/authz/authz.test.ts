import { expect, test } from 'vitest';
import { anonymous, loopback } from '../user.ts';
import { privilegedGroup, publicInfo } from './always.ts';
import { inOrder, type AuthorizationAttributes, type Authorizer, type Decision } from './authorizer.ts';
import { forbiddenBy } from './forbidden.ts';

const pods: AuthorizationAttributes = {
  user: { name: 'ann', groups: [], extra: {} },
  verb: 'list',
  isResourceRequest: true,
  path: '/api/v1/namespaces/a/pods',
  apiGroup: '',
  apiVersion: 'v1',
  namespace: 'a',
  resource: 'pods',
  subresource: '',
  name: '',
  fieldRequirements: [],
  labelRequirements: [],
};
const path = (of: string, verb = 'get'): AuthorizationAttributes => ({
  ...pods,
  isResourceRequest: false,
  namespace: '',
  resource: '',
  path: of,
  verb,
  user: anonymous,
});

const decides = (decision: Decision): Authorizer => ({ authorize: () => decision });
const ask = async (authorizers: readonly Authorizer[], attributes = pods): Promise<Decision> => inOrder(authorizers).authorize(attributes);

test('the first opinion decides; reasons and errors on the way are kept', async () => {
  const no: Decision = { decision: 'NoOpinion', reason: 'no rule' };
  const broken: Decision = { decision: 'NoOpinion', error: new Error('broken') };
  const allow: Decision = { decision: 'Allow', reason: 'rule' };
  const deny: Decision = { decision: 'Deny', reason: 'never' };
  expect(await ask([])).toMatchObject({ decision: 'NoOpinion', reason: '', error: undefined });
  expect(await ask([decides(no), decides(allow), decides(deny)])).toMatchObject({ decision: 'Allow', reason: 'no rule\nrule' });
  expect(await ask([decides(no), decides(deny), decides(allow)])).toMatchObject({ decision: 'Deny', reason: 'no rule\nnever' });
  expect(await ask([decides(broken), decides(no)])).toMatchObject({ decision: 'NoOpinion', error: new Error('broken') });
  expect((await ask([decides(broken), decides(broken)])).error?.message).toBe('[broken, broken]');
});

test('system:masters may do all, everybody may look at how the server is', async () => {
  const always = [privilegedGroup, publicInfo];
  expect((await ask(always, { ...pods, user: loopback })).decision).toBe('Allow');
  expect((await ask(always)).decision).toBe('NoOpinion');
  for (const open of ['/healthz', '/livez', '/readyz', '/version', '/version/'])
    expect((await ask(always, path(open))).decision).toBe('Allow');
  for (const closed of ['/healthz/ping', '/metrics', '/', '/api']) expect((await ask(always, path(closed))).decision).toBe('NoOpinion');
  expect((await ask(always, path('/healthz', 'post'))).decision).toBe('NoOpinion');
});

test.each([
  [pods, '', 'pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "a"'],
  [
    { ...pods, verb: 'update', apiGroup: 'apps', resource: 'deployments', subresource: 'scale', name: 'web', namespace: '' },
    'RBAC: no',
    'deployments.apps "web" is forbidden: User "ann" cannot update resource "deployments/scale" in API group "apps" at the cluster scope: RBAC: no',
  ],
  [path('/foo'), undefined, 'forbidden: User "system:anonymous" cannot get path "/foo"'],
  [
    { ...pods, resource: '<b>&' },
    '',
    '<b>& is forbidden: User "ann" cannot list resource "&lt;b&gt;&amp;" in API group "" in the namespace "a"',
  ],
] as const)('no, in upstream’s words: %#', (attributes, reason, message) => {
  expect(forbiddenBy(attributes, reason).message).toBe(message);
});
