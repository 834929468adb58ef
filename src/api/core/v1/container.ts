// core/v1 Container: one program of a pod.
import {
  bool,
  enumOf,
  inline,
  int32,
  list,
  message,
  object,
  openValues,
  string,
  type ValueOf,
  values,
} from '../../../machinery/declare.ts';
import { EnvFromSource, EnvVar } from './environment.ts';
import { PullPolicy, pullPolicyFor } from './image.ts';
import { Lifecycle, Probe } from './probe.ts';
import { ResourceRequirements } from './resource-requirements.ts';
import { SecurityContext } from './security-context.ts';
import { Protocol } from './service.ts';

/** One program of a pod. */
export class Container extends message(
  'Container',
  () => ({
    /** Unique within the pod, a DNS label. Cannot be changed. */
    name: string(1).required(),
    /** Where to get its image. */
    image: string(2),
    /** Instead of the image's entry point. Not run in a shell; $(NAME) stands for a variable. */
    command: list(3, string).atomic(),
    /** Instead of the image's arguments. */
    args: list(4, string).atomic(),
    workingDir: string(5),
    /** The ports it listens on. Mostly for information: leaving one out closes nothing. */
    ports: list(6, ContainerPort).keyedBy('containerPort', 'protocol').mergeOn('containerPort'),
    envFrom: list(19, EnvFromSource).atomic(),
    /** Variables of its environment. */
    env: list(7, EnvVar).keyedBy('name').mergeOn('name'),
    /** What it asks for and what it may use. */
    resources: object(8, ResourceRequirements),
    /** Whether a change of its resources needs a restart. */
    resizePolicy: list(23, ContainerResizePolicy).atomic(),
    /** Always makes an init container a sidecar. Otherwise, instead of the pod's own. */
    restartPolicy: enumOf(24, ContainerRestartPolicy).optional(),
    restartPolicyRules: list(25, ContainerRestartRule).atomic(),
    /** Where it sees the pod's volumes. */
    volumeMounts: list(9, VolumeMount).keyedBy('mountPath').mergeOn('mountPath'),
    volumeDevices: list(21, VolumeDevice).keyedBy('devicePath').mergeOn('devicePath'),
    /** When it fails, the container is restarted. */
    livenessProbe: object(10, Probe).optional(),
    /** While it fails, the pod gets no traffic from services. */
    readinessProbe: object(11, Probe).optional(),
    /** Until it succeeds once, the other probes wait. */
    startupProbe: object(22, Probe).optional(),
    lifecycle: object(12, Lifecycle).optional(),
    /** A file the container may write its last words to. */
    terminationMessagePath: string(13).default('/dev/termination-log'),
    terminationMessagePolicy: enumOf(20, TerminationMessagePolicy).default('File'),
    /** Always if the tag is latest or missing, otherwise IfNotPresent. */
    imagePullPolicy: enumOf(14, PullPolicy),
    securityContext: object(15, SecurityContext).optional(),
    stdin: bool(16),
    stdinOnce: bool(17),
    tty: bool(18),
  }),
  defaultPullPolicy,
) {}

export const ContainerRestartPolicy = openValues('Always', 'Never', 'OnFailure');
export type ContainerRestartPolicy = ValueOf<typeof ContainerRestartPolicy>;

export const TerminationMessagePolicy = values('File', 'FallbackToLogsOnError');
export type TerminationMessagePolicy = ValueOf<typeof TerminationMessagePolicy>;

/** A container added to a running pod, to look into it. It is never restarted and gets no resources of its own. */
export class EphemeralContainer extends message(
  'EphemeralContainer',
  () => ({
    ephemeralContainerCommon: inline(1, EphemeralContainerCommon),
    /** Whose process namespace to join. */
    targetContainerName: string(2),
  }),
  defaultPullPolicy,
) {}

/** A container's fields. Ports, probes, lifecycle and resources must stay empty. */
export class EphemeralContainerCommon extends message('EphemeralContainerCommon', () => ({
  name: string(1).required(),
  image: string(2),
  command: list(3, string).atomic(),
  args: list(4, string).atomic(),
  workingDir: string(5),
  ports: list(6, ContainerPort).keyedBy('containerPort', 'protocol').mergeOn('containerPort'),
  envFrom: list(19, EnvFromSource).atomic(),
  env: list(7, EnvVar).keyedBy('name').mergeOn('name'),
  resources: object(8, ResourceRequirements),
  resizePolicy: list(23, ContainerResizePolicy).atomic(),
  restartPolicy: enumOf(24, ContainerRestartPolicy).optional(),
  restartPolicyRules: list(25, ContainerRestartRule).atomic(),
  volumeMounts: list(9, VolumeMount).keyedBy('mountPath').mergeOn('mountPath'),
  volumeDevices: list(21, VolumeDevice).keyedBy('devicePath').mergeOn('devicePath'),
  livenessProbe: object(10, Probe).optional(),
  readinessProbe: object(11, Probe).optional(),
  startupProbe: object(22, Probe).optional(),
  lifecycle: object(12, Lifecycle).optional(),
  terminationMessagePath: string(13).default('/dev/termination-log'),
  terminationMessagePolicy: enumOf(20, TerminationMessagePolicy).default('File'),
  imagePullPolicy: enumOf(14, PullPolicy),
  securityContext: object(15, SecurityContext).optional(),
  stdin: bool(16),
  stdinOnce: bool(17),
  tty: bool(18),
})) {}

/** One port of a container. */
export class ContainerPort extends message('ContainerPort', () => ({
  /** Unique within the pod; services may name it as targetPort. */
  name: string(1),
  /** The port on the node. With hostNetwork, the same as containerPort. */
  hostPort: int32(2),
  containerPort: int32(3).required(),
  protocol: enumOf(4, Protocol).default('TCP'),
  hostIP: string(5),
})) {}

export class ContainerResizePolicy extends message('ContainerResizePolicy', () => ({
  resourceName: string(1).required(),
  restartPolicy: enumOf(2, ResourceResizeRestartPolicy).required(),
})) {}

export const ResourceResizeRestartPolicy = openValues('NotRequired', 'RestartContainer');
export type ResourceResizeRestartPolicy = ValueOf<typeof ResourceResizeRestartPolicy>;

/** What to do when the container ends in a certain way. The first that matches counts. */
export class ContainerRestartRule extends message('ContainerRestartRule', () => ({
  action: enumOf(1, ContainerRestartRuleAction).optional().required(),
  exitCodes: object(2, ContainerRestartRuleOnExitCodes).optional(),
})) {}

export const ContainerRestartRuleAction = openValues('Restart', 'RestartAllContainers');
export type ContainerRestartRuleAction = ValueOf<typeof ContainerRestartRuleAction>;

export class ContainerRestartRuleOnExitCodes extends message('ContainerRestartRuleOnExitCodes', () => ({
  operator: enumOf(1, ContainerRestartRuleOnExitCodesOperator).optional().required(),
  values: list(2, int32).set(),
})) {}

export const ContainerRestartRuleOnExitCodesOperator = openValues('In', 'NotIn');
export type ContainerRestartRuleOnExitCodesOperator = ValueOf<typeof ContainerRestartRuleOnExitCodesOperator>;

/** Shows a volume, or a part of it, to a container. */
export class VolumeMount extends message('VolumeMount', () => ({
  name: string(1).required(),
  readOnly: bool(2),
  /** Whether a read-only mount is so for the mounts below it too. */
  recursiveReadOnly: enumOf(7, RecursiveReadOnlyMode).optional(),
  /** Where. Must not contain a colon. */
  mountPath: string(3).required(),
  /** Only this part of the volume. */
  subPath: string(4),
  mountPropagation: enumOf(5, MountPropagationMode).optional(),
  /** The same, with $(NAME) for variables. */
  subPathExpr: string(6),
})) {}

export const RecursiveReadOnlyMode = openValues('Disabled', 'IfPossible', 'Enabled');
export type RecursiveReadOnlyMode = ValueOf<typeof RecursiveReadOnlyMode>;

export const MountPropagationMode = values('None', 'HostToContainer', 'Bidirectional');
export type MountPropagationMode = ValueOf<typeof MountPropagationMode>;

/** Gives a container a raw block device. */
export class VolumeDevice extends message('VolumeDevice', () => ({ name: string(1).required(), devicePath: string(2).required() })) {}

function defaultPullPolicy({ image, imagePullPolicy }: { readonly image?: string; readonly imagePullPolicy?: PullPolicy }): {
  readonly imagePullPolicy: PullPolicy;
} {
  return { imagePullPolicy: imagePullPolicy ?? pullPolicyFor(image) };
}
