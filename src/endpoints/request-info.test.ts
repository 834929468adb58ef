import { expect, test } from 'vitest';
import { requestInfo, RequestInfoError, type RequestInfo } from './request-info.ts';

const infoOf = (method: string, target: string): RequestInfo => {
  const [path = '', query = ''] = target.split('?');
  return requestInfo({ method, path, query: new URLSearchParams(query) });
};

/** `verb group/version namespace resource/subresource name`, with `-` for what is empty. */
const short = (info: RequestInfo): string => {
  const parts = [`${info.apiGroup}/${info.apiVersion}`, info.namespace, `${info.resource}/${info.subresource}`, info.name];
  return [info.verb, ...parts].map((part) => part || '-').join(' ');
};

test.each([
  ['GET', '/api/v1/pods', 'list /v1 - pods/ -'],
  ['GET', '/api/v1/namespaces/default/pods', 'list /v1 default pods/ -'],
  ['GET', '/api/v1/namespaces/default/pods/', 'list /v1 default pods/ -'],
  ['GET', '/api/v1/namespaces/default/pods/web', 'get /v1 default pods/ web'],
  ['HEAD', '/api/v1/namespaces/default/pods/web', 'get /v1 default pods/ web'],
  ['GET', '/api/v1/namespaces/default/pods/web?watch=1', 'get /v1 default pods/ web'],
  ['GET', '/api/v1/namespaces/default/pods?watch=1', 'watch /v1 default pods/ -'],
  ['GET', '/api/v1/namespaces/default/pods?watch', 'watch /v1 default pods/ -'],
  ['GET', '/api/v1/namespaces/default/pods?watch=False', 'list /v1 default pods/ -'],
  ['GET', '/api/v1/namespaces/default/pods?watch=0', 'list /v1 default pods/ -'],
  ['GET', '/api/v1/namespaces/default/pods/web/log', 'get /v1 default pods/log web'],
  ['POST', '/api/v1/namespaces/default/pods/web/binding', 'create /v1 default pods/binding web'],
  ['POST', '/api/v1/namespaces/default/pods', 'create /v1 default pods/ -'],
  ['PUT', '/api/v1/namespaces/default/pods/web/status', 'update /v1 default pods/status web'],
  ['PATCH', '/api/v1/nodes/n1', 'patch /v1 - nodes/ n1'],
  ['DELETE', '/api/v1/nodes/n1', 'delete /v1 - nodes/ n1'],
  ['DELETE', '/api/v1/nodes', 'deletecollection /v1 - nodes/ -'],
  ['OPTIONS', '/api/v1/nodes', '- /v1 - nodes/ -'],
  ['GET', '/api/v1/namespaces', 'list /v1 - namespaces/ -'],
  ['GET', '/api/v1/namespaces/default', 'get /v1 default namespaces/ default'],
  ['PUT', '/api/v1/namespaces/default/status', 'update /v1 default namespaces/status default'],
  ['PUT', '/api/v1/namespaces/default/finalize', 'update /v1 default namespaces/finalize default'],
  ['GET', '/api/v1/namespaces//configmaps', 'list /v1 - configmaps/ -'],
  ['GET', '/apis/apps/v1/deployments', 'list apps/v1 - deployments/ -'],
  ['GET', '/apis/apps/v1/namespaces/default/deployments/web/scale', 'get apps/v1 default deployments/scale web'],
  ['GET', '/api/v1/watch/pods', 'watch /v1 - pods/ -'],
  ['GET', '/api/v1/watch/namespaces/default/pods/web', 'watch /v1 default pods/ web'],
  ['GET', '/api/v1/watch/namespaces/default', 'watch /v1 default namespaces/ default'],
  ['GET', '/api/v1/proxy/nodes/n1/x', 'proxy /v1 - nodes/ n1'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Dweb', 'list /v1 - pods/ web'],
  ['GET', '/api/v1/pods?watch=1&fieldSelector=metadata.name%3Dweb', 'watch /v1 - pods/ web'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name!%3Dweb', 'list /v1 - pods/ -'],
  ['GET', '/api/v1/pods?fieldSelector=metadata.name%3Da%2Fb', 'list /v1 - pods/ -'],
  ['GET', '/api/v1/pods?fieldSelector=nonsense%20metadata.name', 'list /v1 - pods/ -'],
])('%s %s', (method, target, expected) => {
  const info = infoOf(method, target);
  expect(info.isResourceRequest).toBe(true);
  expect(short(info)).toBe(expected);
});

test.each([
  ['GET', '/', 'get'],
  ['GET', '/api', 'get'],
  ['GET', '/api/v1', 'get'],
  ['GET', '/apis', 'get'],
  ['GET', '/apis/apps', 'get'],
  ['GET', '/apis/apps/v1', 'get'],
  ['GET', '/healthz', 'get'],
  ['POST', '/healthz/ping/x/y', 'post'],
  ['HEAD', '/version', 'head'],
])('%s %s is about the path', (method, target, verb) => {
  const info = infoOf(method, target);
  expect(info).toMatchObject({ isResourceRequest: false, path: target, verb, resource: '' });
});

test.each(['/api/v1/watch', '/api/v1/watch/', '/api/v1/proxy'])('%s names no resource', (path) => {
  expect(() => infoOf('GET', path)).toThrow(RequestInfoError);
});

test('selectors are kept for the verbs that select, and not for the legacy prefix', () => {
  const query = '?fieldSelector=spec.nodeName%3Dn1&labelSelector=app';
  expect(infoOf('GET', `/api/v1/pods${query}`)).toMatchObject({ fieldSelector: 'spec.nodeName=n1', labelSelector: 'app' });
  expect(infoOf('DELETE', `/api/v1/namespaces/a/pods${query}`)).toMatchObject({ labelSelector: 'app' });
  expect(infoOf('GET', `/api/v1/watch/pods${query}`)).toMatchObject({ fieldSelector: undefined, watchPrefix: true });
  expect(infoOf('GET', `/api/v1/namespaces/a/pods/x${query}`)).toMatchObject({ labelSelector: undefined });
});

test('a resource below a namespace is told from a namespace', () => {
  expect(infoOf('GET', '/api/v1/namespaces/a/namespaces/a').inNamespace).toBe(true);
  expect(infoOf('GET', '/api/v1/namespaces/a').inNamespace).toBe(false);
  expect(infoOf('GET', '/api/v1/namespaces/a/status').inNamespace).toBe(false);
});
