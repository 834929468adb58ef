// What is legal in a pod and still hardly meant: said in Warning headers. upstream: GetWarningsForPod,
// GetWarningsForPodTemplate.
import type { Affinity, PodAffinity, TopologySpreadConstraint } from '../../../api/core/v1/affinity.ts';
import type { Container } from '../../../api/core/v1/container.ts';
import type { EnvVar } from '../../../api/core/v1/environment.ts';
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import type { PodTemplateSpec } from '../../../api/core/v1/pod-template.ts';
import type { NodeSelectorTerm } from '../../../api/core/v1/selection.ts';
import type { ObjectMeta } from '../../../machinery/meta/v1.ts';
import { quote } from '../../../machinery/validation/go-text.ts';
import { isDns1123Label } from '../../../machinery/validation/name-rules.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { uniqueness, warningAt } from '../../rules.ts';
import { fractionWarnings } from './fraction-warnings.ts';
import { portWarnings } from './port-warnings.ts';
import { volumeWarnings } from './volume-warnings.ts';

type Annotations = Readonly<Record<string, string>>;

interface Templated {
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
}

export function* podWarnings(pod: Templated): Iterable<string> {
  yield* nameWarnings(pod.metadata, "the Pod's hostname");
  yield* warningsAt(pod, { spec: Path.of('spec'), annotations: podAnnotations });
}

export const templateWarnings = (template: PodTemplateSpec, at: Path): Iterable<string> =>
  warningsAt(template, { spec: at.field('spec'), annotations: at.field('metadata').field('annotations') });

/** Of a pod's own AppArmor annotations is spoken when they are turned into fields. */
const podAnnotations = Path.of('metadata', 'annotations');

interface Places {
  readonly spec: Path;
  readonly annotations: Path;
}

/** `use`: what the name becomes a part of. */
export function* nameWarnings({ name = '' }: ObjectMeta, use: string): Iterable<string> {
  const problems = isDns1123Label(name);
  if (problems.length === 0) return;
  const advice = 'which can result in surprising behavior; a DNS label is recommended';
  yield `metadata.name: this is used in ${use}, ${advice}: [${problems.join(' ')}]`;
}

function* warningsAt({ metadata, spec }: Templated, places: Places): Iterable<string> {
  const specAt = places.spec;
  const annotations = { of: metadata.annotations ?? {}, at: places.annotations };
  yield* nodeWarnings(spec, specAt);
  for (const [i, constraint] of (spec.topologySpreadConstraints ?? []).entries())
    yield* spreadWarnings(constraint, specAt.field('topologySpreadConstraints').index(i));
  if (annotations.of[criticalPod] !== undefined)
    yield warningAt(annotations.at.key(criticalPod), 'non-functional in v1.16+; use the "priorityClassName" field instead');
  yield* volumeWarnings(spec.volumes ?? [], specAt.field('volumes'));
  yield* referenceWarnings(spec, specAt);
  yield* fractionWarnings(spec.overhead, specAt.field('overhead'));
  if (spec.securityContext?.seccompProfile === undefined) yield* seccompWarning(podSeccomp, annotations);
  for (const [container, here] of containersOf(spec, specAt)) yield* containerWarnings({ container, here }, annotations);
  yield* portWarnings([...containersOf(spec, specAt)]);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0)
    yield warningAt(specAt.field('terminationGracePeriodSeconds'), 'must be >= 0; negative values are invalid and will be treated as 1');
  yield* affinityWarnings(spec.affinity, specAt.field('affinity'));
}

const criticalPod = 'scheduler.alpha.kubernetes.io/critical-pod';

/** The labels that nodes had before these were stable. */
const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

const deprecation = (label: string): string | undefined => (Object.hasOwn(deprecatedLabels, label) ? deprecatedLabels[label] : undefined);

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution';

function* nodeWarnings({ nodeSelector = {}, affinity }: PodSpec, at: Path): Iterable<string> {
  for (const [label, problem] of Object.entries(deprecatedLabels))
    if (nodeSelector[label] !== undefined) yield warningAt(at.field('nodeSelector').key(label), problem);
  const { [requiredTerms]: selector, [preferredTerms]: preferences = [] } = affinity?.nodeAffinity ?? {};
  const nodeAt = at.field('affinity').field('nodeAffinity');
  for (const [i, term] of (selector?.nodeSelectorTerms ?? []).entries())
    yield* termWarnings(term, nodeAt.field(requiredTerms).field('nodeSelectorTerms').index(i));
  for (const [i, { preference }] of preferences.entries())
    yield* termWarnings(preference, nodeAt.field(preferredTerms).index(i).field('preference'));
}

function* termWarnings({ matchExpressions = [] }: NodeSelectorTerm, at: Path): Iterable<string> {
  for (const [i, { key }] of matchExpressions.entries()) {
    const problem = deprecation(key);
    if (problem !== undefined) yield warningAt(at.field('matchExpressions').index(i).field('key'), `${key} is ${problem}`);
  }
}

const selectsNothing = 'a null labelSelector results in matching no pod';

function* spreadWarnings({ topologyKey, labelSelector }: TopologySpreadConstraint, at: Path): Iterable<string> {
  const problem = deprecation(topologyKey);
  if (problem !== undefined) yield warningAt(at.field('topologyKey'), `${topologyKey} is ${problem}`);
  if (labelSelector === undefined) yield warningAt(at.field('labelSelector'), selectsNothing);
}

function* referenceWarnings({ hostAliases = [], imagePullSecrets = [] }: PodSpec, at: Path): Iterable<string> {
  const [isNewIp, isNewSecret] = [uniqueness(), uniqueness()];
  for (const [i, { ip }] of hostAliases.entries())
    if (!isNewIp(ip)) yield warningAt(at.field('hostAliases').index(i).field('ip'), `duplicate ip ${quote(ip)}`);
  const nameAt = (i: number): Path => at.field('imagePullSecrets').index(i).field('name');
  for (const [i, { name = '' }] of imagePullSecrets.entries())
    if (!isNewSecret(name)) yield warningAt(nameAt(i), `duplicate name ${quote(name)}`);
  for (const [i, { name = '' }] of imagePullSecrets.entries()) if (name === '') yield warningAt(nameAt(i), 'invalid empty name ""');
}

function* containersOf(spec: PodSpec, at: Path): Iterable<readonly [container: Container, here: Path]> {
  for (const field of ['initContainers', 'containers'] as const)
    for (const [i, container] of (spec[field] ?? []).entries()) yield [container, at.field(field).index(i)];
}

const podSeccomp = 'seccomp.security.alpha.kubernetes.io/pod';
const containerSeccomp = 'container.seccomp.security.alpha.kubernetes.io/';
const containerAppArmor = 'container.apparmor.security.beta.kubernetes.io/';

interface Placed {
  readonly of: Annotations;
  readonly at: Path;
}

function* seccompWarning(key: string, annotations: Placed): Iterable<string> {
  if (annotations.of[key] !== undefined)
    yield warningAt(annotations.at.key(key), 'non-functional in v1.27+; use the "seccompProfile" field instead');
}

interface PlacedContainer {
  readonly container: Container;
  readonly here: Path;
}

function* containerWarnings({ container, here }: PlacedContainer, annotations: Placed): Iterable<string> {
  const { name, securityContext, resources, env = [] } = container;
  if (securityContext?.seccompProfile === undefined) yield* seccompWarning(containerSeccomp + name, annotations);
  const appArmor = containerAppArmor + name;
  const isTemplate = annotations.at !== podAnnotations;
  if (isTemplate && securityContext?.appArmorProfile === undefined && annotations.of[appArmor] !== undefined)
    yield appArmorWarning(annotations.at.key(appArmor));
  const { limits, requests } = resources;
  for (const resource of ['memory', 'ephemeral-storage']) {
    yield* fractionWarnings(limits, here.field('resources').field('limits'), [resource]);
    yield* fractionWarnings(requests, here.field('resources').field('requests'), [resource]);
  }
  yield* environmentWarnings(env, here.field('env'));
}

export const appArmorWarning = (at: Path): string => warningAt(at, 'deprecated since v1.30; use the "appArmorProfile" field instead');

/** A variable that is set again, unless more is added to its own earlier value. */
function* environmentWarnings(variables: readonly EnvVar[], at: Path): Iterable<string> {
  const isNew = uniqueness();
  for (const [i, { name, value = '' }] of variables.entries()) {
    const itself = `$(${name})`;
    if (!isNew(name) && (value === itself || !value.includes(itself)))
      yield warningAt(at.index(i), `hides previous definition of ${quote(name)}, which may be dropped when using apply`);
  }
}

function* affinityWarnings({ podAffinity, podAntiAffinity }: Affinity = {}, at: Path): Iterable<string> {
  if (podAffinity !== undefined) yield* podAffinityWarnings(podAffinity, at.field('podAffinity'));
  if (podAntiAffinity !== undefined) yield* podAffinityWarnings(podAntiAffinity, at.field('podAntiAffinity'));
}

function* podAffinityWarnings({ [requiredTerms]: terms = [], [preferredTerms]: weighted = [] }: PodAffinity, at: Path): Iterable<string> {
  for (const [i, { labelSelector }] of terms.entries())
    if (labelSelector === undefined) yield warningAt(at.field(requiredTerms).index(i).field('labelSelector'), selectsNothing);
  for (const [i, { podAffinityTerm }] of weighted.entries())
    if (podAffinityTerm.labelSelector === undefined)
      yield warningAt(at.field(preferredTerms).index(i).field('podAffinityTerm').field('labelSelector'), selectsNothing);
}
