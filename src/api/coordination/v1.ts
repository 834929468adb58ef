// coordination/v1 Lease: who holds something, and for how long.
import {
  enumOf,
  groupVersion,
  int32,
  list,
  message,
  microTime,
  object,
  openValues,
  string,
  type ValueOf,
} from '../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../machinery/meta/v1.ts';

const v1 = groupVersion('coordination.k8s.io/v1');

/** Says who holds something and for how long: how leaders are elected and nodes show that they live. */
export class Lease extends v1.kind('Lease', () => ({ metadata: object(1, ObjectMeta), spec: object(2, LeaseSpec) })) {}

export class LeaseList extends v1.kind('LeaseList', () => ({ metadata: object(1, ListMeta), items: list(2, Lease).required() })) {}

export class LeaseSpec extends message('LeaseSpec', () => ({
  /** Who; empty or absent: nobody. */
  holderIdentity: string(1).optional(),
  /** After so long without renewal, others may take it. */
  leaseDurationSeconds: int32(2).optional(),
  acquireTime: microTime(3).optional(),
  renewTime: microTime(4).optional(),
  /** How often it changed hands. */
  leaseTransitions: int32(5).optional(),
  /** How the server chooses among candidates. Absent: they do it themselves. */
  strategy: enumOf(6, CoordinatedLeaseStrategy).optional(),
  preferredHolder: string(7).optional(),
})) {}

export const CoordinatedLeaseStrategy = openValues('OldestEmulationVersion');
export type CoordinatedLeaseStrategy = ValueOf<typeof CoordinatedLeaseStrategy>;
