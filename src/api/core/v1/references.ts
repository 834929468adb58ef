// core/v1: how one object names another.
import { atomicMessage, message, object, string } from '../../../machinery/declare.ts';
import { v1 } from './group-version.ts';

/** Names any object, or a part of one. Events and bindings use all of it; new fields should name what they need only. */
export class ObjectReference extends atomicMessage('ObjectReference', () => ({
  kind: string(1),
  namespace: string(2),
  name: string(3),
  uid: string(4),
  apiVersion: string(5),
  resourceVersion: string(6),
  /** A part of the object, as in spec.containers{web}. */
  fieldPath: string(7),
})) {}

/** Names an object of a known kind in the same namespace. */
export class LocalObjectReference extends atomicMessage('LocalObjectReference', () => ({ name: string(1) })) {}

/** Names an object of some kind in the same namespace. */
export class TypedLocalObjectReference extends atomicMessage('TypedLocalObjectReference', () => ({
  /** Null for the core group. */
  apiGroup: string(1).nullable(),
  kind: string(2).required(),
  name: string(3).required(),
})) {}

/** Names an object of some kind, perhaps in another namespace. */
export class TypedObjectReference extends message('TypedObjectReference', () => ({
  apiGroup: string(1).nullable(),
  kind: string(2).required(),
  name: string(3).required(),
  /** Another namespace must allow it with a ReferenceGrant. */
  namespace: string(4).optional(),
})) {}

/** Names a Secret in any namespace. */
export class SecretReference extends atomicMessage('SecretReference', () => ({ name: string(1), namespace: string(2) })) {}

/** A reference as it stands alone, for instance in an annotation. */
export class SerializedReference extends v1.kind('SerializedReference', () => ({ reference: object(1, ObjectReference) })) {}
