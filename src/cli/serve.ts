// `kapibara serve`: start, say what to do next, stop in peace.
import { startServer, type Server } from '../server/create-server.ts';
import { release } from '../server/release.ts';
import type { ServeFlags } from './flags.ts';
import { createLogger } from './log.ts';

/** Runs until SIGTERM or SIGINT, then drains. A second signal ends the process at once. */
export async function runServe({ verbosity, ...options }: ServeFlags): Promise<void> {
  const server = await startServer({ ...options, log: createLogger(verbosity) });
  const asked = untilSignal();
  process.stdout.write(welcome(server));
  await asked;
  await server.close();
}

function untilSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      process.once(signal, () => process.exit(1));
      resolve();
    });
  return promise;
}

function welcome(server: Server): string {
  const { url, storePath, kubeconfigPath } = server;
  return [
    `Kapibara ${release.product} (Kubernetes ${release.kubernetes}) serves ${url}`,
    storePath === undefined ? 'Objects are kept in memory until it stops.' : `Objects are kept in ${storePath}`,
    '',
    ...(kubeconfigPath === undefined ? [] : ['Use it with', `  export KUBECONFIG=${kubeconfigPath}`, '  kubectl get namespaces', '']),
    '',
  ].join('\n');
}
