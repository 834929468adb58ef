// Pods that say which operating system they are for, and what only Windows has. upstream: validateWindows, validateLinux,
// validateWindowsSecurityContextOptions, validateWindowsHostProcessPod.
import type { Container } from '../../../api/core/v1/container.ts';
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import type { WindowsSecurityContextOptions } from '../../../api/core/v1/security-context.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { utf8Length } from '../../../machinery/validation/go-text.ts';
import { isDns1123Subdomain } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { refused } from '../../rules.ts';

export function* validateOperatingSystem(spec: PodSpec, at: Path): Iterable<FieldError> {
  if (spec.os === undefined) return;
  const { name } = spec.os;
  if (name === '') yield required(at.field('os').field('name'));
  else if (name === 'windows') yield* refuseSet(setFields(spec, notForWindows, at), 'cannot be set for a windows pod');
  else if (name === 'linux') yield* refuseSet(setFields(spec, notForLinux, at), 'windows options cannot be set for a linux pod');
  else yield notSupported(at.field('os'), name, ['linux', 'windows']);
}

interface Excluded {
  /** Paths below the spec, in upstream's order. */
  readonly pod: readonly string[];
  /** Names below each container's securityContext. */
  readonly container: readonly string[];
}

const notForLinux: Excluded = { pod: ['securityContext.windowsOptions'], container: ['windowsOptions'] };

const notForWindows: Excluded = {
  pod: [
    'securityContext.appArmorProfile',
    'securityContext.seLinuxOptions',
    'hostUsers',
    'hostPID',
    'hostIPC',
    'securityContext.seccompProfile',
    'securityContext.fsGroup',
    'securityContext.fsGroupChangePolicy',
    'securityContext.sysctls',
    'shareProcessNamespace',
    'securityContext.runAsUser',
    'securityContext.runAsGroup',
    'securityContext.supplementalGroups',
    'securityContext.supplementalGroupsPolicy',
  ],
  container: [
    'appArmorProfile',
    'seLinuxOptions',
    'seccompProfile',
    'capabilities',
    'readOnlyRootFilesystem',
    'privileged',
    'allowPrivilegeEscalation',
    'procMount',
    'runAsUser',
    'runAsGroup',
  ],
};

function* refuseSet(paths: Iterable<Path>, why: string): Iterable<FieldError> {
  for (const path of paths) yield forbidden(path, why);
}

function* setFields(spec: PodSpec, { pod, container }: Excluded, at: Path): Iterable<Path> {
  for (const path of pod) if (isSet(spec, path.split('.'))) yield path.split('.').reduce((base, name) => base.field(name), at);
  for (const [context, here] of containerContexts(spec, at))
    for (const name of container) if (isSet(context, [name])) yield here.field(name);
}

const isSet = (object: object | undefined, [name, ...more]: readonly string[]): boolean => {
  const value = (object as Readonly<Record<string, unknown>> | undefined)?.[name!];
  return value !== undefined && (more.length === 0 || isSet(value as object, more));
};

function* containerContexts(spec: PodSpec, at: Path): Iterable<readonly [Container['securityContext'], Path]> {
  for (const field of ['containers', 'initContainers', 'ephemeralContainers'] as const)
    for (const [i, { securityContext }] of (spec[field] ?? []).entries())
      yield [securityContext, at.field(field).index(i).field('securityContext')];
}

const credentialBytesMax = 64 * 1024;

export function* validateWindowsOptions(options: WindowsSecurityContextOptions, at: Path): Iterable<FieldError> {
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = options;
  if (gmsaCredentialSpecName !== undefined)
    yield* refused(isDns1123Subdomain(gmsaCredentialSpecName), gmsaCredentialSpecName, at.field('gmsaCredentialSpecName'));
  const specAt = at.field('gmsaCredentialSpec');
  if (gmsaCredentialSpec === '') yield invalid(specAt, '', 'gmsaCredentialSpec cannot be an empty string');
  else if (gmsaCredentialSpec !== undefined && utf8Length(gmsaCredentialSpec) > credentialBytesMax)
    yield invalid(specAt, gmsaCredentialSpec, `gmsaCredentialSpec size must be under ${credentialBytesMax / 1024} KiB`);
  if (runAsUserName === undefined) return;
  for (const problem of userNameProblems(runAsUserName)) yield invalid(at.field('runAsUserName'), runAsUserName, problem);
}

const netBiosDomain = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dnsDomain = /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$/;
const userForbidden = '"/\\:;|=,+*?<>@[]';

function* userNameProblems(name: string): Iterable<string> {
  if (name === '') {
    yield 'runAsUserName cannot be an empty string';
    return;
  }
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\x00-\x1f\x7f]/.test(name)) {
    yield 'runAsUserName cannot contain control characters';
    return;
  }
  const parts = name.split('\\');
  if (parts.length > 2) {
    yield 'runAsUserName cannot contain more than one backslash';
    return;
  }
  const [user = '', domain] = parts.toReversed();
  if (domain !== undefined) yield* domainProblems(domain);
  yield* userProblems(user);
}

function* domainProblems(domain: string): Iterable<string> {
  if (domain.length >= 256) yield "runAsUserName's Domain length must be under 256 characters";
  if (!netBiosDomain.test(domain) && !dnsDomain.test(domain)) yield "runAsUserName's Domain doesn't match the NetBios nor the DNS format";
}

function* userProblems(user: string): Iterable<string> {
  if (user === '') yield "runAsUserName's User cannot be empty";
  else if (user.length > 104) yield "runAsUserName's User length must not be longer than 104 characters";
  if (/^[. ]+$/.test(user)) yield `runAsUserName's User cannot contain only periods or spaces`;
  if ([...user].some((char) => userForbidden.includes(char)))
    yield `runAsUserName's User cannot contain the following characters: ${userForbidden}`;
}

/** Containers that are processes of the host: all of them or none, and on its network. */
export function* validateHostProcesses(spec: PodSpec, at: Path): Iterable<FieldError> {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let [hostProcesses, others] = [0, 0];
  for (const [context, here] of containerContexts(spec, at)) {
    const own = context?.windowsOptions?.hostProcess;
    if (own !== undefined && ofPod !== undefined && own !== ofPod)
      yield invalid(
        here.field('windowsOptions').field('hostProcess'),
        own,
        `pod hostProcess value must be identical if both are specified, was ${ofPod}`,
      );
    if (own ?? ofPod ?? false) hostProcesses++;
    else others++;
  }
  if (hostProcesses === 0) return;
  if (others > 0) yield invalid(at, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers');
  if (spec.hostNetwork !== true)
    yield invalid(at.field('hostNetwork'), false, 'hostNetwork must be true if pod contains any hostProcess containers');
}
