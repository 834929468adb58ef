// Every living namespace has a `default` ServiceAccount and the ConfigMap kube-root-ca.crt. Upstream this is
// kube-controller-manager's work (serviceaccount and root-ca-cert-publisher).
import type { ConfigMap } from '../api/core/v1/config-map.ts';
import type { Namespace } from '../api/core/v1/namespace.ts';
import type { ServiceAccount } from '../api/core/v1/service-account.ts';
import type { ResourceClient } from '../client/client.ts';
import { startInformer } from '../client/informer.ts';
import type { KubeObject } from '../machinery/object.ts';
import { isStatusError } from '../machinery/status-error.ts';
import { WorkQueue, type Controller, type ControllerContext } from './controller.ts';

const core = { group: '', version: 'v1' };

export const serviceAccounts: Controller = {
  name: 'serviceaccount-controller',
  start: (context) =>
    keepInEachNamespace<ServiceAccount>(context, 'serviceaccounts', 'default', (namespace) => ({
      kind: 'ServiceAccount',
      apiVersion: 'v1',
      metadata: { name: 'default', namespace },
    })),
};

/** Publishes the authority that signed the server's certificate, for pods to trust it. */
export const rootCertificates = (certificateAuthority: string): Controller => ({
  name: 'root-ca-certificate-publisher-controller',
  start: (context) =>
    keepInEachNamespace<ConfigMap>(context, 'configmaps', 'kube-root-ca.crt', (namespace) => ({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: {
        name: 'kube-root-ca.crt',
        namespace,
        annotations: {
          'kubernetes.io/description':
            'The certificate authority that signs this API server: a pod that trusts it can reach the server by its service names.',
        },
      },
      data: { 'ca.crt': certificateAuthority },
    })),
});

/** Creates the object called `name` in every namespace that has none and is not being deleted, also when it is removed later. */
async function keepInEachNamespace<T extends KubeObject>(
  context: ControllerContext,
  resource: string,
  name: string,
  make: (namespace: string) => T,
): Promise<void> {
  const { client, environment, signal } = context;
  const objects: ResourceClient<T> = client.resource<T>({ ...core, resource, namespaced: true });
  const queue = new WorkQueue(context, async (namespace) => {
    await Promise.race([existing.synced, existing.stopped]);
    if (!isAlive(namespaces.get(namespace)) || existing.get(`${namespace}/${name}`) !== undefined) return;
    await objects.create(make(namespace)).catch(unlessSettled);
  });
  const namespaces = startInformer<Namespace>({
    client: client.resource<Namespace>({ ...core, resource: 'namespaces', namespaced: false }),
    environment,
    signal,
    onChange: (namespace) => queue.add(namespace.metadata.name ?? ''),
  });
  const existing = startInformer<T>({
    client: objects,
    environment,
    signal,
    fieldSelector: `metadata.name=${name}`,
    onChange: (object, deleted) => {
      if (deleted) queue.add(object.metadata.namespace ?? '');
    },
  });
  await Promise.all([namespaces.stopped, existing.stopped]);
  await queue.stopped();
}

const isAlive = (namespace: Namespace | undefined): boolean =>
  namespace !== undefined && namespace.metadata.deletionTimestamp === undefined;

/** Someone else made it, or the namespace is going: both are fine. */
function unlessSettled(error: unknown): undefined {
  if (isStatusError(error, 'AlreadyExists') || isStatusError(error, 'NotFound')) return undefined;
  if (isStatusError(error, 'Forbidden') && error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating'))
    return undefined;
  throw error;
}
