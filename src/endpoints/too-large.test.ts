// What a store finds too large [S089].
import { expect, it } from 'vitest';
import { serveApi, type ApiFixture } from '../../test/support/api.ts';
import { memoryRegistry } from '../../test/support/registry.ts';
import { openMemory } from '../storage/backends/memory/memory.ts';

const path = '/api/v1/namespaces/default/configmaps';

function api(valueBytes: number): ApiFixture {
  return serveApi({ registry: memoryRegistry({ backend: openMemory({ limits: { valueBytes }, verify: true }) }) });
}

/** Every key is told in managedFields once more. */
const withKeys = (count: number) => ({
  metadata: { name: 'a' },
  data: Object.fromEntries(Array.from({ length: count }, (_, i) => [`a-rather-long-name-for-a-key-${i}`, 'x'])),
});

interface Answer {
  readonly metadata: { readonly managedFields?: readonly unknown[] };
  readonly data?: Readonly<Record<string, string>>;
}

it('is stored without managedFields when it fits then', async () => {
  await using served = api(3_000);
  const created = await served.ask<Answer>(path, { method: 'POST', body: withKeys(40) });
  expect([created.code, created.body.metadata.managedFields]).toEqual([201, undefined]);
  await served.ask(`${path}/a`, { method: 'DELETE' });
  const small = await served.ask<Answer>(path, { method: 'POST', body: withKeys(2) });
  expect([small.code, small.body.metadata.managedFields?.length]).toEqual([201, 1]);
  const updated = await served.ask<Answer>(`${path}/a`, { method: 'PUT', body: withKeys(41) });
  expect([updated.code, updated.body.metadata.managedFields]).toEqual([200, undefined]);
  const patched = await served.ask<Answer>(`${path}/a`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { data: { more: 'x' } },
  });
  expect([patched.code, patched.body.metadata.managedFields, patched.body.data?.['more']]).toEqual([200, undefined, 'x']);
});

it('is refused when it does not, and nothing is stored', async () => {
  await using served = api(3_000);
  const refusal = { code: 500, body: { kind: 'Status', status: 'Failure', message: 'etcdserver: request is too large', code: 500 } };
  expect(await served.ask(path, { method: 'POST', body: withKeys(100) })).toMatchObject(refusal);
  expect((await served.ask(`${path}/a`)).code).toBe(404);
  const created = await served.ask<Answer>(path, { method: 'POST', body: withKeys(2) });
  expect(await served.ask(`${path}/a`, { method: 'PUT', body: withKeys(100) })).toMatchObject(refusal);
  const { body } = await served.ask<Answer>(`${path}/a`);
  expect(body).toEqual(created.body);
});

it('is not even read when no store would take it', async () => {
  await using served = api(10_000_000);
  const body = JSON.stringify({ metadata: { name: 'a' }, data: { a: 'x'.repeat(3 << 20) } });
  expect(await served.ask(path, { method: 'POST', body })).toMatchObject({ code: 413, body: { reason: 'RequestEntityTooLarge' } });
  const allowed = JSON.stringify({ metadata: { name: 'a' }, data: { a: 'x'.repeat((1 << 20) + 1) } });
  expect(await served.ask(path, { method: 'POST', body: allowed })).toMatchObject({ code: 422, body: { reason: 'Invalid' } });
});
