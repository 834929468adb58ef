// core/v1 Volume: a directory that containers of a pod can share.
import {
  bool,
  enumOf,
  inline,
  int32,
  list,
  map,
  message,
  object,
  openValues,
  quantity,
  string,
  type ValueOf,
} from '../../../machinery/declare.ts';
import { PullPolicy, pullPolicyFor } from './image.ts';
import { PersistentVolumeClaimTemplate } from './persistent-volume-claim.ts';
import { DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource } from './projected-volume.ts';
import { LocalObjectReference } from './references.ts';
import {
  AWSElasticBlockStoreVolumeSource,
  AzureDiskVolumeSource,
  AzureFileVolumeSource,
  CephFSVolumeSource,
  CinderVolumeSource,
  FCVolumeSource,
  FlexVolumeSource,
  FlockerVolumeSource,
  GCEPersistentDiskVolumeSource,
  GitRepoVolumeSource,
  GlusterfsVolumeSource,
  HostPathVolumeSource,
  ISCSIVolumeSource,
  NFSVolumeSource,
  PhotonPersistentDiskVolumeSource,
  PortworxVolumeSource,
  QuobyteVolumeSource,
  RBDVolumeSource,
  ScaleIOVolumeSource,
  StorageOSVolumeSource,
  VsphereVirtualDiskVolumeSource,
} from './volume-plugins.ts';

/** A directory that containers of a pod can share, and that may outlive them. */
export class Volume extends message(
  'Volume',
  () => ({ name: string(1).required(), volumeSource: inline(2, VolumeSource) }),
  (volume) => (Object.keys(volume).some((field) => field !== 'name') ? {} : { emptyDir: {} }),
) {}

/** One is set; none means emptyDir. */
export class VolumeSource extends message('VolumeSource', () => ({
  hostPath: object(1, HostPathVolumeSource).optional(),
  emptyDir: object(2, EmptyDirVolumeSource).optional(),
  gcePersistentDisk: object(3, GCEPersistentDiskVolumeSource).optional(),
  awsElasticBlockStore: object(4, AWSElasticBlockStoreVolumeSource).optional(),
  gitRepo: object(5, GitRepoVolumeSource).optional(),
  secret: object(6, SecretVolumeSource).optional(),
  nfs: object(7, NFSVolumeSource).optional(),
  iscsi: object(8, ISCSIVolumeSource).optional(),
  glusterfs: object(9, GlusterfsVolumeSource).optional(),
  persistentVolumeClaim: object(10, PersistentVolumeClaimVolumeSource).optional(),
  rbd: object(11, RBDVolumeSource).optional(),
  flexVolume: object(12, FlexVolumeSource).optional(),
  cinder: object(13, CinderVolumeSource).optional(),
  cephfs: object(14, CephFSVolumeSource).optional(),
  flocker: object(15, FlockerVolumeSource).optional(),
  downwardAPI: object(16, DownwardAPIVolumeSource).optional(),
  fc: object(17, FCVolumeSource).optional(),
  azureFile: object(18, AzureFileVolumeSource).optional(),
  configMap: object(19, ConfigMapVolumeSource).optional(),
  vsphereVolume: object(20, VsphereVirtualDiskVolumeSource).optional(),
  quobyte: object(21, QuobyteVolumeSource).optional(),
  azureDisk: object(22, AzureDiskVolumeSource).optional(),
  photonPersistentDisk: object(23, PhotonPersistentDiskVolumeSource).optional(),
  projected: object(26, ProjectedVolumeSource).optional(),
  portworxVolume: object(24, PortworxVolumeSource).optional(),
  scaleIO: object(25, ScaleIOVolumeSource).optional(),
  storageos: object(27, StorageOSVolumeSource).optional(),
  csi: object(28, CSIVolumeSource).optional(),
  ephemeral: object(29, EphemeralVolumeSource).optional(),
  image: object(30, ImageVolumeSource).optional(),
})) {}

/** A fresh directory that goes away with the pod. */
export class EmptyDirVolumeSource extends message('EmptyDirVolumeSource', () => ({
  /** Memory puts it into RAM. */
  medium: enumOf(1, StorageMedium),
  sizeLimit: quantity(2).optional(),
})) {}

export const StorageMedium = openValues('', 'Memory', 'HugePages', 'HugePages-');
export type StorageMedium = ValueOf<typeof StorageMedium>;

/** Shows a Secret's keys as files. */
export class SecretVolumeSource extends message('SecretVolumeSource', () => ({
  secretName: string(1),
  items: list(2, KeyToPath).atomic(),
  /** Of files whose item sets none. JSON has it in decimal: 420 is 0644. */
  defaultMode: int32(3).optional().default(0o644),
  optional: bool(4).optional(),
})) {}

/** The volume a claim is bound to. */
export class PersistentVolumeClaimVolumeSource extends message('PersistentVolumeClaimVolumeSource', () => ({
  claimName: string(1).required(),
  readOnly: bool(2),
})) {}

/** Shows fields of the pod as files. */
export class DownwardAPIVolumeSource extends message('DownwardAPIVolumeSource', () => ({
  items: list(1, DownwardAPIVolumeFile).atomic(),
  /** Of files whose item sets none. JSON has it in decimal: 420 is 0644. */
  defaultMode: int32(2).optional().default(0o644),
})) {}

/** Shows a ConfigMap's keys as files. */
export class ConfigMapVolumeSource extends message('ConfigMapVolumeSource', () => ({
  localObjectReference: inline(1, LocalObjectReference),
  items: list(2, KeyToPath).atomic(),
  /** Of files whose item sets none. JSON has it in decimal: 420 is 0644. */
  defaultMode: int32(3).optional().default(0o644),
  optional: bool(4).optional(),
})) {}

/** An inline volume of a CSI driver. */
export class CSIVolumeSource extends message('CSIVolumeSource', () => ({
  driver: string(1).required(),
  readOnly: bool(2).optional(),
  fsType: string(3).optional(),
  volumeAttributes: map(4, string),
  nodePublishSecretRef: object(5, LocalObjectReference).optional(),
})) {}

/** A claim made for this pod, and deleted with it. */
export class EphemeralVolumeSource extends message('EphemeralVolumeSource', () => ({
  volumeClaimTemplate: object(1, PersistentVolumeClaimTemplate).optional(),
})) {}

/** The files of an OCI image or artifact. */
export class ImageVolumeSource extends message(
  'ImageVolumeSource',
  () => ({
    reference: string(1),
    pullPolicy: enumOf(2, PullPolicy),
  }),
  (image) => ({ pullPolicy: image.pullPolicy ?? pullPolicyFor(image.reference) }),
) {}
