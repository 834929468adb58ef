// Pods: containers that run together on a node [B002–B009]. Their life is the kubelet's work; here are the rules.
import { Pod } from '../../../api/core/v1/pod.ts';
import type { DeleteOptions } from '../../../machinery/meta/v1.ts';
import { defineResource } from '../../../registry/resource.ts';
import { podTable } from './columns.ts';
import { newPod } from './new-pod.ts';
import { enabledSpec } from '../pod-spec/enabled-fields.ts';
import { podWarnings } from '../pod-spec/warnings.ts';
import { validateNewPod, validatePodUpdate } from './rules.ts';
import { podStatus } from './status.ts';

export const pods = defineResource<Pod>({
  type: Pod,
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  scope: 'Namespaced',
  fields: {
    'spec.nodeName': ({ spec }) => spec.nodeName,
    'spec.restartPolicy': ({ spec }) => spec.restartPolicy,
    'spec.schedulerName': ({ spec }) => spec.schedulerName,
    'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName,
    'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork ?? false),
    'status.phase': ({ status }) => status.phase,
    'status.podIP': ({ status }) => status.podIPs?.[0]?.ip,
    // Can be named, but upstream's pods carry no value to compare with.
    'status.podIPs': () => undefined,
    'status.nominatedNodeName': ({ status }) => status.nominatedNodeName,
  },
  fieldOptions: { aliases: { 'spec.host': 'spec.nodeName' } },
  status: podStatus,
  prepareForCreate: newPod,
  declaredRules: false,
  prepareForUpdate: (next) => ({ ...next, spec: enabledSpec(next.spec) }),
  validate: validateNewPod,
  validateUpdate: validatePodUpdate,
  warningsOnCreate: podWarnings,
  gracePeriodSeconds,
  table: podTable,
});

/** How long the containers have to end [B005]. A pod that does not run needs no time. */
function gracePeriodSeconds({ spec, status }: Pod, options: DeleteOptions): number {
  if (spec.nodeName === undefined || status.phase === 'Succeeded' || status.phase === 'Failed') return 0;
  return options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 0;
}
