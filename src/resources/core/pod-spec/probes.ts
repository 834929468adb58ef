// How a container's state is asked for, and what is called when it starts and stops. upstream: validateProbe,
// validateHandler, validateLifecycle.
import type { Container } from '../../../api/core/v1/container.ts';
import type { HTTPGetAction, Lifecycle, LifecycleHandler, Probe, ProbeHandler } from '../../../api/core/v1/probe.ts';
import { forbidden, invalid, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isHttpHeaderName, isPortNumber } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { nonNegative, oneOf, present, refused } from '../../rules.ts';
import { validatePortOrName } from './ports.ts';

type Probed = Pick<Container, 'lifecycle' | 'livenessProbe' | 'readinessProbe' | 'startupProbe'>;

/** What only containers may have that go on running. `graceSeconds`: the pod's. */
export function* validateProbes(container: Probed, graceSeconds: number | undefined, at: Path): Iterable<FieldError> {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  if (lifecycle !== undefined) yield* validateLifecycle(lifecycle, graceSeconds, at.field('lifecycle'));
  if (livenessProbe !== undefined) yield* validateEndingProbe(livenessProbe, at.field('livenessProbe'));
  if (readinessProbe !== undefined) yield* validateReadinessProbe(readinessProbe, at.field('readinessProbe'));
  if (startupProbe !== undefined) yield* validateEndingProbe(startupProbe, at.field('startupProbe'));
}

/** A probe whose failure ends the container: one success is enough for it to live on. */
function* validateEndingProbe(probe: Probe, at: Path): Iterable<FieldError> {
  yield* validateProbe(probe, at);
  if (probe.successThreshold !== 1) yield invalid(at.field('successThreshold'), probe.successThreshold, 'must be 1');
}

function* validateReadinessProbe(probe: Probe, at: Path): Iterable<FieldError> {
  yield* validateProbe(probe, at);
  const { terminationGracePeriodSeconds: grace } = probe;
  if (grace !== undefined) yield invalid(at.field('terminationGracePeriodSeconds'), grace, 'must not be set for readinessProbes');
}

function* validateProbe(probe: Probe, at: Path): Iterable<FieldError> {
  yield* validateHandler(probe, at);
  for (const field of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const)
    yield* nonNegative(probe[field], at.field(field));
  const { terminationGracePeriodSeconds: grace } = probe;
  if (grace !== undefined && grace <= 0) yield invalid(at.field('terminationGracePeriodSeconds'), grace, 'must be greater than 0');
}

function* validateLifecycle({ postStart, preStop }: Lifecycle, graceSeconds: number | undefined, at: Path): Iterable<FieldError> {
  if (postStart !== undefined) yield* validateHandler(postStart, at.field('postStart'), graceSeconds);
  if (preStop !== undefined) yield* validateHandler(preStop, at.field('preStop'), graceSeconds);
}

function* validateHandler(handler: ProbeHandler & LifecycleHandler, at: Path, graceSeconds?: number): Iterable<FieldError> {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  const actions: readonly (readonly [string, Iterable<FieldError>])[] = [
    ...(exec ? [['exec', validateCommand(exec.command ?? [], at.field('exec'))] as const] : []),
    ...(httpGet ? [['httpGet', validateHttpGet(httpGet, at.field('httpGet'))] as const] : []),
    ...(tcpSocket ? [['tcpSocket', validatePortOrName(tcpSocket.port, at.field('tcpSocket').field('port'))] as const] : []),
    ...(grpc ? [['grpc', refused(isPortNumber(grpc.port), grpc.port, at.field('grpc').field('port'))] as const] : []),
    ...(sleep ? [['sleep', validateSleep(sleep.seconds, graceSeconds, at.field('sleep'))] as const] : []),
  ];
  const [first, ...more] = actions;
  if (first === undefined) {
    yield required(at, 'must specify a handler type');
    return;
  }
  yield* first[1];
  for (const [name] of more) yield forbidden(at.field(name), 'may not specify more than 1 handler type');
}

function* validateCommand(command: readonly string[], at: Path): Iterable<FieldError> {
  if (command.length === 0) yield required(at.field('command'));
}

function* validateHttpGet({ path, port, scheme, httpHeaders = [] }: HTTPGetAction, at: Path): Iterable<FieldError> {
  yield* present(path, at.field('path'));
  yield* validatePortOrName(port, at.field('port'));
  yield* oneOf(scheme, ['HTTP', 'HTTPS'], at.field('scheme'));
  for (const { name } of httpHeaders) yield* refused(isHttpHeaderName(name), name, at.field('httpHeaders'));
}

function* validateSleep(seconds: number, graceSeconds: number | undefined, at: Path): Iterable<FieldError> {
  if (seconds < 0 || (graceSeconds !== undefined && seconds > graceSeconds))
    yield invalid(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds ?? 0})`);
}
