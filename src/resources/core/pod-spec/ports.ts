// The ports of containers, and that no two want the same port of the node.
import type { Container, ContainerPort } from '../../../api/core/v1/container.ts';
import { duplicate, invalid, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isPortName, isPortNumber } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { oneOf, refused, uniqueness } from '../../rules.ts';

export function* validatePorts(ports: readonly ContainerPort[], at: Path): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const [i, { name, containerPort, hostPort, protocol }] of ports.entries()) {
    const here = at.index(i);
    if (name !== undefined) {
      const problems = isPortName(name);
      yield* refused(problems, name, here.field('name'));
      if (problems.length === 0 && !isNew(name)) yield duplicate(here.field('name'), name);
    }
    if (containerPort === 0) yield required(here.field('containerPort'));
    else yield* refused(isPortNumber(containerPort), containerPort, here.field('containerPort'));
    if (hostPort !== undefined && hostPort !== 0) yield* refused(isPortNumber(hostPort), hostPort, here.field('hostPort'));
    yield* oneOf(protocol, ['SCTP', 'TCP', 'UDP'], here.field('protocol'));
  }
}

export function* validateHostPorts(containers: readonly Container[], at: Path): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const { port, here } of portsOf(containers, at)) {
    const { protocol, hostIP = '', hostPort } = port;
    const wanted = `${protocol}/${hostIP}/${hostPort}`;
    if (hostPort !== undefined && hostPort !== 0 && !isNew(wanted)) yield duplicate(here.field('hostPort'), wanted);
  }
}

/** On the node's network, a container's port is the node's port. Templates may leave it open: the pod gets it. */
export function* validateHostNetworkPorts(containers: readonly Container[], at: Path): Iterable<FieldError> {
  for (const { port, here } of portsOf(containers, at)) {
    const { hostPort = 0, containerPort } = port;
    if (hostPort !== 0 && hostPort !== containerPort)
      yield invalid(here.field('hostPort'), hostPort, 'must match `containerPort` when `hostNetwork` is true');
  }
}

function* portsOf(containers: readonly Container[], at: Path): Iterable<{ readonly port: ContainerPort; readonly here: Path }> {
  for (const [i, { ports = [] }] of containers.entries())
    for (const [j, port] of ports.entries()) yield { port, here: at.index(i).field('ports').index(j) };
}

/** A number, or the name of a container's port. */
export function* validatePortOrName(port: number | string, at: Path): Iterable<FieldError> {
  yield* refused(typeof port === 'number' ? isPortNumber(port) : isPortName(port), port, at);
}
