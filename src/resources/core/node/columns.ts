// What `kubectl get nodes` prints. upstream: printNode.
import type { Node, NodeAddressType } from '../../../api/core/v1/node.ts';
import type { TableDefinition } from '../../../registry/table.ts';
import { ageColumn, column, nameColumn, wide } from '../../columns.ts';

export const nodeTable: TableDefinition<Node> = {
  columns: [
    nameColumn,
    column('Status', 'Whether it can run pods, and may get new ones.', statusText),
    column('Roles', 'What it is there for, by its labels.', rolesText),
    ageColumn,
    column('Version', 'The version of its kubelet.', ({ status }) => status.nodeInfo.kubeletVersion),
    wide('Internal-IP', 'Its address inside the cluster.', (node) => addressOf(node, 'InternalIP')),
    wide('External-IP', 'Its address outside the cluster.', (node) => addressOf(node, 'ExternalIP')),
    wide('OS-Image', 'Its operating system.', ({ status }) => orUnknown(status.nodeInfo.osImage)),
    wide('Kernel-Version', 'The version of its kernel.', ({ status }) => orUnknown(status.nodeInfo.kernelVersion)),
    wide('Container-Runtime', 'What runs its containers.', ({ status }) => orUnknown(status.nodeInfo.containerRuntimeVersion)),
  ],
};

const orUnknown = (text: string): string => text || '<unknown>';

function statusText({ spec, status }: Node): string {
  const ready = status.conditions?.findLast(({ type }) => type === 'Ready');
  const text = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec.unschedulable === true ? `${text},SchedulingDisabled` : text;
}

const rolePrefix = 'node-role.kubernetes.io/';

function rolesText({ metadata }: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix)) roles.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role') roles.add(value);
  }
  roles.delete('');
  return [...roles].toSorted().join(',') || '<none>';
}

const addressOf = ({ status }: Node, wanted: NodeAddressType): string =>
  status.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';
