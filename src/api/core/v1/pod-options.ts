// core/v1: the query parameters of the subresources that stream.
import { bool, int32, int64, list, string, time } from '../../../machinery/declare.ts';
import { v1 } from './group-version.ts';

/** Which part of a container's log. */
export class PodLogOptions extends v1.kind('PodLogOptions', () => ({
  container: string(1),
  /** Go on as new lines come. */
  follow: bool(2),
  /** Of the container before its last restart. */
  previous: bool(3),
  /** Only lines this young. */
  sinceSeconds: int64(4).optional(),
  sinceTime: time(5).optional(),
  timestamps: bool(6),
  /** Only so many of the last lines. */
  tailLines: int64(7).optional(),
  /** Stop after so many bytes. */
  limitBytes: int64(8).optional(),
  /** Do not check the kubelet's certificate. */
  insecureSkipTLSVerifyBackend: bool(9),
  stream: string(10).optional(),
})) {}

/** What to run in a container. */
export class PodExecOptions extends v1.kind('PodExecOptions', () => ({
  stdin: bool(1),
  stdout: bool(2),
  stderr: bool(3),
  tty: bool(4),
  container: string(5),
  command: list(6, string).atomic().required(),
})) {}

/** Which of a container's streams to attach to. */
export class PodAttachOptions extends v1.kind('PodAttachOptions', () => ({
  stdin: bool(1),
  stdout: bool(2),
  stderr: bool(3),
  tty: bool(4),
  container: string(5),
})) {}

/** Which ports to forward. */
export class PodPortForwardOptions extends v1.kind('PodPortForwardOptions', () => ({ ports: list(1, int32).atomic() })) {}

/** The path to ask the pod for. */
export class PodProxyOptions extends v1.kind('PodProxyOptions', () => ({ path: string(1) })) {}

/** The path to ask the node for. */
export class NodeProxyOptions extends v1.kind('NodeProxyOptions', () => ({ path: string(1) })) {}

/** The path to ask the service for. */
export class ServiceProxyOptions extends v1.kind('ServiceProxyOptions', () => ({ path: string(1) })) {}
