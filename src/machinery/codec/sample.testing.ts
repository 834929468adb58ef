// Declarations for the tests of this folder: cuts of upstream's types that together use everything a declaration can say,
// with upstream's names, so that answers of the real API server can be held against them.

import {
  atomicMessage,
  bool,
  bytes,
  double,
  duration,
  either,
  enumOf,
  fieldsV1,
  groupVersion,
  inline,
  int32,
  int64,
  intOrString,
  json,
  later,
  list,
  map,
  message,
  microTime,
  object,
  openValues,
  quantity,
  rawExtension,
  string,
  time,
  values,
  wrappedList,
  type Message,
} from '../declare.ts';

const v1 = groupVersion('v1');
const apps = groupVersion('apps/v1');

export class ObjectMeta extends message('ObjectMeta', () => ({
  name: string(1),
  generateName: string(2),
  namespace: string(3),
  selfLink: string(4),
  uid: string(5),
  resourceVersion: string(6),
  generation: int64(7),
  creationTimestamp: time(8).omitZero(),
  deletionTimestamp: time(9).optional(),
  deletionGracePeriodSeconds: int64(10).optional(),
  labels: map(11, string),
  annotations: map(12, string),
  ownerReferences: list(13, OwnerReference).keyedBy('uid').mergeOn('uid'),
  finalizers: list(14, string).set().mergeOn(),
  managedFields: list(17, ManagedFieldsEntry).atomic(),
})) {}
export class OwnerReference extends atomicMessage('OwnerReference', () => ({
  apiVersion: string(5).required(),
  kind: string(1).required(),
  name: string(3).required(),
  uid: string(4).required(),
  controller: bool(6).optional(),
  blockOwnerDeletion: bool(7).optional(),
})) {}
export class ManagedFieldsEntry extends message('ManagedFieldsEntry', () => ({
  manager: string(1),
  operation: string(2),
  apiVersion: string(3),
  time: time(4).optional(),
  fieldsType: string(6),
  fieldsV1: fieldsV1(7).optional(),
  subresource: string(8),
})) {}
export class ListMeta extends message('ListMeta', () => ({
  selfLink: string(1),
  resourceVersion: string(2),
  continue: string(3),
  remainingItemCount: int64(4).optional(),
})) {}

export class ConfigMap extends v1.kind('ConfigMap', () => ({
  metadata: object(1, ObjectMeta),
  immutable: bool(4).optional(),
  data: map(2, string),
  binaryData: map(3, bytes),
})) {}
export class Secret extends v1.kind('Secret', () => ({
  metadata: object(1, ObjectMeta),
  immutable: bool(5).optional(),
  data: map(2, bytes),
  stringData: map(4, string),
  type: string(3).default('Opaque'),
})) {}
export class ControllerRevision extends apps.kind('ControllerRevision', () => ({
  metadata: object(1, ObjectMeta),
  data: rawExtension(2),
  revision: int64(3).required(),
})) {}
export class ControllerRevisionList extends apps.kind('ControllerRevisionList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, ControllerRevision).required(),
})) {}
export class Lease extends groupVersion('coordination.k8s.io/v1').kind('Lease', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, LeaseSpec),
})) {}
export class LeaseSpec extends message('LeaseSpec', () => ({
  holderIdentity: string(1).optional(),
  leaseDurationSeconds: int32(2).optional(),
  acquireTime: microTime(3).optional(),
  renewTime: microTime(4).optional(),
  leaseTransitions: int32(5).optional(),
  strategy: string(6).optional(),
  preferredHolder: string(7).optional(),
})) {}
/** With the times that are null when zero. */
export class Event extends v1.kind('Event', () => ({
  metadata: object(1, ObjectMeta).required(),
  reason: string(3),
  message: string(4),
  firstTimestamp: time(6),
  lastTimestamp: time(7),
  count: int32(8),
  type: string(9),
  eventTime: microTime(10),
  reportingComponent: string(14).always(),
  reportingInstance: string(15).always(),
})) {}

export class PodTemplate extends v1.kind('PodTemplate', () => ({
  metadata: object(1, ObjectMeta),
  template: object(2, PodTemplateSpec),
})) {}
export class PodTemplateSpec extends message('PodTemplateSpec', () => ({ metadata: object(1, ObjectMeta), spec: object(2, PodSpec) })) {}
export class PodSpec extends message('PodSpec', () => ({
  volumes: list(1, Volume).keyedBy('name').mergeOn('name').retainKeys(),
  containers: list(2, Container).keyedBy('name').mergeOn('name').required(),
  restartPolicy: enumOf(3, RestartPolicy).default('Always'),
  terminationGracePeriodSeconds: int64(4).optional().default(30),
  nodeSelector: map(7, string).atomic(),
  securityContext: object(14, PodSecurityContext).optional().default({}),
  tolerations: list(22, Toleration).atomic(),
  hostAliases: list(23, HostAlias).keyedBy('ip').mergeOn('ip'),
  overhead: map(32, quantity),
})) {}
export class PodSecurityContext extends message('PodSecurityContext', () => ({
  runAsUser: int64(2).optional(),
  runAsNonRoot: bool(3).optional(),
  supplementalGroups: list(4, int64).atomic(),
  fsGroup: int64(5).optional(),
})) {}
export class Toleration extends message('Toleration', () => ({
  key: string(1),
  operator: string(2),
  value: string(3),
  tolerationSeconds: int64(5).optional(),
})) {}
export class HostAlias extends message('HostAlias', () => ({ ip: string(1).required(), hostnames: list(2, string).atomic() })) {}
export class Container extends message(
  'Container',
  () => ({
    name: string(1).required(),
    image: string(2),
    command: list(3, string).atomic(),
    args: list(4, string).atomic(),
    ports: list(6, ContainerPort).keyedBy('containerPort', 'protocol').mergeOn('containerPort'),
    env: list(7, EnvVar).keyedBy('name').mergeOn('name'),
    resources: object(8, ResourceRequirements),
    livenessProbe: object(10, Probe).optional(),
    terminationMessagePath: string(13).default('/dev/termination-log'),
    imagePullPolicy: enumOf(14, PullPolicy),
    tty: bool(18),
  }),
  (container) => ({
    imagePullPolicy: container.imagePullPolicy ?? (/:(?!latest$)[^/]+$/.test(container.image ?? '') ? 'IfNotPresent' : 'Always'),
  }),
) {}
export class ContainerPort extends message('ContainerPort', () => ({
  name: string(1),
  hostPort: int32(2),
  containerPort: int32(3).required(),
  protocol: enumOf(4, Protocol).default('TCP'),
  hostIP: string(5),
})) {}
export class EnvVar extends message('EnvVar', () => ({
  name: string(1).required(),
  value: string(2),
  valueFrom: object(3, EnvVarSource).optional(),
})) {}
export class EnvVarSource extends message('EnvVarSource', () => ({ configMapKeyRef: object(3, ConfigMapKeySelector).optional() })) {}
export class ConfigMapKeySelector extends atomicMessage('ConfigMapKeySelector', () => ({
  localObjectReference: inline(1, LocalObjectReference),
  key: string(2).required(),
  optional: bool(3).optional(),
})) {}
export class LocalObjectReference extends atomicMessage('LocalObjectReference', () => ({ name: string(1) })) {}
export class ResourceRequirements extends message('ResourceRequirements', () => ({
  limits: map(1, quantity),
  requests: map(2, quantity),
})) {}
export class Probe extends message('Probe', () => ({
  handler: inline(1, ProbeHandler),
  initialDelaySeconds: int32(2),
  timeoutSeconds: int32(3).default(1),
  periodSeconds: int32(4).default(10),
})) {}
export class ProbeHandler extends message('ProbeHandler', () => ({
  exec: object(1, ExecAction).optional(),
  httpGet: object(2, HTTPGetAction).optional(),
})) {}
export class ExecAction extends message('ExecAction', () => ({ command: list(1, string).atomic() })) {}
export class HTTPGetAction extends message('HTTPGetAction', () => ({
  path: string(1).default('/'),
  port: intOrString(2).required(),
  host: string(3),
  scheme: string(4).default('HTTP'),
})) {}
export class Volume extends message('Volume', () => ({ name: string(1).required(), source: inline(2, VolumeSource) })) {}
export class VolumeSource extends message('VolumeSource', () => ({
  emptyDir: object(2, EmptyDirVolumeSource).optional(),
  configMap: object(19, ConfigMapVolumeSource).optional(),
})) {}
export class EmptyDirVolumeSource extends message('EmptyDirVolumeSource', () => ({
  medium: string(1),
  sizeLimit: quantity(2).optional(),
})) {}
export class ConfigMapVolumeSource extends message('ConfigMapVolumeSource', () => ({
  localObjectReference: inline(1, LocalObjectReference),
  items: list(2, KeyToPath).atomic(),
  defaultMode: int32(3).optional().default(420),
  optional: bool(4).optional(),
})) {}
export class KeyToPath extends message('KeyToPath', () => ({
  key: string(1).required(),
  path: string(2).required(),
  mode: int32(3).optional(),
})) {}

const self = (): Message<JSONSchemaProps> => JSONSchemaProps;
/** All of it, so that what we write can be held against what upstream writes. */
export class CustomResourceDefinition extends groupVersion('apiextensions.k8s.io/v1').kind('CustomResourceDefinition', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, CustomResourceDefinitionSpec).required(),
  status: object(3, CustomResourceDefinitionStatus),
})) {}
export class CustomResourceDefinitionSpec extends message('CustomResourceDefinitionSpec', () => ({
  group: string(1).required(),
  names: object(3, CustomResourceDefinitionNames).required(),
  scope: string(4).required(),
  versions: list(7, CustomResourceDefinitionVersion).required(),
  conversion: object(9, CustomResourceConversion).optional(),
  preserveUnknownFields: bool(10),
})) {}
export class CustomResourceDefinitionNames extends message('CustomResourceDefinitionNames', () => ({
  plural: string(1).required(),
  singular: string(2),
  shortNames: list(3, string).atomic(),
  kind: string(4).required(),
  listKind: string(5),
  categories: list(6, string).atomic(),
})) {}
export class CustomResourceConversion extends message('CustomResourceConversion', () => ({ strategy: string(1).required() })) {}
export class CustomResourceDefinitionStatus extends message('CustomResourceDefinitionStatus', () => ({
  conditions: list(1, CustomResourceDefinitionCondition).keyedBy('type').always(),
  acceptedNames: object(2, CustomResourceDefinitionNames),
  storedVersions: list(3, string).atomic().always(),
  observedGeneration: int64(4),
})) {}
export class CustomResourceDefinitionCondition extends message('CustomResourceDefinitionCondition', () => ({
  type: string(1).required(),
  status: string(2).required(),
  lastTransitionTime: time(3),
  reason: string(4),
  message: string(5),
  observedGeneration: int64(6),
})) {}
export class CustomResourceDefinitionVersion extends message('CustomResourceDefinitionVersion', () => ({
  name: string(1).required(),
  served: bool(2).required(),
  storage: bool(3).required(),
  deprecated: bool(7),
  schema: object(4, CustomResourceValidation).optional(),
})) {}
export class CustomResourceValidation extends message('CustomResourceValidation', () => ({
  openAPIV3Schema: object(1, JSONSchemaProps).optional(),
})) {}
export class JSONSchemaProps extends message('JSONSchemaProps', () => ({
  id: string(1),
  $schema: string(2),
  $ref: string(3).optional(),
  description: string(4),
  type: string(5),
  format: string(6),
  title: string(7),
  default: json(8).optional(),
  maximum: double(9).optional(),
  exclusiveMaximum: bool(10),
  minimum: double(11).optional(),
  exclusiveMinimum: bool(12),
  maxLength: int64(13).optional(),
  minLength: int64(14).optional(),
  pattern: string(15),
  maxItems: int64(16).optional(),
  minItems: int64(17).optional(),
  uniqueItems: bool(18),
  multipleOf: double(19).optional(),
  enum: list(20, json).atomic(),
  maxProperties: int64(21).optional(),
  minProperties: int64(22).optional(),
  required: list(23, string).atomic(),
  items: either(24, object(1, later(self)), list(2, later(self))),
  allOf: list(25, later(self)).atomic(),
  oneOf: list(26, later(self)).atomic(),
  anyOf: list(27, later(self)).atomic(),
  not: object(28, later(self)).optional(),
  properties: map(29, later(self)),
  additionalProperties: either(30, bool(1), object(2, later(self))),
  patternProperties: map(31, later(self)),
  dependencies: map(32, (n) => either(n, object(1, later(self)), list(2, string))),
  additionalItems: either(33, bool(1), object(2, later(self))),
  definitions: map(34, later(self)),
  externalDocs: object(35, ExternalDocumentation).optional(),
  example: json(36).optional(),
  nullable: bool(37),
  'x-kubernetes-preserve-unknown-fields': bool(38).optional(),
  'x-kubernetes-embedded-resource': bool(39),
  'x-kubernetes-int-or-string': bool(40),
  'x-kubernetes-list-map-keys': list(41, string).atomic(),
  'x-kubernetes-list-type': string(42).optional(),
  'x-kubernetes-map-type': string(43).optional(),
})) {}
export class ExternalDocumentation extends message('ExternalDocumentation', () => ({ description: string(1), url: string(2) })) {}

/** What no cut above has. */
export class Oddities extends v1.kind('Oddities', () => ({
  extra: map(1, (n) => wrappedList(n, string)),
  verbs: wrappedList(2, string).required(),
  wait: duration(3),
  patience: duration(4).optional(),
  group: string(5).nullable(),
  size: quantity(6),
  flags: list(7, bool),
  weights: list(8, double),
  smalls: list(9, int32),
  born: microTime(10).omitZero(),
  big: int64(11).optional(),
  ratio: double(12),
  blob: bytes(13),
  must: object(14, LocalObjectReference).optional().required(),
  ports: list(15, intOrString),
  counts: map(16, int64),
  free: rawExtension(17).optional(),
  mode: enumOf(18, Mode).default('Fast'),
  ghost: string(0),
  limit: quantity(19).default('5'),
  owner: object(200, LocalObjectReference).nullable(),
  parts: map(201, LocalObjectReference),
  always: map(202, string).always(),
})) {}
const Mode = openValues('Fast', 'Slow');
const RestartPolicy = values('Always', 'OnFailure', 'Never');
const PullPolicy = values('Always', 'IfNotPresent', 'Never');
const Protocol = values('TCP', 'UDP', 'SCTP');

export const sampleMessages: readonly Message[] = [
  ConfigMap,
  Secret,
  ControllerRevision,
  ControllerRevisionList,
  Lease,
  Event,
  PodTemplate,
  CustomResourceDefinition,
  Oddities,
];
