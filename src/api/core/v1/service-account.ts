// core/v1 ServiceAccount: who a pod is.
import { bool, list, object } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { LocalObjectReference, ObjectReference } from './references.ts';
import { v1 } from './group-version.ts';

/** An identity for programs: pods that run under it get its tokens. */
export class ServiceAccount extends v1.kind('ServiceAccount', () => ({
  metadata: object(1, ObjectMeta),
  /** The Secrets its pods may use, where that is enforced. */
  secrets: list(2, ObjectReference).keyedBy('name').mergeOn('name'),
  /** Added to pods that name none of their own. */
  imagePullSecrets: list(3, LocalObjectReference).atomic(),
  /** Whether its pods get a token without asking. The pod may say otherwise. */
  automountServiceAccountToken: bool(4).optional(),
})) {}

export class ServiceAccountList extends v1.kind('ServiceAccountList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, ServiceAccount).required(),
})) {}
