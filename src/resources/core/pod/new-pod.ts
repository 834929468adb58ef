// What the server makes of a pod that is created [B002], besides the defaults of its declaration. upstream:
// podStrategy.PrepareForCreate.
import { arranged } from '../../../api/arrange.ts';
import type { Affinity, PodAffinity, PodAntiAffinity, WeightedPodAffinityTerm } from '../../../api/core/v1/affinity.ts';
import { Container } from '../../../api/core/v1/container.ts';
import type { Pod } from '../../../api/core/v1/pod.ts';
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import type { PodCondition, PodStatus } from '../../../api/core/v1/pod-status.ts';
import { SecurityContext, type AppArmorProfile } from '../../../api/core/v1/security-context.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../../machinery/meta/v1.ts';
import { Path } from '../../../machinery/validation/path.ts';
import type { RequestContext } from '../../../registry/rest.ts';
import { appArmorWarning } from '../pod-spec/warnings.ts';
import { enabledSpec } from '../pod-spec/enabled-fields.ts';
import { qosClassOf } from './qos.ts';

type StringMap = Readonly<Record<string, string>>;

export function newPod(pod: Pod, context: Pick<RequestContext, 'warn'>): Pod {
  const { labels = {}, annotations = {}, creationTimestamp = null } = pod.metadata;
  const spec = withAppArmorProfiles(withOwnLabels(enabledSpec(pod.spec), labels), annotations, context);
  return { ...pod, spec, status: newStatus(spec, creationTimestamp) };
}

function newStatus(spec: PodSpec, now: string | null): PodStatus {
  const gated = (spec.schedulingGates ?? []).length > 0;
  return { phase: 'Pending', ...(gated && { conditions: [gatedCondition(now)] }), qosClass: qosClassOf(spec) };
}

const gatedCondition = (now: string | null): PodCondition => ({
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  lastTransitionTime: now,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
});

/** matchLabelKeys and mismatchLabelKeys mean the pod's own values of these labels: they join the selectors. */
function withOwnLabels(spec: PodSpec, labels: StringMap): PodSpec {
  const { affinity, topologySpreadConstraints: constraints } = spec;
  return {
    ...spec,
    ...(affinity && { affinity: affinityWithLabels(affinity, labels) }),
    ...(constraints && { topologySpreadConstraints: constraints.map((each) => withRequirements(each, labels)) }),
  };
}

function affinityWithLabels(affinity: Affinity, labels: StringMap): Affinity {
  const { podAffinity: near, podAntiAffinity: far } = affinity;
  return {
    ...affinity,
    ...(near && { podAffinity: termsWithLabels(near, labels) }),
    ...(far && { podAntiAffinity: termsWithLabels(far, labels) }),
  };
}

function termsWithLabels(terms: PodAffinity | PodAntiAffinity, labels: StringMap): PodAffinity {
  const { requiredDuringSchedulingIgnoredDuringExecution: required, preferredDuringSchedulingIgnoredDuringExecution: preferred } = terms;
  const weighted = (each: WeightedPodAffinityTerm): WeightedPodAffinityTerm => ({
    ...each,
    podAffinityTerm: withRequirements(each.podAffinityTerm, labels),
  });
  return {
    ...terms,
    ...(required && { requiredDuringSchedulingIgnoredDuringExecution: required.map((each) => withRequirements(each, labels)) }),
    ...(preferred && { preferredDuringSchedulingIgnoredDuringExecution: preferred.map(weighted) }),
  };
}

interface OwnLabelKeys {
  readonly labelSelector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

function withRequirements<T extends OwnLabelKeys>(term: T, labels: StringMap): T {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  const requirements = [...requirementsOf(matchLabelKeys, 'In', labels), ...requirementsOf(mismatchLabelKeys, 'NotIn', labels)];
  if (labelSelector === undefined || requirements.length === 0) return term;
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...requirements];
  return { ...term, labelSelector: { ...labelSelector, matchExpressions } };
}

const requirementsOf = (keys: readonly string[], operator: 'In' | 'NotIn', labels: StringMap): readonly LabelSelectorRequirement[] =>
  keys.filter((key) => Object.hasOwn(labels, key)).map((key) => ({ key, operator, values: [labels[key]!] }));

const appArmorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

/** AppArmor profiles were annotations before they were fields; old manifests still have them. */
function withAppArmorProfiles(spec: PodSpec, annotations: StringMap, context: Pick<RequestContext, 'warn'>): PodSpec {
  if (spec.os?.name === 'windows' || !Object.keys(annotations).some((key) => key.startsWith(appArmorAnnotation))) return spec;
  const complete = (container: Container): Container => {
    const key = appArmorAnnotation + container.name;
    if (annotations[key] === undefined || container.securityContext?.appArmorProfile !== undefined) return container;
    context.warn(appArmorWarning(Path.of('metadata', 'annotations').key(key)));
    const profile = appArmorProfile(annotations[key]);
    if (profile === undefined) return container;
    const securityContext = arranged(SecurityContext, { ...container.securityContext, appArmorProfile: profile });
    return arranged(Container, { ...container, securityContext });
  };
  const { containers, initContainers } = spec;
  return {
    ...spec,
    containers: containers.map(complete),
    ...(initContainers && { initContainers: initContainers.map(complete) }),
  };
}

function appArmorProfile(annotation: string | undefined): AppArmorProfile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (annotation?.startsWith('localhost/') !== true) return undefined;
  return { type: 'Localhost', localhostProfile: annotation.slice('localhost/'.length) };
}
