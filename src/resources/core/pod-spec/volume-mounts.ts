// Where a container sees the pod's volumes, as directories or as devices. upstream: ValidateVolumeMounts,
// ValidateVolumeDevices.
import type { Container, VolumeDevice, VolumeMount } from '../../../api/core/v1/container.ts';
import { forbidden, invalid, notFound, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { descendingPath, oneOf, present, uniqueness } from '../../rules.ts';
import type { Volumes } from './volumes.ts';

type Mounting = Pick<Container, 'volumeMounts' | 'volumeDevices' | 'securityContext'>;

export function* validateVolumeMounts(container: Mounting, volumes: Volumes, at: Path): Iterable<FieldError> {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const isNew = uniqueness();
  for (const [i, mount] of volumeMounts.entries()) {
    const [nameAt, pathAt] = [at.index(i).field('name'), at.index(i).field('mountPath')];
    yield* present(mount.name, nameAt);
    if (!volumes.has(mount.name)) yield notFound(nameAt, mount.name);
    yield* present(mount.mountPath, pathAt);
    if (!isNew(mount.mountPath)) yield invalid(pathAt, mount.mountPath, 'must be unique');
    if (volumeDevices.some(({ name }) => name === mount.name)) yield invalid(nameAt, mount.name, 'must not already exist in volumeDevices');
    if (volumeDevices.some(({ devicePath }) => devicePath === mount.mountPath))
      yield invalid(pathAt, mount.mountPath, 'must not already exist as a path in volumeDevices');
    yield* validateSubPath(mount, at, i);
    yield* validatePropagation(mount, container, at);
  }
}

/** Upstream leaves the index out in most of these places. */
function* validateSubPath({ subPath, subPathExpr }: VolumeMount, at: Path, i: number): Iterable<FieldError> {
  if (subPath !== undefined) yield* descendingPath(subPath, at.field('subPath'));
  if (subPathExpr === undefined) return;
  if (subPath !== undefined) yield invalid(at.index(i).field('subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive');
  yield* descendingPath(subPathExpr, at.field('subPathExpr'));
}

function* validatePropagation(mount: VolumeMount, { securityContext }: Mounting, at: Path): Iterable<FieldError> {
  const { mountPropagation, recursiveReadOnly, readOnly } = mount;
  const propagationAt = at.field('mountPropagation');
  yield* oneOf(mountPropagation, ['Bidirectional', 'HostToContainer', 'None'], propagationAt);
  if (mountPropagation === 'Bidirectional' && securityContext?.privileged !== true)
    yield forbidden(propagationAt, 'Bidirectional mount propagation is available only to privileged containers');

  const recursiveAt = at.field('recursiveReadOnly');
  yield* oneOf(recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible'], recursiveAt);
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible') return;
  if (readOnly !== true) yield forbidden(recursiveAt, 'may only be specified when readOnly is true');
  if (mountPropagation !== undefined && mountPropagation !== 'None')
    yield forbidden(recursiveAt, 'may only be specified when mountPropagation is None or not specified');
}

export function* validateVolumeDevices(container: Mounting, volumes: Volumes, at: Path): Iterable<FieldError> {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const [isNewName, isNewPath] = [uniqueness(), uniqueness()];
  for (const [i, { name, devicePath }] of volumeDevices.entries()) {
    const [nameAt, pathAt] = [at.index(i).field('name'), at.index(i).field('devicePath')];
    yield* present(name, nameAt);
    if (!isNewName(name)) yield invalid(nameAt, name, 'must be unique');
    yield* validateBlockVolume(name, volumes, nameAt);
    if (devicePath === '') yield required(pathAt);
    if (!isNewPath(devicePath)) yield invalid(pathAt, devicePath, 'must be unique');
    if (devicePath.split('/').includes('..')) yield invalid(pathAt, devicePath, "can not contain backsteps ('..')");
    yield* validateNoMount({ name, devicePath }, volumeMounts, at.index(i));
  }
}

function* validateBlockVolume(name: string, volumes: Volumes, at: Path): Iterable<FieldError> {
  const volume = volumes.get(name);
  if (volume === undefined) yield notFound(at, name);
  else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined)
    yield invalid(at, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
}

function* validateNoMount({ name, devicePath }: VolumeDevice, mounts: readonly VolumeMount[], at: Path): Iterable<FieldError> {
  if (mounts.some((mount) => mount.name === name)) yield invalid(at.field('name'), name, 'must not already exist in volumeMounts');
  if (mounts.some(({ mountPath }) => mountPath === devicePath))
    yield invalid(at.field('devicePath'), devicePath, 'must not already exist as a path in volumeMounts');
}
