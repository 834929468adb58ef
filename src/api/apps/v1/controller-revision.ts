// apps/v1 ControllerRevision: what a StatefulSet or DaemonSet was like.
import { groupVersion, int64, list, object, rawExtension } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';

const v1 = groupVersion('apps/v1');

/** What a StatefulSet or DaemonSet was like at some time, to roll back to. */
export class ControllerRevision extends v1.kind('ControllerRevision', () => ({
  metadata: object(1, ObjectMeta),
  /** Cannot be changed. */
  data: rawExtension(2),
  /** Higher is newer. */
  revision: int64(3).required(),
})) {}

export class ControllerRevisionList extends v1.kind('ControllerRevisionList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, ControllerRevision).required(),
})) {}
