// core/v1 PersistentVolumeClaim: a wish for storage.
import {
  enumOf,
  list,
  map,
  message,
  object,
  openValues,
  quantity,
  string,
  time,
  type ValueOf,
  values,
} from '../../../machinery/declare.ts';
import { LabelSelector, ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ConditionStatus } from './condition-status.ts';
import { TypedLocalObjectReference, TypedObjectReference } from './references.ts';
import { VolumeResourceRequirements } from './resource-requirements.ts';
import { inThousandths } from './resource-list.ts';
import { v1 } from './group-version.ts';

/** A wish for storage, bound to the PersistentVolume that fulfils it. */
export class PersistentVolumeClaim extends v1.kind('PersistentVolumeClaim', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, PersistentVolumeClaimSpec),
  status: object(3, PersistentVolumeClaimStatus),
})) {}

export class PersistentVolumeClaimList extends v1.kind('PersistentVolumeClaimList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, PersistentVolumeClaim).required(),
})) {}

/** The claim that is made for a pod's ephemeral volume. */
export class PersistentVolumeClaimTemplate extends message('PersistentVolumeClaimTemplate', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, PersistentVolumeClaimSpec).required(),
})) {}

export class PersistentVolumeClaimSpec extends message('PersistentVolumeClaimSpec', () => ({
  /** What the volume must be able to do. */
  accessModes: list(1, PersistentVolumeAccessMode).atomic(),
  /** Only volumes with these labels. */
  selector: object(4, LabelSelector).optional(),
  /** How much. May grow later where the storage class allows it. */
  resources: object(2, VolumeResourceRequirements),
  /** The volume it is bound to. */
  volumeName: string(3),
  /** Absent: the default class. Empty: only volumes without a class. */
  storageClassName: string(5).optional(),
  /** A file system, or a raw block device. */
  volumeMode: enumOf(6, PersistentVolumeMode).optional().default('Filesystem'),
  /** What to fill it from: a snapshot or another claim. Kept equal to dataSourceRef where that names no namespace. */
  dataSource: object(7, TypedLocalObjectReference).optional(),
  /** What to fill it from: any object that a populator knows. */
  dataSourceRef: object(8, TypedObjectReference).optional(),
  /** Which class of tunable attributes the volume should have. */
  volumeAttributesClassName: string(9).optional(),
})) {}

export const PersistentVolumeAccessMode = values('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod');
export type PersistentVolumeAccessMode = ValueOf<typeof PersistentVolumeAccessMode>;

export const PersistentVolumeMode = values('Block', 'Filesystem');
export type PersistentVolumeMode = ValueOf<typeof PersistentVolumeMode>;

export class PersistentVolumeClaimStatus extends message(
  'PersistentVolumeClaimStatus',
  () => ({
    /** Pending until bound; Lost when its volume is gone. */
    phase: enumOf(1, PersistentVolumeClaimPhase).default('Pending'),
    accessModes: list(2, PersistentVolumeAccessMode).atomic(),
    capacity: map(3, quantity),
    conditions: list(4, PersistentVolumeClaimCondition).keyedBy('type').mergeOn('type'),
    /** How much the volume is being grown to. */
    allocatedResources: map(5, quantity),
    allocatedResourceStatuses: map(7, ClaimResourceStatus).granular(),
    currentVolumeAttributesClassName: string(8).optional(),
    modifyVolumeStatus: object(9, ModifyVolumeStatus).optional(),
  }),
  ({ capacity, allocatedResources }) => ({ capacity: inThousandths(capacity), allocatedResources: inThousandths(allocatedResources) }),
) {}

export const PersistentVolumeClaimPhase = values('Pending', 'Bound', 'Lost');
export type PersistentVolumeClaimPhase = ValueOf<typeof PersistentVolumeClaimPhase>;

export const ClaimResourceStatus = values(
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizePending',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
);
export type ClaimResourceStatus = ValueOf<typeof ClaimResourceStatus>;

export class PersistentVolumeClaimCondition extends message('PersistentVolumeClaimCondition', () => ({
  type: enumOf(1, PersistentVolumeClaimConditionType).required(),
  status: enumOf(2, ConditionStatus).required(),
  lastProbeTime: time(3),
  lastTransitionTime: time(4),
  reason: string(5),
  message: string(6),
})) {}

export const PersistentVolumeClaimConditionType = openValues(
  'Resizing',
  'FileSystemResizePending',
  'ControllerResizeError',
  'NodeResizeError',
  'ModifyVolumeError',
  'ModifyingVolume',
  'Unused',
);
export type PersistentVolumeClaimConditionType = ValueOf<typeof PersistentVolumeClaimConditionType>;

export class ModifyVolumeStatus extends message('ModifyVolumeStatus', () => ({
  targetVolumeAttributesClassName: string(1),
  status: enumOf(2, PersistentVolumeClaimModifyVolumeStatus).required(),
})) {}

export const PersistentVolumeClaimModifyVolumeStatus = values('Pending', 'InProgress', 'Infeasible');
export type PersistentVolumeClaimModifyVolumeStatus = ValueOf<typeof PersistentVolumeClaimModifyVolumeStatus>;
