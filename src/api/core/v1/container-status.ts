// core/v1: how each container of a pod is doing, as its node says.
import {
  bool,
  enumOf,
  int32,
  int64,
  list,
  map,
  message,
  object,
  openValues,
  quantity,
  string,
  time,
  type ValueOf,
} from '../../../machinery/declare.ts';
import { RecursiveReadOnlyMode } from './container.ts';
import { Signal } from './probe.ts';
import { inThousandths } from './resource-list.ts';
import { ResourceRequirements } from './resource-requirements.ts';

/** How one container is doing. */
export class ContainerStatus extends message(
  'ContainerStatus',
  () => ({
    name: string(1).required(),
    /** Now. */
    state: object(2, ContainerState),
    /** Before it was last restarted. */
    lastState: object(3, ContainerState),
    /** Whether its readiness probe succeeds. */
    ready: bool(4).required(),
    restartCount: int32(5).required(),
    image: string(6).required(),
    imageID: string(7).required(),
    /** As in containerd://0123…. */
    containerID: string(8),
    started: bool(9).optional(),
    /** What the node has set aside for it. */
    allocatedResources: map(10, quantity),
    resources: object(11, ResourceRequirements).optional(),
    volumeMounts: list(12, VolumeMountStatus).keyedBy('mountPath').mergeOn('mountPath'),
    user: object(13, ContainerUser).optional(),
    allocatedResourcesStatus: list(14, ResourceStatus).keyedBy('name').mergeOn('name'),
    stopSignal: enumOf(15, Signal).optional(),
  }),
  ({ allocatedResources }) => ({ allocatedResources: inThousandths(allocatedResources) }),
) {}

/** One is set; none means waiting. */
export class ContainerState extends message('ContainerState', () => ({
  waiting: object(1, ContainerStateWaiting).optional(),
  running: object(2, ContainerStateRunning).optional(),
  terminated: object(3, ContainerStateTerminated).optional(),
})) {}

export class ContainerStateWaiting extends message('ContainerStateWaiting', () => ({
  /** Such as ContainerCreating or CrashLoopBackOff. */
  reason: string(1),
  message: string(2),
})) {}

export class ContainerStateRunning extends message('ContainerStateRunning', () => ({ startedAt: time(1) })) {}

export class ContainerStateTerminated extends message('ContainerStateTerminated', () => ({
  exitCode: int32(1).required(),
  signal: int32(2),
  reason: string(3),
  message: string(4),
  startedAt: time(5),
  finishedAt: time(6),
  containerID: string(7),
})) {}

export class VolumeMountStatus extends message('VolumeMountStatus', () => ({
  name: string(1).required(),
  mountPath: string(2).required(),
  readOnly: bool(3),
  recursiveReadOnly: enumOf(4, RecursiveReadOnlyMode).optional(),
  volumeStatus: object(5, VolumeStatus).optional(),
})) {}

export class VolumeStatus extends message('VolumeStatus', () => ({ image: object(1, ImageVolumeStatus).optional() })) {}

export class ImageVolumeStatus extends message('ImageVolumeStatus', () => ({ imageRef: string(1).optional().required() })) {}

export class ContainerUser extends message('ContainerUser', () => ({ linux: object(1, LinuxContainerUser).optional() })) {}

export class LinuxContainerUser extends message('LinuxContainerUser', () => ({
  uid: int64(1).required(),
  gid: int64(2).required(),
  supplementalGroups: list(3, int64).atomic(),
})) {}

export class ResourceStatus extends message('ResourceStatus', () => ({
  name: string(1).required(),
  resources: list(2, ResourceHealth).keyedBy('resourceID'),
})) {}

export class ResourceHealth extends message('ResourceHealth', () => ({
  resourceID: string(1).required(),
  health: enumOf(2, ResourceHealthStatus),
  message: string(6).optional(),
})) {}

export const ResourceHealthStatus = openValues('Healthy', 'Unhealthy', 'Unknown');
export type ResourceHealthStatus = ValueOf<typeof ResourceHealthStatus>;
