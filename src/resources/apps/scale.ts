// The scale of everything that has spec.replicas, status.replicas and a label selector [B026].
import { Scale } from '../../api/autoscaling/v1.ts';
import type { LabelSelector } from '../../machinery/meta/v1.ts';
import type { KubeObject } from '../../machinery/object.ts';
import { labelsSelectorOf } from '../../machinery/selectors/label-selector.ts';
import type { ScaleDefinition } from '../../registry/definition.ts';

interface Replicated extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector };
  readonly status: { readonly replicas?: number };
}

export const replicasScale = <T extends Replicated>(): ScaleDefinition<T> => ({
  type: Scale,
  replicas: ({ spec }) => spec.replicas ?? 0,
  withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
  currentReplicas: ({ status }) => status.replicas ?? 0,
  selector: ({ spec }) => labelsSelectorOf(spec.selector).toString(),
});
