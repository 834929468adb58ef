// Volumes that a node mounts from elsewhere: what each must say.
import type { VolumeSource } from '../../../api/core/v1/volume.ts';
import { invalid, notSupported, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isDns1123Label, isInRange } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { named, present, refused } from '../../rules.ts';

type Rules = {
  readonly [K in keyof VolumeSource]?: (source: NonNullable<VolumeSource[K]>, at: Path) => Iterable<FieldError>;
};

const partition = (number: number | undefined, at: Path): Iterable<FieldError> =>
  number === undefined ? [] : refused(isInRange(number, { min: 1, max: 255 }), number, at.field('partition'));

const lun = (number: number, at: Path): Iterable<FieldError> => refused(isInRange(number, { min: 0, max: 255 }), number, at.field('lun'));

/** A secret that is named at all is named by its name. */
function* secret(reference: { readonly name?: string } | undefined, at: Path): Iterable<FieldError> {
  if (reference !== undefined) yield* present(reference.name, at.field('secretRef').field('name'));
}

/** All of these must be there. */
function presence<const K extends string>(...fields: readonly K[]) {
  return function* (source: { readonly [field in K]?: string }, at: Path): Iterable<FieldError> {
    for (const field of fields) yield* present(source[field], at.field(field));
  };
}

const isHostAndPort = (text: string): boolean => /^([^:]*|\[[^\]]*\]):[^:]*$/.test(text);

const iscsiName = /^(iqn\.\d{4}-\d{2}\.([a-z0-9.-]+)(:.*)?|eui\.[0-9a-fA-F]{16}|naa\.[0-9a-fA-F]{16,32})$/;

export const pluginRules = {
  *gcePersistentDisk(disk, at) {
    yield* present(disk.pdName, at.field('pdName'));
    yield* partition(disk.partition, at);
  },
  *awsElasticBlockStore(disk, at) {
    yield* present(disk.volumeID, at.field('volumeID'));
    yield* partition(disk.partition, at);
  },
  *nfs({ server, path }, at) {
    yield* present(server, at.field('server'));
    yield* present(path, at.field('path'));
    if (!path.startsWith('/')) yield invalid(at.field('path'), path, 'must be an absolute path');
  },
  *iscsi(disk, at) {
    yield* present(disk.targetPortal, at.field('targetPortal'));
    yield* present(disk.iqn, at.field('iqn'));
    if (disk.iqn !== '') yield* iscsiNameRule(disk.iqn, at.field('iqn'));
    yield* lun(disk.lun, at);
    const chap = disk.chapAuthDiscovery === true || disk.chapAuthSession === true;
    if (chap && disk.secretRef === undefined) yield required(at.field('secretRef'));
    if (disk.initiatorName !== undefined) yield* iscsiNameRule(disk.initiatorName, at.field('initiatorname'));
  },
  glusterfs: presence('endpoints', 'path'),
  *flocker({ datasetName, datasetUUID }, at) {
    if (datasetName === undefined && datasetUUID === undefined) yield required(at, 'one of datasetName and datasetUUID is required');
    if (datasetName !== undefined && datasetUUID !== undefined)
      yield invalid(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
    if (datasetName?.includes('/') === true) yield invalid(at.field('datasetName'), datasetName, "must not contain '/'");
  },
  *rbd({ monitors, image }, at) {
    if (monitors.length === 0) yield required(at.field('monitors'));
    yield* present(image, at.field('image'));
  },
  *cinder({ volumeID, secretRef }, at) {
    yield* present(volumeID, at.field('volumeID'));
    yield* secret(secretRef, at);
  },
  *cephfs({ monitors }, at) {
    if (monitors.length === 0) yield required(at.field('monitors'));
  },
  *quobyte({ registry, volume }, at) {
    const pairs = 'must be a host:port pair or multiple pairs separated by commas';
    if (registry === '') yield required(at.field('registry'), pairs);
    else if (!registry.split(',').every(isHostAndPort)) yield invalid(at.field('registry'), registry, pairs);
    yield* present(volume, at.field('volume'));
  },
  *fc({ targetWWNs = [], wwids = [], lun: number }, at) {
    const targetsAt = at.field('targetWWNs');
    if (targetWWNs.length === 0 && wwids.length === 0) yield required(targetsAt, 'must specify either targetWWNs or wwids, but not both');
    if (targetWWNs.length > 0 && wwids.length > 0)
      yield invalid(targetsAt, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously');
    if (targetWWNs.length === 0) return;
    if (number === undefined) yield required(at.field('lun'), 'lun is required if targetWWNs is specified');
    else yield* lun(number, at);
  },
  *flexVolume({ driver, options = {} }, at) {
    yield* present(driver, at.field('driver'));
    for (const key of Object.keys(options)) {
      const [namespace = ''] = key.split('/');
      if (/(^|\.)(kubernetes\.io|k8s\.io)$/.test(namespace) && key.includes('/'))
        yield invalid(at.field('options').key(key), key, 'kubernetes.io and k8s.io namespaces are reserved');
    }
  },
  azureFile: presence('secretName', 'shareName'),
  vsphereVolume: presence('volumePath'),
  photonPersistentDisk: presence('pdID'),
  portworxVolume: presence('volumeID'),
  *azureDisk({ diskName, diskURI, cachingMode, kind }, at) {
    yield* present(diskName, at.field('diskName'));
    yield* present(diskURI, at.field('diskURI'));
    if (cachingMode !== undefined && !['None', 'ReadOnly', 'ReadWrite'].includes(cachingMode))
      yield notSupported(at.field('cachingMode'), cachingMode, ['None', 'ReadOnly', 'ReadWrite']);
    if (kind !== undefined && !['Dedicated', 'Managed', 'Shared'].includes(kind))
      yield notSupported(at.field('kind'), kind, ['Dedicated', 'Managed', 'Shared']);
    const uri = kind === 'Managed' ? managedDisk : blobDisk;
    if (!diskURI.startsWith(uri.start)) yield notSupported(at.field('diskURI'), diskURI, [uri.example]);
  },
  *storageos({ volumeName, secretRef }, at) {
    yield* named(volumeName, isDns1123Label, at.field('volumeName'));
    yield* secret(secretRef, at);
  },
  scaleIO: presence('gateway', 'system', 'volumeName'),
} satisfies Rules;

const managedDisk = {
  start: '/subscriptions/',
  example: '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
};
const blobDisk = {
  start: 'https://',
  example: 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd',
};

function* iscsiNameRule(name: string, at: Path): Iterable<FieldError> {
  if (!/^(iqn|eui|naa)/.test(name)) yield invalid(at, name, 'must be valid format starting with iqn, eui, or naa');
  else if (!iscsiName.test(name)) yield invalid(at, name, 'must be valid format');
}
