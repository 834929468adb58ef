// What `kubectl get services` prints. upstream: printService.
import type { Service, ServicePort, ServiceSpec } from '../../../api/core/v1/service.ts';
import type { TableDefinition } from '../../../registry/table.ts';
import { ageColumn, column, labelsText, nameColumn, wide } from '../../columns.ts';

export const serviceTable: TableDefinition<Service> = {
  columns: [
    nameColumn,
    column('Type', 'How far the service reaches.', ({ spec }) => spec.type),
    column('Cluster-IP', 'The address within the cluster.', ({ spec }) => spec.clusterIPs?.[0] ?? '<none>'),
    column('External-IP', 'Where it can be reached from outside, as far as that is known.', externalText),
    column('Port(s)', 'The ports, and those on every node.', ({ spec }) => portsText(spec)),
    ageColumn,
    wide('Selector', 'Which pods receive the traffic.', ({ spec }) => labelsText(spec.selector)),
  ],
};

function externalText({ spec, status }: Service): string {
  const { type, externalIPs = [], externalName = '' } = spec;
  if (type === 'ExternalName') return externalName;
  const balanced =
    type === 'LoadBalancer' ? [...new Set((status.loadBalancer.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []))] : [];
  const all = [...balanced.toSorted(), ...externalIPs];
  if (all.length > 0) return all.join(',');
  return type === 'LoadBalancer' ? '<pending>' : '<none>';
}

const portsText = ({ ports = [] }: ServiceSpec): string => (ports.length === 0 ? '<none>' : ports.map(portText).join(','));

const portText = ({ port, nodePort, protocol }: ServicePort): string =>
  nodePort === undefined ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`;
