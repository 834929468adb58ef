// As whom, and with which privileges, containers run. upstream: ValidateSecurityContext, ValidatePodSecurityContext.
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import {
  SecurityContext,
  SeccompProfile,
  type AppArmorProfile,
  type PodSecurityContext,
  type Sysctl,
} from '../../../api/core/v1/security-context.ts';
import { duplicate, forbidden, invalid, required, tooLong, type FieldError } from '../../../machinery/validation/field-error.ts';
import { utf8Length } from '../../../machinery/validation/go-text.ts';
import { isUnixId } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { goStruct } from '../../go-struct.ts';
import { descendingPath, oneOf, refused, uniqueness } from '../../rules.ts';
import { validateWindowsOptions } from './windows.ts';

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

export function* validateSecurityContext(
  context: SecurityContext,
  { hostUsers }: Pick<PodSpec, 'hostUsers'>,
  at: Path,
): Iterable<FieldError> {
  const { procMount, seccompProfile, windowsOptions, appArmorProfile } = context;
  yield* validateId(context.runAsUser, at.field('runAsUser'));
  yield* validateId(context.runAsGroup, at.field('runAsGroup'));
  if (procMount !== undefined) {
    yield* oneOf(procMount, ['Default', 'Unmasked'], at.field('procMount'));
    if (procMount === 'Unmasked' && hostUsers !== false)
      yield invalid(at.field('procMount'), procMount, '`hostUsers` must be false to use `Unmasked`');
  }
  if (seccompProfile !== undefined) yield* validateSeccompProfile(seccompProfile, at.field('seccompProfile'));
  yield* validateEscalation(context, at);
  if (windowsOptions !== undefined) yield* validateWindowsOptions(windowsOptions, at.field('windowsOptions'));
  if (appArmorProfile !== undefined) yield* validateAppArmorProfile(appArmorProfile, at.field('appArmorProfile'));
}

function* validateId(id: number | undefined, at: Path): Iterable<FieldError> {
  if (id !== undefined) yield* refused(isUnixId(id), id, at);
}

/** What gives all privileges cannot keep a process from gaining some. */
function* validateEscalation(context: SecurityContext, at: Path): Iterable<FieldError> {
  if (context.allowPrivilegeEscalation !== false) return;
  const refuse = (what: string): FieldError =>
    invalid(at, goStruct(SecurityContext, context), `cannot set \`allowPrivilegeEscalation\` to false and ${what}`);
  if (context.privileged === true) yield refuse('`privileged` to true');
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN') === true) yield refuse('`capabilities.Add` CAP_SYS_ADMIN');
}

export function* validatePodSecurityContext(context: PodSecurityContext, spec: PodSpec, at: Path): Iterable<FieldError> {
  const { sysctls, seccompProfile, windowsOptions, appArmorProfile } = context;
  yield* validateId(context.fsGroup, at.field('fsGroup'));
  yield* validateId(context.runAsUser, at.field('runAsUser'));
  yield* validateId(context.runAsGroup, at.field('runAsGroup'));
  for (const [i, group] of (context.supplementalGroups ?? []).entries()) yield* validateId(group, at.field('supplementalGroups').index(i));
  if (spec.shareProcessNamespace === true && spec.hostPID === true)
    yield invalid(at.field('shareProcessNamespace'), true, 'ShareProcessNamespace and HostPID cannot both be enabled');
  if (sysctls !== undefined) yield* validateSysctls(sysctls, spec, at.field('sysctls'));
  yield* oneOf(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], at.field('fsGroupChangePolicy'));
  if (seccompProfile !== undefined) yield* validateSeccompProfile(seccompProfile, at.field('seccompProfile'));
  if (windowsOptions !== undefined) yield* validateWindowsOptions(windowsOptions, at.field('windowsOptions'));
  if (appArmorProfile !== undefined) yield* validateAppArmorProfile(appArmorProfile, at.field('appArmorProfile'));
  yield* oneOf(context.supplementalGroupsPolicy, ['Merge', 'Strict'], at.field('supplementalGroupsPolicy'));
  yield* oneOf(context.seLinuxChangePolicy, ['Recursive'], at.field('seLinuxChangePolicy'));
}

const sysctlSegment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlPattern = `^(${sysctlSegment}[\\./])*${sysctlSegment}$`;
const sysctlRegex = new RegExp(sysctlPattern);

const isOfIpc = (name: string): boolean => /^(kernel\.shm|kernel\.msg|fs\.mqueue\.)/.test(name) || name === 'kernel.sem';

function* validateSysctls(sysctls: readonly Sysctl[], { hostNetwork, hostIPC }: PodSpec, at: Path): Iterable<FieldError> {
  const isNew = uniqueness();
  for (const [i, { name: given }] of sysctls.entries()) {
    const here = at.index(i).field('name');
    const name = dotted(given);
    if (given === '') yield required(here);
    else if (given.length > 253 || !sysctlRegex.test(given))
      yield invalid(here, given, `must have at most 253 characters and match regex ${sysctlPattern}`);
    else if (!isNew(given)) yield duplicate(here, given);
    if (hostNetwork === true && name.startsWith('net.')) yield invalid(here, given, "may not be specified when 'hostNetwork' is true");
    if (hostIPC === true && isOfIpc(name)) yield invalid(here, given, "may not be specified when 'hostIPC' is true");
  }
}

/** Sysctls may be written with slashes; then a dot is part of a segment. */
function dotted(name: string): string {
  const separator = /[./]/.exec(name)?.[0];
  return separator === '/' ? name.replace(/[./]/g, (char) => (char === '/' ? '.' : '/')) : name;
}

function* validateSeccompProfile(profile: SeccompProfile, at: Path): Iterable<FieldError> {
  const { type, localhostProfile } = profile;
  const profileAt = at.field('localhostProfile');
  if (type === 'Localhost') {
    if (localhostProfile === undefined) yield required(profileAt, 'must be set when seccomp type is Localhost');
    else yield* descendingPath(localhostProfile, profileAt);
  } else if (localhostProfile !== undefined) {
    yield invalid(profileAt, goStruct(SeccompProfile, profile), 'can only be set when seccomp type is Localhost');
  }
  if ((type as string) === '') yield required(at.field('type'), 'type is required when seccompProfile is set');
  else yield* oneOf(type, profileTypes, at.field('type'));
}

const appArmorProfileBytesMax = 4095;

function* validateAppArmorProfile({ type, localhostProfile }: AppArmorProfile, at: Path): Iterable<FieldError> {
  const profileAt = at.field('localhostProfile');
  if (type === 'Localhost') yield* validateLocalhostProfile(localhostProfile ?? '', profileAt);
  else if (localhostProfile !== undefined) yield invalid(profileAt, localhostProfile, 'can only be set when AppArmor type is Localhost');
  if ((type as string) === '') yield required(at.field('type'), 'type is required when appArmorProfile is set');
  else yield* oneOf(type, profileTypes, at.field('type'));
}

function* validateLocalhostProfile(profile: string, at: Path): Iterable<FieldError> {
  const trimmed = profile.trim();
  if (trimmed !== profile) yield invalid(at, profile, 'must not be padded with whitespace');
  else if (trimmed === '') yield required(at, 'must be set when AppArmor type is Localhost');
  if (utf8Length(profile) > appArmorProfileBytesMax) yield tooLong(at, appArmorProfileBytesMax);
}

/** A pod with users of its own sees nothing of the node that knows only the node's. */
export function* validateHostUsers(spec: PodSpec, at: Path): Iterable<FieldError> {
  if (spec.hostUsers !== false) return;
  const why = 'when `hostUsers` is false';
  if (spec.hostNetwork === true) yield forbidden(at.field('hostNetwork'), why);
  if (spec.hostPID === true) yield forbidden(at.field('HostPID'), why);
  if (spec.hostIPC === true) yield forbidden(at.field('HostIPC'), why);
  for (const [i, { volumeDevices = [] }] of spec.containers.entries())
    if (volumeDevices.length > 0) yield forbidden(at.field('containers').index(i).field('volumeDevices'), why);
}
