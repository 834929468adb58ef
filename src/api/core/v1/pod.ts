// core/v1 Pod: containers that run together on one node.
import { list, object } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { withoutLostAnnotations } from './lost-annotations.ts';
import { podDefaults } from './pod-defaults.ts';
import { PodSpec } from './pod-spec.ts';
import { PodStatus } from './pod-status.ts';
import { v1 } from './group-version.ts';

/** Containers that run together on one node, with one network address. */
export class Pod extends v1.kind(
  'Pod',
  () => ({
    metadata: object(1, ObjectMeta),
    spec: object(2, PodSpec),
    status: object(3, PodStatus),
  }),
  ({ metadata, spec }) => ({ metadata: withoutLostAnnotations(metadata), spec: podDefaults(spec) }),
) {}

export class PodList extends v1.kind('PodList', () => ({ metadata: object(1, ListMeta), items: list(2, Pod).required() })) {}
