// The seam between stored objects and their kinds: how one kind becomes bytes and comes back. A built-in's codec follows
// from its declaration, a custom resource's from its schema; ObjectStore knows no kind.
import type { KubeObject } from '../machinery/object.ts';
import type { Revision } from '../machinery/stored-object.ts';

export interface ObjectCodec<T extends KubeObject> {
  /**
   * The object as JSON in native form, carrying `resourceVersion` (it may be '') whatever the object's own is:
   *
   *     {"kind":…,"apiVersion":…,"metadata":{"name":…,"generateName":…,"namespace":…,"uid":…,"resourceVersion":…,…},…}
   *
   * No string before resourceVersion may hold one, and equal objects give equal text, however they were put together.
   */
  stringify(object: T, resourceVersion: string): string;

  /** What `stringify` made, given back. Nothing is checked or filled in: this program wrote it, complete. */
  parse(bytes: Uint8Array): T;

  /**
   * The object in kube-apiserver's protobuf envelope, without a resourceVersion, in an array that owns its whole buffer.
   * Absent: this kind is stored as JSON only, as custom resources are.
   */
  protobuf?(object: T): Uint8Array;

  /**
   * Bytes of unknown origin: another version of this program or of the kind, another program; JSON or protobuf. Checked,
   * converted to this codec's version and defaulted. Throws when they cannot be read.
   */
  decode(bytes: Uint8Array): T;

  /** What field selectors can ask for, besides metadata.name and metadata.namespace. Absent: nothing. */
  fields?(object: T): Readonly<Record<string, string>>;

  /**
   * Below this revision what is stored may be incomplete although this program wrote it: for a custom resource, the
   * revision its schema last changed at. Absent: the backend's own word for it holds.
   */
  readonly nativeFrom?: Revision;
}
