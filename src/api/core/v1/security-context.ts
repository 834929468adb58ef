// core/v1: as whom, and with which privileges, containers run.
import { bool, enumOf, int64, list, message, object, openValues, string, type ValueOf, values } from '../../../machinery/declare.ts';

/** How all containers of a pod run. A container may say otherwise for itself. */
export class PodSecurityContext extends message('PodSecurityContext', () => ({
  seLinuxOptions: object(1, SELinuxOptions).optional(),
  windowsOptions: object(8, WindowsSecurityContextOptions).optional(),
  runAsUser: int64(2).optional(),
  runAsGroup: int64(6).optional(),
  /** Refuse to start a container that would run as root. */
  runAsNonRoot: bool(3).optional(),
  /** More groups for the first process of each container. */
  supplementalGroups: list(4, int64).atomic(),
  supplementalGroupsPolicy: enumOf(12, SupplementalGroupsPolicy).optional(),
  /** Volumes belong to this group, where they can. */
  fsGroup: int64(5).optional(),
  sysctls: list(7, Sysctl).atomic(),
  fsGroupChangePolicy: enumOf(9, PodFSGroupChangePolicy).optional(),
  seccompProfile: object(10, SeccompProfile).optional(),
  appArmorProfile: object(11, AppArmorProfile).optional(),
  seLinuxChangePolicy: enumOf(13, PodSELinuxChangePolicy).optional(),
})) {}

export const SupplementalGroupsPolicy = values('Merge', 'Strict');
export type SupplementalGroupsPolicy = ValueOf<typeof SupplementalGroupsPolicy>;

export const PodFSGroupChangePolicy = values('OnRootMismatch', 'Always');
export type PodFSGroupChangePolicy = ValueOf<typeof PodFSGroupChangePolicy>;

export const PodSELinuxChangePolicy = openValues('Recursive', 'MountOption');
export type PodSELinuxChangePolicy = ValueOf<typeof PodSELinuxChangePolicy>;

/** How one container runs. What it sets wins over the pod. */
export class SecurityContext extends message('SecurityContext', () => ({
  capabilities: object(1, Capabilities).optional(),
  /** Nearly all the host's root may do. */
  privileged: bool(2).optional(),
  seLinuxOptions: object(3, SELinuxOptions).optional(),
  windowsOptions: object(10, WindowsSecurityContextOptions).optional(),
  runAsUser: int64(4).optional(),
  runAsGroup: int64(8).optional(),
  runAsNonRoot: bool(5).optional(),
  /** The container's own file system cannot be written. */
  readOnlyRootFilesystem: bool(6).optional(),
  /** Whether a process may gain more privileges than its parent. */
  allowPrivilegeEscalation: bool(7).optional(),
  procMount: enumOf(9, ProcMountType).optional(),
  seccompProfile: object(11, SeccompProfile).optional(),
  appArmorProfile: object(12, AppArmorProfile).optional(),
})) {}

export const ProcMountType = values('Default', 'Unmasked');
export type ProcMountType = ValueOf<typeof ProcMountType>;

export class SELinuxOptions extends message('SELinuxOptions', () => ({
  user: string(1),
  role: string(2),
  type: string(3),
  level: string(4),
})) {}

export class WindowsSecurityContextOptions extends message('WindowsSecurityContextOptions', () => ({
  gmsaCredentialSpecName: string(1).optional(),
  gmsaCredentialSpec: string(2).optional(),
  runAsUserName: string(3).optional(),
  hostProcess: bool(4).optional(),
})) {}

export class Sysctl extends message('Sysctl', () => ({ name: string(1).required(), value: string(2).required() })) {}

export class SeccompProfile extends message('SeccompProfile', () => ({
  type: enumOf(1, SeccompProfileType).required(),
  /** A file on the node, for type Localhost only. */
  localhostProfile: string(2).optional(),
})) {}

export const SeccompProfileType = values('Unconfined', 'RuntimeDefault', 'Localhost');
export type SeccompProfileType = ValueOf<typeof SeccompProfileType>;

export class AppArmorProfile extends message('AppArmorProfile', () => ({
  type: enumOf(1, AppArmorProfileType).required(),
  localhostProfile: string(2).optional(),
})) {}

export const AppArmorProfileType = values('Unconfined', 'RuntimeDefault', 'Localhost');
export type AppArmorProfileType = ValueOf<typeof AppArmorProfileType>;

/** Linux capabilities to add to or drop from the runtime's default set. */
export class Capabilities extends message('Capabilities', () => ({ add: list(1, string).atomic(), drop: list(2, string).atomic() })) {}
