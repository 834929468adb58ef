// A container's environment: variables, and where their values come from. upstream: ValidateEnv, ValidateEnvFrom.
import type { EnvFromSource, EnvVar, EnvVarSource, FileKeySelector } from '../../../api/core/v1/environment.ts';
import { invalid, notFound, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isConfigMapKey, isDns1123Subdomain, isRelaxedEnvVarName } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { named, namedIfAny, present, refused, withoutBacksteps } from '../../rules.ts';
import type { Volumes } from './volumes.ts';
import { environmentFields, validateFieldReference, validateResourceReference } from './field-references.ts';

export function* validateEnvironment(variables: readonly EnvVar[], volumes: Volumes, at: Path): Iterable<FieldError> {
  for (const [i, { name, value = '', valueFrom }] of variables.entries()) {
    const here = at.index(i);
    yield* named(name, isRelaxedEnvVarName, here.field('name'));
    if (valueFrom !== undefined) yield* validateSource(valueFrom, { value, volumes }, here.field('valueFrom'));
  }
}

interface Around {
  readonly value: string;
  readonly volumes: Volumes;
}

function* validateSource(source: EnvVarSource, { value, volumes }: Around, at: Path): Iterable<FieldError> {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  if (fieldRef !== undefined) yield* validateFieldReference(fieldRef, environmentFields, at.field('fieldRef'));
  if (resourceFieldRef !== undefined)
    yield* validateResourceReference(resourceFieldRef, { container: 'own' }, at.field('resourceFieldRef'));
  if (configMapKeyRef !== undefined) yield* validateKeyReference(configMapKeyRef, at.field('configMapKeyRef'));
  if (secretKeyRef !== undefined) yield* validateKeyReference(secretKeyRef, at.field('secretKeyRef'));
  if (fileKeyRef !== undefined) yield* validateFileReference(fileKeyRef, volumes, at.field('fileKeyRef'));
  const sources = Object.keys(source).length;
  if (sources === 0)
    yield invalid(at, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`');
  else if (value !== '') yield invalid(at, '', 'may not be specified when `value` is not empty');
  else if (sources > 1) yield invalid(at, '', 'may not have more than one field specified at a time');
}

function* validateKeyReference({ name = '', key }: { readonly name?: string; readonly key: string }, at: Path): Iterable<FieldError> {
  yield* refused(isDns1123Subdomain(name), name, at.field('name'));
  yield* named(key, isConfigMapKey, at.field('key'));
}

function* validateFileReference({ volumeName, path, key }: FileKeySelector, volumes: Volumes, at: Path): Iterable<FieldError> {
  yield* named(key, isRelaxedEnvVarName, at.field('key'));
  yield* present(volumeName, at.field('volumeName'));
  if (path === '') yield required(at.field('path'));
  else yield* withoutBacksteps(path, at.field('path'));
  const volume = volumes.get(volumeName);
  if (volume === undefined) yield notFound(at.field('volumeName'), volumeName);
  else if (volume.emptyDir === undefined) yield invalid(at.field('volumeName'), volumeName, 'referenced volume must be of type emptyDir');
}

export function* validateEnvironmentSources(sources: readonly EnvFromSource[], at: Path): Iterable<FieldError> {
  for (const [i, { prefix, configMapRef, secretRef }] of sources.entries()) {
    const here = at.index(i);
    yield* namedIfAny(prefix, isRelaxedEnvVarName, here.field('prefix'));
    if (configMapRef !== undefined) yield* named(configMapRef.name, isDns1123Subdomain, here.field('configMapRef').field('name'));
    if (secretRef !== undefined) yield* named(secretRef.name, isDns1123Subdomain, here.field('secretRef').field('name'));
    // Upstream does not say which of them.
    if (configMapRef === undefined && secretRef === undefined) yield invalid(at, '', 'must specify one of: `configMapRef` or `secretRef`');
    if (configMapRef !== undefined && secretRef !== undefined)
      yield invalid(at, '', 'may not have more than one field specified at a time');
  }
}
