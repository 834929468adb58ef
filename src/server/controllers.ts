// The controllers that run inside the server, chosen by --controllers.
import type { Environment } from '../base/environment.ts';
import type { Logger } from '../base/log.ts';
import type { Client } from '../client/client.ts';
import type { Controller } from '../controllers/controller.ts';
import { OptionsError } from './options.ts';

/**
 * `*` turns all on, `name` one, `-name` one off; what is named wins over `*`. Throws OptionsError for a name nobody has.
 * upstream: genericcontrollermanager.IsControllerEnabled.
 */
export function chooseControllers(all: readonly Controller[], wanted: readonly string[]): readonly Controller[] {
  const known = new Set(all.map(({ name }) => name));
  for (const entry of wanted) {
    const name = entry.replace(/^-/, '');
    if (name !== '*' && !known.has(name))
      throw new OptionsError(`--controllers: there is no controller ${JSON.stringify(name)}; there are ${[...known].join(', ')}`);
  }
  return all.filter(({ name }) => wanted.includes(name) || (wanted.includes('*') && !wanted.includes(`-${name}`)));
}

export interface ControllerServices {
  /** A client that calls itself by the controller's name. */
  clientFor(name: string): Client;
  readonly environment: Environment;
  readonly log: Logger;
}

export interface RunningControllers {
  /** Resolves when none does anything any more. */
  stop(): Promise<void>;
}

export function startControllers(
  controllers: readonly Controller[],
  { clientFor, environment, log }: ControllerServices,
): RunningControllers {
  const stopping = new AbortController();
  const running = controllers.map(async (controller) => {
    try {
      await controller.start({
        client: clientFor(controller.name),
        environment,
        signal: stopping.signal,
        report: (key, error) => log.info({ controller: controller.name, key, err: error }, 'could not finish; will try again'),
      });
    } catch (error) {
      log.error({ controller: controller.name, err: error }, 'the controller ended');
    }
  });
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
