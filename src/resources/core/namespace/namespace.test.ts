// A namespace's life through the registry [B011–B014]. Codes, texts and order are a kube-apiserver's.
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  deleteWith,
  dryRun,
  forReal,
  memoryRegistry,
  noAdmission,
  put,
  refused,
  requestIn,
  type RegistryFixture,
} from '../../../../test/support/registry.ts';
import type { Namespace } from '../../../api/core/v1/namespace.ts';
import type { InstalledResource, RestStorage } from '../../../registry/rest.ts';
import { namespaces } from './namespace.ts';

let registry: RegistryFixture;
let installed: InstalledResource;
beforeEach(() => {
  registry = memoryRegistry();
  installed = namespaces.install(registry);
});
afterEach(() => registry[Symbol.asyncDispose]());

const context = requestIn();
const rest = (subresource?: string) =>
  (subresource === undefined ? installed.rest : installed.subresources.get(subresource)!) as unknown as Required<RestStorage<Namespace>>;

interface Given {
  readonly metadata?: Namespace['metadata'];
  readonly finalizers?: readonly string[];
  readonly phase?: Namespace['status']['phase'];
}

const namespace = (name: string, { metadata = {}, finalizers, phase = 'Active' }: Given = {}): Namespace => ({
  kind: 'Namespace',
  apiVersion: 'v1',
  metadata: { name, ...metadata },
  spec: finalizers === undefined ? {} : { finalizers },
  status: { phase },
});

const create = async (object: Namespace): Promise<Namespace> =>
  (await rest().create(context, object, noAdmission, forReal)).object() as Namespace;
const get = async (name: string): Promise<Namespace> => (await rest().get(context, name, {})).object();
const update = async (subresource: string | undefined, object: Namespace): Promise<Namespace> =>
  (await rest(subresource).update(context, object.metadata.name!, put(object))).object.object();
const remove = async (name: string, ...options: Parameters<typeof deleteWith>): Promise<Namespace> =>
  ((await rest().delete(context, name, deleteWith(...options))).object as { object(): Namespace }).object();
const withFinalizers = (object: Namespace, finalizers: readonly string[]): Namespace => ({ ...object, spec: { finalizers } });

test('verbs: no deletecollection; finalize is PUT only', () => {
  expect(installed.rest.deleteCollection).toBeUndefined();
  const finalize = installed.subresources.get('finalize')!;
  for (const verb of ['get', 'create', 'delete', 'list', 'watch'] as const) expect(finalize[verb]).toBeUndefined();
  expect([...installed.subresources.keys()].toSorted()).toEqual(['finalize', 'status']);
});

test('a new namespace is active and waits for kubernetes', async () => {
  const made = await create(namespace('n1', { finalizers: ['a.b/c'], phase: 'Terminating', metadata: { generation: 4 } }));
  expect(made).toMatchObject({ spec: { finalizers: ['a.b/c', 'kubernetes'] }, status: { phase: 'Active' } });
  expect((await create(namespace('n2', { finalizers: ['kubernetes', 'q/r'] }))).spec.finalizers).toEqual(['kubernetes', 'q/r']);
});

test('names are DNS labels, finalizers are qualified', async () => {
  expect((await refused(() => create(namespace('n.1')))).message).toBe(
    'Namespace "n.1" is invalid: metadata.name: Invalid value: "n.1": must not contain dots',
  );
  expect(await refused(() => create(namespace('n1', { finalizers: ['y', 'z/', 'kubernetes'] })))).toMatchObject({
    code: 422,
    details: {
      causes: [
        {
          reason: 'FieldValueInvalid',
          message: 'Invalid value: "y": name is neither a standard finalizer name nor is it fully qualified',
          field: 'spec.finalizers',
        },
        { message: 'Invalid value: "z/": name part must be non-empty', field: 'spec.finalizers' },
        { message: expect.stringMatching(/^Invalid value: "z\/": name part must consist of/) as string, field: 'spec.finalizers' },
      ],
    },
  });
});

test('an update changes neither spec.finalizers nor the status', async () => {
  const made = await create(namespace('n1'));
  const sent = {
    ...withFinalizers(made, []),
    metadata: { ...made.metadata, labels: { a: 'b' } },
    status: { phase: 'Terminating' as const },
  };
  expect(await update(undefined, sent)).toMatchObject({
    metadata: { labels: { a: 'b' } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
});

test('finalize changes the finalizers and not the status', async () => {
  const made = await create(namespace('n1'));
  const refusal = await refused(() => update('finalize', withFinalizers(made, ['foo'])));
  expect(refusal.message).toBe(
    'Namespace "n1" is invalid: spec.finalizers[0]: Invalid value: "foo": name is neither a standard finalizer name nor is it fully qualified',
  );
  expect(await update('finalize', { ...withFinalizers(made, ['foo/bar']), status: { phase: 'Terminating' } })).toMatchObject({
    spec: { finalizers: ['foo/bar'] },
    status: { phase: 'Active' },
  });
});

test('the phase follows the deletionTimestamp', async () => {
  const made = await create(namespace('n1'));
  const terminating = { ...made, status: { phase: 'Terminating' as const } };
  expect((await refused(() => update('status', terminating))).message).toBe(
    'Namespace "n1" is invalid: status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty',
  );
  const deleted = await remove('n1');
  expect((await refused(() => update('status', { ...deleted, status: { phase: 'Active' } }))).message).toBe(
    'Namespace "n1" is invalid: status.Phase: Invalid value: "Active": may only be \'Terminating\' if `deletionTimestamp` is not empty',
  );
});

test('a DELETE closes the namespace; it goes when finalize empties the list', async () => {
  const made = await create(namespace('n1'));
  const closed = await remove('n1', { propagationPolicy: 'Foreground' });
  expect(closed).toMatchObject({
    metadata: { uid: made.metadata.uid, finalizers: ['foregroundDeletion'], deletionTimestamp: expect.any(String) as string },
    status: { phase: 'Terminating' },
  });
  expect(closed.metadata.deletionGracePeriodSeconds).toBeUndefined();
  expect(await remove('n1', { propagationPolicy: 'Orphan' })).toEqual(closed);

  const without = await update(undefined, { ...closed, metadata: { ...closed.metadata, finalizers: [] } });
  expect((await get('n1')).spec.finalizers).toEqual(['kubernetes']);
  expect((await update('finalize', withFinalizers(without, []))).spec.finalizers).toEqual([]);
  expect((await refused(() => get('n1'))).reason).toBe('NotFound');
});

test('a DELETE that finds no finalizers removes it and answers with it', async () => {
  const made = await create(namespace('n1'));
  await update('finalize', withFinalizers(made, []));
  await remove('n1');
  expect((await get('n1')).status.phase).toBe('Terminating');
  expect(await remove('n1', {}, dryRun)).toMatchObject({ metadata: { name: 'n1' } });
  expect(await remove('n1')).toMatchObject({ kind: 'Namespace', metadata: { uid: made.metadata.uid } });
  expect((await refused(() => get('n1'))).reason).toBe('NotFound');
});

test('finalizers of the metadata hold it too', async () => {
  await create(namespace('n1', { metadata: { finalizers: ['my/fin'] } }));
  await remove('n1');
  await update('finalize', withFinalizers(await get('n1'), []));
  expect((await remove('n1')).metadata).toMatchObject({ finalizers: ['my/fin'], deletionGracePeriodSeconds: 0 });
  const last = await get('n1');
  await update(undefined, { ...last, metadata: { ...last.metadata, finalizers: [] } });
  expect((await refused(() => get('n1'))).reason).toBe('NotFound');
});

test('preconditions', async () => {
  const { metadata } = await create(namespace('n1'));
  expect(await refused(() => remove('n1', { preconditions: { uid: 'a' } }))).toMatchObject({
    code: 409,
    message: `Operation cannot be fulfilled on namespaces "n1": Precondition failed: UID in precondition: a, UID in object meta: ${metadata.uid}`,
    details: { name: 'n1', kind: 'namespaces' },
  });
  expect((await refused(() => remove('n1', { preconditions: { resourceVersion: '1x' } }))).message).toBe(
    `Operation cannot be fulfilled on namespaces "n1": Precondition failed: ResourceVersion in precondition: 1x, ResourceVersion in object meta: ${metadata.resourceVersion}`,
  );
});

test('a dry run closes nothing', async () => {
  await create(namespace('n1'));
  expect((await remove('n1', {}, dryRun)).status.phase).toBe('Terminating');
  expect((await get('n1')).status.phase).toBe('Active');
});
