// StatefulSets: pods that each have a name and storage of their own [B025].
import { StatefulSet } from '../../api/apps/v1/stateful-set.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, containerColumns, nameColumn } from '../columns.ts';
import { replicasScale } from './scale.ts';

export const statefulSets = defineResource<StatefulSet>({
  type: StatefulSet,
  plural: 'statefulsets',
  shortNames: ['sts'],
  categories: ['all'],
  scope: 'Namespaced',
  status: true,
  scale: replicasScale(),
  table: {
    columns: [
      nameColumn,
      column('Ready', 'How many pods are ready, of how many.', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
      ageColumn,
      ...containerColumns,
    ],
  },
});
