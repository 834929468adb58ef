// upstream serves some of these paths for GET alone, and others whatever the method.
import { genericRefusal } from '../../machinery/status-error.ts';
import type { Step } from '../filters/filter.ts';

/** Throws MethodNotAllowed for anything but GET, HEAD included. */
export function getOnly(step: Step): Step {
  return async (exchange) => {
    if (exchange.request.method !== 'GET') throw genericRefusal(405);
    await step(exchange);
  };
}
