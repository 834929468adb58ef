// Deployments: pods that are replaced step by step [B025].
import { Deployment } from '../../api/apps/v1/deployment.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, containerColumns, nameColumn, selectorColumn } from '../columns.ts';
import { replicasScale } from './scale.ts';

export const deployments = defineResource<Deployment>({
  type: Deployment,
  plural: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  scope: 'Namespaced',
  status: { keeps: ['labels'] },
  // A changed annotation counts too: what rolls out may depend on it.
  generation: (next, previous) =>
    !equalJson(next.spec, previous.spec) || !equalJson(next.metadata.annotations ?? {}, previous.metadata.annotations ?? {}),
  scale: replicasScale(),
  table: {
    columns: [
      nameColumn,
      column('Ready', 'How many pods are ready, of how many.', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
      column('Up-to-date', 'How many pods are as the template has them now.', ({ status }) => status.updatedReplicas ?? 0),
      column('Available', 'How many pods have been ready for long enough.', ({ status }) => status.availableReplicas ?? 0),
      ageColumn,
      ...containerColumns,
      selectorColumn,
    ],
  },
});
