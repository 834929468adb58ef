// core/v1: volumes that a node mounts from elsewhere, as a pod names them. Most have given way to CSI drivers.
import { bool, enumOf, int32, list, map, message, object, string, type ValueOf, values } from '../../../machinery/declare.ts';
import { LocalObjectReference } from './references.ts';

/** A directory of an NFS server. */
export class NFSVolumeSource extends message('NFSVolumeSource', () => ({
  server: string(1).required(),
  path: string(2).required(),
  readOnly: bool(3),
})) {}

/** An iSCSI disk. */
export class ISCSIVolumeSource extends message('ISCSIVolumeSource', () => ({
  targetPortal: string(1).required(),
  iqn: string(2).required(),
  lun: int32(3).required(),
  iscsiInterface: string(4).default('default'),
  fsType: string(5),
  readOnly: bool(6),
  portals: list(7, string).atomic(),
  chapAuthDiscovery: bool(8),
  chapAuthSession: bool(11),
  secretRef: object(10, LocalObjectReference).optional(),
  initiatorName: string(12).optional(),
})) {}

/** A Fibre Channel disk, by targetWWNs and lun or by wwids. */
export class FCVolumeSource extends message('FCVolumeSource', () => ({
  targetWWNs: list(1, string).atomic(),
  lun: int32(2).optional(),
  fsType: string(3),
  readOnly: bool(4),
  wwids: list(5, string).atomic(),
})) {}

/** A file or directory of the node itself. */
export class HostPathVolumeSource extends message('HostPathVolumeSource', () => ({
  path: string(1).required(),
  /** What must be there, or be made. Empty checks nothing. */
  type: enumOf(2, HostPathType).optional().default(''),
})) {}

export const HostPathType = values('', 'DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice');
export type HostPathType = ValueOf<typeof HostPathType>;

/** Deprecated, served by the ebs.csi.aws.com driver. An AWS disk. */
export class AWSElasticBlockStoreVolumeSource extends message('AWSElasticBlockStoreVolumeSource', () => ({
  volumeID: string(1).required(),
  fsType: string(2),
  partition: int32(3),
  readOnly: bool(4),
})) {}

/** Deprecated, served by the pd.csi.storage.gke.io driver. A Google Cloud disk. */
export class GCEPersistentDiskVolumeSource extends message('GCEPersistentDiskVolumeSource', () => ({
  pdName: string(1).required(),
  fsType: string(2),
  partition: int32(3),
  readOnly: bool(4),
})) {}

/** Deprecated, served by the disk.csi.azure.com driver. An Azure disk. */
export class AzureDiskVolumeSource extends message('AzureDiskVolumeSource', () => ({
  diskName: string(1).required(),
  diskURI: string(2).required(),
  cachingMode: enumOf(3, AzureDataDiskCachingMode).optional().default('ReadWrite'),
  fsType: string(4).optional().default('ext4'),
  readOnly: bool(5).optional().default(false),
  kind: enumOf(6, AzureDataDiskKind).optional().default('Shared'),
})) {}

export const AzureDataDiskCachingMode = values('None', 'ReadOnly', 'ReadWrite');
export type AzureDataDiskCachingMode = ValueOf<typeof AzureDataDiskCachingMode>;

export const AzureDataDiskKind = values('Shared', 'Dedicated', 'Managed');
export type AzureDataDiskKind = ValueOf<typeof AzureDataDiskKind>;

/** Deprecated, served by the file.csi.azure.com driver. An Azure file share. */
export class AzureFileVolumeSource extends message('AzureFileVolumeSource', () => ({
  secretName: string(1).required(),
  shareName: string(2).required(),
  readOnly: bool(3),
})) {}

/** Deprecated, served by the csi.vsphere.vmware.com driver. A vSphere disk. */
export class VsphereVirtualDiskVolumeSource extends message('VsphereVirtualDiskVolumeSource', () => ({
  volumePath: string(1).required(),
  fsType: string(2),
  storagePolicyName: string(3),
  storagePolicyID: string(4),
})) {}

/** No longer supported. A Ceph file system. */
export class CephFSVolumeSource extends message('CephFSVolumeSource', () => ({
  monitors: list(1, string).atomic().required(),
  path: string(2),
  user: string(3),
  secretFile: string(4),
  secretRef: object(5, LocalObjectReference).optional(),
  readOnly: bool(6),
})) {}

/** Deprecated, served by the cinder.csi.openstack.org driver. An OpenStack disk. */
export class CinderVolumeSource extends message('CinderVolumeSource', () => ({
  volumeID: string(1).required(),
  fsType: string(2),
  readOnly: bool(3),
  secretRef: object(4, LocalObjectReference).optional(),
})) {}

/** No longer supported. A Ceph block device. */
export class RBDVolumeSource extends message('RBDVolumeSource', () => ({
  monitors: list(1, string).atomic().required(),
  image: string(2).required(),
  fsType: string(3),
  pool: string(4).default('rbd'),
  user: string(5).default('admin'),
  keyring: string(6).default('/etc/ceph/keyring'),
  secretRef: object(7, LocalObjectReference).optional(),
  readOnly: bool(8),
})) {}

/** No longer supported. A Glusterfs volume. */
export class GlusterfsVolumeSource extends message('GlusterfsVolumeSource', () => ({
  endpoints: string(1).required(),
  path: string(2).required(),
  readOnly: bool(3),
})) {}

/** Deprecated: use CSI. A volume of an executable driver on the node. */
export class FlexVolumeSource extends message('FlexVolumeSource', () => ({
  driver: string(1).required(),
  fsType: string(2),
  secretRef: object(3, LocalObjectReference).optional(),
  readOnly: bool(4),
  options: map(5, string),
})) {}

/** No longer supported. A Flocker data set. */
export class FlockerVolumeSource extends message('FlockerVolumeSource', () => ({ datasetName: string(1), datasetUUID: string(2) })) {}

/** No longer supported. A Quobyte volume. */
export class QuobyteVolumeSource extends message('QuobyteVolumeSource', () => ({
  registry: string(1).required(),
  volume: string(2).required(),
  readOnly: bool(3),
  user: string(4),
  group: string(5),
  tenant: string(6),
})) {}

/** No longer supported. A Photon Controller disk. */
export class PhotonPersistentDiskVolumeSource extends message('PhotonPersistentDiskVolumeSource', () => ({
  pdID: string(1).required(),
  fsType: string(2),
})) {}

/** Deprecated, served by the pxd.portworx.com driver. A Portworx volume. */
export class PortworxVolumeSource extends message('PortworxVolumeSource', () => ({
  volumeID: string(1).required(),
  fsType: string(2),
  readOnly: bool(3),
})) {}

/** No longer supported. A ScaleIO volume. */
export class ScaleIOVolumeSource extends message('ScaleIOVolumeSource', () => ({
  gateway: string(1).required(),
  system: string(2).required(),
  secretRef: object(3, LocalObjectReference).optional().required(),
  sslEnabled: bool(4),
  protectionDomain: string(5),
  storagePool: string(6),
  storageMode: string(7).default('ThinProvisioned'),
  volumeName: string(8),
  fsType: string(9).default('xfs'),
  readOnly: bool(10),
})) {}

/** No longer supported. A StorageOS volume. */
export class StorageOSVolumeSource extends message('StorageOSVolumeSource', () => ({
  volumeName: string(1),
  volumeNamespace: string(2),
  fsType: string(3),
  readOnly: bool(4),
  secretRef: object(5, LocalObjectReference).optional(),
})) {}

/** Deprecated, and off by default: clone in an init container. A git checkout. */
export class GitRepoVolumeSource extends message('GitRepoVolumeSource', () => ({
  repository: string(1).required(),
  revision: string(2),
  directory: string(3),
})) {}
