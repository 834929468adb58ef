// ReplicaSets: a number of equal pods [B025].
import { ReplicaSet } from '../../api/apps/v1/replica-set.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, containerColumns, nameColumn, selectorColumn } from '../columns.ts';
import { replicasScale } from './scale.ts';

export const replicaSets = defineResource<ReplicaSet>({
  type: ReplicaSet,
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  scope: 'Namespaced',
  status: true,
  scale: replicasScale(),
  table: {
    columns: [
      nameColumn,
      column('Desired', 'How many pods there should be.', ({ spec }) => spec.replicas ?? 0, { type: 'integer' }),
      column('Current', 'How many pods there are.', ({ status }) => status.replicas, { type: 'integer' }),
      column('Ready', 'How many pods are ready.', ({ status }) => status.readyReplicas ?? 0, { type: 'integer' }),
      ageColumn,
      ...containerColumns,
      selectorColumn,
    ],
  },
});
