// Helm installs, upgrades, rolls back, lists and uninstalls a chart.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { requireTool } from '../support/kubectl.ts';
import { startServerProcess } from '../support/server-process.ts';

const chart = `apiVersion: v2
name: shop
version: 1.0.0
`;
const values = `color: blue
replicas: 1
`;
const templates = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-settings
data:
  color: {{ .Values.color }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector: {app: {{ .Release.Name }}}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}}
    spec:
      containers: [{name: main, image: "registry.invalid/main:1"}]
`;

test('install, upgrade, rollback, list, uninstall', async (context) => {
  const path = await requireTool(context, 'helm');
  await using server = await startServerProcess();
  const folder = join(server.dataDir, 'chart');
  await mkdir(join(folder, 'templates'), { recursive: true });
  await writeFile(join(folder, 'Chart.yaml'), chart);
  await writeFile(join(folder, 'values.yaml'), values);
  await writeFile(join(folder, 'templates', 'all.yaml'), templates);
  const env = { PATH: process.env['PATH'], HOME: server.dataDir, KUBECONFIG: server.kubeconfig };
  const helm = async (...args: string[]): Promise<string> => (await promisify(execFile)(path, args, { env })).stdout;
  const color = async (): Promise<unknown> => {
    const answer = await server.call('GET', '/api/v1/namespaces/default/configmaps/demo-settings');
    return (JSON.parse(answer.text) as { readonly data?: Readonly<Record<string, string>> }).data?.['color'];
  };

  expect(await helm('install', 'demo', folder, '--server-side=false')).toContain('STATUS: deployed');
  expect(await color()).toBe('blue');
  expect(await helm('upgrade', 'demo', folder, '--server-side=false', '--set', 'color=red', '--set', 'replicas=2')).toContain(
    'REVISION: 2',
  );
  expect(await color()).toBe('red');
  expect(await helm('list')).toMatch(/^demo\s+default\s+2\s.*deployed\s+shop-1\.0\.0/m);
  expect(await helm('rollback', 'demo', '1', '--server-side=false')).toContain('Rollback was a success');
  expect(await color()).toBe('blue');
  expect(await helm('history', 'demo')).toMatch(/^3\s.*deployed\s+shop-1\.0\.0.*Rollback to 1/m);
  expect(await helm('uninstall', 'demo')).toContain('release "demo" uninstalled');
  expect((await server.call('GET', '/apis/apps/v1/namespaces/default/deployments/demo')).code).toBe(404);
});
