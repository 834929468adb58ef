// GET /: every path that leads somewhere [E019].
import type { Step } from '../filters/filter.ts';
import { indent, jsonLine } from '../respond/json-text.ts';

/** `paths` as they are served. */
export function indexRoute(paths: Iterable<string>): Step {
  const body = indent(jsonLine({ paths: [...paths].toSorted() }));
  return (exchange) => {
    exchange.send(200, [['content-type', 'application/json']], body);
    return Promise.resolve();
  };
}
