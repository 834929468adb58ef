// The namespaces every cluster has, made at start and again when somebody removes one [Y020].
import type { Namespace } from '../api/core/v1/namespace.ts';
import { pause } from '../client/informer.ts';
import type { Controller, ControllerContext } from '../controllers/controller.ts';
import { isStatusError } from '../machinery/status-error.ts';

const names = ['default', 'kube-system', 'kube-public', 'kube-node-lease'] as const;
const intervalMs = 60_000;

/** Resolves when all are there. */
export async function ensureSystemNamespaces({ client }: Pick<ControllerContext, 'client'>): Promise<void> {
  const namespaces = client.resource<Namespace>({ group: '', version: 'v1', resource: 'namespaces', namespaced: false });
  for (const name of names) {
    await namespaces
      .create({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: { phase: 'Active' } })
      .catch((error: unknown) => {
        if (!isStatusError(error, 'AlreadyExists')) throw error;
      });
  }
}

export const systemNamespaces: Controller = {
  name: 'system-namespaces-controller',
  async start(context) {
    while (!context.signal.aborted) {
      await pause(context.environment, intervalMs, context.signal);
      if (context.signal.aborted) return;
      await ensureSystemNamespaces(context).catch((error: unknown) => context.report('system namespaces', error));
    }
  },
};
