// Fields of features that upstream has switched off by default are dropped, on create and on update: who sent them gets
// the object back without them. upstream: DropDisabledPodFields, DropDisabledTemplateFields.
import { mapChanged } from '../../../api/arrange.ts';
import type { Container } from '../../../api/core/v1/container.ts';
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import type { PodTemplateSpec } from '../../../api/core/v1/pod-template.ts';
import type { VolumeProjection } from '../../../api/core/v1/projected-volume.ts';
import type { Volume } from '../../../api/core/v1/volume.ts';

/** The same spec when it has none of them. */
export function enabledSpec(spec: PodSpec): PodSpec {
  const containers = mapChanged(spec.containers, withoutStopSignal);
  const initContainers = spec.initContainers && mapChanged(spec.initContainers, withoutStopSignal);
  const volumes = spec.volumes && mapChanged(spec.volumes, enabledVolume);
  const { schedulingGroup, ...rest } = spec;
  const same = containers === spec.containers && initContainers === spec.initContainers && volumes === spec.volumes;
  if (same && schedulingGroup === undefined) return spec;
  return { ...rest, ...(volumes && { volumes }), ...(initContainers && { initContainers }), containers };
}

/** The gate ContainerStopSignals. */
function withoutStopSignal(container: Container): Container {
  const { lifecycle, ...rest } = container;
  if (lifecycle?.stopSignal === undefined) return container;
  const { stopSignal: _, ...actions } = lifecycle;
  return Object.keys(actions).length === 0 ? rest : { ...container, lifecycle: actions };
}

/** The gates ClusterTrustBundleProjection and PodCertificateRequest. The projection stays, of nothing. */
function enabledVolume(volume: Volume): Volume {
  const { projected } = volume;
  if (!projected?.sources) return volume;
  const sources = mapChanged(projected.sources, enabledProjection);
  return sources === projected.sources ? volume : { ...volume, projected: { ...projected, sources } };
}

function enabledProjection(projection: VolumeProjection): VolumeProjection {
  const { clusterTrustBundle, podCertificate, ...enabled } = projection;
  return clusterTrustBundle === undefined && podCertificate === undefined ? projection : enabled;
}

export function enabledTemplate(template: PodTemplateSpec): PodTemplateSpec {
  const spec = enabledSpec(template.spec);
  return spec === template.spec ? template : { ...template, spec };
}

interface Templated {
  readonly spec: { readonly template: PodTemplateSpec };
}

export function withEnabledTemplate<T extends Templated>(object: T): T {
  const template = enabledTemplate(object.spec.template);
  return template === object.spec.template ? object : { ...object, spec: { ...object.spec, template } };
}
