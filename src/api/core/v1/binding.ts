// core/v1 Binding: what a scheduler posts to put a pod on a node.
import { message, object, string } from '../../../machinery/declare.ts';
import { ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ObjectReference } from './references.ts';
import { v1 } from './group-version.ts';

/** Puts the pod of the same name on a node. */
export class Binding extends v1.kind('Binding', () => ({
  metadata: object(1, ObjectMeta),
  /** The node. Its kind may be left empty. */
  target: object(2, ObjectReference).required(),
})) {}

/** What must hold before a pod is written. */
export class Preconditions extends message('Preconditions', () => ({ uid: string(1).optional() })) {}
