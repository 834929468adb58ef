// Empties a namespace that is being deleted, then lets it go. Upstream this is kube-controller-manager's work.
import type { Namespace } from '../api/core/v1/namespace.ts';
import type { Client, ResourceRef } from '../client/client.ts';
import { startInformer } from '../client/informer.ts';
import type { APIGroupList, APIResourceList } from '../machinery/meta/v1.ts';
import { parseApiVersion } from '../machinery/object.ts';
import { isStatusError } from '../machinery/status-error.ts';
import { WorkQueue, type Controller } from './controller.ts';

const finalizer = 'kubernetes';

export const namespaceDeletion: Controller = {
  name: 'namespace-controller',
  async start(context) {
    const { client, environment, signal } = context;
    const resource = client.resource<Namespace>({ group: '', version: 'v1', resource: 'namespaces', namespaced: false });
    const queue = new WorkQueue(context, async (name) => {
      const namespace = namespaces.get(name);
      if (namespace !== undefined && isTerminating(namespace)) await empty(client, namespace);
    });
    const namespaces = startInformer<Namespace>({
      client: resource,
      environment,
      signal,
      onChange: (namespace, deleted) => {
        if (!deleted && isTerminating(namespace)) queue.add(namespace.metadata.name ?? '');
      },
    });
    await namespaces.stopped;
    await queue.stopped();
  },
};

const isTerminating = ({ metadata, spec }: Namespace): boolean =>
  metadata.deletionTimestamp !== undefined && (spec.finalizers ?? []).includes(finalizer);

/** Throws while something is left, so that the queue tries again later. */
async function empty(client: Client, namespace: Namespace): Promise<void> {
  const name = namespace.metadata.name ?? '';
  const resources = await namespacedResources(client);
  for (const resource of resources)
    await client.resource(resource).deleteCollection({ namespace: name }, { propagationPolicy: 'Background' }).catch(unlessGone);
  for (const resource of resources) {
    const { items } = await client.resource(resource).list({ namespace: name, limit: 1 });
    if (items.length > 0) throw new Error(`${resource.resource} remain in namespace ${name}`);
  }
  await finalize(client, namespace);
}

async function finalize(client: Client, namespace: Namespace): Promise<void> {
  const finalizers = (namespace.spec.finalizers ?? []).filter((each) => each !== finalizer);
  await client
    .resource<Namespace>({ group: '', version: 'v1', resource: 'namespaces', namespaced: false })
    .update({ ...namespace, spec: { ...namespace.spec, finalizers } }, { subresource: 'finalize' })
    .catch(unlessGone);
}

/** What can be listed and deleted by collection, in discovery order: one version of each resource. */
async function namespacedResources(client: Client): Promise<readonly ResourceRef[]> {
  const groups = (await (await client.request('GET', '/apis')).json()) as APIGroupList;
  const paths = ['/api/v1', ...(groups.groups ?? []).map(({ preferredVersion }) => `/apis/${preferredVersion?.groupVersion ?? ''}`)];
  const found: ResourceRef[] = [];
  for (const path of paths) {
    const list = (await (await client.request('GET', path)).json()) as APIResourceList;
    const groupVersion = parseApiVersion(list.groupVersion);
    if (groupVersion === undefined) continue;
    for (const { name, namespaced, verbs } of list.resources)
      if (namespaced && verbs.includes('deletecollection') && verbs.includes('list'))
        found.push({ ...groupVersion, resource: name, namespaced });
  }
  return found;
}

function unlessGone(error: unknown): undefined {
  if (isStatusError(error, 'NotFound') || isStatusError(error, 'Conflict')) return undefined;
  throw error;
}
