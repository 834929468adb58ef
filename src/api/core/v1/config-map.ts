// core/v1 ConfigMap: configuration that pods read.
import { bool, bytes, list, map, object, string } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { v1 } from './group-version.ts';

/** Configuration for pods: as environment, as files, or read through the API. */
export class ConfigMap extends v1.kind('ConfigMap', () => ({
  metadata: object(1, ObjectMeta),
  /** Once true, data cannot be changed, and this neither. */
  immutable: bool(4).optional(),
  /** Text by key. No key may stand in binaryData too. */
  data: map(2, string),
  /** Bytes by key. */
  binaryData: map(3, bytes),
})) {}

export class ConfigMapList extends v1.kind('ConfigMapList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, ConfigMap).required(),
})) {}
