// DaemonSets: one pod on each node that suits [B025].
import { DaemonSet } from '../../api/apps/v1/daemon-set.ts';
import { joined } from '../../api/arrange.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { withMeta } from '../../registry/object-meta.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, containerColumns, labelsText, nameColumn, selectorColumn } from '../columns.ts';

export const daemonSets = defineResource<DaemonSet>({
  type: DaemonSet,
  plural: 'daemonsets',
  shortNames: ['ds'],
  categories: ['all'],
  scope: 'Namespaced',
  status: { prepareForUpdate: (next, previous) => withTemplateGeneration(next, templateGeneration(previous)) },
  prepareForCreate: (daemonSet) => withTemplateGeneration(daemonSet, Math.max(1, templateGeneration(daemonSet))),
  prepareForUpdate: (next, previous) =>
    withTemplateGeneration(next, templateGeneration(previous) + (equalJson(next.spec.template, previous.spec.template) ? 0 : 1)),
  table: {
    columns: [
      nameColumn,
      column('Desired', 'How many nodes should have the pod.', ({ status }) => status.desiredNumberScheduled, { type: 'integer' }),
      column('Current', 'How many of these nodes have it.', ({ status }) => status.currentNumberScheduled, { type: 'integer' }),
      column('Ready', 'How many of these nodes have it ready.', ({ status }) => status.numberReady, { type: 'integer' }),
      column('Up-to-date', 'How many have it as the template is now.', ({ status }) => status.updatedNumberScheduled ?? 0, {
        type: 'integer',
      }),
      column('Available', 'How many have had it ready for long enough.', ({ status }) => status.numberAvailable ?? 0, { type: 'integer' }),
      column('Node Selector', 'The labels a node must have.', ({ spec }) => labelsText(spec.template.spec.nodeSelector)),
      ageColumn,
      ...containerColumns,
      selectorColumn,
    ],
  },
});

/** How often the template changed: a field of older versions, kept for clients that still look for it. */
const annotation = 'deprecated.daemonset.template.generation';

const templateGeneration = ({ metadata }: DaemonSet): number => Number(metadata.annotations?.[annotation] ?? 0);

function withTemplateGeneration(daemonSet: DaemonSet, generation: number): DaemonSet {
  const { annotations } = daemonSet.metadata;
  return withMeta(daemonSet, { annotations: joined({ [annotation]: String(generation) }, annotations) });
}
