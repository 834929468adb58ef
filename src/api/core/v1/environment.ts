// core/v1: the environment variables of a container and where their values come from.
import { atomicMessage, bool, inline, message, object, quantity, string } from '../../../machinery/declare.ts';
import { LocalObjectReference } from './references.ts';

/** One environment variable. */
export class EnvVar extends message('EnvVar', () => ({
  name: string(1).required(),
  /** May use earlier variables as $(NAME); $$(NAME) keeps the text. */
  value: string(2),
  valueFrom: object(3, EnvVarSource).optional(),
})) {}

/** Takes every key of a ConfigMap or Secret as a variable. */
export class EnvFromSource extends message('EnvFromSource', () => ({
  /** Put before each key. */
  prefix: string(1),
  configMapRef: object(2, ConfigMapEnvSource).optional(),
  secretRef: object(3, SecretEnvSource).optional(),
})) {}

/** Exactly one is set. */
export class EnvVarSource extends message('EnvVarSource', () => ({
  fieldRef: object(1, ObjectFieldSelector).optional(),
  resourceFieldRef: object(2, ResourceFieldSelector).optional(),
  configMapKeyRef: object(3, ConfigMapKeySelector).optional(),
  secretKeyRef: object(4, SecretKeySelector).optional(),
  fileKeyRef: object(5, FileKeySelector).optional(),
})) {}

/** A field of the pod. */
export class ObjectFieldSelector extends atomicMessage('ObjectFieldSelector', () => ({
  apiVersion: string(1).default('v1'),
  /** Such as metadata.name, status.podIP or metadata.labels['app']. */
  fieldPath: string(2).required(),
})) {}

/** A request or limit of a container. */
export class ResourceFieldSelector extends atomicMessage('ResourceFieldSelector', () => ({
  containerName: string(1),
  resource: string(2).required(),
  /** The unit to express it in; 0 means 1. */
  divisor: quantity(3),
})) {}

export class ConfigMapKeySelector extends atomicMessage('ConfigMapKeySelector', () => ({
  localObjectReference: inline(1, LocalObjectReference),
  key: string(2).required(),
  /** When the ConfigMap or key is missing, go on without. */
  optional: bool(3).optional(),
})) {}

export class SecretKeySelector extends atomicMessage('SecretKeySelector', () => ({
  localObjectReference: inline(1, LocalObjectReference),
  key: string(2).required(),
  /** When the Secret or key is missing, go on without. */
  optional: bool(3).optional(),
})) {}

/** A line of an env file in a volume, written by an init container. */
export class FileKeySelector extends atomicMessage('FileKeySelector', () => ({
  volumeName: string(1).required(),
  path: string(2).required(),
  key: string(3).required(),
  optional: bool(4).optional().default(false),
})) {}

export class ConfigMapEnvSource extends message('ConfigMapEnvSource', () => ({
  localObjectReference: inline(1, LocalObjectReference),
  optional: bool(2).optional(),
})) {}

export class SecretEnvSource extends message('SecretEnvSource', () => ({
  localObjectReference: inline(1, LocalObjectReference),
  optional: bool(2).optional(),
})) {}
