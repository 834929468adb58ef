// What is accepted but does not do what it seems to. upstream: GetWarningsForService.
import type { Service, ServiceSpec } from '../../../api/core/v1/service.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { cidrWarnings, ipWarnings } from '../../networking/ip-rules.ts';
import { none } from './shape.ts';
import { topologyHints, topologyMode } from './validate.ts';

const at = Path.of('spec');

export function* serviceWarnings({ metadata, spec }: Service): Iterable<string> {
  if (metadata.annotations?.[topologyHints] !== undefined)
    yield `annotation ${topologyHints} is deprecated, please use ${topologyMode} instead`;
  if (spec.clusterIP !== undefined && spec.clusterIP !== none)
    for (const [i, ip] of (spec.clusterIPs ?? []).entries()) yield* ipWarnings(ip, at.field('clusterIPs').index(i));
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === none;
  if (headless) yield* headlessWarnings(spec);
  yield* externalIPWarnings(spec, headless);
  if (spec.loadBalancerIP !== undefined) yield* ipWarnings(spec.loadBalancerIP, at.field('loadBalancerIP'));
  for (const [i, range] of (spec.loadBalancerSourceRanges ?? []).entries())
    yield* cidrWarnings(range, at.field('loadBalancerSourceRanges').index(i));
  yield* externalNameWarnings(spec);
  if (spec.trafficDistribution === 'PreferClose') yield 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"';
}

function* headlessWarnings({ loadBalancerIP, externalIPs = [], sessionAffinity }: ServiceSpec): Iterable<string> {
  if (loadBalancerIP !== undefined) yield 'spec.loadBalancerIP is ignored for headless services';
  if (externalIPs.length > 0) yield 'spec.externalIPs is ignored for headless services';
  if (sessionAffinity !== 'None') yield 'spec.SessionAffinity is ignored for headless services';
}

function* externalIPWarnings({ type, externalIPs = [] }: ServiceSpec, headless: boolean): Iterable<string> {
  for (const [i, ip] of externalIPs.entries()) yield* ipWarnings(ip, at.field('externalIPs').index(i));
  if (externalIPs.length > 0 && !headless && type !== 'ExternalName')
    yield 'spec.externalIPs is deprecated and may no longer be implemented in some clusters';
}

function* externalNameWarnings({ type, externalIPs = [], externalName }: ServiceSpec): Iterable<string> {
  const isExternalName = type === 'ExternalName';
  if (isExternalName && externalIPs.length > 0) yield 'spec.externalIPs is ignored when spec.type is "ExternalName"';
  if (!isExternalName && externalName !== undefined) yield 'spec.externalName is ignored when spec.type is not "ExternalName"';
}

/** Of /status. */
export function* serviceStatusWarnings({ status }: Service): Iterable<string> {
  for (const [i, { ip }] of (status.loadBalancer.ingress ?? []).entries())
    if (ip !== undefined) yield* ipWarnings(ip, Path.of('status', 'loadBalancer', 'ingress').index(i));
}
