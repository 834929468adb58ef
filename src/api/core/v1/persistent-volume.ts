// core/v1 PersistentVolume: a piece of storage in the cluster, and what its backing looks like.
import {
  bool,
  enumOf,
  inline,
  int32,
  list,
  map,
  message,
  object,
  quantity,
  string,
  time,
  type ValueOf,
  values,
} from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { PersistentVolumeAccessMode, PersistentVolumeMode } from './persistent-volume-claim.ts';
import { ObjectReference, SecretReference } from './references.ts';
import { NodeSelector } from './selection.ts';
import {
  AWSElasticBlockStoreVolumeSource,
  AzureDiskVolumeSource,
  FCVolumeSource,
  FlockerVolumeSource,
  GCEPersistentDiskVolumeSource,
  HostPathVolumeSource,
  NFSVolumeSource,
  PhotonPersistentDiskVolumeSource,
  PortworxVolumeSource,
  QuobyteVolumeSource,
  VsphereVirtualDiskVolumeSource,
} from './volume-plugins.ts';
import { inThousandths } from './resource-list.ts';
import { v1 } from './group-version.ts';

/** A piece of storage that outlives pods, made by an administrator or a provisioner. */
export class PersistentVolume extends v1.kind('PersistentVolume', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, PersistentVolumeSpec),
  status: object(3, PersistentVolumeStatus),
})) {}

export class PersistentVolumeList extends v1.kind('PersistentVolumeList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, PersistentVolume).required(),
})) {}

export class PersistentVolumeSpec extends message(
  'PersistentVolumeSpec',
  () => ({
    /** How large it is. */
    capacity: map(1, quantity),
    persistentVolumeSource: inline(2, PersistentVolumeSource),
    /** All the ways it can be mounted. */
    accessModes: list(3, PersistentVolumeAccessMode).atomic(),
    /** The claim it is bound to, or kept for. */
    claimRef: object(4, ObjectReference).granular().optional(),
    /** What becomes of it when the claim is gone. */
    persistentVolumeReclaimPolicy: enumOf(5, PersistentVolumeReclaimPolicy).default('Retain'),
    /** Claims must ask for the same class. Empty: none. */
    storageClassName: string(6),
    mountOptions: list(7, string).atomic(),
    volumeMode: enumOf(8, PersistentVolumeMode).optional().default('Filesystem'),
    /** Which nodes can reach it. */
    nodeAffinity: object(9, VolumeNodeAffinity).optional(),
    volumeAttributesClassName: string(10).optional(),
  }),
  ({ capacity }) => ({ capacity: inThousandths(capacity) }),
) {}

export const PersistentVolumeReclaimPolicy = values('Recycle', 'Delete', 'Retain');
export type PersistentVolumeReclaimPolicy = ValueOf<typeof PersistentVolumeReclaimPolicy>;

/** Exactly one is set. */
export class PersistentVolumeSource extends message('PersistentVolumeSource', () => ({
  gcePersistentDisk: object(1, GCEPersistentDiskVolumeSource).optional(),
  awsElasticBlockStore: object(2, AWSElasticBlockStoreVolumeSource).optional(),
  hostPath: object(3, HostPathVolumeSource).optional(),
  glusterfs: object(4, GlusterfsPersistentVolumeSource).optional(),
  nfs: object(5, NFSVolumeSource).optional(),
  rbd: object(6, RBDPersistentVolumeSource).optional(),
  iscsi: object(7, ISCSIPersistentVolumeSource).optional(),
  cinder: object(8, CinderPersistentVolumeSource).optional(),
  cephfs: object(9, CephFSPersistentVolumeSource).optional(),
  fc: object(10, FCVolumeSource).optional(),
  flocker: object(11, FlockerVolumeSource).optional(),
  flexVolume: object(12, FlexPersistentVolumeSource).optional(),
  azureFile: object(13, AzureFilePersistentVolumeSource).optional(),
  vsphereVolume: object(14, VsphereVirtualDiskVolumeSource).optional(),
  quobyte: object(15, QuobyteVolumeSource).optional(),
  azureDisk: object(16, AzureDiskVolumeSource).optional(),
  photonPersistentDisk: object(17, PhotonPersistentDiskVolumeSource).optional(),
  portworxVolume: object(18, PortworxVolumeSource).optional(),
  scaleIO: object(19, ScaleIOPersistentVolumeSource).optional(),
  local: object(20, LocalVolumeSource).optional(),
  storageos: object(21, StorageOSPersistentVolumeSource).optional(),
  csi: object(22, CSIPersistentVolumeSource).optional(),
})) {}

export class GlusterfsPersistentVolumeSource extends message('GlusterfsPersistentVolumeSource', () => ({
  endpoints: string(1).required(),
  path: string(2).required(),
  readOnly: bool(3),
  endpointsNamespace: string(4).optional(),
})) {}

export class RBDPersistentVolumeSource extends message('RBDPersistentVolumeSource', () => ({
  monitors: list(1, string).atomic().required(),
  image: string(2).required(),
  fsType: string(3),
  pool: string(4).default('rbd'),
  user: string(5).default('admin'),
  keyring: string(6).default('/etc/ceph/keyring'),
  secretRef: object(7, SecretReference).optional(),
  readOnly: bool(8),
})) {}

export class ISCSIPersistentVolumeSource extends message('ISCSIPersistentVolumeSource', () => ({
  targetPortal: string(1).required(),
  iqn: string(2).required(),
  lun: int32(3).required(),
  iscsiInterface: string(4).default('default'),
  fsType: string(5),
  readOnly: bool(6),
  portals: list(7, string).atomic(),
  chapAuthDiscovery: bool(8),
  chapAuthSession: bool(11),
  secretRef: object(10, SecretReference).optional(),
  initiatorName: string(12).optional(),
})) {}

export class CinderPersistentVolumeSource extends message('CinderPersistentVolumeSource', () => ({
  volumeID: string(1).required(),
  fsType: string(2),
  readOnly: bool(3),
  secretRef: object(4, SecretReference).optional(),
})) {}

export class CephFSPersistentVolumeSource extends message('CephFSPersistentVolumeSource', () => ({
  monitors: list(1, string).atomic().required(),
  path: string(2),
  user: string(3),
  secretFile: string(4),
  secretRef: object(5, SecretReference).optional(),
  readOnly: bool(6),
})) {}

export class FlexPersistentVolumeSource extends message('FlexPersistentVolumeSource', () => ({
  driver: string(1).required(),
  fsType: string(2),
  secretRef: object(3, SecretReference).optional(),
  readOnly: bool(4),
  options: map(5, string),
})) {}

export class AzureFilePersistentVolumeSource extends message('AzureFilePersistentVolumeSource', () => ({
  secretName: string(1).required(),
  shareName: string(2).required(),
  readOnly: bool(3),
  secretNamespace: string(4).nullable(),
})) {}

export class ScaleIOPersistentVolumeSource extends message('ScaleIOPersistentVolumeSource', () => ({
  gateway: string(1).required(),
  system: string(2).required(),
  secretRef: object(3, SecretReference).optional().required(),
  sslEnabled: bool(4),
  protectionDomain: string(5),
  storagePool: string(6),
  storageMode: string(7).default('ThinProvisioned'),
  volumeName: string(8),
  fsType: string(9).default('xfs'),
  readOnly: bool(10),
})) {}

/** A disk or directory of one node. */
export class LocalVolumeSource extends message('LocalVolumeSource', () => ({ path: string(1).required(), fsType: string(2).optional() })) {}

export class StorageOSPersistentVolumeSource extends message('StorageOSPersistentVolumeSource', () => ({
  volumeName: string(1),
  volumeNamespace: string(2),
  fsType: string(3),
  readOnly: bool(4),
  secretRef: object(5, ObjectReference).optional(),
})) {}

/** A volume of a CSI driver. */
export class CSIPersistentVolumeSource extends message('CSIPersistentVolumeSource', () => ({
  driver: string(1).required(),
  /** What the driver calls it. */
  volumeHandle: string(2).required(),
  readOnly: bool(3),
  fsType: string(4),
  volumeAttributes: map(5, string),
  controllerPublishSecretRef: object(6, SecretReference).optional(),
  nodeStageSecretRef: object(7, SecretReference).optional(),
  nodePublishSecretRef: object(8, SecretReference).optional(),
  controllerExpandSecretRef: object(9, SecretReference).optional(),
  nodeExpandSecretRef: object(10, SecretReference).optional(),
})) {}

export class VolumeNodeAffinity extends message('VolumeNodeAffinity', () => ({ required: object(1, NodeSelector).optional() })) {}

export class PersistentVolumeStatus extends message('PersistentVolumeStatus', () => ({
  /** Available until bound; Released when its claim is gone. */
  phase: enumOf(1, PersistentVolumePhase).default('Pending'),
  message: string(2),
  reason: string(3),
  lastPhaseTransitionTime: time(4).optional(),
})) {}

export const PersistentVolumePhase = values('Pending', 'Available', 'Bound', 'Released', 'Failed');
export type PersistentVolumePhase = ValueOf<typeof PersistentVolumePhase>;
