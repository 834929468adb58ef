// core/v1 RangeAllocation: which values of a range are taken. Kept by the server for ports, not served.
import { bytes, object, string } from '../../../machinery/declare.ts';
import { ObjectMeta } from '../../../machinery/meta/v1.ts';
import { v1 } from './group-version.ts';

/** Which values of a range are taken. */
export class RangeAllocation extends v1.kind('RangeAllocation', () => ({
  metadata: object(1, ObjectMeta),
  range: string(2).required(),
  /** A bit per value. */
  data: bytes(3).required(),
})) {}
