// What docs/guides tells people to type, typed.
import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startServer, type Server } from '../../src/server/create-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const root = resolve(import.meta.dirname, '../..');

async function blocks(guide: string, language: string): Promise<readonly string[]> {
  const text = await readFile(join(root, 'docs/guides', guide), 'utf8');
  const found = [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))];
  return found.map(([, block = '']) => block);
}

async function ask(server: Server, method: string, path: string, body?: object): Promise<unknown> {
  const init = { method, ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) };
  const response = await server.fetch(new Request(`https://in.process${path}?fieldManager=tester`, init));
  expect(response.status, `${method} ${path}`).toBeLessThan(300);
  return response.json();
}

/** What the guide's questions are about. */
async function makeObjects(server: Server): Promise<void> {
  const core = '/api/v1/namespaces/default';
  const configMap = (name: string, data: object, metadata: object = {}) => ({ metadata: { name, ...metadata }, data });
  await ask(server, 'POST', `${core}/configmaps`, configMap('settings', { colour: 'red', size: 'large' }));
  await ask(server, 'PUT', `${core}/configmaps/settings`, configMap('settings', { colour: 'blue', size: 'large' }));
  await ask(server, 'POST', `${core}/configmaps`, configMap('lost', { precious: 'yes' }));
  await ask(server, 'DELETE', `${core}/configmaps/lost`);
  await ask(server, 'POST', `${core}/serviceaccounts`, { metadata: { name: 'web', labels: { app: 'web' } } });
  await ask(server, 'POST', `${core}/configmaps`, configMap('held', {}, { finalizers: ['example.com/hold'] }));
  await ask(server, 'DELETE', `${core}/configmaps/held`);
  await ask(server, 'POST', `${core}/events`, { metadata: { name: 'started' }, involvedObject: { namespace: 'default' } });
}

test('read-the-store.md: every query answers its question, while the server runs', async () => {
  await using folder = await tempFolder();
  await using server = await startServer({ dataDir: folder.path });
  await makeObjects(server);
  using db = new DatabaseSync(server.storePath!, { readOnly: true });
  const answers = (await blocks('read-the-store.md', 'sql')).map((query) => db.prepare(query).all());
  const [counts, one, labelled, largest, deleting, ending, last, writers, changes, restless, lost] = answers;
  expect(answers).toHaveLength(11);
  expect(counts).toContainEqual({ resource: 'namespaces', objects: 4, bytes: expect.any(Number) });
  expect(JSON.parse(String(Object.values(one![0]!)[0]))).toMatchObject({ kind: 'ConfigMap', data: { colour: 'blue' } });
  expect(labelled).toEqual([{ kind: 'ServiceAccount', namespace: 'default', name: 'web' }]);
  expect(largest).toHaveLength(10);
  expect(deleting).toEqual([
    { key: '/registry/configmaps/default/held', since: expect.stringMatching(/Z$/), finalizers: '["example.com/hold"]' },
  ]);
  expect(ending).toEqual([{ key: '/registry/events/default/started', until: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) }]);
  const about = last!.filter(({ key }) => key === '/registry/configmaps/default/lost').map(({ what }) => what);
  expect(about).toEqual(['deleted', 'created']);
  expect(writers!.map(({ manager, operation }) => `${String(manager)} ${String(operation)}`)).toEqual(['tester Update', 'tester Update']);
  expect(changes).toEqual([{ revision: expect.any(Number), field: 'colour', before: 'red', after: 'blue' }]);
  expect(restless).toContainEqual({ key: '/registry/configmaps/default/settings', writes: 2 });
  const again = JSON.parse(String(Object.values(lost![0]!)[0])) as object;
  expect(await ask(server, 'POST', '/api/v1/namespaces/default/configmaps', again)).toMatchObject({ data: { precious: 'yes' } });
});

test('backup.md: every command does what it says', async () => {
  await using folder = await tempFolder();
  const first = await startServer({ dataDir: join(folder.path, 'kapibara-data') });
  await makeObjects(first);
  const command = join(folder.path, 'kapibara');
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/kapibara.js')}' "$@"\n`);
  await chmod(command, 0o755);
  const said: string[] = [];
  for (const commands of await blocks('backup.md', 'sh')) {
    const PATH = `${folder.path}:${env['PATH'] ?? ''}`;
    const { stdout } = await promisify(execFile)('sh', ['-ec', commands], { cwd: folder.path, env: { ...env, PATH } });
    said.push(stdout);
  }
  await first.close();
  expect(said).toEqual([
    expect.stringMatching(/^Backed up \d+ objects at revision \d+ to kapibara.backup/),
    expect.stringMatching(/^Restored \d+ objects, as they were at revision \d+, into restored\.\nRevisions go on after 1\d{9}:/),
    expect.stringMatching(/What was there before is now .*store\.replaced-\d+\.db/),
  ]);
  await using restored = await startServer({ dataDir: join(folder.path, 'restored') });
  expect(await ask(restored, 'GET', '/api/v1/namespaces/default/configmaps/settings')).toMatchObject({ data: { colour: 'blue' } });
});
