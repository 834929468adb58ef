// autoscaling/v1 Scale: what the scale subresource of anything scalable shows.
import { groupVersion, int32, message, object, string } from '../../machinery/declare.ts';
import { ObjectMeta } from '../../machinery/meta/v1.ts';

const v1 = groupVersion('autoscaling/v1');

/** The number of replicas of anything scalable. */
export class Scale extends v1.kind('Scale', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, ScaleSpec),
  status: object(3, ScaleStatus),
})) {}

export class ScaleSpec extends message('ScaleSpec', () => ({ replicas: int32(1) })) {}

export class ScaleStatus extends message('ScaleStatus', () => ({
  replicas: int32(1).required(),
  /** Which pods count, as a query parameter has it. */
  selector: string(2),
})) {}
