// Ports of containers that share one address and get into each other's way.
import type { Container, ContainerPort } from '../../../api/core/v1/container.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { warningAt } from '../../rules.ts';

export function* portWarnings(containers: readonly (readonly [container: Container, here: Path])[]): Iterable<string> {
  const seen: { readonly port: ContainerPort; readonly at: Path }[] = [];
  for (const [{ ports = [] }, here] of containers)
    for (const [i, port] of ports.entries()) {
      const at = here.field('ports').index(i);
      for (const other of seen) {
        const problem = problemOf(port, other.port);
        if (problem !== undefined) yield warningAt(at, `${problem} port definition with ${other.at.toString()}`);
      }
      seen.push({ port, at });
    }
}

function problemOf(a: ContainerPort, b: ContainerPort): string | undefined {
  if (a.containerPort !== b.containerPort || a.protocol !== b.protocol) return undefined;
  const [portOfA, portOfB] = [a.hostPort ?? 0, b.hostPort ?? 0];
  if (portOfA === 0 || portOfB === 0) return portOfA === portOfB ? 'duplicate' : 'overlapping';
  if (portOfA !== portOfB) return undefined;
  if (a.hostIP === b.hostIP) return 'duplicate';
  return a.hostIP === undefined || b.hostIP === undefined ? 'dangerously ambiguous' : undefined;
}
