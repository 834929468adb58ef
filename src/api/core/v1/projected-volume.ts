// core/v1: volumes that show API data as files.
import { bool, inline, int32, int64, list, map, message, object, string } from '../../../machinery/declare.ts';
import { LabelSelector } from '../../../machinery/meta/v1.ts';
import { ObjectFieldSelector, ResourceFieldSelector } from './environment.ts';
import { LocalObjectReference } from './references.ts';

/** Several sources in one directory. */
export class ProjectedVolumeSource extends message('ProjectedVolumeSource', () => ({
  sources: list(1, VolumeProjection).atomic().nullable(),
  /** Of files whose item sets none. JSON has it in decimal: 420 is 0644. */
  defaultMode: int32(2).optional().default(0o644),
})) {}

/** Shows one key as a file. */
export class KeyToPath extends message('KeyToPath', () => ({
  key: string(1).required(),
  /** Relative, without dots that lead out. */
  path: string(2).required(),
  mode: int32(3).optional(),
})) {}

/** Shows a field of the pod as a file. */
export class DownwardAPIVolumeFile extends message('DownwardAPIVolumeFile', () => ({
  path: string(1).required(),
  fieldRef: object(2, ObjectFieldSelector).optional(),
  resourceFieldRef: object(3, ResourceFieldSelector).optional(),
  mode: int32(4).optional(),
})) {}

/** Exactly one is set. */
export class VolumeProjection extends message('VolumeProjection', () => ({
  secret: object(1, SecretProjection).optional(),
  downwardAPI: object(2, DownwardAPIProjection).optional(),
  configMap: object(3, ConfigMapProjection).optional(),
  serviceAccountToken: object(4, ServiceAccountTokenProjection).optional(),
  clusterTrustBundle: object(5, ClusterTrustBundleProjection).optional(),
  podCertificate: object(6, PodCertificateProjection).optional(),
})) {}

export class SecretProjection extends message('SecretProjection', () => ({
  localObjectReference: inline(1, LocalObjectReference),
  items: list(2, KeyToPath).atomic(),
  optional: bool(4).optional(),
})) {}

export class DownwardAPIProjection extends message('DownwardAPIProjection', () => ({ items: list(1, DownwardAPIVolumeFile).atomic() })) {}

export class ConfigMapProjection extends message('ConfigMapProjection', () => ({
  localObjectReference: inline(1, LocalObjectReference),
  items: list(2, KeyToPath).atomic(),
  optional: bool(4).optional(),
})) {}

/** A token of the pod's service account, renewed before it runs out. */
export class ServiceAccountTokenProjection extends message('ServiceAccountTokenProjection', () => ({
  /** Who may be shown the token. Empty: the API server. */
  audience: string(1),
  /** At least ten minutes. */
  expirationSeconds: int64(2).optional().default(3600),
  path: string(3).required(),
})) {}

/** Trust anchors of one bundle by name, or of all bundles of a signer. */
export class ClusterTrustBundleProjection extends message('ClusterTrustBundleProjection', () => ({
  name: string(1).optional(),
  signerName: string(2).optional(),
  labelSelector: object(3, LabelSelector).optional(),
  optional: bool(5).optional(),
  path: string(4).required(),
})) {}

/** A key of the pod's own with a certificate from a signer. */
export class PodCertificateProjection extends message('PodCertificateProjection', () => ({
  signerName: string(1).optional().required(),
  keyType: string(2).optional().required(),
  maxExpirationSeconds: int32(3).optional(),
  credentialBundlePath: string(4),
  keyPath: string(5),
  certificateChainPath: string(6),
  userAnnotations: map(7, string),
})) {}
