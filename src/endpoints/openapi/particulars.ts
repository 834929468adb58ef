// What upstream publishes about its types and the declarations do not know. The constant defaults declared are those that the
// server fills in; upstream publishes only these few, and clients generated from the documents would send what they find there.

/** By place, type and field. */
export const publishedDefaults: { readonly [field: string]: unknown } = {
  'core/v1.AzureDiskVolumeSource.cachingMode': 'ReadWrite',
  'core/v1.AzureDiskVolumeSource.fsType': 'ext4',
  'core/v1.AzureDiskVolumeSource.kind': 'Shared',
  'core/v1.AzureDiskVolumeSource.readOnly': false,
  'core/v1.ContainerPort.protocol': 'TCP',
  'resource/v1.DeviceToleration.operator': 'Equal',
  'core/v1.FileKeySelector.optional': false,
  'core/v1.GRPCAction.service': '',
  'core/v1.ISCSIPersistentVolumeSource.iscsiInterface': 'default',
  'core/v1.ISCSIVolumeSource.iscsiInterface': 'default',
  'core/v1.LocalObjectReference.name': '',
  'core/v1.RBDPersistentVolumeSource.keyring': '/etc/ceph/keyring',
  'core/v1.RBDPersistentVolumeSource.pool': 'rbd',
  'core/v1.RBDPersistentVolumeSource.user': 'admin',
  'core/v1.RBDVolumeSource.keyring': '/etc/ceph/keyring',
  'core/v1.RBDVolumeSource.pool': 'rbd',
  'core/v1.RBDVolumeSource.user': 'admin',
  'core/v1.ReplicationControllerSpec.minReadySeconds': 0,
  'core/v1.ReplicationControllerSpec.replicas': 1,
  'core/v1.ScaleIOPersistentVolumeSource.fsType': 'xfs',
  'core/v1.ScaleIOPersistentVolumeSource.storageMode': 'ThinProvisioned',
  'core/v1.ScaleIOVolumeSource.fsType': 'xfs',
  'core/v1.ScaleIOVolumeSource.storageMode': 'ThinProvisioned',
  'autoscaling/v1.ScaleSpec.replicas': 0,
  'core/v1.ServicePort.protocol': 'TCP',
};

export interface Union {
  readonly discriminator?: string;
  /** The members: each field with the discriminator's value that goes with it. */
  readonly 'fields-to-discriminateBy': { readonly [field: string]: string };
}

/** By place and type. */
export const unions: { readonly [type: string]: readonly Union[] } = {
  'core/v1.AppArmorProfile': [{ discriminator: 'type', 'fields-to-discriminateBy': { localhostProfile: 'LocalhostProfile' } }],
  'flowcontrol/v1.LimitResponse': [{ discriminator: 'type', 'fields-to-discriminateBy': { queuing: 'Queuing' } }],
  'core/v1.PodSchedulingGroup': [{ 'fields-to-discriminateBy': { podGroupName: 'PodGroupName' } }],
  'flowcontrol/v1.PriorityLevelConfigurationSpec': [
    { discriminator: 'type', 'fields-to-discriminateBy': { exempt: 'Exempt', limited: 'Limited' } },
  ],
  'core/v1.SeccompProfile': [{ discriminator: 'type', 'fields-to-discriminateBy': { localhostProfile: 'LocalhostProfile' } }],
  'flowcontrol/v1.Subject': [
    { discriminator: 'kind', 'fields-to-discriminateBy': { group: 'Group', serviceAccount: 'ServiceAccount', user: 'User' } },
  ],
};
