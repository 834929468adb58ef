// The rules of a service's ports. upstream: validateServicePort.
import { ServicePort, type ServiceSpec } from '../../../api/core/v1/service.ts';
import { duplicate, forbidden, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isPortName } from '../../../machinery/validation/name-rules.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { validateAppProtocol, validatePortName, validatePortNumber, validateProtocol } from '../../networking/port-rules.ts';
import { goStruct } from '../../go-struct.ts';
import { refused, uniqueness } from '../../rules.ts';

const at = Path.of('spec', 'ports');

/** Each on its own. */
export function* validatePorts(ports: readonly ServicePort[]): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const [i, port] of ports.entries()) {
    const { name, protocol, appProtocol, targetPort } = port;
    const here = at.index(i);
    yield* validatePortName(name, ports.length > 1, here.field('name'));
    if (name !== undefined && !isNew(name)) yield duplicate(here.field('name'), name);
    yield* validatePortNumber(port.port, here.field('port'));
    yield* validateProtocol(protocol, here.field('protocol'));
    yield* typeof targetPort === 'number'
      ? validatePortNumber(targetPort, here.field('targetPort'))
      : refused(isPortName(targetPort), targetPort, here.field('targetPort'));
    yield* validateAppProtocol(appProtocol, here.field('appProtocol'));
  }
}

/** Among each other, and as the type has it. */
export function* validatePortsTogether({ type, ports = [] }: ServiceSpec): Iterable<FieldError> {
  if (type === 'ClusterIP')
    for (const [i, { nodePort }] of ports.entries())
      if (nodePort !== undefined) yield forbidden(at.index(i).field('nodePort'), "may not be used when `type` is 'ClusterIP'");
  for (const i of repeated(ports.map(({ protocol, nodePort }) => (nodePort === undefined ? undefined : `${protocol} ${nodePort}`))))
    yield duplicate(at.index(i).field('nodePort'), ports[i]!.nodePort);
  for (const i of repeated(ports.map(({ protocol, port }) => `${protocol} ${port}`))) {
    // Upstream shows what makes it the same, and no more.
    const { protocol, port } = ports[i]!;
    yield duplicate(at.index(i), goStruct(ServicePort, { protocol, port, targetPort: 0 }));
  }
}

function* repeated(keys: readonly (string | undefined)[]): Iterable<number> {
  for (const [i, key] of keys.entries()) if (key !== undefined && keys.indexOf(key) < i) yield i;
}
