// Which discovery paths are for GET alone, and what a list of resources says of itself. Asked of kube-apiserver 1.36.
import { expect, test } from 'vitest';
import { serveApi } from '../../../test/support/api.ts';
import { memoryRegistry } from '../../../test/support/registry.ts';
import { builtInProviders } from '../../resources/providers.ts';
import { discoveryRoutes } from './routes.ts';

const registry = memoryRegistry();
const versions = builtInProviders().flatMap((provider) => provider.newRESTStorage(registry));

test.each([
  ['/api', 405],
  ['/api/v1', 405],
  ['/apis/apps/v1', 405],
  ['/apis', 200],
  ['/apis/apps', 200],
])('POST %s: %i', async (path, code) => {
  await using api = serveApi({ paths: discoveryRoutes({ versions, serverAddress: () => 'h:1' }) });
  expect((await api.send(path)).status).toBe(200);
  expect((await api.send(path, { method: 'POST' })).status).toBe(code);
});

test('the aggregated form comes in YAML too', async () => {
  await using api = serveApi({ paths: discoveryRoutes({ versions, serverAddress: () => 'h:1' }) });
  const form = 'g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const answer = await api.send('/apis', { headers: { accept: `application/yaml;${form}` } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, `application/yaml;${form}`]);
  expect(await answer.text()).toContain('kind: APIGroupDiscoveryList');
});

test('the list of a named group’s resources says its apiVersion, that of the core group does not', async () => {
  await using api = serveApi({ paths: discoveryRoutes({ versions, serverAddress: () => 'h:1' }) });
  expect((await api.ask('/apis/apps/v1')).body).toMatchObject({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'apps/v1' });
  expect((await api.ask('/api/v1')).body).not.toHaveProperty('apiVersion');
});
