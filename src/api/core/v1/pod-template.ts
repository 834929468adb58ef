// core/v1 PodTemplate, and the template inside everything that makes pods.
import { list, message, object } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { withoutLostAnnotations } from './lost-annotations.ts';
import { PodSpec } from './pod-spec.ts';
import { v1 } from './group-version.ts';

/** A pod to be copied. */
export class PodTemplate extends v1.kind('PodTemplate', () => ({
  metadata: object(1, ObjectMeta),
  template: object(2, PodTemplateSpec),
})) {}

export class PodTemplateList extends v1.kind('PodTemplateList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, PodTemplate).required(),
})) {}

/** What new pods look like. Defaults that concern running pods only come when a pod is made of it. */
export class PodTemplateSpec extends message(
  'PodTemplateSpec',
  () => ({ metadata: object(1, ObjectMeta), spec: object(2, PodSpec) }),
  ({ metadata }) => ({ metadata: withoutLostAnnotations(metadata) }),
) {}
