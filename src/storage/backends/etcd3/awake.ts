// Sockets that are not connected and timers of the environment keep no process alive; who waits for them does.
import type { Environment } from '../../../base/environment.ts';

/** Keeps the process alive until the returned function is called. */
export function stayAwake(): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', () => {});
  return () => {
    port1.close();
    port2.close();
  };
}

/** Resolves after `ms`, or when the signal aborts. */
export async function rest(ms: number, environment: Environment, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  const sleep = stayAwake();
  const cancel = environment.after(ms, wake);
  signal?.addEventListener('abort', wake);
  await promise;
  signal?.removeEventListener('abort', wake);
  cancel();
  sleep();
}
