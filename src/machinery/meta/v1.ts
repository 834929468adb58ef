// meta/v1: what every API object has (ObjectMeta), and the types that belong to no group: Status, the options of each
// verb, discovery, Table, WatchEvent. It stands in machinery because storage and registry need it. Only this file may
// not put resourceVersion after labels: the first "resourceVersion" in an object's bytes must be its own.
import {
  atomicMessage,
  bool,
  enumOf,
  fieldsV1,
  groupVersion,
  int32,
  int64,
  json,
  list,
  map,
  message,
  object,
  openValues,
  rawExtension,
  string,
  time,
  type ValueOf,
  wrappedList,
} from '../declare.ts';

const unversioned = groupVersion('v1');
const meta = groupVersion('meta.k8s.io/v1');
// Every group version has these; what a body says of its own apiVersion is not looked at.
const options = groupVersion<string>('meta.k8s.io/v1');

/** What every object carries: its names, its revision, when it came and when it goes, who owns it and who may change what. */
export class ObjectMeta extends message('ObjectMeta', () => ({
  /** Unique among the objects of its resource in its namespace. Cannot be changed. */
  name: string(1),
  /** Without a name, the server makes one by adding five random characters to this prefix. */
  generateName: string(2),
  /** The namespace the object lives in; empty for cluster-scoped objects. Cannot be changed. */
  namespace: string(3),
  /** No longer filled in. */
  selfLink: string(4),
  /** Identifies this object among all that ever had its name. Set by the server. */
  uid: string(5),
  /** Changes with every write. Opaque: compare for equality, send it back to write only if nobody else did. */
  resourceVersion: string(6),
  /** Counts changes of the desired state; a status says with observedGeneration how far it has seen. */
  generation: int64(7),
  /** When the server stored the object first. */
  creationTimestamp: time(8).omitZero(),
  /** When the object is to be gone. Set by a delete that has to wait for a grace period or finalizers; it cannot be taken back. */
  deletionTimestamp: time(9).optional(),
  /** How long the deletion was told to wait. May only become shorter. */
  deletionGracePeriodSeconds: int64(10).optional(),
  /** Short values to select objects by. */
  labels: map(11, string),
  /** Any other values that tools want to keep with the object. Not for selecting. */
  annotations: map(12, string),
  /** The objects this one depends on: when the last of them is gone, this one is collected. At most one is the controller. */
  ownerReferences: list(13, OwnerReference).keyedBy('uid').mergeOn('uid'),
  /** Each must be removed by whoever added it before a deleted object goes away. No order is implied. */
  finalizers: list(14, string).set().mergeOn(),
  /** Which manager set which fields, for server-side apply. Kept by the server. */
  managedFields: list(17, ManagedFieldsEntry).atomic(),
})) {}

/** Names an owner in the same namespace, or a cluster-scoped one. */
export class OwnerReference extends atomicMessage('OwnerReference', () => ({
  apiVersion: string(5).required(),
  kind: string(1).required(),
  name: string(3).required(),
  uid: string(4).required(),
  /** Whether this owner is the one that manages the object. */
  controller: bool(6).optional(),
  /** With a foreground deletion, the owner stays until this object is gone. */
  blockOwnerDeletion: bool(7).optional(),
})) {}

/** The fields one manager set with one kind of operation. */
export class ManagedFieldsEntry extends message('ManagedFieldsEntry', () => ({
  /** Who: the fieldManager of the request, or the start of its user agent. */
  manager: string(1),
  /** Apply for server-side apply, Update for all else. */
  operation: enumOf(2, ManagedFieldsOperationType),
  /** The version whose field names are used. */
  apiVersion: string(3),
  time: time(4).optional(),
  /** Always FieldsV1. */
  fieldsType: string(6),
  /** The fields, as a tree of f:name, k:key and v:value members. */
  fieldsV1: fieldsV1(7).optional(),
  /** The subresource written to; empty for the object itself. */
  subresource: string(8),
})) {}

export const ManagedFieldsOperationType = openValues('Apply', 'Update');
export type ManagedFieldsOperationType = ValueOf<typeof ManagedFieldsOperationType>;

/** What every list carries. */
export class ListMeta extends message('ListMeta', () => ({
  selfLink: string(1),
  /** The revision the list shows; a watch may start from it. */
  resourceVersion: string(2),
  /** Set when there is more: send it back to get the next part of the same list. */
  continue: string(3),
  /** How many items come after this part. Absent when a selector makes it unknown. */
  remainingItemCount: int64(4).optional(),
  /** Present when the list shows one shard only. */
  shardInfo: object(5, ShardInfo).optional(),
})) {}

/** Which shard a list shows. */
export class ShardInfo extends message('ShardInfo', () => ({ selector: string(1).required() })) {}

/** Selects objects by their labels: every label and every expression must hold. Empty selects everything, absent nothing. */
export class LabelSelector extends atomicMessage('LabelSelector', () => ({
  /** Each of these labels must have exactly this value. */
  matchLabels: map(1, string),
  matchExpressions: list(2, LabelSelectorRequirement).atomic(),
})) {}

export class LabelSelectorRequirement extends message('LabelSelectorRequirement', () => ({
  key: string(1).required(),
  /** In and NotIn look at values; Exists and DoesNotExist have none. */
  operator: enumOf(2, LabelSelectorOperator).required(),
  values: list(3, string).atomic(),
})) {}

export const LabelSelectorOperator = openValues('In', 'NotIn', 'Exists', 'DoesNotExist');
export type LabelSelectorOperator = ValueOf<typeof LabelSelectorOperator>;

/** One condition on a selectable field. */
export class FieldSelectorRequirement extends message('FieldSelectorRequirement', () => ({
  key: string(1).required(),
  operator: enumOf(2, FieldSelectorOperator).required(),
  values: list(3, string).atomic(),
})) {}

export const FieldSelectorOperator = openValues('In', 'NotIn', 'Exists', 'DoesNotExist');
export type FieldSelectorOperator = ValueOf<typeof FieldSelectorOperator>;

/** One aspect of an object's state, as a controller last saw it. */
export class Condition extends message('Condition', () => ({
  /** In CamelCase, or prefixed as in example.com/CamelCase. One condition per type. */
  type: string(1).required(),
  /** True, False or Unknown. */
  status: enumOf(2, ConditionStatus).required(),
  /** The metadata.generation this was concluded from. */
  observedGeneration: int64(3),
  /** When the status last changed from one value to another. */
  lastTransitionTime: time(4).required(),
  /** One CamelCase word for programs. */
  reason: string(5).required(),
  /** A sentence for people. */
  message: string(6).required(),
})) {}

/** Unknown means that nobody could tell. */
export const ConditionStatus = openValues('True', 'False', 'Unknown');
export type ConditionStatus = ValueOf<typeof ConditionStatus>;

/** Names a kind of object. */
export class GroupVersionKind extends message('GroupVersionKind', () => ({
  group: string(1).required(),
  version: string(2).required(),
  kind: string(3).required(),
})) {}

/** Names a resource, as it stands in URLs. */
export class GroupVersionResource extends message('GroupVersionResource', () => ({
  group: string(1).required(),
  version: string(2).required(),
  resource: string(3).required(),
})) {}

/** The answer when there is no object to answer with: an error, or the success of a deletion. */
export class Status extends unversioned.kind('Status', () => ({
  metadata: object(1, ListMeta),
  /** Success or Failure. */
  status: string(2),
  /** What happened, for people. Empty for a success. */
  message: string(3),
  /** One CamelCase word for programs, such as NotFound or Conflict. */
  reason: string(4),
  /** More about the reason. */
  details: object(5, StatusDetails).optional(),
  /** The HTTP status code of the answer. */
  code: int32(6),
})) {}

/** What the reason of a Status is about. */
export class StatusDetails extends message('StatusDetails', () => ({
  /** The object's name, where there is one. */
  name: string(1),
  group: string(2),
  /** The resource, or for a deletion and for Invalid the kind. */
  kind: string(3),
  uid: string(6),
  /** Each single thing that was wrong. */
  causes: list(4, StatusCause).atomic(),
  /** Try again after so many seconds. */
  retryAfterSeconds: int32(5),
})) {}

/** One thing that was wrong. */
export class StatusCause extends message('StatusCause', () => ({
  reason: string(1),
  message: string(2),
  /** Where in the body, as in spec.containers[0].name. */
  field: string(3),
})) {}

/** What a get may ask for. */
export class GetOptions extends options.kind('GetOptions', () => ({
  /** Empty: the newest state. 0: any state. Else at least this revision. */
  resourceVersion: string(1),
})) {}

/** What a list or a watch may ask for. */
export class ListOptions extends options.kind('ListOptions', () => ({
  /** Only objects whose labels match. */
  labelSelector: string(1),
  /** Only objects whose fields match; each resource says which fields it knows. */
  fieldSelector: string(2),
  /** Stream changes instead of listing. */
  watch: bool(3),
  /** Send BOOKMARK events now and then, so that a client knows a recent revision to resume from. */
  allowWatchBookmarks: bool(9),
  /** From which revision to watch; how fresh a list must be. */
  resourceVersion: string(4),
  /** What resourceVersion means for a list: Exact or NotOlderThan. */
  resourceVersionMatch: enumOf(10, ResourceVersionMatch),
  /** End the request after so long, whatever happens. */
  timeoutSeconds: int64(5).optional(),
  /** At most so many items in one answer. */
  limit: int64(7),
  /** The continue value of the part before. */
  continue: string(8),
  /** Begin a watch with the present state as ADDED events, then one bookmark. */
  sendInitialEvents: bool(11).optional(),
  /** Only objects of this shard. */
  shardSelector: string(15),
})) {}

export const ResourceVersionMatch = openValues('Exact', 'NotOlderThan');
export type ResourceVersionMatch = ValueOf<typeof ResourceVersionMatch>;

/** What a create may ask for. */
export class CreateOptions extends options.kind('CreateOptions', () => ({
  /** All: go through every step but store nothing. */
  dryRun: list(1, string).atomic(),
  /** Who to note in managedFields. */
  fieldManager: string(3),
  /** What to do about unknown and repeated fields: Ignore, Warn or Strict. */
  fieldValidation: string(4),
})) {}

/** What an update may ask for. */
export class UpdateOptions extends options.kind('UpdateOptions', () => ({
  dryRun: list(1, string).atomic(),
  fieldManager: string(2),
  fieldValidation: string(3),
})) {}

/** What a patch may ask for. */
export class PatchOptions extends options.kind('PatchOptions', () => ({
  dryRun: list(1, string).atomic(),
  /** For server-side apply: take over fields that others own. */
  force: bool(2).optional(),
  /** Who to note in managedFields. Server-side apply cannot do without. */
  fieldManager: string(3),
  fieldValidation: string(4),
})) {}

/** How to delete. */
export class DeleteOptions extends options.kind('DeleteOptions', () => ({
  /** How long the object may take to end; 0 deletes at once. Absent: the resource's own default. */
  gracePeriodSeconds: int64(1).optional(),
  /** Delete only if these hold; otherwise 409. */
  preconditions: object(2, Preconditions).optional(),
  /** Deprecated: use propagationPolicy. */
  orphanDependents: bool(3).optional(),
  /** What becomes of dependents: Orphan leaves them, Background collects them later, Foreground first. */
  propagationPolicy: enumOf(4, DeletionPropagation).optional(),
  dryRun: list(5, string).atomic(),
  /** Delete even what cannot be read from the store. Skips finalizers and preconditions. */
  ignoreStoreReadErrorWithClusterBreakingPotential: bool(6).optional(),
})) {}

export const DeletionPropagation = openValues('Orphan', 'Background', 'Foreground');
export type DeletionPropagation = ValueOf<typeof DeletionPropagation>;

/** What must hold before a write. */
export class Preconditions extends message('Preconditions', () => ({ uid: string(1).optional(), resourceVersion: string(2).optional() })) {}

/** Objects of any kinds together. */
export class List extends unversioned.kind('List', () => ({ metadata: object(1, ListMeta), items: list(2, rawExtension).required() })) {}

/** One change. */
export class WatchEvent extends message('WatchEvent', () => ({
  /** ADDED, MODIFIED, DELETED, BOOKMARK or ERROR. */
  type: string(1).required(),
  /** The object after the change (before it, for DELETED); a Status for ERROR. */
  object: rawExtension(2).required(),
})) {}

/** Any object with nothing but its metadata, for clients that need no more. */
export class PartialObjectMetadata extends meta.kind('PartialObjectMetadata', () => ({ metadata: object(1, ObjectMeta) })) {}

/** A list of such objects. */
export class PartialObjectMetadataList extends meta.kind('PartialObjectMetadataList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, PartialObjectMetadata).required(),
})) {}

/** Objects as rows and columns, as kubectl prints them. Has no protobuf form. */
export class Table extends meta.kind('Table', () => ({
  metadata: object(0, ListMeta),
  columnDefinitions: list(0, TableColumnDefinition).atomic().required(),
  rows: list(0, TableRow).atomic().required(),
})) {}

export class TableColumnDefinition extends message('TableColumnDefinition', () => ({
  name: string(0).required(),
  type: string(0).required(),
  format: string(0).required(),
  description: string(0).required(),
  /** 0 is always shown; higher ones only when there is room, as with -o wide. */
  priority: int32(0).required(),
})) {}

export class TableRow extends message('TableRow', () => ({
  /** As many as there are columns. */
  cells: list(0, json).atomic().required(),
  conditions: list(0, TableRowCondition).atomic(),
  /** The object behind the row, as much of it as includeObject asked for. */
  object: rawExtension(0),
})) {}

export class TableRowCondition extends message('TableRowCondition', () => ({
  /** Completed: the row's object has run to its end. */
  type: enumOf(0, RowConditionType).required(),
  status: enumOf(0, ConditionStatus).required(),
  reason: string(0),
  message: string(0),
})) {}

export const RowConditionType = openValues('Completed');
export type RowConditionType = ValueOf<typeof RowConditionType>;

/** What a client that accepts a Table may ask for. */
export class TableOptions extends meta.kind('TableOptions', () => ({
  /** None, Metadata (the default) or Object. */
  includeObject: enumOf(1, IncludeObjectPolicy),
})) {}

export const IncludeObjectPolicy = openValues('None', 'Metadata', 'Object');
export type IncludeObjectPolicy = ValueOf<typeof IncludeObjectPolicy>;

/** Answers GET /api: the versions of the core group. */
export class APIVersions extends unversioned.kind('APIVersions', () => ({
  versions: list(1, string).atomic().required(),
  serverAddressByClientCIDRs: list(2, ServerAddressByClientCIDR).atomic().required(),
})) {}

/** Answers GET /apis: every named group. */
export class APIGroupList extends unversioned.kind('APIGroupList', () => ({ groups: list(1, APIGroup).atomic().required() })) {}

/** One group and its versions. */
export class APIGroup extends unversioned.kind('APIGroup', () => ({
  name: string(1).required(),
  versions: list(2, GroupVersionForDiscovery).atomic().required(),
  /** The version to use if you know no better. */
  preferredVersion: object(3, GroupVersionForDiscovery),
  serverAddressByClientCIDRs: list(4, ServerAddressByClientCIDR).atomic(),
})) {}

export class GroupVersionForDiscovery extends message('GroupVersionForDiscovery', () => ({
  groupVersion: string(1).required(),
  version: string(2).required(),
})) {}

/** Which address of the server suits clients of one network. */
export class ServerAddressByClientCIDR extends message('ServerAddressByClientCIDR', () => ({
  clientCIDR: string(1).required(),
  serverAddress: string(2).required(),
})) {}

/** Answers GET /apis/GROUP/VERSION: its resources. */
export class APIResourceList extends unversioned.kind('APIResourceList', () => ({
  groupVersion: string(1).required(),
  resources: list(2, APIResource).atomic().required(),
})) {}

/** One resource, or subresource, of a group version. */
export class APIResource extends message('APIResource', () => ({
  /** The plural in URLs; subresources as in pods/status. */
  name: string(1).required(),
  singularName: string(6).required(),
  namespaced: bool(2).required(),
  group: string(8),
  version: string(9),
  kind: string(3).required(),
  verbs: wrappedList(4, string).required(),
  shortNames: list(5, string).atomic(),
  categories: list(7, string).atomic(),
  /** Changes when objects come to be stored in another version. */
  storageVersionHash: string(10),
})) {}

/** Answers GET /: every path there is. */
export class RootPaths extends message('RootPaths', () => ({ paths: list(1, string).atomic().required() })) {}
