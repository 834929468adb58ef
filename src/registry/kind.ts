// The names of a declared kind.
import { assert } from '../base/assert.ts';
import type { Message } from '../machinery/declare.ts';
import { parseApiVersion, type GroupVersionKind } from '../machinery/object.ts';

/** The group, version and kind that a declaration names. */
export function kindOf(type: Message): GroupVersionKind {
  const groupVersion = parseApiVersion(type.apiVersion ?? '');
  assert(groupVersion !== undefined, `${type.typeName} must be declared as a kind of a group version`);
  return { ...groupVersion, kind: type.typeName };
}
