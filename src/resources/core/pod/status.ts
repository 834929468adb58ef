// What /status may change of a pod [B004]. upstream: podStatusStrategy.
import type { Pod } from '../../../api/core/v1/pod.ts';
import type { StatusDefinition } from '../../../registry/definition.ts';

export const podStatus: StatusDefinition<Pod> = {
  // Old kubelets lose owners that they do not know.
  keeps: ['ownerReferences', 'deletionTimestamp'],
};
