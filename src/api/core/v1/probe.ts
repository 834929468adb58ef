// core/v1: how a container's state is asked for, and what is called when it starts and stops.
import {
  enumOf,
  inline,
  int32,
  int64,
  intOrString,
  list,
  message,
  object,
  string,
  type ValueOf,
  values,
} from '../../../machinery/declare.ts';

/** Asks a container how it is, again and again. */
export class Probe extends message('Probe', () => ({
  probeHandler: inline(1, ProbeHandler),
  /** Wait this long after the container started. */
  initialDelaySeconds: int32(2),
  /** How long one answer may take. */
  timeoutSeconds: int32(3).default(1),
  /** How often to ask. */
  periodSeconds: int32(4).default(10),
  /** How many successes in a row end a failure. Must be 1 except for readiness. */
  successThreshold: int32(5).default(1),
  /** How many failures in a row count. */
  failureThreshold: int32(6).default(3),
  /** Instead of the pod's own, when this probe ends the container. */
  terminationGracePeriodSeconds: int64(7).optional(),
})) {}

/** Exactly one is set. */
export class ProbeHandler extends message('ProbeHandler', () => ({
  exec: object(1, ExecAction).optional(),
  httpGet: object(2, HTTPGetAction).optional(),
  tcpSocket: object(3, TCPSocketAction).optional(),
  grpc: object(4, GRPCAction).optional(),
})) {}

/** What to call when a container has started and before it is stopped. */
export class Lifecycle extends message('Lifecycle', () => ({
  postStart: object(1, LifecycleHandler).optional(),
  preStop: object(2, LifecycleHandler).optional(),
  /** Instead of the image's own. Needs the pod's os. */
  stopSignal: enumOf(3, Signal).optional(),
})) {}

export const Signal = values(
  'SIGABRT',
  'SIGALRM',
  'SIGBUS',
  'SIGCHLD',
  'SIGCLD',
  'SIGCONT',
  'SIGFPE',
  'SIGHUP',
  'SIGILL',
  'SIGINT',
  'SIGIO',
  'SIGIOT',
  'SIGKILL',
  'SIGPIPE',
  'SIGPOLL',
  'SIGPROF',
  'SIGPWR',
  'SIGQUIT',
  'SIGSEGV',
  'SIGSTKFLT',
  'SIGSTOP',
  'SIGSYS',
  'SIGTERM',
  'SIGTRAP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGUSR1',
  'SIGUSR2',
  'SIGVTALRM',
  'SIGWINCH',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGRTMIN',
  'SIGRTMIN+1',
  'SIGRTMIN+2',
  'SIGRTMIN+3',
  'SIGRTMIN+4',
  'SIGRTMIN+5',
  'SIGRTMIN+6',
  'SIGRTMIN+7',
  'SIGRTMIN+8',
  'SIGRTMIN+9',
  'SIGRTMIN+10',
  'SIGRTMIN+11',
  'SIGRTMIN+12',
  'SIGRTMIN+13',
  'SIGRTMIN+14',
  'SIGRTMIN+15',
  'SIGRTMAX-14',
  'SIGRTMAX-13',
  'SIGRTMAX-12',
  'SIGRTMAX-11',
  'SIGRTMAX-10',
  'SIGRTMAX-9',
  'SIGRTMAX-8',
  'SIGRTMAX-7',
  'SIGRTMAX-6',
  'SIGRTMAX-5',
  'SIGRTMAX-4',
  'SIGRTMAX-3',
  'SIGRTMAX-2',
  'SIGRTMAX-1',
  'SIGRTMAX',
);
export type Signal = ValueOf<typeof Signal>;

/** Exactly one is set. */
export class LifecycleHandler extends message('LifecycleHandler', () => ({
  exec: object(1, ExecAction).optional(),
  httpGet: object(2, HTTPGetAction).optional(),
  tcpSocket: object(3, TCPSocketAction).optional(),
  sleep: object(4, SleepAction).optional(),
})) {}

export class ExecAction extends message('ExecAction', () => ({
  /** Not run in a shell. Exit status 0 means success. */
  command: list(1, string).atomic(),
})) {}

/** Any status from 200 to 399 means success. */
export class HTTPGetAction extends message('HTTPGetAction', () => ({
  path: string(1).default('/'),
  /** A number, or the name of a container port. */
  port: intOrString(2).required(),
  host: string(3),
  scheme: enumOf(4, URIScheme).default('HTTP'),
  httpHeaders: list(5, HTTPHeader).atomic(),
})) {}

export const URIScheme = values('HTTP', 'HTTPS');
export type URIScheme = ValueOf<typeof URIScheme>;

export class HTTPHeader extends message('HTTPHeader', () => ({ name: string(1).required(), value: string(2).required() })) {}

/** A connection that opens means success. */
export class TCPSocketAction extends message('TCPSocketAction', () => ({ port: intOrString(1).required(), host: string(2) })) {}

/** Uses the gRPC health checking protocol. */
export class GRPCAction extends message('GRPCAction', () => ({ port: int32(1).required(), service: string(2).optional().default('') })) {}

export class SleepAction extends message('SleepAction', () => ({ seconds: int64(1).required() })) {}
