// Nodes: machines that run pods [B023].
import { Node } from '../../../api/core/v1/node.ts';
import { defineResource } from '../../../registry/resource.ts';
import { nodeTable } from './columns.ts';
import { validateChangedNode, validateNode, validateReport } from './rules.ts';

export const nodes = defineResource<Node>({
  type: Node,
  plural: 'nodes',
  shortNames: ['no'],
  scope: 'Cluster',
  fields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
  // A kubelet registers itself with all that it knows.
  status: { givenOnCreate: true, prepareForUpdate: withoutKubeletConfig, validateUpdate: validateReport },
  generation: false,
  declaredRules: false,
  prepareForCreate: withoutKubeletConfig,
  prepareForUpdate: withoutKubeletConfig,
  validate: validateNode,
  validateUpdate: validateChangedNode,
  warningsOnCreate: warnings,
  warningsOnUpdate: warnings,
  table: nodeTable,
});

/** Kubelets no longer take their configuration from the API; what is left of that is dropped. */
function withoutKubeletConfig(node: Node): Node {
  const { configSource, ...spec } = node.spec;
  const { config, ...status } = node.status;
  return configSource === undefined && config === undefined ? node : { ...node, spec, status };
}

function* warnings({ spec }: Node): Iterable<string> {
  if (spec.externalID !== undefined) yield 'spec.externalID: this field is deprecated, and is unused by Kubernetes';
}
