// Annotations of pods and templates that mean something to the system. upstream: ValidatePodSpecificAnnotations.
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import { forbidden, invalid, type FieldError } from '../../../machinery/validation/field-error.ts';
import { quote } from '../../../machinery/validation/go-text.ts';
import type { Path } from '../../../machinery/validation/path.ts';

type Annotations = Readonly<Record<string, string>>;

const mirror = 'kubernetes.io/config.mirror';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const podSeccomp = 'seccomp.security.alpha.kubernetes.io/pod';
const containerSeccomp = 'container.seccomp.security.alpha.kubernetes.io/';
const containerAppArmor = 'container.apparmor.security.beta.kubernetes.io/';

export function* validatePodAnnotations(annotations: Annotations, spec: PodSpec, at: Path): Iterable<FieldError> {
  const mirrored = annotations[mirror];
  if (mirrored !== undefined && spec.nodeName === undefined)
    yield invalid(at.key(mirror), mirrored, 'must set spec.nodeName if mirror pod annotation is set');
  const cost = annotations[deletionCost];
  if (cost !== undefined && !isInt32(cost)) yield invalid(at.key(deletionCost), cost, 'must be a 32bit integer');
  yield* validateSeccomp(annotations, at);
  yield* validateAppArmor(annotations, spec, at);
}

/** As strconv.ParseInt reads it, and in the one way of writing it. */
const isInt32 = (text: string): boolean => /^(0|-?[1-9][0-9]*)$/.test(text) && BigInt.asIntN(32, BigInt(text)) === BigInt(text);

/** No longer in use, but still looked at. */
function* validateSeccomp(annotations: Annotations, at: Path): Iterable<FieldError> {
  const profile = annotations[podSeccomp];
  if (profile !== undefined) yield* validateSeccompText(profile, at.field(podSeccomp));
  for (const [key, value] of Object.entries(annotations))
    if (key.startsWith(containerSeccomp)) yield* validateSeccompText(value, at.field(key));
}

function* validateSeccompText(profile: string, at: Path): Iterable<FieldError> {
  if (profile === 'runtime/default' || profile === 'docker/default' || profile === 'unconfined') return;
  if (!profile.startsWith('localhost/')) {
    yield invalid(at, profile, 'must be a valid seccomp profile');
    return;
  }
  const path = profile.slice('localhost/'.length);
  if (path.startsWith('/')) yield invalid(at, path, 'must be a relative path');
  if (path.split('/').includes('..')) yield invalid(at, path, "must not contain '..'");
}

function* validateAppArmor(annotations: Annotations, spec: PodSpec, at: Path): Iterable<FieldError> {
  const containers = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
  for (const [key, profile] of Object.entries(annotations)) {
    if (!key.startsWith(containerAppArmor)) continue;
    const name = key.slice(containerAppArmor.length);
    if (!containers.some((container) => container.name === name)) yield invalid(at.key(key), name, 'container not found');
    if (!/^(runtime\/default|unconfined|)$|^localhost\//.test(profile))
      yield invalid(at.key(key), profile, `invalid AppArmor profile name: ${quote(profile)}`);
  }
}

const annotated: Readonly<Record<string, string>> = { unconfined: 'Unconfined', 'runtime/default': 'RuntimeDefault' };

/** A container's profile as an annotation and as a field must be the same one. */
export function* validateAppArmorAgreement(annotations: Annotations, spec: PodSpec, at: Path): Iterable<FieldError> {
  for (const field of ['containers', 'initContainers'] as const)
    for (const [i, { name, securityContext }] of (spec[field] ?? []).entries()) {
      const annotation = annotations[containerAppArmor + name];
      const profile = securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
      if (annotation === undefined || profile === undefined) continue;
      const here = at.field(field).index(i).field('securityContext').field('appArmorProfile');
      const type = annotation.startsWith('localhost/') ? 'Localhost' : annotated[annotation];
      if (type !== profile.type) yield forbidden(here.field('type'), 'apparmor type in annotation and field must match');
      else if (type === 'Localhost' && annotation.slice('localhost/'.length) !== profile.localhostProfile)
        yield forbidden(here.field('localhostProfile'), 'apparmor profile in annotation and field must match');
    }
}
